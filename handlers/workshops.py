"""A workshop as the team sees it: its card, who comes, publishing, sharing, calling off, planning it again.

Rights are checked at each tap; what changes the workshop carries the version that its card showed.
"""

from datetime import datetime

from telegram import Update

from conversations import workshop_words_form
from conversations import workshops as words
from conversations.workshops import Told
from handlers import announcement_workshops, workshop_reminders, workshop_words
from handlers.buttons import Button, Rows, data, in_rows, one_a_row, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.rights import refusal, staff_only
from handlers.screens import Message, View, screen
from handlers.words import bold, category_name
from locales.formats import Safe
from locales.languages import NAMES
from locales.marks import N_
from locales.texts import Texts, ltr
from services import registrations, staff, workshop_notices, workshops
from services.roles import Role, holds
from services.workshops import Gone
from storage import registrations as answers
from storage import workshops as rows
from storage.registrations import CANNOT, GOING, INVITED, MAYBE, OFFERED, WAITING
from storage.workshops import CANCELLED, CODE, DRAFT, PUBLIC, PUBLISHED, WorkshopRow
from storage.workshops import INVITED as BY_INVITATION

MENUS = ("", "change", "off", "lead", "words", workshop_reminders.MENU)
STATES: dict[str, str] = {
    DRAFT: N_("✏️ Draft: only the team sees it."),
    PUBLISHED: N_("📢 Published."),
    CANCELLED: N_("🚫 Called off."),
}
ACCESS: dict[str, str] = {
    PUBLIC: N_("🌍 Everybody sees it in the programme."),
    CODE: N_("🔗 Only whoever has its link sees it."),
    BY_INVITATION: N_("✉️ For invited people."),
}
COUNTS: dict[str, str] = {
    MAYBE: N_("🤔 Maybe: {count}"),
    WAITING: N_("⏳ In the line: {count}"),
    OFFERED: N_("🎉 A seat is offered to: {count}"),
    CANNOT: N_("✖️ Cannot come: {count}"),
    INVITED: N_("✉️ Invited, no answer yet: {count}"),
}
FIELDS: dict[str, str] = {
    "title": workshop_words_form.LABELS["title"],
    "about": workshop_words_form.LABELS["about"],
    "theme": N_("Theme"),
    "when": N_("Day, time, sessions"),
    "place": workshop_words_form.LABELS["place"],
    "capacity": N_("Seats"),
    "languages": N_("Languages"),
    "access": N_("Who may come"),
    "guests": N_("Guests"),
    "questions": N_("Questions"),
}
MOVED_ON = N_("This has changed meanwhile: look at the card.")
TOO_LATE = N_("Its date is over. Change the date first.")


def _label(texts: Texts, row: WorkshopRow, at: datetime) -> str:
    sign = "✏️" if row.state == DRAFT else "📅"
    return f"{sign} {texts.plain('{day}: {title}', day=texts.short_day(at), title=words.title(texts, row))}"


async def list_buttons(view: View) -> list[Button]:
    """What is planned and not over, drafts too, and a new one: for the list of /workshop."""
    coming = await rows.planned(view.session, view.house.clock.now())
    buttons = [Button(_label(view.texts, row, at), data("workshop.card", row.id)) for row, at in coming]
    return [*buttons, Button(view.texts.plain("➕ New workshop (an event)"), data("workshop.new"))]


@taps("workshop.card")
@staff_only(Role.FACILITATOR)
async def see(update: Update, context: Context, workshop: str, menu: str = "") -> None:
    """The card, perhaps with a menu open."""
    menu = menu if menu in MENUS else ""
    context.say("workshop.card", edit=True, workshop=number(workshop), menu=menu)


