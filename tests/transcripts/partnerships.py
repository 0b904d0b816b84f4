"""A need meets a company: stated at the desk, who fits and who does not, asked, interested, connected."""

from services import companies
from services.companies import Card
from tests.transcripts.stage import Actor, Play, Stage

BOUSKOURA = "06.385.01.01"
TITLE = {"fr": "Réparer dix ordinateurs / إصلاح عشرة حواسيب", "ar": "إصلاح عشرة حواسيب / Réparer dix ordinateurs",
         "ary": "إصلاح عشرة حواسيب / Réparer dix ordinateurs"}  # fmt: skip
PLACE = {"fr": "Dar Chabab", "ar": "دار الشباب", "ary": "دار الشباب"}


async def _company(stage: Stage, one: Actor, name: str, contact: str, verified: bool) -> None:
    """An organisation as its form leaves it."""
    now = stage.lab.clock.now()
    card = Card("company", name, BOUSKOURA, ("digital",), contact, phone="+212612345678")
    async with stage.lab.database.transaction() as session:
        row = await companies.register(session, await one.somebody.person(), card, "1", now)
        row.days, row.verified_at = "5", now if verified else None


async def partnership(stage: Stage) -> None:
    """A need at the desk, a company that fits and says why, its answer, both sides connected"""
    samira, aicha = await stage.staff(), await stage.resident()
    karim, nadia = await stage.resident("Neighbour"), await stage.resident("Colleague")
    await _company(stage, aicha, "Atlas Digital", "Aïcha", True)
    await _company(stage, karim, "Amal", "Karim", True)
    await _company(stage, nadia, "Nour Tech", "Nadia", False)
    stage.lines.clear()
    await stage.skip()
    stage.scene("The need")
    await samira.writes("/menu")
    await samira.taps("missions.desk")
    await samira.taps("needs.desk")
    await samira.taps("need.new")
    await samira.writes(**TITLE)
    await samira.taps("form:pick:*:digital")
    await samira.taps("form:done:*")
    await samira.taps("form:pick:*:3")
    await samira.taps("form:skip:*")
    await samira.writes(**PLACE)
    await samira.taps(f"form:pick:*:{BOUSKOURA}")
    await samira.taps("form:change:*")
    await samira.taps("form:change:*:organisation")
    await samira.taps("form:pick:*:2")
    await samira.taps("form:send:*")
    stage.scene("Atlas is asked, and is interested")
    await samira.taps("need.ask:*")
    await stage.passes("a moment", seconds=30)
    await aicha.taps("need.yes:*")
    await stage.passes("a moment", seconds=30)
    stage.scene("Connected: each side learns who the other is")
    await samira.taps("need.panel:*")
    await samira.taps("need.connect:*")
    await stage.passes("a moment", seconds=30)
    await karim.taps("needs.mine")
    await samira.taps("need.close:*")


PLAYS: tuple[Play, ...] = (partnership,)
