"""The days of a workshop: reminders and their answers, "I can't come" simply written, check-in, feedback."""

from datetime import datetime

from services import checkin
from services.roles import Role
from tests.handlers.events import answer_of, comes, meetings, published
from tests.transcripts.stage import Play, Stage

LATE = {"fr": "Je serai en retard de 20 minutes", "ar": "سأتأخر 20 دقيقة", "ary": "غادي نتعطل شي 20 دقيقة"}
CANNOT = {"fr": "Désolé, je ne peux pas venir", "ar": "عذرا، لا يمكنني الحضور", "ary": "salam man9derch nji"}


async def until(stage: Stage, day: int, at: str) -> None:
    """Let time pass until this moment of October 2026, and a little more, in a small last step."""
    moment = datetime.fromisoformat(f"2026-10-{day:02}T{at}+00:00")
    await stage.lab.passes(seconds=(moment - stage.lab.clock.now()).total_seconds() - 15)
    await stage.passes(f"until {at}", seconds=20)


async def workshop_day(stage: Stage) -> None:
    """A workshop's reminders, "I can't come", check-in at the door, and how it was"""
    lab, fadoua = stage.lab, await stage.staff(trusted=Role.FACILITATOR)
    aicha, karim = await stage.resident(), await stage.resident("Neighbour")
    workshop = await published(lab, fadoua.somebody)
    await comes(lab, workshop, aicha.somebody, karim.somebody)
    await stage.skip()
    stage.scene("The evening before")
    await until(stage, 7, "18:00")
    await aicha.taps("reminder.yes:*")
    await aicha.writes(**LATE)
    await aicha.taps("form:pick:*:tell")
    await karim.writes(**CANNOT)
    await karim.taps("reminder.yes:*")
    stage.scene("Two hours before")
    await until(stage, 8, "12:30")
    await aicha.taps("ticket.show:*")
    stage.scene("At the door")
    await until(stage, 8, "13:30")
    ticket = checkin.ticket(lab.bot.house.seals, (await answer_of(lab, workshop, aicha.somebody)).id)
    await fadoua.does("scans the resident's ticket", fadoua.phone.start(f"t_{ticket}"))
    (meeting,) = await meetings(lab, workshop)
    digits = checkin.code(lab.bot.house.seals, meeting.id)
    await karim.does("writes the four digits that the wall shows", karim.phone.says(digits))
    await fadoua.taps("checkin.list:*")
    await fadoua.taps("checkin.tick:*:0:0")
    await fadoua.taps("checkin.tick:*:1:0")
    stage.scene("An hour after")
    await until(stage, 8, "18:00")
    await aicha.taps("feedback.rate:*:4")
    await aicha.taps("form:skip:*")


PLAYS: tuple[Play, ...] = (workshop_day,)