@screen("workshop.card")
async def card(view: View, *, workshop: int, menu: str = "") -> Message:
    """What is planned, how many come, and what to do next."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row, texts = await view.session.get(WorkshopRow, workshop, populate_existing=True), view.texts
    if row is None:
        return Message(texts("This workshop is no longer there."))
    told = Told(row, await rows.meetings(view.session, row.id), await registrations.free_seats(view.session, row))
    blocks = ["\n".join(_planned(view, told)), "\n".join(await _counted(view, row))]
    if lacking := workshop_words.missing(view, row):
        blocks.append(_fallback(view, lacking))
    if row.tell_at:
        blocks.append(texts("🔔 Those who are registered hear of the change at {time}.", time=texts.time(row.tell_at)))
    if menu == "words":
        blocks.append(texts("🌐 The other languages still say what they said before. Change them too?"))
    if menu == "off":
        blocks.append(bold(texts("🚫 Call this workshop off? Everybody registered is told; this cannot be undone.")))
    return Message("\n\n".join(filter(None, blocks)), rows=await _rows(view, told, menu))


def _planned(view: View, told: Told) -> list[Safe]:
    texts, row = view.texts, told.workshop
    lines = [bold(texts.lines([words.title(texts, row)])), texts(STATES[row.state])]
    if (row.state, row.access) != (DRAFT, PUBLIC):
        lines.append(texts(ACCESS[row.access]))
    lines += words.sessions(texts, words.walls(told.meetings)) + words.where(texts, row)
    if row.link:
        lines.append(texts("💻 The link: {link}", link=ltr(row.link)))
    if row.theme:
        lines.append(texts("{theme}", theme=category_name(view, row.theme)))
    if row.capacity is not None:
        lines.append(texts("🪑 Seats: {count}", count=row.capacity))
    if about := words.about(texts, row):
        lines += [Safe(""), about]
    return lines


async def _counted(view: View, row: WorkshopRow) -> list[Safe]:
    """How many answered what; those who confirmed and those who are silent apart."""
    if row.state == DRAFT:
        return []
    texts, counts = view.texts, await answers.counts(view.session, row.id)
    people, seats = counts.get(GOING, (0, 0))
    confirmed = len(await registrations.confirmed(view.session, row.id, view.house.clock.now()))
    lines = [texts("✅ They come: {people}, with their guests: {seats}", people=people, seats=seats)]
    if people:
        lines.append(texts("Of these confirmed: {confirmed}, silent: {silent}",
                           confirmed=confirmed, silent=people - confirmed))  # fmt: skip
    return [*lines, *(texts(msgid, count=counts[state][0]) for state, msgid in COUNTS.items() if state in counts)]


def _fallback(view: View, lacking: list[str]) -> Safe:
    """In which languages it is not written, and what these people read."""
    names = view.texts.listing([NAMES[code] for code in lacking])
    return view.texts("🌐 Not written in: {languages}. Whoever reads that sees the other language.", languages=names)


async def _rows(view: View, told: Told, menu: str) -> Rows:
    row, texts = told.workshop, view.texts
    back = Button(f"↩️ {texts.plain('Back')}", data("workshop.card", row.id))
    if menu == "change":
        fields = [Button(texts.plain(msgid), data("workshop.change", row.id, name)) for name, msgid in FIELDS.items()]
        lead = Button(texts.plain("👤 Who leads it"), data("workshop.card", row.id, "lead"))
        remind = Button(texts.plain("🔔 Reminders"), data("workshop.card", row.id, workshop_reminders.MENU))
        return [
            *in_rows([*fields]),
            *one_a_row([*_without(view, row), lead, remind, *workshop_words.buttons(view, row), back]),
        ]
    if menu == "off":
        return [[Button(texts.plain("🚫 Yes, call it off"), data("workshop.off", row.id, row.version))], [back]]
    if menu == "words":
        return one_a_row([*workshop_words.written(view, row), back])
    if menu == "lead":
        return [*await _leaders(view, row), [back]]
    if menu == workshop_reminders.MENU:
        return [*workshop_reminders.rows(view, row), [back]]
    return one_a_row(_buttons(view, told))


def _without(view: View, row: WorkshopRow) -> list[Button]:
    """What can be taken away from where it is."""
    point = Button(view.texts.plain("🗑 Without the point on the map"), data("workshop.without", row.id, "point"))
    link = Button(view.texts.plain("🗑 Without the link"), data("workshop.without", row.id, "link"))
    return [*([link] if row.link else []), *([point] if row.latitude is not None else [])]


def _buttons(view: View, told: Told) -> list[Button]:
    row, texts = told.workshop, view.texts
    published = row.state == PUBLISHED
    found = {
        Button(texts.plain("📢 Publish"), data("workshop.publish", row.id, row.version)): row.state == DRAFT,
        Button(texts.plain("👥 Who is registered"), data("workshop.people", row.id)): row.published_at is not None,
        Button(texts.plain("⚠️ Who may not come"), data("workshop.risk", row.id)): published,
        Button(texts.plain("🤝 Mission"), data("mission.new", "workshop", row.id)): published
        and holds(view.person.roles, Role.MODERATOR),
        Button(texts.plain("📢 Announce it"), data("an.workshop", row.id)): _may_announce(view, row),
        Button(texts.plain("✔️ Check-in"), data("checkin.open", row.id)): published,
        Button(texts.plain("📅 Scheduled"), data("when.list", "new")): published,
        Button(texts.plain("📤 Share it"), data("workshop.share", row.id)): published,
        Button(texts.plain("✏️ Change"), data("workshop.card", row.id, "change")): row.state != CANCELLED,
        Button(texts.plain("🔁 Plan it again"), data("workshop.again", row.id)): True,
        Button(texts.plain("🚫 Call it off"), data("workshop.card", row.id, "off")): row.state != CANCELLED,
        Button(texts.plain("🔄 As it is now"), data("workshop.card", row.id)): published,
        Button(texts.plain("📋 All votes and workshops"), data("room.begin")): True,
    }
    return [button for button, sensible in found.items() if sensible]


def _may_announce(view: View, row: WorkshopRow) -> bool:
    return holds(view.person.roles, Role.COMMUNICATOR) and announcement_workshops.may_be_told(row)


async def _leaders(view: View, row: WorkshopRow) -> list[list[Button]]:
    """The team's facilitators, those who lead it ticked."""
    leading = await rows.facilitators(view.session, row.id)
    team = [one for one in await staff.members(view.session, view.house.admins) if holds(one.roles, Role.FACILITATOR)]
    return [
        [Button(f"{'✅' if one.id in leading else '▫️'} {one.name or view.texts.plain('a colleague')}",
                data("workshop.lead", row.id, one.id, 0 if one.id in leading else 1))]
        for one in team
    ]  # fmt: skip


