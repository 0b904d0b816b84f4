"""Adding a language to a vote: the facilitator sees what lacks it, and sends the translation in one message."""

from itertools import accumulate
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import wording_form
from conversations.form import Answers, Around, Line
from conversations.rooms import parts
from handlers import forms, panels, question_forms
from handlers.buttons import Button, data, one_a_row, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.served import Open, Served, serve
from locales.formats import Safe, Value
from locales.languages import NAMES
from locales.lengths import utf16_len
from locales.marks import N_
from services import wordings
from services.people import Person
from services.presses import Stale
from services.roles import Role, holds
from services.wordings import Lack
from services.words import spoken

FORM = wording_form.FORM
SHOWN = 3000  # visible UTF-16 units of the questions: with what stands around them, still one message


@taps("room.languages")
@staff_only(Role.FACILITATOR)
async def languages(update: Update, context: Context, room: str) -> None:
    """Which languages are missing."""
    context.say("room.languages", room=number(room))


@screen("room.languages")
async def languages_screen(view: View, *, room: int) -> Message:
    """The lab's languages that some question lacks."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    texts, buttons = view.texts, list[Button]()
    for code in view.house.catalogues.languages:
        if lacks := await wordings.lacking(view.session, room, code):
            buttons.append(Button(f"{NAMES[code]} ({len(lacks)})", data("room.language", room, code)))
    if not buttons:
        return Message(texts("✓ Every question is there in all languages."))
    return Message(texts("🌐 Which language do you want to add? After it: how many questions lack it."),
                   rows=one_a_row(buttons))  # fmt: skip


@taps("room.language")
@staff_only(Role.FACILITATOR)
async def begin(update: Update, context: Context, room: str, language: str) -> None:
    """Show the questions that lack the language, and ask for their words in it."""
    if language not in context.house.catalogues.languages or await question_forms.busy(context):
        return
    async with context.transaction() as session:
        lacks = await wordings.lacking(session, number(room), language)
        if not lacks:
            context.say("room.languages", edit=True, room=number(room))
            return
        written = _fitting([_as_written(one, context.person.language) for one in lacks])
        shape = [len(one.options) for one in lacks[: len(written)]]
        beside: dict[str, Any] = {"room": number(room), "shape": shape, "shown": "\n\n".join(written)}
        await forms.begin(context, session, FORM.name, language=language, **beside)


def _fitting(written: list[str]) -> list[str]:
    """The first questions that fit one message, at least one; the others are left for the next time."""
    sizes = accumulate(utf16_len(one) + 2 for one in written)
    return written[: max(1, sum(size <= SHOWN for size in sizes))]


def _as_written(lack: Lack, language: str) -> str:
    lines = [spoken(lack.words, language), *(f"- {spoken(option, language)}" for option in lack.options)]
    return "\n".join(lines)


class _Wordings(Served):
    """The questions stand above the step, in the shape in which the answer is to come."""

    form = FORM
    needs = Role.FACILITATOR

    def around(self, house: House, person: Person, one: Open) -> Around:
        """The shape."""
        return one.beside["shape"]

    def above(self, view: View, one: Open) -> list[Safe]:
        """The language, and what lacks it."""
        language = view.texts("🌐 Language: {language}", language=NAMES[one.beside["language"]])
        return [language, view.texts.lines(one.beside["shown"].split("\n"))]

    def value(self, view: View, line: Line) -> Value:
        """Line by line, as it was written."""
        return Safe("\n") + view.texts.lines(str(line.answer.value).split("\n"))

    def send_label(self, one: Open) -> str:
        """Add the words."""
        return N_("Add this language")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Add them, if they still fit what lacks the language."""
        room, language, now = one.beside["room"], one.beside["language"], context.house.clock.now()
        lacks = await wordings.lacking(session, room, language)
        shape = one.beside["shape"]
        if [len(lack.options) for lack in lacks[: len(shape)]] != shape:
            context.say("room.languages", edit=True, room=room)
            return
        try:
            count = await wordings.add(session, context.person, room, language, parts(answers.value("words")), now)
        except Stale:
            context.say("room.over", edit=True)
            return
        context.say("room.worded", edit=True, count=count)
        await panels.put(context, session, room)


serve(_Wordings())


@screen("room.worded")
async def worded(view: View, *, count: int) -> Message:
    """The language is there; what shows it at once, and what does not."""
    lines = [
        view.texts("✓ The language is added. Questions: {count}", count=count),
        view.texts("The big screen and the web pages show it at once, Telegram with the next question. "
                   "Votes stay as they are."),
    ]  # fmt: skip
    return Message("\n".join(lines))
