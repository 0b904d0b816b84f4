"""Who is in a mission, as whoever is in charge sees it: there, hours, one by one or all at once; the hours sheet."""

import csv
from datetime import datetime
from io import StringIO

from telegram import Update

from handlers import mission_words as words
from handlers.buttons import Button, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.exports import neutral
from handlers.guardian_desk import told
from handlers.mission_words import title_of
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from handlers.volunteers import card_lines
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from services import hours, mission_reminders, volunteers
from services.hours import NotYet
from services.roles import Role, holds
from storage import missions as rows
from storage import volunteers as cards
from storage.missions import CANNOT, DECLINED, GOING, INVITED, LAPSED, OPEN, WAITING, HandRow, MissionRow

STATES: dict[str, str] = {
    GOING: N_("comes"),
    WAITING: N_("in the line"),
    INVITED: N_("asked"),
    DECLINED: N_("said no"),
    CANNOT: N_("cannot after all"),
    LAPSED: N_("did not answer"),
}
SHOWN = 40
STEPS = {-30: N_("➖ 30 min"), 30: N_("➕ 30 min")}  # minutes
EARLY = N_("The mission has not begun or is not over: not yet.")
HEADS = (N_("Name"), N_("Mission"), N_("Day"), N_("Came"), N_("Left"), N_("Hours"), N_("Confirmed"))


@taps("mission.people")
@staff_only(Role.MODERATOR)
async def people(update: Update, context: Context, mission: str) -> None:
    """Everybody in it."""
    context.say("mission.people", edit=True, mission=number(mission))


@screen("mission.people")
async def people_screen(view: View, *, mission: int) -> Message:
    """Who comes, with hours; a button each, and one that confirms all."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, buttons = view.texts, list[Button]()
    lines = [bold(texts("👥 In the mission: {mission}", mission=title_of(view, row)))]
    for hand in (await rows.hands(view.session, row.id, tuple(STATES)))[:SHOWN]:
        name = await _name(view, hand)
        lines.append(_line(view, row, hand, name))
        buttons.append(Button(f"{_mark(hand)} {name}", data("mission.hand", hand.id)))
    if not buttons:
        lines.append(texts("Nobody yet."))
    if await _to_confirm(view, row):
        buttons.append(Button(texts.plain("✅ Confirm all these hours"), data("mission.confirm", row.id)))
    buttons.append(Button(texts.plain("📄 Hours sheet"), data("mission.sheet", row.id)))
    return Message("\n".join(lines), rows=one_a_row([*buttons, _back(view, row)]))


def _back(view: View, row: MissionRow) -> Button:
    return Button(view.texts.plain("🤝 To the mission"), data("mission.panel", row.id))


async def _to_confirm(view: View, row: MissionRow) -> bool:
    going = await rows.hands(view.session, row.id, (GOING,))
    over = row.state == OPEN and row.ends_at <= view.house.clock.now()
    return over and any(hours.waits(one) for one in going)


async def _name(view: View, hand: HandRow) -> str:
    card = await cards.of(view.session, hand.person_id)
    return card.name if card else view.texts.plain("no name")


def _mark(hand: HandRow) -> str:
    if hand.confirmed_at:
        return "✅"
    return "📍" if hand.in_at else {GOING: "🙋", WAITING: "⏳", INVITED: "📨"}.get(hand.state, "✖️")


def _line(view: View, row: MissionRow, hand: HandRow, name: str) -> Safe:
    said = view.texts("• {name}: {state}", name=name, state=view.texts.plain(STATES[hand.state]))
    minutes = hours.proposed(hand, row)
    if hand.state != GOING or not (minutes or hand.confirmed_at):
        return said
    told = N_("hours: {hours}, confirmed") if hand.confirmed_at else N_("hours: {hours}")
    return Safe(" · ").join([said, view.texts(told, hours=words.duration(view, minutes))])


@taps("mission.hand")
@staff_only(Role.MODERATOR)
async def one_of_them(update: Update, context: Context, hand: str) -> None:
    """One person; reading the card is noted."""
    async with context.transaction() as session:
        row = await session.get(HandRow, number(hand))
        card = await cards.of(session, row.person_id) if row else None
        if card:
            volunteers.note_read(session, context.person, card, context.house.clock.now())
        context.say("mission.hand", edit=True, hand=number(hand))


@screen("mission.hand")
async def hand_screen(view: View, *, hand: int) -> Message:
    """What they said of themselves, and their hours."""
    row = await view.session.get(HandRow, hand)
    mission = await view.session.get(MissionRow, row.mission_id) if row else None
    if row is None or mission is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, card = view.texts, await cards.of(view.session, row.person_id)
    lines = [_line(view, mission, row, await _name(view, row))]
    lines += [*await card_lines(view, card), *await told(view, card)] if card else []
    buttons = []
    if row.state == GOING and mission.begins_at <= view.house.clock.now():
        minutes = hours.proposed(row, mission)
        whole = int((mission.ends_at - mission.begins_at).total_seconds()) // 60
        buttons = [
            Button(texts.plain(label), data("mission.hours", row.id, max(0, minutes + step)))
            for step, label in STEPS.items()
        ]
        buttons.append(Button(texts.plain("The whole time"), data("mission.hours", row.id, whole)))
        buttons.append(Button(texts.plain("Did not come"), data("mission.hours", row.id, 0)))
    if card and card.voice:
        buttons.append(Button(texts.plain("🎤 Listen"), data("mission.voice", row.id)))
    back = Button(texts.plain("👥 People and hours"), data("mission.people", mission.id))
    return Message("\n".join(lines), rows=[*in_rows(buttons), [back]])


@taps("mission.voice")
@staff_only(Role.MODERATOR)
async def voice(update: Update, context: Context, hand: str) -> None:
    """What they said in a voice message."""
    context.say("mission.voice", hand=number(hand))


@screen("mission.voice")
async def voice_screen(view: View, *, hand: int) -> list[Message]:
    """The voice message."""
    row = await view.session.get(HandRow, hand)
    card = await cards.of(view.session, row.person_id) if row else None
    if card is None or not card.voice or not holds(view.person.roles, Role.MODERATOR):
        return []
    return [Message(media=Media("voice", card.voice))]


@taps("mission.hours")
@staff_only(Role.MODERATOR)
async def set_hours(update: Update, context: Context, hand: str, minutes: str) -> None:
    """So long they were there."""
    async with context.transaction() as session:
        try:
            now = context.house.clock.now()
            await hours.change(session, context.person, number(hand), number(minutes), now)
        except NotYet:
            context.toast(context.texts.plain(EARLY), alert=True)
        context.say("mission.hand", edit=True, hand=number(hand))


@taps("mission.confirm")
@staff_only(Role.MODERATOR)
async def confirm(update: Update, context: Context, mission: str) -> None:
    """Confirm everybody's hours as they stand."""
    async with context.transaction() as session:
        try:
            thanked = await hours.confirm(session, context.person, number(mission), context.house.clock.now())
            context.toast(context.texts.plain("✅ Confirmed, and thanked: {count}", count=thanked))
        except NotYet:
            context.toast(context.texts.plain(EARLY), alert=True)
        context.say("mission.people", edit=True, mission=number(mission))


