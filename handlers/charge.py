"""Who is in charge of a mission: the team chooses; an organisation's contact sees who comes and confirms the hours.

A contact sees names and hours, nothing else of a card; every tap asks the database whether they still are in charge.
"""

from telegram import Update

from handlers import mission_people as sheet
from handlers import mission_words as words
from handlers.buttons import Button, Rows, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.mission_words import title_of
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut_at_word
from locales.marks import N_
from services import charge, hours, mission_reminders, staff
from services.hours import NotYet
from services.missions import TeamOnly
from services.roles import Role, holds
from storage import missions as rows
from storage.companies import ContactRow
from storage.missions import GOING, OPEN, HandRow, MissionRow

PAGE, MOST = 8, 20
LABEL = 14  # UTF-16 units of a name on a button
NOT_YOURS = N_("You are not in charge of this mission, or no longer.")
MINORS = N_("Nothing was changed: somebody under age takes part, so the team confirms these hours.")
GONE = N_("Nothing was changed: this mission is called off, or they are no contact any more.")


# The team chooses


@taps("mission.charge")
@staff_only(Role.MODERATOR)
async def choose(update: Update, context: Context, mission: str, page: str = "0") -> None:
    """Who is in charge, and who could be."""
    context.say("mission.charge", edit=True, mission=number(mission), page=number(page))


@screen("mission.charge")
async def choose_screen(view: View, *, mission: int, page: int = 0) -> Message:
    """Oneself, or somebody who speaks for an organisation that the team knows."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not holds(view.person.roles, Role.MODERATOR):
        return refusal(view)
    texts, found = view.texts, await charge.choices(view.session)
    lines = [
        bold(texts("🤝 Mission: {mission}", mission=title_of(view, row))),
        texts("In charge, and confirms the hours: {who}", who=await _who(view, row)),
        texts("Or choose somebody of an organisation that you know: they see who comes, by name, and confirm the "
              "hours. Whoever is under age does not come then: guardians were promised the team."),
    ]  # fmt: skip
    shown = found[page * PAGE : (page + 1) * PAGE]
    buttons = [Button(texts.plain("🙋 I am in charge"), data("mission.take", row.id))]
    for company, one in shown:
        label = f"{cut_at_word(one.name, LABEL)} · {cut_at_word(company.name, LABEL)}"
        buttons.append(Button(label, data("mission.entrust", row.id, one.id)))
    if len(found) > (page + 1) * PAGE:
        buttons.append(Button(texts.plain("Next ›"), data("mission.charge", row.id, page + 1)))
    buttons.append(words.to_panel(view, row))
    return Message("\n".join(lines), rows=one_a_row(buttons))


async def _who(view: View, row: MissionRow) -> str:
    if one := await charge.contact(view.session, row):
        return f"{one.name} · {row.organisation}"
    return await staff.name_of(view.session, row.in_charge_id) or view.texts.plain("everybody at the desk")


@taps("mission.take")
@staff_only(Role.MODERATOR)
async def take(update: Update, context: Context, mission: str) -> None:
    """The one who presses is in charge."""
    async with context.transaction() as session:
        await charge.take(session, context.person, number(mission), context.house.clock.now())
        context.say("mission.charge", edit=True, mission=number(mission))
    context.toast(context.texts.plain("✓ Noted"))


@taps("mission.entrust")
@staff_only(Role.MODERATOR)
async def entrust(update: Update, context: Context, mission: str, contact: str) -> None:
    """This contact is in charge."""
    async with context.transaction() as session:
        one, house = await session.get(ContactRow, number(contact)), context.house
        person, now = one.person_id if one else 0, house.clock.now()
        try:
            done = await charge.entrust(session, house.lab, context.person, number(mission), person, now)
            context.toast(context.texts.plain("✓ Noted" if done else GONE), alert=done is None)
        except TeamOnly:
            context.toast(context.texts.plain(MINORS), alert=True)
        context.say("mission.charge", edit=True, mission=number(mission))


# The contact


@screen(charge.ASKED)
async def asked(view: View, *, mission: int) -> list[Message]:
    """They are in charge now."""
    row = await view.session.get(MissionRow, mission)
    if row is None or row.state != OPEN or not await charge.may(view.session, view.person, row):
        return []
    said = view.texts("🤝 You are in charge of this mission: you see who comes, and confirm the hours when it is over.")
    return [Message("\n".join([said, *await words.lines(view, row)]), rows=[[_people(view, row)]])]


@screen(mission_reminders.CONFIRM)
async def to_confirm(view: View, *, mission: int) -> list[Message]:
    """It is over: whoever is in charge looks at the hours."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not await charge.may(view.session, view.person, row):
        return []
    said = view.texts("⏱ “{mission}” is over. Please look at the hours and confirm them: people are thanked then.",
                      mission=title_of(view, row))  # fmt: skip
    return [Message(said, rows=[[_people(view, row)]])]


