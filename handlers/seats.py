"""Taking part in a live vote: come in by link or code, hold the question, see the result, leave."""

import re

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import voting
from handlers import ballots, forms, menu, results, saying_screens
from handlers.buttons import Button, Rows, data, one_a_row, taps
from handlers.commands import command
from handlers.context import Context
from handlers.desk_words import number
from handlers.language import language_row
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Texts, ltr
from services import checkin, pads, queues, recordings, rooms, seats, sharing
from services.ballots import choice_of, guest_name, person_name
from services.letters import DIGITS
from services.sharing import Handed
from services.words import spoken
from storage import names
from storage import rooms as rows
from storage import seats as seat_rows
from storage.questions import OPEN, QUIZ, SHOWN, WRITTEN, QuestionRow
from storage.rooms import ENDED, RoomRow
from storage.seats import SeatRow

HANDED: dict[Handed, str] = {
    Handed.ON: N_("🤝 Hand the phone on now."),
    Handed.SAME: N_("🤝 Hand the phone on now."),
    Handed.VOTE_FIRST: N_("First choose your answer, then hand the phone on."),
    Handed.FULL: N_("No more people can vote with this phone."),
    Handed.CLOSED: N_("The vote has ended. Thank you!"),
}
_CODE = r"[0-9](?:[ .-]?[0-9]){4}"
ALONE, AMONG_WORDS = re.compile(rf"\W*({_CODE})\W*"), re.compile(rf"(?<![0-9])({_CODE})(?![0-9])")
FEW_WORDS = 40  # characters around a code; a longer text is about something else


@command("vote", N_("Take part in a vote"))
async def vote(update: Update, context: Context) -> None:
    """/vote CODE comes in; without a code: where one sits, or how one comes in."""
    if context.args:
        await _come_in(context, _code_in(" ".join(context.args)))
    else:
        context.say("seat.where")


async def opened(update: Update, context: Context, code: str) -> None:
    """The link of a room."""
    await _come_in(context, _code_in(code))


async def code_sent(update: Update, context: Context) -> bool:
    """Take five digits, in a few words also those of a vote that runs; others may answer a form, or what is asked."""
    text = (update.effective_message.text if update.effective_message else None) or ""
    if not (code := _code_in(text)):
        return False
    tries, now = context.house.wrong_codes, context.house.clock.now()
    async with context.reading() as session:
        room = await rows.by_code(session, code)
    guessed = room is None or tries.full(context.person.id, now)
    if await _is_words(context, text, room, guessed):
        if guessed:
            tries.count(context.person.id, now)
        return False
    await _come_in(context, code)
    return True


async def _is_words(context: Context, text: str, room: RoomRow | None, guessed: bool) -> bool:
    """Whether digits mean something else: a guess answers an open form, or what is asked; among words also the code of
    a vote that is over, or in which one sits.
    """
    async with context.reading() as session:
        asked = await queues.answers(session, context.person, context.house.clock.now())
        seat = await seat_rows.seat_of(session, context.person.id)
    if ALONE.fullmatch(text.translate(DIGITS)):
        return guessed and (asked is not None or await forms.opened(context) is not None)
    here = room is not None and seat is not None and seat.room_id == room.id
    return guessed or here or room is None or room.state == ENDED


def _code_in(text: str) -> str:
    """The code in a text, as one writes it: alone, or in a few words; empty if there is none."""
    typed = text.translate(DIGITS)
    found = AMONG_WORDS.search(typed) if len(typed) <= FEW_WORDS else None
    return re.sub(r"[ .-]", "", found[1]) if found else ""


async def _come_in(context: Context, code: str) -> None:
    """Take a seat. An open question follows at once (bot/crier.py); otherwise say that it comes by itself."""
    tries, now = context.house.wrong_codes, context.house.clock.now()
    async with context.transaction() as session:
        if tries.full(context.person.id, now):
            context.say("seat.wait")
            return
        room = await rows.by_code(session, code)
        if room is None or room.state == ENDED:
            if room is None:
                tries.count(context.person.id, now)
            context.say("seat.unknown", over=room is not None)
            return
        before = await seat_rows.seat_of(session, context.person.id)
        seat = await rooms.join(session, context.person, room, context.house.clock.now())
        here = await checkin.by_seat(session, context.house.lab, context.person, room.id, now)
        if here.outcome is checkin.Outcome.HERE and here.meeting:
            context.say("checkin.done", outcome=here.outcome.value, meeting=here.meeting.id)
        question = await session.get(QuestionRow, room.question_id or 0)
        await pads.follow(session, room, context.house.lab.live.pads_above)
        if seat and pads.waits(room, question):
            if before and seat.id == before.id:
                await seats.ask_again(session, seat)
        elif seat and (question is None or question.state != OPEN):
            await seats.welcome(session, seat)
            context.say("seat.joined")
        elif seat and before and seat.id == before.id:
            await seats.ask_again(session, seat)
    context.house.room_changed(room.id)


