"""Announcing a workshop: its words and the buttons to answer are filled in, whoever answered already is left out."""

from dataclasses import replace

from telegram import Update

from conversations import workshops as words
from conversations.workshops import Told
from handlers.announcement_acts import show
from handlers.buttons import Rows, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.programme import answer_rows
from handlers.rights import staff_only
from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe, unmarked
from locales.lengths import utf16_len
from services import announcements, registrations
from services.audiences import Kind, Rule
from services.roles import Role
from storage import workshops as rows
from storage.announcements import AnnouncementRow
from storage.workshops import INVITED, PUBLISHED, WorkshopRow


@taps("an.workshop")
@staff_only(Role.COMMUNICATOR)
async def announce(update: Update, context: Context, workshop: str) -> None:
    """A draft that needs nothing more; where seats are few it leaves in an order by chance."""
    house = context.house
    async with context.transaction() as session:
        row = await session.get(WorkshopRow, number(workshop))
        if row is None or not may_be_told(row):
            context.say("workshop.card", edit=True, workshop=number(workshop))
            return
        rule = Rule(but={Kind.WORKSHOP: (f"{row.id}.answered",)})
        topic = house.lab.announcements.workshops_topic
        made = await announcements.create(
            session,
            context.person,
            house.lab,
            house.clock.now(),
            row.id,
            rule=rule.stored(),
            random_order=row.capacity is not None,
            topic=topic,
        )
        await show(context, session, made.id, edit=False)


def may_be_told(workshop: WorkshopRow) -> bool:
    """Whether many may hear of it: it is published, and not for invited people alone."""
    return workshop.state == PUBLISHED and workshop.access != INVITED


async def told_in(view: View, row: AnnouncementRow, language: str, units: int) -> tuple[Safe, Rows] | None:
    """The workshop in a language, as it is planned now, and the buttons to answer; None if many are not told.

    What it is about is left out where all together would be longer than so many UTF-16 units.
    """
    workshop = await view.session.get(WorkshopRow, row.workshop_id, populate_existing=True)
    if workshop is None or not may_be_told(workshop):
        return None
    seen = replace(view, texts=view.house.catalogues[language])
    told = Told(workshop, await rows.meetings(view.session, workshop.id),
                await registrations.free_seats(view.session, workshop))  # fmt: skip
    if told.over(view.house.clock.now()):
        return None
    lines = [bold(seen.texts.lines([words.title(seen.texts, workshop)]))]
    lines += words.lines(seen.texts, told, view.house.clock.now())
    about = words.about(seen.texts, workshop)
    facts, ask = Safe("\n").join(lines), seen.texts("Do you come? One tap is enough.")
    whole = Safe("\n\n").join([facts, *([about] if about else []), ask])
    told_words = whole if utf16_len(unmarked(whole)) <= units else Safe("\n\n").join([facts, ask])
    return told_words, answer_rows(seen, workshop, None)