@screen(mission_reminders.CONFIRM)
async def to_confirm(view: View, *, mission: int) -> list[Message]:
    """It is over: whoever is in charge looks at the hours."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return []
    said = view.texts("⏱ “{mission}” is over. Please look at the hours and confirm them: people are thanked then.",
                      mission=title_of(view, row))  # fmt: skip
    go = Button(view.texts.plain("👥 People and hours"), data("mission.people", row.id))
    return [Message(said, rows=[[go]])]


# The sheet


@taps("mission.sheet")
@staff_only(Role.MODERATOR)
async def sheet(update: Update, context: Context, mission: str) -> None:
    """The hours as a file; taking it along is noted."""
    async with context.transaction() as session:
        await hours.note_export(session, context.person, number(mission), context.house.clock.now())
        context.say("mission.sheet", mission=number(mission))


@screen("mission.sheet")
async def sheet_screen(view: View, *, mission: int) -> list[Message]:
    """A table that every spreadsheet opens."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return []
    table = [[view.texts.plain(one) for one in HEADS]]
    for hand in await rows.hands(view.session, row.id, (GOING,)):
        table.append(_cells(view, row, hand, await _name(view, hand)))
    content = csv_of(table)
    return [Message(media=Media("document", content=content, filename=f"mission-{row.begins[:10]}-{row.code}.csv"))]


def _cells(view: View, mission: MissionRow, hand: HandRow, name: str) -> list[str]:
    def at(moment: datetime | None) -> str:
        return f"{moment.astimezone(view.house.lab.zone):%H:%M}" if moment else ""

    minutes = hours.proposed(hand, mission)
    yes = view.texts.plain("Yes") if hand.confirmed_at else ""
    there = [at(hand.in_at), at(hand.out_at), f"{minutes / 60:.2f}", yes]
    return [name, title_of(view, mission), mission.begins[:10], *there]


def csv_of(table: list[list[str]]) -> bytes:
    """The table, in the encoding that spreadsheets recognise; no cell is a formula."""
    out = StringIO()
    csv.writer(out).writerows([neutral(cell) for cell in row] for row in table)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
