"""A workshop in one more language: what is written stands above, the same is asked in the other language."""

from contextlib import suppress

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import workshop_words_form
from conversations.form import Answers, Around
from handlers import forms, workshop_forms
from handlers.buttons import Button, data, taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import View
from handlers.served import Open, Served, serve
from locales.formats import Safe
from locales.languages import NAMES
from services import workshops
from services.people import Person
from services.roles import Role
from services.words import spoken
from services.workshops import Gone
from storage.workshops import CANCELLED, WorkshopRow

FORM = workshop_words_form.FORM
WORDED = ("title", "about", "place")


def missing(view: View, workshop: WorkshopRow) -> list[str]:
    """The lab's languages in which it has no title."""
    return [code for code in view.house.catalogues.languages if not workshop.title.get(code)]


def buttons(view: View, workshop: WorkshopRow) -> list[Button]:
    """A button for each language that can be added."""
    texts = view.texts
    return [Button(texts.plain("🌐 Add: {language}", language=NAMES[code]), data("workshop.words", workshop.id, code))
            for code in missing(view, workshop)]  # fmt: skip


def written(view: View, workshop: WorkshopRow) -> list[Button]:
    """A button for each language in which it has a title, to write its words anew."""
    codes = [code for code in view.house.catalogues.languages if workshop.title.get(code)]
    return [Button(f"🌐 {NAMES[code]}", data("workshop.words", workshop.id, code)) for code in codes]


@taps("workshop.words")
@staff_only(Role.FACILITATOR)
async def begin(update: Update, context: Context, workshop: str, language: str) -> None:
    """Ask for its words in this language."""
    if language not in context.house.catalogues.languages or await workshop_forms.busy(context):
        return
    async with context.transaction() as session:
        row = await session.get(WorkshopRow, number(workshop))
        if row is None or row.state == CANCELLED:
            context.say("workshop.card", edit=True, workshop=number(workshop))
            return
        shown = {name: spoken(getattr(row, name), context.person.language) for name in WORDED if getattr(row, name)}
        await forms.begin(context, session, FORM.name, workshop=row.id, language=language, shown=shown)


class _Wordings(Served):
    """The words as they are stand above the step."""

    form = FORM
    needs = Role.FACILITATOR

    def around(self, house: House, person: Person, one: Open) -> Around:
        """What is written."""
        shown: dict[str, str] = one.beside["shown"]
        return shown

    def above(self, view: View, one: Open) -> list[Safe]:
        """The language, and the words."""
        language = view.texts("🌐 Language: {language}", language=NAMES[one.beside["language"]])
        words = one.beside["shown"].get(one.draft.at, "")
        return [language, *([view.texts.lines(words.split("\n"))] if words else [])]

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Add them to what is written."""
        house, workshop_id, language = context.house, one.beside["workshop"], one.beside["language"]
        row = await session.get(WorkshopRow, workshop_id)
        written = {name: answers.value(name) for name in WORDED if answers.value(name)}
        columns = {name: {**getattr(row, name), language: text} for name, text in written.items()}
        with suppress(Gone):  # called off meanwhile: the card says so
            await workshops.translate(session, context.person, workshop_id, columns, house.clock.now())
        context.say("workshop.card", edit=True, workshop=workshop_id)


serve(_Wordings())
