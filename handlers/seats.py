"""Taking part in a live vote: come in by link or code, hold the question, see the result, leave."""

import re

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers import ballots, forms, menu, results, saying_screens
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.commands import command
from handlers.context import Context
from handlers.language import language_row
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import ltr
from services import queues, rooms, seats
from services.ballots import choice_of
from services.letters import DIGITS
from services.words import spoken
from storage import rooms as rows
from storage.rooms import ENDED, MULTIPLE, OPEN, SHOWN, WRITTEN, QuestionRow, SeatRow

CODE = re.compile(r"\s*(\d{5})\s*")


@command("vote", N_("Take part in a vote"))
async def vote(update: Update, context: Context) -> None:
    """/vote CODE comes in; without a code: where one sits, or how one comes in."""
    if context.args:
        await _come_in(context, " ".join(context.args))
    else:
        context.say("seat.where")


async def opened(update: Update, context: Context, code: str) -> None:
    """The link of a room."""
    await _come_in(context, code)


async def code_sent(update: Update, context: Context) -> bool:
    """Take five digits and nothing else; digits of no room may answer an open form, or what one's room asks."""
    text = update.effective_message.text if update.effective_message else None
    if not text or not (found := CODE.fullmatch(text.translate(DIGITS))):
        return False
    async with context.reading() as session:
        room = await rows.by_code(session, found[1])
        asked = await queues.answers(session, context.person, context.house.clock.now()) if room is None else None
    if room is None and (asked or await forms.opened(context) is not None):
        return False
    await _come_in(context, found[1])
    return True


async def _come_in(context: Context, code: str) -> None:
    """Take a seat. An open question follows at once (bot/crier.py); otherwise say that it comes by itself."""
    async with context.transaction() as session:
        room = await rows.by_code(session, code.strip().translate(DIGITS)[:5])
        if room is None or room.state == ENDED:
            context.say("seat.unknown", over=room is not None)
            return
        before = await rows.seat_of(session, context.person.id)
        seat = await rooms.join(session, context.person, room, context.house.clock.now())
        question = await session.get(QuestionRow, room.question_id or 0)
        if seat and (question is None or question.state != OPEN):
            await seats.welcome(session, seat)
            context.say("seat.joined")
        elif seat and before and seat.id == before.id:
            await seats.ask_again(session, seat)
    context.house.room_changed(room.id)


@taps("seat.again")
async def again(update: Update, context: Context) -> None:
    """The open question once more."""
    async with context.reading() as session:
        code = await _code_of(session, await rows.seat_of(session, context.person.id))
    await _come_in(context, code)


@taps("seat.leave")
async def leave(update: Update, context: Context) -> None:
    """Give the seat up."""
    async with context.transaction() as session:
        seat = await rows.seat_of(session, context.person.id)
        await rooms.leave(session, context.person, context.house.clock.now())
        context.say("seat.left", edit=True)
    if seat:
        context.house.room_changed(seat.room_id)


async def _code_of(session: AsyncSession, seat: SeatRow | None) -> str:
    room = await session.get(rows.RoomRow, seat.room_id) if seat else None
    return (room.code or "") if room else ""


# What is shown


@screen("seat.unknown")
async def unknown(view: View, *, over: bool = False) -> Message:
    """There is no such room, or it is over."""
    text = view.texts("This vote is over. Thank you!") if over else view.texts(
        "We do not find a vote with this code: please look at it once more. It has 5 digits.")  # fmt: skip
    return Message(text, rows=_languages(view))


@screen("seat.joined")
async def joined_screen(view: View) -> Message:
    """They are in, and nothing is asked yet."""
    return _joined(view, await rows.seat_of(view.session, view.person.id))


def _joined(view: View, seat: SeatRow | None, always: bool = False) -> Message:
    if seat is None:
        return Message(view.texts("This vote is over. Thank you!"))
    lines = [_welcome(view), view.texts("The next question comes here by itself."), _secret(view)]
    leave = Button(view.texts.plain("🚪 Leave"), data("seat.leave"))
    return Message("\n".join(lines), rows=[*_languages(view, always), [leave]])


def _welcome(view: View) -> Safe:
    return view.texts("🗳 You are in the workshop of team {lab}.", lab=view.house.lab.name.pick(view.texts.language))


def _secret(view: View) -> Safe:
    return view.texts("🔒 The vote is secret. You can change your choice until it ends.")


def _languages(view: View, always: bool = False) -> Rows:
    """A small row for those who chose no language yet; `always` after a tap on it, so that a slip can be put right."""
    return [language_row(view, "seat")] if always or not view.person.language_chosen else []


@screen("seat.question")
async def question_screen(
    view: View, *, question: int, stage: str, first: bool = False, again: bool = False
) -> list[Message]:
    """A question of the room: open, with its buttons, or its result. Nothing once it is no longer so."""
    row = await view.session.get(QuestionRow, question)
    if row is None or row.state != stage:
        return []
    if stage == SHOWN:
        return [Message(await results.shown(view, row))]
    choice = await choice_of(view.session, view.house.seals, row.id, view.person.id) if again else None
    return [_question(view, row, choice, first)]


def _question(view: View, row: QuestionRow, choice: int | None, first: bool, always: bool = False) -> Message:
    texts = view.texts
    lines = [_welcome(view), ""] if first else []
    languages = _languages(view, always) if first or always else []
    if row.kind in WRITTEN:
        lines += saying_screens.lines(texts, row)
        return Message("\n".join(lines), rows=[*saying_screens.rows(texts, row), *languages])
    lines.append(bold(texts("Question: {question}", question=spoken(row.words, texts.language))))
    if row.kind == MULTIPLE:
        lines.append(texts("Several answers are possible, at most: {most}", most=row.most))
    else:
        lines.append(texts("Choose your answer:"))
    lines.append(_secret(view))
    return Message("\n".join(lines), rows=[*ballots.rows(row, texts.language, choice), *languages])


@screen("seat.now")
async def now_screen(view: View) -> Message:
    """What stands on the phone, said again in another language."""
    seat = await rows.seat_of(view.session, view.person.id)
    row = await view.session.get(QuestionRow, seat.question_id or 0) if seat else None
    if seat is None or row is None or row.state != OPEN:
        return _joined(view, seat, always=True)
    choice = await choice_of(view.session, view.house.seals, row.id, view.person.id)
    return _question(view, row, choice, first=True, always=True)


@screen("seat.where")
async def where(view: View) -> Message:
    """Where one sits, with what one can do; or how one comes in."""
    texts, seat = view.texts, await rows.seat_of(view.session, view.person.id)
    if seat is None:
        return Message(texts("To take part in a vote, send its code: the 5 digits on the wall."), rows=_languages(view))
    room = await view.session.get(rows.RoomRow, seat.room_id)
    text = texts("You take part in the vote {code}.", code=ltr(await _code_of(view.session, seat)))
    buttons = [
        Button(texts.plain("🔁 Show the question again"), data("seat.again")),
        *([Button(texts.plain("❓ Ask a question"), data("queue.ask"))] if room and room.queue_id else []),
        Button(texts.plain("🚪 Leave"), data("seat.leave")),
    ]
    return Message(text, rows=one_a_row(buttons))


@screen("seat.left")
async def left(view: View) -> Message:
    """They have left."""
    return Message(view.texts("You have left the vote. To come back, send its code."))


@screen("seat.thanks")
async def thanks(view: View) -> Message:
    """The end, with what else one can do here."""
    text = view.texts("🌿 It is over. Thank you for taking part!\nA problem or an idea? Write it here at any moment.")
    return Message(text, rows=menu.rows(view))
