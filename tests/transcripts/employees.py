"""An employee: a link from who speaks for the company, their own yes, a mission on its time, a paper, the end."""

from dataclasses import replace

from services import companies, hours, missions, volunteers
from services.companies import Card
from services.volunteers import Yes
from storage import missions as rows
from storage.missions import MissionRow
from storage.partnerships import CONNECTED, NeedRow, PartnershipRow
from tests.services.hands import FITS, LAB, PLAN, ZONE
from tests.transcripts.stage import Actor, Play, Stage

NAME = {"fr": "Karim Alami", "ar": "كريم العلمي", "ary": "كريم العلمي"}
TITLE = {"fr": "Soutien scolaire", "ar": "دعم التلاميذ"}
DAY = "2026-10-10"


async def _prepared(stage: Stage, aicha: Actor, karim: Actor, samira: Actor) -> None:
    """A company that the team knows, somebody's card, a mission that the company helps with."""
    now = stage.lab.clock.now()
    atlas = Card("company", "Atlas Digital", None, ("digital",), "Aïcha", phone="+212612345678")
    plan = replace(PLAN, title=TITLE, begins=f"{DAY}T09:00", ends=f"{DAY}T12:00")
    async with stage.lab.database.transaction() as session:
        company = await companies.register(session, await aicha.somebody.person(), atlas, "1", now)
        company.verified_at = now
        card = replace(FITS, name=NAME[stage.language])
        await volunteers.enrol(session, await karim.somebody.person(), card, None, Yes("1", "send"), now)
        mission = await missions.create(session, await samira.somebody.person(), plan, ZONE, now)
        need = NeedRow(title=TITLE, days=1, mission_id=mission.id, created_at=now)
        session.add(need)
        await session.flush()
        met = {"state": CONNECTED, "proposed_at": now}
        session.add(PartnershipRow(need_id=need.id, company_id=company.id, **met))


async def _worked(stage: Stage, karim: Actor, samira: Actor) -> None:
    """The mission is over, and whoever is in charge confirmed the hours."""
    async with stage.lab.database.transaction() as session:
        mission = await session.get_one(MissionRow, 1)
        actor, over = await samira.somebody.person(), mission.ends_at
        hand = await rows.hand(session, mission.id, (await karim.somebody.person()).id)
        assert hand is not None
        await hours.change(session, actor, hand.id, 180, over)
        await hours.confirm(session, LAB, actor, mission.id, over)


async def employee(stage: Stage) -> None:
    """Somebody helps for the company that employs them: asked, told who sees what, a mission, a paper, the end"""
    samira = await stage.staff()
    aicha, karim = await stage.resident(), await stage.resident("Neighbour")
    await _prepared(stage, aicha, karim, samira)
    stage.lines.clear()
    await stage.skip()
    stage.scene("Who speaks for the company makes a link")
    await aicha.writes("/company")
    await aicha.taps("employee.list")
    await aicha.taps("employee.invite")
    token = aicha.somebody.shown[-1]["reply_markup"]["inline_keyboard"][0][0]["copy_text"]["text"].partition("a_")[2]
    stage.scene("The employee reads who sees what, and agrees")
    await karim.starts(f"a_{token}")
    await karim.taps("employee.accept:*")
    stage.scene("The team asks the company's people; one comes for it")
    await samira.writes("/menu")
    await samira.taps("missions.desk")
    await samira.taps("mission.panel:*")
    await samira.taps("mission.employees:*")
    await stage.passes("a moment", seconds=30)
    await karim.taps("employee.yes:*")
    await karim.taps("employee.for:*:0")
    await karim.taps("employee.for:*:1")
    await _worked(stage, karim, samira)
    await stage.skip()
    stage.scene("What each sees, and the paper")
    await aicha.taps("employee.list")
    await karim.writes("/company")
    await karim.taps("employee.card")
    await karim.taps("mission.record")
    await karim.taps("certificate.firm:*")
    await karim.taps("form:pick:*:telegram")
    await karim.taps("form:pick:*:yes")
    await karim.taps("form:send:*")
    stage.scene("The end")
    await karim.taps("employee.leave")
    await karim.taps("employee.leave:yes")
    await aicha.taps("company.open")
    await aicha.taps("employee.list")


PLAYS: tuple[Play, ...] = (employee,)