@taps("seat.again")
async def again(update: Update, context: Context) -> None:
    """The open question once more."""
    async with context.reading() as session:
        code = await _code_of(session, await seat_rows.seat_of(session, context.person.id))
    await _come_in(context, code)


@taps("seat.leave")
async def leave(update: Update, context: Context) -> None:
    """Give the seat up."""
    async with context.transaction() as session:
        seat = await seat_rows.seat_of(session, context.person.id)
        await rooms.leave(session, context.person, context.house.clock.now())
        context.say("seat.left", edit=True)
    if seat:
        context.house.room_changed(seat.room_id)


@taps("seat.hand")
async def hand(update: Update, context: Context, question: str, guest: str) -> None:
    """The phone goes to the next person: their ballot stands where the one before stood."""
    await context.house.votes_in()
    async with context.transaction() as session:
        row = await session.get(QuestionRow, number(question), populate_existing=True)
        seat = await seat_rows.seat_of(session, context.person.id)
        handed = Handed.CLOSED
        if row and seat:
            handed = await sharing.hand_on(session, context.house.seals, seat, row, number(guest))
        if handed is Handed.ON and row:
            context.say("seat.question", edit=True, question=row.id, stage=OPEN)
        context.toast(context.texts.plain(HANDED[handed]), alert=handed is Handed.VOTE_FIRST)


@taps("seat.pass")
async def pass_on(update: Update, context: Context, room: str) -> None:
    """The same on a pad, for the question that is open; the pad stays as it is, so that the toast says who votes."""
    await context.house.votes_in()
    async with context.transaction() as session:
        seat = await seat_rows.seat_of(session, context.person.id)
        here = await session.get(RoomRow, seat.room_id) if seat and seat.room_id == number(room) else None
        question = await session.get(QuestionRow, here.question_id or 0, populate_existing=True) if here else None
        handed, guest = Handed.CLOSED, 0
        if seat and here and question and pads.serves(here, question):
            guest = sharing.guest_on(seat, question) + 1
            handed = await sharing.hand_on(session, context.house.seals, seat, question, guest)
        context.toast(_passed(context.texts, handed, guest), alert=handed is Handed.VOTE_FIRST)


def _passed(texts: Texts, handed: Handed, guest: int) -> str:
    if handed is Handed.CLOSED:
        return texts.plain("No vote is open just now.\nLook at the big screen.")
    person = texts.plain("👥 Person {number} on this phone", number=guest + 1)
    return "\n".join([texts.plain(HANDED[handed]), *([person] if handed is Handed.ON else [])])


async def _code_of(session: AsyncSession, seat: SeatRow | None) -> str:
    room = await session.get(RoomRow, seat.room_id) if seat else None
    return (room.code or "") if room else ""


# What is shown


@screen("seat.unknown")
async def unknown(view: View, *, over: bool = False) -> Message:
    """There is no such room, or it is over."""
    text = view.texts("This vote is over. Thank you!") if over else view.texts(
        "We do not find a vote with this code: please look at it once more. It has 5 digits.")  # fmt: skip
    return Message(text, rows=_languages(view))


@screen("seat.wait")
async def wait(view: View) -> Message:
    """Too many codes that open nothing."""
    text = view.texts("These were many wrong codes. Please wait a minute, then look at the code on the wall once more.")
    return Message(text, rows=_languages(view))


@screen("seat.joined")
async def joined_screen(view: View, *, always: bool = False) -> Message:
    """They are in, and nothing is asked yet; `always` after a tap on a language."""
    seat = await seat_rows.seat_of(view.session, view.person.id)
    return await _joined(view, seat, always)


async def _joined(view: View, seat: SeatRow | None, always: bool = False) -> Message:
    if seat is None:
        return _nowhere(view) if always else Message(view.texts("This vote is over. Thank you!"))
    lines = [_welcome(view), view.texts("The next question comes here by itself."), view.texts(voting.WELCOMED)]
    if any(one.kind == QUIZ for one in await rows.questions(view.session, seat.room_id)):
        lines.append(view.texts(voting.GAME))
    if await rows.trial_of(view.session, seat.room_id):
        lines.append(view.texts("🧪 The team tries the vote out just now: what the big screen shows is only a trial."))
    leave = Button(view.texts.plain("🚪 Leave"), data("seat.leave"))
    return Message("\n".join(lines), rows=[*_languages(view, always), [leave]])


