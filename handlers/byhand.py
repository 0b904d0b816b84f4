"""Papers, raised hands and people without a phone, entered by a facilitator: with number buttons, or in one message.

A button carries the number that stood there and the one that it leads to: pressed twice it acts once, and an old one
changes nothing that was put right since.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import byhand as conversation
from conversations.byhand import Asked
from conversations.form import Answers
from handlers import forms
from handlers.buttons import Button, Rows, data, in_rows, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.outcomes import GONE
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from handlers.words import bold
from locales import common
from locales.formats import Safe
from locales.lengths import cut
from locales.marks import N_
from locales.texts import Texts, ltr
from services import byhand, outcomes, tallies
from services.byhand import MOST, SOURCES, Count
from services.people import Person
from services.roles import Role, holds
from services.words import spoken
from storage.byhand import HANDS, PAPER
from storage.questions import MULTIPLE, SCALE, QuestionRow
from storage.rooms import RoomRow

ASKED = ("kind", "words", "options", "most", "low", "high")  # of a question, kept beside what is written
STEPS = (-10, -1, 1, 10)
WORDS = 60  # UTF-16 units of an answer in the list
CHANGED = N_("This number was changed meanwhile: here it is.")
TITLES = {PAPER: N_("📝 Votes on paper"), HANDS: N_("✋ Raised hands")}


@taps("hand.pad")
@staff_only(Role.FACILITATOR)
async def pad(update: Update, context: Context, question: str, source: str, place: str = "0") -> None:
    """Open the pad, or go to another answer on it."""
    if source in SOURCES:
        context.say("hand.pad", edit=True, question=number(question), source=source, place=number(place))


@taps("hand.set")
@staff_only(Role.FACILITATOR)
async def put(
    update: Update, context: Context, question: str, source: str, place: str, before: str, value: str
) -> None:
    """One answer (the place behind the last one: the people) has this number now, if it had the one before."""
    at, house = number(place), context.house
    async with context.transaction() as session:
        row = await session.get(QuestionRow, number(question))
        if row is None or source not in SOURCES or not byhand.possible(row):
            context.toast(context.texts.plain(GONE))
            return
        stands = await byhand.of_question(session, row, source)
        count = _with(row, stands, at, number(value))
        if _at(stands, at) not in (number(before), number(value)):
            context.toast(context.texts.plain(CHANGED))
            count = stands
        if byhand.wrong(row, count):
            context.toast(context.texts.plain(conversation.WRONG[byhand.Wrong.TOO_MANY], most=MOST), alert=True)
            return
        await byhand.enter(session, context.person, row, count, house.clock.now())
        context.say("hand.pad", edit=True, question=row.id, source=source, place=at)
    house.room_changed(row.room_id)


def _at(count: Count, place: int) -> int:
    """The number at a place; behind the last answer stand the people."""
    return count.counts[place] if place < len(count.counts) else count.voters


def _with(question: QuestionRow, count: Count, place: int, value: int) -> Count:
    """The count with another number at this place, and as many people as can be true."""
    if place < len(count.counts):
        counts = (*count.counts[:place], value, *count.counts[place + 1 :])
        return byhand.fitted(question, Count(count.source, counts, count.voters))
    return byhand.fitted(question, Count(count.source, count.counts, value))


@screen("hand.pad")
async def pad_screen(view: View, *, question: int, source: str, place: int) -> Message:
    """What was counted so far, and the buttons that change one number."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await view.session.get(QuestionRow, question)
    if row is None or not byhand.possible(row):
        return Message(view.texts(GONE))
    texts, count = view.texts, await byhand.of_question(view.session, row, source)
    lines = [bold(texts(TITLES[source])), texts("Question: {question}", question=spoken(row.words, texts.language)), ""]
    lines += _counted(texts, row, count, place)
    lines += ["", texts("Press a letter, then change its number.")]
    return Message("\n".join(lines), rows=_keys(view, row, count, min(place, _last(row, count))))


def _last(question: QuestionRow, count: Count) -> int:
    """The last place: people have one of their own where they may choose several answers."""
    return len(count.counts) - (question.kind != MULTIPLE)


def _letters(question: QuestionRow) -> list[str]:
    if question.kind == SCALE:
        return [str(step) for step in tallies.places(question)]
    return list(tallies.LETTERS[: len(question.options)])


def _counted(texts: Texts, question: QuestionRow, count: Count, at: int) -> list[Safe]:
    """A line for each answer, and one for the people."""
    letters, lines = _letters(question), list[Safe]()
    for place, (letter, words) in enumerate(zip(letters, tallies.labels(question), strict=True)):
        name = "" if question.kind == SCALE else cut(spoken(words, texts.language), WORDS)
        line = _line(texts, f"{letter}  {count.counts[place]}", name)
        lines.append(bold(line) if place == at else line)
    return [*lines, texts("People who voted: {count}", count=count.voters)]


