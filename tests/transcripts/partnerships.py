"""A need meets a company: stated at the desk, who fits and who does not, asked, interested, connected."""

from services import companies, partnerships
from services.companies import Card
from services.partnerships import Plan
from storage.companies import CompanyRow
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


MORE = {"legal_name": "Atlas Digital SARL", "ice": "001561191000066", "function": "Gérante"}
STEP = {"fr": "Diagnostic des dix machines", "ar": "فحص الحواسيب العشرة", "ary": "فحص العشرة د الحواسيب"}
FIRST = {"fr": "12 octobre", "ar": "12 أكتوبر", "ary": "12 أكتوبر"}
LAST = {"fr": "23 octobre", "ar": "23 أكتوبر", "ary": "23 أكتوبر"}
BY = {"fr": "15 octobre", "ar": "15 أكتوبر", "ary": "15 أكتوبر"}
DONE = {"fr": "Huit ordinateurs réparés", "ar": "أصلحنا ثمانية حواسيب", "ary": "صلحنا تمنية د الحواسيب"}
SIGNS = {"fr": "Samira El Idrissi, directrice", "ar": "سميرة الإدريسي، المديرة", "ary": "سميرة الإدريسي، المديرة"}


async def _connected(stage: Stage, samira: Actor, aicha: Actor) -> None:
    """The lab's own need and Atlas, as the dialogue above leaves them."""
    lab, now = stage.lab.bot.house.lab, stage.lab.clock.now()
    await _company(stage, aicha, "Atlas Digital", "Aïcha", True)
    async with stage.lab.database.transaction() as session:
        (await session.get_one(CompanyRow, 1)).days = None  # so that the rest is still to be asked
        team, contact = await samira.somebody.person(), await aicha.somebody.person()
        title = {"fr": "Réparer dix ordinateurs", "ar": "إصلاح عشرة حواسيب"}
        plan = Plan(title, ("digital",), 3, place=PLACE[stage.language], commune=BOUSKOURA)
        need = await partnerships.create(session, team, plan, now)
        await partnerships.propose(session, lab, team, need.id, 1, now)
        await partnerships.answer(session, lab, contact, need.id, True, now)
        await partnerships.connect(session, lab, team, need.id, 1, now)
    await stage.passes("a moment", seconds=30)


async def agreement(stage: Stage) -> None:
    """After connecting: the draft and what it lacks, milestones, what was done, the other side's word, the papers"""
    samira, aicha = await stage.staff(), await stage.resident()
    await _connected(stage, samira, aicha)
    stage.lines.clear()
    await stage.skip()
    stage.scene("The draft")
    await samira.writes("/menu")
    await samira.taps("missions.desk")
    await samira.taps("needs.desk")
    await samira.taps("need.panel:1")
    await samira.taps("agreement.write:1")
    await samira.writes(**FIRST)
    await samira.writes(**LAST)
    await samira.taps("form:pick:*:3")
    await samira.writes(**SIGNS)
    await samira.taps("form:send:*")
    await samira.taps("agreement.ask:1")
    await stage.passes("a moment", seconds=30)
    stage.scene("What is missing, asked once")
    await aicha.taps("company.form:more")
    await aicha.writes(MORE["legal_name"])
    await aicha.taps("form:skip:*")
    await aicha.writes(MORE["ice"])
    for _ in range(2):
        await aicha.taps("form:skip:*")
    await aicha.writes(MORE["function"])
    for _ in range(6):
        await aicha.taps("form:skip:*")
    await aicha.taps("form:send:*")
    await aicha.taps("needs.mine")
    await aicha.taps("agreement.see:1")
    await aicha.taps("agreement.file:1")
    stage.scene("A milestone, signed, and the clock")
    await samira.taps("agreement.step:1")
    await samira.writes(**STEP)
    await samira.writes(**BY)
    await samira.taps("form:send:*")
    await samira.taps("agreement.begin:1")
    await stage.passes("until the day before the milestone", days=9, hours=1)
    await stage.passes("a moment", minutes=2)
    await aicha.taps("agreement.done:1:1")
    stage.scene("What was done; it was different; both say so")
    await aicha.taps("agreement.close:1")
    await aicha.writes("2,5")
    await aicha.taps("form:pick:*:2")
    await aicha.writes(**DONE)
    await aicha.taps("form:send:*")
    await stage.passes("a moment", seconds=30)
    await samira.taps("agreement.close:1")
    await samira.writes("3")
    await samira.taps("form:pick:*:2")
    await samira.speaks(8)
    await samira.taps("form:send:*")
    await stage.passes("a moment", seconds=30)
    await aicha.taps("agreement.yes:1:2")
    await aicha.taps("agreement.rate:1")
    await aicha.writes("1500")
    await aicha.taps("agreement.impact:1")
    await stage.passes("a moment", seconds=30)


PLAYS: tuple[Play, ...] = (partnership, agreement)
