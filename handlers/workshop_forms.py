"""Planning a workshop, and changing one thing of it: the forms of conversations/workshop_form.py on Telegram."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import workshop_answers, workshop_form
from conversations.form import Answer, Answers, Around, Line
from conversations.when import When
from conversations.workshop_answers import Planning
from conversations.workshop_form import Change
from handlers import forms
from handlers.buttons import taps
from handlers.context import Context, House
from handlers.desk_words import number
from handlers.rights import staff_only
from handlers.screens import View
from handlers.served import Open, Served, serve
from handlers.telling import told
from locales.formats import Value
from locales.marks import N_
from locales.texts import ltr, time_range
from services import workshops
from services.people import Person
from services.roles import Role
from services.workshops import Gone
from storage.workshops import CANCELLED, WorkshopRow

WITHOUT: dict[str, dict[str, Any]] = {"link": {"link": None}, "point": {"latitude": None, "longitude": None}}
FORM, CHANGE = workshop_form.FORM, workshop_form.CHANGE
OURS = (FORM.name, CHANGE.name, "workshop_words")  # forms that may give way to each other


@taps("workshop.new")
@staff_only(Role.FACILITATOR)
async def new(update: Update, context: Context) -> None:
    """Plan a workshop."""
    await begin(context)


async def begin(context: Context) -> None:
    """Ask for everything, unless something else was begun and not sent."""
    if not await busy(context):
        async with context.transaction() as session:
            await forms.begin(context, session, FORM.name)


async def busy(context: Context) -> bool:
    """Whether something else was begun and not sent; then it is said."""
    opened = await forms.opened(context)
    if opened is None or opened.draft.form in OURS:
        return False
    if context.query_id:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
    await forms.offer_to_continue(context)
    return True


def _planning(house: House, person: Person) -> dict[str, Any]:
    today = house.clock.now().astimezone(house.lab.zone).date()
    return {"today": today, "lab": house.lab, "language": person.language}


class Planned(Served):
    """Dates are read back in words, with the weekday: a slip is seen there."""

    form = FORM
    needs: ClassVar[Role | None] = Role.FACILITATOR

    def around(self, house: House, person: Person, one: Open) -> Around:
        """Today, the lab, the language of who writes."""
        return Planning(**_planning(house, person))

    def value(self, view: View, line: Line) -> Value:
        """Dates and times in words."""
        said = line.answer.value
        if line.answer.kind != "text":
            return told(view, line)
        if line.step.name == "day":
            return _day(view, When.of(said))
        if line.step.name in ("begin", "end"):
            return ltr(said)
        if line.step.name == "sessions":
            return view.texts.listing([_day(view, When.of(one)) for one in said.split("\n")])
        return told(view, line)

    def listed(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The end as a time, also where they said how long it lasts."""
        first = workshop_answers.when(Answers({line.step.name: line.answer for line in lines}))
        end = Answer("text", f"{first.end:%H:%M}") if first and first.end else None
        return [replace(one, answer=end, choices=()) if end and one.step.name == "end" else one for one in lines]

    def send_label(self, one: Open) -> str:
        """Keep it as a draft."""
        return N_("Save the draft")

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Make the draft, and show its card."""
        house = context.house
        plan = workshop_answers.plan(answers, Planning(**_planning(house, context.person)))
        row = await workshops.create(session, context.person, plan, house.lab.timezone, house.clock.now())
        context.say("workshop.card", edit=True, workshop=row.id)


def _day(view: View, when: When) -> Value:
    texts = view.texts
    if when.begin is None:
        return texts.long_date(when.day)
    hours = time_range(when.begin, when.end) if when.end else ltr(f"{when.begin:%H:%M}")
    return texts("{date}, {hours}", date=texts.long_date(when.day), hours=hours)


serve(Planned())


# One thing


@taps("workshop.change")
@staff_only(Role.FACILITATOR)
async def change(update: Update, context: Context, workshop: str, what: str) -> None:
    """Ask anew for one thing of it."""
    if what not in workshop_form.FIELDS or await busy(context):
        return
    async with context.transaction() as session:
        row = await session.get(WorkshopRow, number(workshop))
        if row is None or row.state == CANCELLED:
            context.say("workshop.card", edit=True, workshop=number(workshop))
            return
        await forms.begin(context, session, CHANGE.name, workshop=row.id, what=what)


@taps("workshop.without")
@staff_only(Role.FACILITATOR)
async def without(update: Update, context: Context, workshop: str, what: str) -> None:
    """It has no link, or no point on the map, any more; those who are registered hear of it."""
    house, now = context.house, context.house.clock.now()
    async with context.transaction() as session:
        if what in WITHOUT:
            with suppress(Gone):  # called off meanwhile: the card says so
                await workshops.change(session, house.lab, context.person, number(workshop), WITHOUT[what], now)
        context.say("workshop.card", edit=True, workshop=number(workshop))


class _Changed(Planned):
    """The thing as it is now stands above the question."""

    form = CHANGE
    needs = Role.FACILITATOR

    def around(self, house: House, person: Person, one: Open) -> Around:
        """Besides, what is changed."""
        return Change(**_planning(house, person), what=one.beside["what"])

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Change it; those who are registered hear of it."""
        house, workshop_id = context.house, one.beside["workshop"]
        columns = workshop_answers.columns(answers, self.around(house, context.person, one))
        kept, menu = await session.get(WorkshopRow, workshop_id), ""
        for name in ("title", "about"):  # what was written in other languages stays, and they are offered
            if kept and isinstance(new := columns.get(name), dict) and new:
                menu = "words" if set(getattr(kept, name)) - set(new) else menu
                columns[name] = {**getattr(kept, name), **new}
        with suppress(Gone):  # called off meanwhile: the card says so
            await workshops.change(session, house.lab, context.person, workshop_id, columns, house.clock.now())
        context.say("workshop.card", edit=True, workshop=workshop_id, menu=menu)


serve(_Changed())
