"""An association, a school, a public body: what each is asked, what goes wrong, what it needs and gets."""

from services import companies
from storage.companies import CompanyRow
from tests.transcripts.stage import Actor, Play, Stage

BOUSKOURA = "form:pick:*:06.385.01.01"
AMAL = {"fr": "Association Amal", "ar": "جمعية الأمل", "ary": "جمعية الأمل"}
LYCEE = {"fr": "Lycée Ibn Sina", "ar": "ثانوية ابن سينا", "ary": "ليسي ابن سينا"}
COMMUNE = {"fr": "Commune de Bouskoura", "ar": "جماعة بوسكورة", "ary": "جماعة بوسكورة"}
PLACE = {"fr": "Dar Chabab", "ar": "دار الشباب", "ary": "دار الشباب"}
TEACHES = {"fr": "Un atelier robotique", "ar": "ورشة في الروبوتيك", "ary": "ورشة ديال الروبوتيك"}
SATURDAYS = {"fr": "Les samedis matin", "ar": "صباح كل سبت", "ary": "السبت فالصباح"}
FUNCTION = {"fr": "Directeur", "ar": "مدير", "ary": "مدير"}


async def _known(stage: Stage, samira: Actor) -> None:
    """The team knows every organisation that is here."""
    async with stage.lab.database.transaction() as session:
        actor = await samira.somebody.person()
        for one in (1, 2):
            if await session.get(CompanyRow, one):
                await companies.verify(session, actor, one, True, stage.lab.clock.now())


async def association(stage: Stage) -> None:
    """An association signs up, says in taps and a voice what it needs; the team makes a mission of it in one tap"""
    aicha, samira = await stage.resident(), await stage.staff()
    await aicha.writes("/company")
    await aicha.taps("company.form")
    await aicha.taps("form:pick:*:association")
    await aicha.writes(**AMAL)
    await aicha.taps(BOUSKOURA)
    stage.scene("It looks for help rather than gives it: the question may be skipped; back, then on")
    await aicha.taps("form:skip:*")
    await aicha.taps("form:back:*")
    await aicha.taps("form:skip:*")
    await aicha.taps("form:pick:*:telegram")
    stage.scene("A wrong number")
    await aicha.writes("0612")
    await aicha.writes("06 12 34 56 78")
    await aicha.taps("form:send:*")
    await _known(stage, samira)
    stage.scene("What it needs: pressed, said more in a voice, on one day, one answer changed")
    await aicha.taps("need.ours")
    await aicha.taps("need.state")
    await aicha.taps("form:pick:*:hands")
    await aicha.speaks(11)
    await aicha.taps("form:pick:*:hands")
    await aicha.taps("form:pick:*:tutoring")
    await aicha.taps("form:done:*")
    await aicha.writes("0")
    await aicha.taps("form:pick:*:5")
    await aicha.taps("form:pick:*:day")
    await aicha.writes("28/11 9:00-12:00")
    await aicha.writes(**PLACE)
    await aicha.taps(BOUSKOURA)
    await aicha.taps("form:change:*")
    await aicha.taps("form:change:*:capacity")
    await aicha.taps("form:pick:*:10")
    await aicha.taps("form:send:*")
    stage.scene("The team hears of it, listens, and makes a mission of it")
    await stage.passes("a night", hours=20)
    await samira.taps("need.panel:*")
    await samira.taps("need.listen:*")
    await samira.taps("need.mission:*")
    await stage.passes("a night", hours=20)
    await aicha.taps("need.ours")
    await aicha.taps("need.own:*")
    await aicha.taps("need.drop:*")
    await aicha.taps("need.drop:*:yes")


async def school_and_public_body(stage: Stage) -> None:
    """A school and a public body: no ICE is asked; a need in their own words, for which the team plans a mission"""
    aicha, karim, samira = await stage.resident(), await stage.resident("Neighbour"), await stage.staff()
    stage.scene("A school, by a voice")
    await aicha.writes("/company")
    await aicha.taps("company.form")
    await aicha.taps("form:pick:*:school")
    await aicha.writes(**LYCEE)
    await aicha.taps(BOUSKOURA)
    await aicha.speaks(8)
    await aicha.taps("form:skip:*")
    await aicha.taps("form:pick:*:telegram")
    await aicha.writes("lycee@")
    await aicha.writes("lycee@ibnsina.ma")
    await aicha.taps("form:send:*")
    stage.scene("The rest: its kind has no ICE, no sector")
    await aicha.taps("company.form:more")
    await aicha.writes(**LYCEE)
    await aicha.taps("form:skip:*")
    await aicha.taps("form:pick:*:10-49")
    await aicha.writes(**FUNCTION)
    await aicha.writes("05 22 1")
    await aicha.presses("Skip")
    await aicha.taps("form:pick:*:2")
    for _ in range(4):
        await aicha.taps("form:skip:*")
    await aicha.taps("form:send:*")
    await _known(stage, samira)
    stage.scene("A need in its own words, in a period; the team is asked for the day alone")
    await aicha.taps("need.ours")
    await aicha.taps("need.state")
    await aicha.writes(**TEACHES)
    await aicha.taps("form:skip:*")
    await aicha.taps("form:pick:*:both")
    await aicha.taps("form:skip:*")
    await aicha.taps("form:pick:*:1")
    await aicha.writes(**SATURDAYS)
    await aicha.taps("form:pick:*:remote")
    await aicha.taps("form:send:*")
    await samira.writes("/menu")
    await samira.taps("missions.desk")
    await samira.taps("needs.desk")
    await samira.taps("need.panel:*")
    await samira.taps("mission.new:need:*")
    stage.scene("A public body")
    await karim.writes("/company")
    await karim.taps("company.form")
    await karim.taps("form:pick:*:public")
    await karim.writes(**COMMUNE)
    await karim.taps(BOUSKOURA)
    await karim.taps("form:skip:*")
    await karim.taps("form:pick:*:telegram")
    await karim.writes("05 22 33 44 55")
    await karim.taps("form:change:*")
    await karim.taps("form:change:*:name")
    await karim.writes(**COMMUNE)
    await karim.taps("form:send:*")


PLAYS: tuple[Play, ...] = (association, school_and_public_body)
