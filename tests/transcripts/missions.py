"""A mission: planned at the desk, who fits is asked and says yes, cannot after all, comes, gives hours, is thanked."""

from sqlalchemy import select

from services import companies
from services.roles import Role
from storage.certificates import CertificateRow
from tests.transcripts.stage import Actor, Play, Stage

BOUSKOURA = "06.385.01.01"
TITLE = {"fr": "Soutien scolaire / دعم التلاميذ", "ar": "دعم التلاميذ / Soutien scolaire",
         "ary": "دعم التلاميذ / Soutien scolaire"}  # fmt: skip
PLACE = {"fr": "Dar Chabab", "ar": "دار الشباب", "ary": "دار الشباب"}
WHEN = {"fr": "samedi 9h-12h", "ar": "السبت 9:00-12:00", "ary": "السبت 9:00-12:00"}
NAME = {"fr": "Karim Alami", "ar": "كريم العلمي", "ary": "كريم العلمي"}
AMAL = {"fr": "Aïcha", "ar": "عائشة", "ary": "عيشة"}
SKILL = {"fr": "Apiculture / تربية النحل", "ar": "تربية النحل / Apiculture", "ary": "تربية النحل / Apiculture"}


async def _card(one: Actor) -> None:
    """A volunteer's card, without a phone number."""
    await one.somebody.says("/volunteer")
    for pattern in ("volunteer.form", "form:pick:*:telegram", "form:pick:*:18-25", f"form:pick:*:{BOUSKOURA}",
                    "form:pick:*:tutoring", "form:done:*", "form:skip:*", "form:pick:*:ary", "form:done:*",
                    "form:pick:*:sat", "form:done:*", "form:pick:*:am", "form:done:*", "form:pick:*:bus"):  # fmt: skip
        await one.taps(pattern)
    await one.presses("Skip")
    for pattern in ("form:pick:*:none", "form:pick:*:no", "form:send:*"):
        await one.taps(pattern)


async def _certified(stage: Stage) -> str:
    """The code of the certificate that was made."""
    async with stage.lab.database.reading() as session:
        return str(await session.scalar(select(CertificateRow.code)))


async def _speaks_for_amal(stage: Stage, one: Actor) -> None:
    """An association that the team knows, and who speaks for it."""
    person, now = await one.somebody.person(), stage.lab.clock.now()
    async with stage.lab.database.transaction() as session:
        made = companies.Card("association", "Amal", None, (), AMAL[stage.language])
        row = await companies.register(session, person, made, "1", now)
        await companies.verify(session, person, row.id, True, now)


async def mission(stage: Stage) -> None:
    """A mission: who fits is asked and why, one cannot after all, the line moves, hours are confirmed"""
    samira = await stage.staff()
    aicha, karim = await stage.resident(), await stage.resident("Neighbour")
    for one in (aicha, karim):
        await _card(one)
    stage.lines.clear()
    await stage.skip()
    stage.scene("The mission")
    await samira.writes("/menu")
    await samira.taps("missions.desk")
    await samira.taps("mission.new")
    await samira.shows()
    await samira.writes(**TITLE)
    await samira.speaks(20)
    await samira.taps("form:pick:*:tutoring")
    await samira.taps("form:done:*")
    await samira.taps("form:pick:*:1")
    await samira.writes(**WHEN)
    await samira.writes(**PLACE)
    await samira.taps(f"form:pick:*:{BOUSKOURA}")
    await samira.taps("form:skip:*")
    await samira.taps("form:send:*")
    stage.scene("Who fits, and why; they are asked")
    await samira.taps("mission.fits:*")
    await samira.taps("mission.ask:*")
    await stage.passes("a moment", seconds=30)
    await aicha.taps("mission.listen:*")
    await aicha.taps("mission.yes:*")
    await karim.taps("mission.yes:*")
    await aicha.taps("mission.no:*")
    stage.scene("Reminders, then the day")
    await stage.passes("until Saturday morning", days=4, hours=23, minutes=40)
    await karim.taps("mission.here:*")
    await stage.passes("three hours", hours=3)
    await karim.taps("mission.left:*")
    await stage.passes("an hour later", hours=1, minutes=30)
    stage.scene("Hours")
    await samira.taps("mission.people:*")
    await samira.taps("mission.hand:2")
    await samira.taps("mission.hours:2:*")
    await samira.taps("mission.sheet_of:2")
    await samira.taps("mission.people:*")
    await samira.taps("mission.confirm:*")
    await samira.taps("mission.sheet:*")
    await karim.writes("/volunteer")
    await karim.taps("missions.list")
    stage.scene("A certificate of volunteering; somebody types its code, the team takes it back, then gives it back")
    await karim.taps("mission.record")
    await karim.taps("certificate.ask")
    await karim.writes("  ")
    await karim.writes(**NAME)
    await karim.taps("form:send:*")
    code = await _certified(stage)
    await aicha.writes(code.lower())
    omar = await stage.staff("Colleague", Role.FACILITATOR)
    await omar.writes(code)
    await omar.taps("paper.take:*")
    await omar.taps("paper.take:*:yes")
    await stage.passes("a moment", seconds=30)
    await karim.writes(code)
    await omar.taps("paper.return:*")
    await stage.passes("a moment", seconds=30)
    stage.scene("The record as a paper and a link, then taken back")
    await karim.taps("mission.record")
    await karim.taps("record.ask")
    await karim.taps("form:pick:*:telegram")
    await karim.taps("form:send:*")
    await karim.taps("mission.record")
    await karim.taps("record.withdraw")
    await karim.taps("record.withdraw:yes")
    stage.scene("A certificate taken back by whom it is about")
    await karim.writes("/privacy")
    await karim.taps("certificate.mine")
    await karim.taps("certificate.one:*")
    await karim.taps("certificate.drop:*")
    await aicha.writes(code)
    stage.scene("The same each week, and somebody of an association is in charge")
    await _speaks_for_amal(stage, aicha)
    await samira.writes("/menu")
    await samira.taps("missions.desk")
    await samira.taps("missions.desk:past")
    await samira.taps("mission.panel:1")
    await samira.taps("mission.again:1")
    await samira.taps("mission.weeks:1:4")
    stage.scene("One answer for all its dates, then one date less")
    await karim.writes("/menu")
    await karim.taps("missions.list")
    await karim.taps("mission.see:*")
    await karim.taps("mission.dates:*")
    await karim.taps("mission.all:*:yes")
    await karim.taps("mission.date:*:*:no")
    await karim.taps("mission.all:*:no")
    stage.scene("Somebody of an association is in charge")
    await samira.taps("mission.panel:2")
    await samira.taps("mission.charge:2")
    await samira.taps("mission.entrust:2:*")
    await stage.passes("a day", days=1)
    await aicha.taps("charge.people:2")


async def skills_list(stage: Stage) -> None:
    """The list of skills: one is added, said in other words, retired and taken back"""
    samira = await stage.staff()
    await samira.somebody.says("/menu")
    await stage.skip()
    await samira.taps("missions.desk")
    await samira.taps("skills.list")
    await samira.taps("skill.add")
    await samira.writes(**SKILL)
    await samira.taps("skill.retire:*:1")
    await samira.taps("skill.retire:*:0")
    await samira.taps("skill.name:*")
    await samira.writes(fr="Cuisine", ar="الطبخ", ary="الطياب")


PLAYS: tuple[Play, ...] = (mission, skills_list)
