"""Sheets of hours for the team: of everybody in a mission, and of all missions of one volunteer."""

from datetime import datetime

from telegram import Update

from handlers import sheets
from handlers.buttons import taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.export_words import Cell
from handlers.mission_words import title_of
from handlers.rights import staff_only
from handlers.screens import Media, Message, View, screen
from locales.marks import N_
from services import hours, staff
from services.roles import Role, holds
from services.words import spoken
from storage import missions as rows
from storage import volunteers as cards
from storage.missions import GOING, HandRow, MissionRow

OF_MISSION = (N_("Name"), N_("Came"), N_("Left"), N_("Hours"), N_("Confirmed"))
OF_VOLUNTEER = (N_("Day"), N_("Mission"), N_("Organisation"), N_("Hours"), N_("Confirmed"), N_("Confirmed by"))
IN_AN_HOUR = 60


@taps("mission.sheet")
@staff_only(Role.MODERATOR)
async def of_mission(update: Update, context: Context, mission: str) -> None:
    """The hours of a mission as a file; taking it along is noted."""
    async with context.transaction() as session:
        await hours.note_export(session, context.person, number(mission), context.house.clock.now())
        context.say("mission.sheet", mission=number(mission))


@screen("mission.sheet")
async def mission_sheet(view: View, *, mission: int) -> list[Message]:
    """Whoever came, from when to when, with the sum; those who were erased are in it as a number."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return []
    texts, found = view.texts, await rows.hands(view.session, row.id, (GOING,))
    table = [await _came(view, row, one) for one in found]
    if row.past_people:
        gone = texts.plain("Erased since: {count}", count=row.past_people)
        table.append([gone, None, None, _in_hours(row.past_minutes), texts.plain("Yes")])
    whole = sum(hours.proposed(one, row) for one in found) + row.past_minutes
    table.append([texts.plain("In all"), None, None, _in_hours(whole), None])
    head = [title_of(view, row), str(texts.long_date(datetime.fromisoformat(row.begins).date()))]
    content = sheets.table(texts, head, OF_MISSION, table, (32, 10, 10, 10, 14))
    return [_file(content, f"mission-{row.begins[:10]}-{row.code}.xlsx")]


async def _came(view: View, mission: MissionRow, hand: HandRow) -> list[Cell]:
    def at(moment: datetime | None) -> str:
        return f"{moment.astimezone(view.house.lab.zone):%H:%M}" if moment else ""

    card = await cards.of(view.session, hand.person_id)
    name = card.name if card else view.texts.plain("no name")
    yes = view.texts.plain("Yes") if hand.confirmed_at else ""
    return [name, at(hand.in_at), at(hand.out_at), _in_hours(hours.proposed(hand, mission)), yes]


@taps("mission.sheet_of")
@staff_only(Role.MODERATOR)
async def of_volunteer(update: Update, context: Context, hand: str) -> None:
    """All hours of somebody in a mission as a file; taking it along is noted."""
    async with context.transaction() as session:
        row = await session.get(HandRow, number(hand))
        if row is not None:
            now = context.house.clock.now()
            await hours.note_export(session, context.person, row.mission_id, now, about=row.person_id)
        context.say("mission.sheet_of", hand=number(hand))


@screen("mission.sheet_of")
async def volunteer_sheet(view: View, *, hand: int) -> list[Message]:
    """What somebody did and who confirmed it, newest first, with the sum."""
    row = await view.session.get(HandRow, hand)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return []
    texts, done = view.texts, await hours.confirmed(view.session, row.person_id)
    card = await cards.of(view.session, row.person_id)
    table: list[list[Cell]] = [
        [one.begins[:10], spoken(one.title, texts.language), one.organisation or "", _in_hours(one.minutes),
         f"{one.confirmed_at.astimezone(view.house.lab.zone):%Y-%m-%d}",
         await staff.name_of(view.session, one.confirmed_by) or ""]
        for one in done
    ]  # fmt: skip
    whole = _in_hours(sum(one.minutes for one in done))
    table.append([texts.plain("In all"), None, None, whole, None, None])
    head = [card.name if card else texts.plain("no name")]
    content = sheets.table(texts, head, OF_VOLUNTEER, table, (14, 40, 28, 10, 14, 20))
    return [_file(content, f"volunteer-{row.id}.xlsx")]


def _in_hours(minutes: int) -> float:
    return round(minutes / IN_AN_HOUR, 2)


def _file(content: bytes, name: str) -> Message:
    return Message(media=Media("document", content=content, filename=name))
