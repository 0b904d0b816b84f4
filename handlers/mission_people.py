"""Who is in a mission, as whoever is in charge sees it: there, hours, one by one or all at once."""

from collections.abc import Sequence
from datetime import datetime

from telegram import Update

from handlers import mission_words as words
from handlers.buttons import Button, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.guardian_desk import told
from handlers.mission_words import title_of
from handlers.paging import PAGE, shown, turns
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from handlers.volunteers import card_lines
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from services import hours, volunteers
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
STEPS = {-30: N_("➖ 30 min"), 30: N_("➕ 30 min")}  # minutes
EARLY = N_("The mission has not begun or is not over: not yet.")


@taps("mission.people")
@staff_only(Role.MODERATOR)
async def people(update: Update, context: Context, mission: str, page: str = "0") -> None:
    """Everybody in it."""
    context.say("mission.people", edit=True, mission=number(mission), page=number(page))


@screen("mission.people")
async def people_screen(view: View, *, mission: int, page: int = 0) -> Message:
    """Who comes, with hours, then the others, a page at a time; a button each, and one that confirms all."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, buttons, order = view.texts, list[Button](), tuple(STATES)
    found = sorted(await rows.hands(view.session, row.id, order), key=lambda one: order.index(one.state))
    page = shown(page, len(found))
    lines = [bold(texts("👥 In the mission: {mission}", mission=title_of(view, row)))]
    for hand in found[page * PAGE : (page + 1) * PAGE]:
        name = await name_of(view, hand)
        lines.append(line(view, row, hand, name))
        buttons.append(Button(f"{mark(hand)} {name}", data("mission.hand", hand.id)))
    if not buttons:
        lines.append(texts("Nobody yet."))
    rest = [Button(texts.plain("📄 Hours sheet"), data("mission.sheet", row.id)), words.to_panel(view, row)]
    if confirmable(row, found, view.house.clock.now()):
        rest.insert(0, Button(texts.plain("✅ Confirm all these hours"), data("mission.confirm", row.id)))
    turn = turns(view, page, len(found), lambda to: data("mission.people", row.id, to))
    return Message("\n".join(lines), rows=[*one_a_row(buttons), *turn, *one_a_row(rest)])


def confirmable(row: MissionRow, hands: Sequence[HandRow], now: datetime) -> bool:
    """Whether there are hours to confirm: it is over, and somebody has some."""
    going = [one for one in hands if one.state == GOING]
    return row.state == OPEN and row.ends_at <= now and any(hours.waits(one) for one in going)


async def name_of(view: View, hand: HandRow) -> str:
    """What they want to be called."""
    card = await cards.of(view.session, hand.person_id)
    return card.name if card else view.texts.plain("no name")


def mark(hand: HandRow) -> str:
    """How they stand, as a sign."""
    if hand.confirmed_at:
        return "✅"
    return "📍" if hand.in_at else {GOING: "🙋", WAITING: "⏳", INVITED: "📨"}.get(hand.state, "✖️")


def line(view: View, row: MissionRow, hand: HandRow, name: str) -> Safe:
    """How they stand, and their hours."""
    ours = holds(view.person.roles, Role.MODERATOR)  # a contact does not read who sends them
    called = f"{name} 👷" if hand.company_id and ours else name
    said = view.texts("• {name}: {state}", name=called, state=view.texts.plain(STATES[hand.state]))
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
    lines = [line(view, mission, row, await name_of(view, row))]
    lines += [*await card_lines(view, card), *await told(view, card)] if card else []
    buttons = hours_buttons(view, mission, row, "mission.hours")
    if card:
        buttons.append(Button(texts.plain("📄 All their hours"), data("mission.sheet_of", row.id)))
    if card and card.voice:
        buttons.append(Button(texts.plain("🎤 Listen"), data("mission.voice", row.id)))
    back = Button(texts.plain("👥 People and hours"), data("mission.people", mission.id))
    return Message("\n".join(lines), rows=[*in_rows(buttons), [back]])


def hours_buttons(view: View, mission: MissionRow, row: HandRow, tap: str) -> list[Button]:
    """How long they were there, from its beginning on."""
    early = mission.begins_at > view.house.clock.now()
    if row.state != GOING or early or not hours.may_note(view.person, row):
        return []
    minutes = hours.proposed(row, mission)
    whole = int((mission.ends_at - mission.begins_at).total_seconds()) // 60
    ways = [*((max(0, minutes + step), label) for step, label in STEPS.items()),
            (whole, N_("The whole time")), (0, N_("Did not come"))]  # fmt: skip
    return [Button(view.texts.plain(label), data(tap, row.id, length)) for length, label in ways]


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
            thanked = await hours.confirm(
                session, context.house.lab, context.person, number(mission), context.house.clock.now()
            )
            context.toast(context.texts.plain("✅ Confirmed, and thanked: {count}", count=thanked))
        except NotYet:
            context.toast(context.texts.plain(EARLY), alert=True)
        context.say("mission.people", edit=True, mission=number(mission))