def _people(view: View, row: MissionRow) -> Button:
    """As the team sees them, or as a contact does."""
    of_the_team = holds(view.person.roles, Role.MODERATOR)
    return Button(view.texts.plain("👥 People and hours"),
                  data("mission.people" if of_the_team else "charge.people", row.id))  # fmt: skip


@taps("charge.list")
async def listed(update: Update, context: Context) -> None:
    """The missions of which one is in charge."""
    context.say("charge.list", edit=True)


@screen("charge.list")
async def list_screen(view: View) -> Message:
    """The newest first."""
    texts, found = view.texts, await charge.of(view.session, view.person.id, MOST)
    buttons = [Button(words.label(view, one), data("charge.people", one.id)) for one in found]
    lines = [bold(texts("🤝 Missions of which you are in charge"))] if found else [texts("There is none.")]
    return Message("\n".join(lines), rows=one_a_row([*buttons, Button(texts.plain("Back"), data("company.open"))]))


@taps("charge.people")
async def people(update: Update, context: Context, mission: str) -> None:
    """Who comes."""
    context.say("charge.people", edit=True, mission=number(mission))


@screen("charge.people")
async def people_screen(view: View, *, mission: int) -> Message:
    """Who comes, with hours; a button each, and one that confirms all."""
    row = await view.session.get(MissionRow, mission)
    if row is None or not await charge.may(view.session, view.person, row):
        return Message(view.texts(NOT_YOURS), rows=_back(view))
    texts, buttons = view.texts, list[Button]()
    found = await rows.hands(view.session, row.id, (GOING,))
    lines = [bold(texts("👥 In the mission: {mission}", mission=title_of(view, row)))]
    for hand in found:
        name = await sheet.name_of(view, hand)
        lines.append(sheet.line(view, row, hand, name))
        buttons.append(Button(f"{sheet.mark(hand)} {name}", data("charge.hand", hand.id)))
    if not found:
        lines.append(texts("Nobody yet."))
    theirs = [one for one in found if hours.may_note(view.person, one)]
    if sheet.confirmable(row, theirs, view.house.clock.now()):
        buttons.append(Button(texts.plain("✅ Confirm all these hours"), data("charge.confirm", row.id)))
    return Message("\n".join(lines), rows=[*one_a_row(buttons), *_back(view)])


def _back(view: View) -> Rows:
    return [[Button(view.texts.plain("Back"), data("charge.list"))]]


@taps("charge.hand")
async def one_of_them(update: Update, context: Context, hand: str) -> None:
    """One person's hours."""
    context.say("charge.hand", edit=True, hand=number(hand))


@screen("charge.hand")
async def hand_screen(view: View, *, hand: int) -> Message:
    """Name and hours, and how to put them right."""
    row = await view.session.get(HandRow, hand)
    mission = await view.session.get(MissionRow, row.mission_id) if row else None
    if row is None or mission is None or row.state != GOING:
        return Message(view.texts(NOT_YOURS), rows=_back(view))
    if not await charge.may(view.session, view.person, mission):
        return Message(view.texts(NOT_YOURS), rows=_back(view))
    said: list[Safe] = [sheet.line(view, mission, row, await sheet.name_of(view, row))]
    back = Button(view.texts.plain("👥 People and hours"), data("charge.people", mission.id))
    return Message("\n".join(said), rows=[*in_rows(sheet.hours_buttons(view, mission, row, "charge.hours")), [back]])


@taps("charge.hours")
async def set_hours(update: Update, context: Context, hand: str, minutes: str) -> None:
    """So long they were there."""
    async with context.transaction() as session:
        row = await session.get(HandRow, number(hand))
        mission = await session.get(MissionRow, row.mission_id) if row else None
        if mission is None or not await charge.may(session, context.person, mission):
            context.toast(context.texts.plain(NOT_YOURS), alert=True)
            return
        try:
            await hours.change(session, context.person, number(hand), number(minutes), context.house.clock.now())
        except NotYet:
            context.toast(context.texts.plain(sheet.EARLY), alert=True)
        context.say("charge.hand", edit=True, hand=number(hand))


@taps("charge.confirm")
async def confirm(update: Update, context: Context, mission: str) -> None:
    """Confirm everybody's hours as they stand."""
    async with context.transaction() as session:
        row, house = await session.get(MissionRow, number(mission)), context.house
        if row is None or not await charge.may(session, context.person, row):
            context.toast(context.texts.plain(NOT_YOURS), alert=True)
            return
        try:
            thanked = await hours.confirm(session, house.lab, context.person, row.id, house.clock.now())
            context.toast(context.texts.plain("✅ Confirmed, and thanked: {count}", count=thanked))
        except NotYet:
            context.toast(context.texts.plain(sheet.EARLY), alert=True)
        context.say("charge.people", edit=True, mission=row.id)