def _welcome(view: View) -> Safe:
    return view.texts("🗳 You are in the workshop of team {lab}.", lab=view.house.lab.name.pick(view.texts.language))


def _languages(view: View, always: bool = False, place: str = "seat") -> Rows:
    """A small row for those who chose no language yet; `always` after a tap on it, so that a slip can be put right."""
    return [language_row(view, place)] if always or not view.person.language_chosen else []


@screen("seat.question")
async def question_screen(view: View, *, question: int, stage: str, first: bool = False) -> list[Message]:
    """A question of the room: open, with its buttons, or its result. Nothing once it is no longer so."""
    row = await view.session.get(QuestionRow, question)
    if row is None or row.state != stage:
        return []
    if stage == SHOWN:
        return [Message(await results.shown(view, row), voice=recordings.RESULT)]
    guest = await seat_rows.guest_of(view.session, row, view.person.telegram_id) if row.shared else 0
    choice = await choice_of(view.session, view.house.seals, row.id, view.person.id, guest)
    return [await _question(view, row, choice, first, guest=guest)]


async def _question(
    view: View, row: QuestionRow, choice: int | None, first: bool, always: bool = False, guest: int = 0
) -> Message:
    texts = view.texts
    lines = [_welcome(view), ""] if first else []
    languages = _languages(view, always, "question") if first or always else []
    if row.kind in WRITTEN:
        lines += saying_screens.lines(texts, row)
        return Message("\n".join(lines), rows=[*saying_screens.rows(texts, row), *languages])
    if guest:
        lines += [texts("👥 Person {number} on this phone", number=guest + 1)]
    lines.append(bold(texts("Question: {question}", question=spoken(row.words, texts.language))))
    lines.append(texts(voting.hint(row), most=row.most))
    if row.kind in voting.PARTLY:
        lines.append(texts(voting.PARTLY[row.kind]))
    game = await voting.game(view.session, row.room_id, person_id=view.person.id) if row.kind == QUIZ else None
    lines.append(voting.promised(texts, row, game))
    if row.named:
        mine = await names.of(view.session, row.room_id, person_id=view.person.id)
        lines.append(voting.named_as(texts, mine.name if mine else "", guest))
    shown = ballots.keyboard(texts, row, choice, guest, guest_name(person_name(view.person.id), guest))
    return Message("\n".join(lines), rows=[*shown, *languages])


@screen("seat.now")
async def now_screen(view: View) -> Message:
    """What stands on the phone, said again in another language."""
    seat = await seat_rows.seat_of(view.session, view.person.id)
    row = await view.session.get(QuestionRow, seat.question_id or 0) if seat else None
    if seat is None or row is None or row.state != OPEN:
        return await _joined(view, seat, always=True)
    guest = await seat_rows.guest_of(view.session, row, view.person.telegram_id)
    choice = await choice_of(view.session, view.house.seals, row.id, view.person.id, guest)
    return await _question(view, row, choice, first=True, always=True, guest=guest)


@screen("seat.where")
async def where(view: View) -> Message:
    """Where one sits, with what one can do; or how one comes in."""
    texts, seat = view.texts, await seat_rows.seat_of(view.session, view.person.id)
    if seat is None:
        return _nowhere(view)
    room = await view.session.get(RoomRow, seat.room_id)
    text = texts("You take part in the vote {code}.", code=ltr(await _code_of(view.session, seat)))
    buttons = [
        Button(texts.plain("🔁 Show the question again"), data("seat.again")),
        *([Button(texts.plain("❓ Ask a question"), data("queue.ask"))] if room and room.queue_id else []),
        Button(texts.plain("🚪 Leave"), data("seat.leave")),
    ]
    return Message(text, rows=one_a_row(buttons))


def _nowhere(view: View) -> Message:
    text = view.texts("To take part in a vote, send its code: the 5 digits on the wall.")
    return Message(text, rows=_languages(view))


@screen("seat.left")
async def left(view: View) -> Message:
    """They have left."""
    return Message(view.texts("You have left the vote. To come back, send its code."))


@screen("seat.thanks")
async def thanks(view: View, *, room: int = 0) -> Message:
    """The end, one's place in the quiz, and what else one can do here."""
    text = view.texts("🌿 It is over. Thank you for taking part!\nA problem or an idea? Write it here at any moment.")
    game = await voting.game(view.session, room, person_id=view.person.id)
    return Message("\n".join([*voting.placed(view.texts, game), text]), rows=menu.rows(view))