@taps("workshop.lead")
@staff_only(Role.FACILITATOR)
async def lead(update: Update, context: Context, workshop: str, person: str, wanted: str) -> None:
    """This colleague leads it, or no longer."""
    async with context.transaction() as session:
        chosen = set(await rows.facilitators(session, number(workshop)))
        chosen = chosen | {number(person)} if wanted == "1" else chosen - {number(person)}
        team = {one.id for one in await staff.members(session, context.house.admins)}
        try:
            now = context.house.clock.now()
            await workshops.lead(session, context.person, number(workshop), sorted(chosen & team), now)
        except Gone:
            context.toast(context.texts.plain(MOVED_ON))
        context.say("workshop.card", edit=True, workshop=number(workshop), menu="lead")


@taps("workshop.publish")
@staff_only(Role.FACILITATOR)
async def publish(update: Update, context: Context, workshop: str, version: str) -> None:
    """People see it from now on."""
    now = context.house.clock.now()
    async with context.transaction() as session:
        meet = await rows.meetings(session, number(workshop))
        if not meet or meet[-1].ends_at <= now:
            context.toast(context.texts.plain(TOO_LATE), alert=True)
            return
        try:
            await workshops.publish(session, context.person, number(workshop), now, number(version))
            context.toast(context.texts.plain("📢 Published."))
        except Gone:
            context.toast(context.texts.plain(MOVED_ON))
        context.say("workshop.card", edit=True, workshop=number(workshop))


@taps("workshop.off")
@staff_only(Role.FACILITATOR)
async def call_off(update: Update, context: Context, workshop: str, version: str) -> None:
    """It does not take place: everybody registered is told."""
    now = context.house.clock.now()
    async with context.transaction() as session:
        try:
            row = await workshops.cancel(session, context.person, number(workshop), now, number(version))
            people = await workshop_notices.call_off(session, context.house.lab, row, now)
            context.toast(context.texts.plain("🚫 Called off. People who are told: {count}", count=people), alert=True)
        except Gone:
            context.toast(context.texts.plain(MOVED_ON))
        context.say("workshop.card", edit=True, workshop=number(workshop))


@taps("workshop.again")
@staff_only(Role.FACILITATOR)
async def again(update: Update, context: Context, workshop: str) -> None:
    """A draft like it, a week later."""
    async with context.transaction() as session:
        try:
            row = await workshops.duplicate(session, context.person, number(workshop), context.house.clock.now())
        except Gone:
            context.toast(context.texts.plain(MOVED_ON))
            return
        context.toast(context.texts.plain("🔁 A draft like it, a week later. Look at the date."))
        context.say("workshop.card", workshop=row.id)