def _line(texts: Texts, letter: str, words: str) -> Safe:
    """`A  12  Oui`, in reading order."""
    return Safe(texts.lines([ltr(letter), *([words] if words else [])]).replace("\n", "  "))


def _keys(view: View, question: QuestionRow, count: Count, at: int) -> Rows:
    texts, here = view.texts, (question.id, count.source)
    letters = [
        Button(f"{'• ' if place == at else ''}{letter} {count.counts[place]}", data("hand.pad", *here, place))
        for place, letter in enumerate(_letters(question))
    ]
    if question.kind == MULTIPLE:
        label = f"{'• ' if at == len(letters) else ''}👥 {count.voters}"
        letters.append(Button(label, data("hand.pad", *here, len(letters))))
    now = _at(count, at)
    return [
        *in_rows(letters),
        _steps(now, lambda value: data("hand.set", *here, at, now, value)),
        [Button(texts.plain("⌨️ Write all in one message"), data("hand.write", *here))],
        [Button(f"✓ {texts.plain(common.DONE)}", data("room.outcome", question.id))],
    ]


def _steps(now: int, leading: Any) -> list[Button]:
    """Less and more; a button that would lead nowhere is left out."""
    values = {step: min(max(now + step, 0), MOST) for step in STEPS}
    return [Button(f"{step:+d}".replace("-", "−"), leading(value)) for step, value in values.items() if value != now]


# All in one message


@taps("hand.write")
@staff_only(Role.FACILITATOR)
async def write(update: Update, context: Context, question: str, source: str) -> None:
    """Ask for all numbers, unless something else was begun and not sent."""
    opened = await forms.opened(context)
    if opened and opened.draft.form != conversation.FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        return
    async with context.transaction() as session:
        row = await session.get(QuestionRow, number(question))
        if row is None or source not in SOURCES or not byhand.possible(row):
            context.toast(context.texts.plain(GONE))
            return
        asked = {name: getattr(row, name) for name in ASKED}
        await forms.begin(context, session, conversation.FORM.name, question=row.id, source=source, asked=asked)


class _Written(Served):
    """The answers with their letters stand above the question."""

    form = conversation.FORM
    needs = Role.FACILITATOR

    def around(self, house: House, person: Person, one: Open) -> Asked:
        """The question, as it was when the form began: its answers never change."""
        question = QuestionRow(**one.beside["asked"])
        return Asked(question, _letters(question), one.beside["source"])

    def above(self, view: View, one: Open) -> list[Safe]:
        """What is counted, and which letter is which answer."""
        question, texts = QuestionRow(**one.beside["asked"]), view.texts
        lines = [bold(texts(TITLES[one.beside["source"]])), texts.lines([spoken(question.words, texts.language)])]
        if question.kind != SCALE:
            named = zip(_letters(question), question.options, strict=True)
            lines += [_line(texts, letter, spoken(words, texts.language)) for letter, words in named]
        return [Safe("\n").join(lines)]

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Enter what was written, and show what became of it."""
        row = await session.get(QuestionRow, one.beside["question"])
        if row is None:
            context.say("hand.gone")
            return
        count = conversation.counted(self.around(context.house, context.person, one), answers)
        await byhand.enter(session, context.person, row, count, context.house.clock.now())
        context.say("hand.pad", question=row.id, source=count.source, place=0)


serve(_Written())


@screen("hand.gone")
async def gone(view: View) -> Message:
    """The question is no longer there."""
    return Message(view.texts(GONE))


# People without a phone


@taps("hand.walk")
@staff_only(Role.FACILITATOR)
async def walk_ins(update: Update, context: Context, room: str, before: str = "", value: str = "") -> None:
    """Show, or change, how many people have no phone."""
    house = context.house
    async with context.transaction() as session:
        row = await session.get(RoomRow, number(room))
        if row is None:
            context.toast(context.texts.plain(GONE))
            return
        if value and row.walk_ins not in (number(before), number(value)):
            context.toast(context.texts.plain(CHANGED))
        elif value and number(value) <= MOST:
            await byhand.walk_ins(session, context.person, row, number(value), house.clock.now())
        context.say("hand.walk", edit=True, room=row.id)
    house.room_changed(row.id)


@screen("hand.walk")
async def walk_ins_screen(view: View, *, room: int) -> Message:
    """How many people came, and how many of them without a phone."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row = await view.session.get(RoomRow, room)
    if row is None:
        return Message(view.texts(GONE))
    texts, came = view.texts, await outcomes.attendance(view.session, row)
    lines = [
        bold(texts("🚶 People without a phone")),
        texts("They are in the room, and vote on paper or by raising a hand."),
        "",
        texts("Without a phone: {count}", count=came.walk_ins),
        texts("People who came: {count}", count=came.people),
    ]
    done = Button(f"✓ {texts.plain(common.DONE)}", data("room.results", row.id, "here"))
    steps = _steps(came.walk_ins, lambda value: data("hand.walk", row.id, came.walk_ins, value))
    return Message("\n".join(lines), rows=[steps, [done]])
