"""What becomes of a report: a question answered days later by voice, ready answers, is it solved, alerts."""

from services import challenges
from storage.publications import PublicationRow
from tests.transcripts.residents import LAMP
from tests.transcripts.stage import Actor, Play, Stage

CHANGED = {"fr": "Les lampes sont changées.", "ar": "تم تغيير المصابيح.", "ary": "البولات تبدلو."}


async def _sent(stage: Stage, author: Actor) -> str:
    """The lamp, sent before the dialogue begins; its reference."""
    await author.somebody.says(LAMP[stage.language])
    await author.presses("06.385.01.01")
    await author.taps("form:pick:*:lighting")
    await author.taps("form:skip:*")
    await author.taps("form:send:*")
    stage.lines.clear()
    await stage.skip()
    async with stage.lab.database.reading() as session:
        person = await author.somebody.person()
        (row,) = await challenges.of_person(session, stage.lab.bot.house.seals, person)
        return row.ref


async def question_answered_days_later(stage: Stage) -> None:
    """A question of the team, answered by voice six days later; every step with its reason"""
    aicha = await stage.resident()
    samira = await stage.staff()
    await _sent(stage, aicha)
    await samira.writes("/desk")
    await samira.taps("desk.menu:*:ask")
    await samira.taps("desk.ask:*:ask_place")
    await stage.passes("2 minutes", minutes=2, seconds=5)
    stage.scene("Six days later")
    await stage.passes("6 days", days=6)
    await aicha.speaks(seconds=9)
    await stage.passes("10 seconds", seconds=10)
    stage.scene("Taken up, with a reason: the card alone changes")
    await samira.taps("desk.one:*")
    await samira.taps("desk.menu:*:taken_up")
    await samira.taps("desk.why:*:taken_up:lamp_asked")
    await stage.passes("2 minutes", minutes=2, seconds=5)
    await aicha.writes("/mine")
    await aicha.taps("mine.see:*")
    await aicha.taps("mine.steps:*")


async def ready_answers(stage: Stage) -> None:
    """A ready answer is written, removed and brought back, and used"""
    aicha = await stage.resident()
    samira = await stage.staff()
    await _sent(stage, aicha)
    await samira.writes("/desk")
    await samira.taps("desk.menu:*:tools")
    await samira.taps("reasons.list:new")
    await samira.taps("reasons.of:solved")
    await samira.taps("reasons.new:solved")
    await samira.taps("form:pick:*:lighting")
    await samira.writes(**CHANGED)
    await samira.taps("form:skip:*")
    await samira.taps("form:skip:*")
    await samira.taps("form:send:*")
    stage.scene("It is removed, brought back, and looked at again")
    await samira.taps("reasons.one:solved:1")
    await samira.taps("reasons.remove:solved:1")
    await samira.taps("reasons.back:*")
    await samira.taps("reasons.one:solved:1")
    await samira.taps("reasons.change:solved:1")
    await samira.taps("form:cancel:*")
    stage.scene("It is used")
    await samira.writes("/desk")
    await samira.taps("desk.menu:*:more")
    await samira.taps("desk.menu:*:status")
    await samira.taps("desk.menu:*:solved")
    await samira.taps("desk.why:*:solved:1")
    await stage.passes("2 minutes", minutes=2, seconds=5)


async def is_it_solved(stage: Stage) -> None:
    """Is it solved? Not yet, and why by voice; open again; asked again, and yes"""
    aicha = await stage.resident()
    samira = await stage.staff()
    await _sent(stage, aicha)
    await samira.writes("/desk")
    await samira.taps("desk.menu:*:more")
    await samira.taps("desk.menu:*:status")
    await samira.taps("desk.menu:*:solved")
    await samira.taps("desk.why:*:solved:repaired")
    await stage.passes("2 minutes", minutes=2, seconds=5)
    stage.scene("Four weeks later")
    await stage.passes("29 days", days=29)
    await aicha.taps("solved.no:*")
    await aicha.speaks(seconds=8)
    await stage.passes("10 seconds", seconds=10)
    await aicha.taps("solved.again:*:1")
    await samira.taps("desk.one:*")
    stage.scene("And again")
    await stage.passes("29 days", days=29)
    await aicha.taps("solved.yes:*")
    await stage.passes("10 seconds", seconds=10)
    await aicha.writes("/mine")
    await aicha.taps("mine.see:*")


async def alerts(stage: Stage) -> None:
    """News of a commune: chosen in the menu, told at once, stopped in one tap"""
    aicha, karim = await stage.resident(), await stage.resident("Neighbour")
    ref = await _sent(stage, aicha)
    await karim.writes("/menu")
    await karim.taps("alert.list")
    await karim.taps("alert.add")
    await karim.taps("alert.where:06.385.01.01")
    await karim.taps("alert.one:*:lighting")
    await karim.taps("alert.pace:*:now")
    stage.scene("The team makes a report public")
    async with stage.lab.database.transaction() as session:
        row = await challenges.by_ref(session, ref)
        assert row is not None
        session.add(PublicationRow(challenge_id=row.id, at=stage.lab.clock.now()))
    await stage.passes("3 minutes", minutes=3)
    await stage.passes("10 minutes", minutes=10)
    stage.scene("Enough")
    await karim.taps("alert.stop:now")
    await karim.taps("alert.one:*")
    await karim.taps("alert.drop:*")


PLAYS: tuple[Play, ...] = (question_answered_days_later, ready_answers, is_it_solved, alerts)
