"""Answering in writing: a message becomes an answer to the room; taking back, supporting, asking the room."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import room_form, saying_form
from conversations.form import TEXT as WORDS
from conversations.form import VOICE as SPOKEN
from conversations.form import Said
from conversations.rooms import looks_like_questions
from handlers import forms, messages, turning
from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.served import load
from locales.marks import N_
from services import emergencies, greetings, queues, sayings
from services.roles import Role, holds
from services.sayings import Outcome, Voter
from storage import seats as seat_rows
from storage.questions import CLOUD, QuestionRow
from storage.rooms import RoomRow
from storage.sayings import SayingRow
from storage.seats import SeatRow

NOT_HERE = N_("You are no longer in this room.\nTo come back, send its code of 5 digits.")
SUPPORTS: dict[Outcome, str] = {
    Outcome.CLOSED: N_("The vote has ended. Thank you!"),
    Outcome.OWN: N_("This is your own. Others can support it."),
    Outcome.GONE: N_("This is no longer shown."),
}


async def answered(update: Update, context: Context) -> bool:
    """Take a text as the answer to what is asked in one's room; an open form waits and asks again."""
    message = update.effective_message
    said = messages.said(message) if message else None
    if message is None or said is None or message.contact:
        return False
    now = context.house.clock.now()
    async with context.reading() as session:
        asked = await queues.answers(session, context.person, now)
    if asked is None:
        return False
    if message.voice:
        await _take(context, *asked, voice=message.voice.file_id)
        return True
    if message.text is None:
        context.say("saying.file")  # and then it goes the usual way, which keeps it
        return False
    if _means_something_else(context, asked[1], message.text) or await leads_in_a_form(context):
        return False
    await _take(context, *asked, text=message.text)
    return True


async def leads_in_a_form(context: Context) -> bool:
    """Whether the facilitator writes a question or writes down a voice, sitting in the room."""
    if not holds(context.person.roles, Role.FACILITATOR):
        return False
    one = await forms.opened(context)
    return one is not None and one.draft.form in (room_form.FORM.name, saying_form.FORM.name)


def _means_something_else(context: Context, question: QuestionRow, text: str) -> bool:
    """A question for the room from who leads it; a courtesy (which may be a word of a cloud), a question to us."""
    if holds(context.person.roles, Role.FACILITATOR) and looks_like_questions(text):
        return True
    if greetings.asks_for_news(text) or greetings.asks_for_help(text) or greetings.asks_for_data(text):
        return True
    return question.kind != CLOUD and (greetings.is_greeting(text) or greetings.is_thanks(text))


async def _take(context: Context, seat: SeatRow, question: QuestionRow, text: str = "", voice: str = "") -> None:
    house, voter = context.house, Voter.person(context.person.id)
    danger = emergencies.urgent(text)
    async with context.transaction() as session:
        says, what = (sayings.speak, voice) if voice else (sayings.say, text)
        told = await says(session, house.seals, question.id, voter, what, house.clock.now())
        if told.outcome is Outcome.NOTED and seat.asking_until:
            await queues.ask(session, seat, None)
        context.say(
            "saying.told", question=question.id, outcome=told.outcome.value,
            too_long=told.too_long, length=told.length, too_many=told.too_many,
        )  # fmt: skip
        if danger:
            context.say("challenge.emergency", kind=danger.kind)
        await forms.show_again(context, session)
    house.room_changed(question.room_id)


@taps("saying.back")
async def back(update: Update, context: Context, saying: str) -> None:
    """One's own text goes."""
    async with context.transaction() as session:
        taken = await _taken_back(context, session, number(saying))
    if taken:
        context.house.room_changed(taken.room_id)


@taps("saying.other")
async def other(update: Update, context: Context, saying: str) -> None:
    """It was no answer: it leaves the vote, and goes to the open form, or is offered as a report."""
    async with context.transaction() as session:
        taken = await _taken_back(context, session, number(saying))
        if taken is None:
            return
        if one := await load(session, context.house, context.person):
            await turning.hear(context, session, one, taken.said, hurry=True)
        else:
            await forms.begin(context, session, "challenge", [taken.said], offer=True)
    context.house.room_changed(taken.room_id)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A text that has left its room, as if it were said now."""

    room_id: int
    said: Said


async def _taken_back(context: Context, session: AsyncSession, saying: int) -> _Taken | None:
    """Take one's own text out of the vote; None, with a toast, if there is none any more."""
    house, voter = context.house, Voter.person(context.person.id)
    row = await session.get(SayingRow, saying)
    question = await session.get(QuestionRow, row.question_id) if row else None
    words = await sayings.take_back(session, house.seals, saying, voter, house.clock.now())
    if words is None or question is None or row is None:
        context.toast(context.texts.plain(SUPPORTS[Outcome.GONE]))
        return None
    context.say("saying.told", edit=True, question=question.id)
    voice = {"type": "voice", "file_id": row.voice, "caption": ""}
    kind, value = (SPOKEN, voice) if row.voice else (WORDS, words)
    return _Taken(question.room_id, Said(kind, value, context.query_message or 0))


@taps("saying.list")
async def listing(update: Update, context: Context, question: str, page: str) -> None:
    """What the others wrote, in place of the message."""
    async with context.transaction() as session:
        if not await _sits_with(context, session, number(question)):
            context.toast(context.texts.plain(NOT_HERE))
            return
        context.say("saying.list", edit=True, question=number(question), page=number(page))


@taps("saying.support")
async def support(update: Update, context: Context, saying: str, wanted: str, page: str) -> None:
    """Support a text, or no more."""
    house, voter = context.house, Voter.person(context.person.id)
    async with context.transaction() as session:
        row = await session.get(SayingRow, number(saying))
        if row is None or not await _sits_with(context, session, row.question_id):
            context.toast(context.texts.plain(SUPPORTS[Outcome.GONE]))
            return
        now = house.clock.now()
        told = await sayings.support(session, house.seals, row.id, voter, wanted == "1", now)
        noted = N_("👍 Noted. Tap again to take it back.") if wanted == "1" else N_("Taken back.")
        context.toast(context.texts.plain(SUPPORTS.get(told, noted)))
        context.say("saying.list", edit=True, question=row.question_id, page=number(page))
        question = await session.get_one(QuestionRow, row.question_id)
    house.room_changed(question.room_id)


async def _sits_with(context: Context, session: AsyncSession, question_id: int) -> bool:
    """Whether this person sits in the room of a question."""
    question, seat = await session.get(QuestionRow, question_id), await seat_rows.seat_of(session, context.person.id)
    return question is not None and seat is not None and seat.room_id == question.room_id


@taps("queue.ask")
async def ask(update: Update, context: Context) -> None:
    """What they write next is a question to the room."""
    async with context.transaction() as session:
        seat = await seat_rows.seat_of(session, context.person.id)
        room = await session.get(RoomRow, seat.room_id) if seat else None
        if seat is None or room is None or room.queue_id is None:
            context.toast(context.texts.plain("Questions can no longer be asked. Thank you!"))
            return
        await queues.ask(session, seat, context.house.clock.now() + queues.ASKING)
        context.say("queue.ask", queue=room.queue_id)


@taps("queue.no")
async def no(update: Update, context: Context) -> None:
    """They do not ask."""
    async with context.transaction() as session:
        if seat := await seat_rows.seat_of(session, context.person.id):
            await queues.ask(session, seat, None)
        context.say("queue.no", edit=True)
