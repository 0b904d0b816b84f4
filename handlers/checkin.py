"""Check-in: tickets scanned, the code of the room, the facilitator's list with taps."""

import re

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from conversations import walk_in_form
from conversations.form import Answers
from handlers import forms, panels
from handlers.buttons import Button, Rows, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.occasions import about
from handlers.registering import agree, name_of
from handlers.reminders import title_of
from handlers.rights import refusal, staff_only
from handlers.screens import Media, Message, View, screen
from handlers.served import Open, Served, serve
from handlers.words import bold
from locales.formats import Safe
from locales.lengths import cut
from locales.marks import N_
from locales.texts import ltr
from services import audit, checkin, reminders, squares
from services.checkin import Checked, Outcome
from services.letters import DIGITS
from services.registrations import Caller
from services.roles import Role, holds
from storage import checkin as rows
from storage import registrations as answers
from storage import workshops as events
from storage.occasions import OccasionRow
from storage.registrations import CANNOT, GOING, INVITED, LAPSED, RegistrationRow
from storage.rooms import ENDED, RoomRow
from storage.workshops import PUBLISHED, MeetingRow, WorkshopRow, subject_of

CODE = re.compile(r"\s*(\d{4})\s*")
PAGE = 10
NAME = 26  # UTF-16 units on a button
NOT_EXPECTED = (INVITED, LAPSED)
REFUSED: dict[Outcome, str] = {
    Outcome.CLOSED: N_("Nobody is checked in to this workshop now."),
    Outcome.UNKNOWN: N_("This ticket is not one of ours, or its workshop is over."),
}


# What somebody who comes holds and does


@taps("ticket.show")
async def shown(update: Update, context: Context, workshop: str) -> None:
    """One's own ticket."""
    context.say("ticket", workshop=number(workshop))


@screen("ticket")
async def ticket(view: View, *, workshop: int) -> Message:
    """The QR as a picture, for whoever comes."""
    row = await view.session.get(WorkshopRow, workshop)
    mine = await answers.of(view.session, workshop, view.person.id)
    if row is None or row.state != PUBLISHED or mine is None or mine.state != GOING:
        return Message(view.texts("You have no seat in this workshop, so there is no ticket."))
    link = view.house.link(f"t_{checkin.ticket(view.house.seals, mine.id)}")
    said = N_("🎟 Your ticket for “{event}”.\nShow it at the entrance: the team scans it.")
    text = view.texts(said, event=title_of(view, row))
    return Message(text, media=Media("photo", content=squares.png(link, "m", scale=10), filename="ticket.png"))


async def digits_sent(update: Update, context: Context) -> bool:
    """Take four digits and nothing else, if they are the code of a session that is on now."""
    text = update.effective_message.text if update.effective_message else None
    found = CODE.fullmatch(text.translate(DIGITS)) if text else None
    return await _come_in(update, context, found[1]) if found else False


async def opened_by_code(update: Update, context: Context, digits: str) -> None:
    """The link in the QR of the room."""
    if not await _come_in(update, context, digits):
        context.say("checkin.done", outcome=Outcome.CLOSED.value)


async def _come_in(update: Update, context: Context, digits: str) -> bool:
    """Check this person in by the digits; False if they are no code now, or were guessed at too often."""
    house, now = context.house, context.house.clock.now()
    if house.wrong_codes.full(context.person.id, now):
        return False
    async with context.reading() as session:
        known = [checkin.code(house.seals, one.id) for one in await checkin.open_meetings(session, house.lab, now)]
    if digits not in known:
        if known:
            house.wrong_codes.count(context.person.id, now)
        return False
    async with context.transaction() as session:
        caller = Caller(context.person, name_of(update))
        checked = await checkin.by_code(session, house.seals, house.lab, caller, digits, now)
        agreed = checked.outcome is Outcome.HERE and await agree(context, session, "code of the room")
        meeting = checked.meeting.id if checked.meeting else 0
        context.say("checkin.done", outcome=checked.outcome.value, meeting=meeting, agreed=agreed)
        await forms.show_again(context, session)
    return True


@screen("checkin.done")
async def done(view: View, *, outcome: str, meeting: int = 0, agreed: bool = False) -> Message:
    """They are checked in, or cannot be now; who has `agreed` by it just now reads to what."""
    one = await view.session.get(MeetingRow, meeting)
    workshop = await view.session.get(WorkshopRow, one.workshop_id) if one else None
    if outcome == Outcome.NOT_INVITED:
        return Message(view.texts("This workshop is for invited people. Please speak to the team at the entrance."))
    if workshop is None:
        return Message(view.texts("Nobody is checked in to this workshop now."))
    said = N_("✅ Welcome to “{event}”! You are checked in.")
    if outcome == Outcome.ALREADY:
        said = N_("✅ You are checked in already: “{event}”. Enjoy it!")
    lines = [view.texts(said, event=title_of(view, workshop))]
    if agreed:
        lines.append(view.texts("🔒 The team sees your name on Telegram and that you are here. Nobody else does."))
    return Message("\n".join(lines))


# What the team does


async def scanned(update: Update, context: Context, written: str) -> None:
    """The link of a ticket, opened by whoever scanned it."""
    if not holds(context.person.roles, Role.FACILITATOR):
        context.say("ticket.shown")
        return
    house = context.house
    async with context.transaction() as session:
        found = checkin.registration_of(house.seals, written)
        checked = Checked(Outcome.UNKNOWN)
        if found is not None:
            checked = await checkin.by_ticket(session, house.lab, context.person, found, house.clock.now())
        row, meeting = checked.registration, checked.meeting
        context.say("checkin.scanned", outcome=checked.outcome.value, registration=row.id if row else 0,
                    meeting=meeting.id if meeting else 0)  # fmt: skip


@screen("ticket.shown")
async def ticket_shown(view: View) -> Message:
    """For those who open their own ticket."""
    return Message(view.texts("🎟 This is a ticket. Show it at the entrance: the team scans it."))


@screen("checkin.scanned")
async def scanned_screen(view: View, *, outcome: str, registration: int, meeting: int) -> Message:
    """Who it is, and how many are here."""
    if not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    row, one = await view.session.get(RegistrationRow, registration), await view.session.get(MeetingRow, meeting)
    if row is None or one is None:
        return Message(view.texts(REFUSED.get(Outcome(outcome), REFUSED[Outcome.UNKNOWN])))
    said = N_("✅ Checked in: {name}") if outcome == Outcome.HERE else N_("☑️ Was checked in already: {name}")
    lines = [bold(view.texts(said, name=_named(view, row))), await _counted(view, one)]
    return Message("\n".join(lines), rows=[[_to_list(view, one)]])


def _named(view: View, row: RegistrationRow) -> str:
    name = row.name or view.texts.plain("somebody")
    return f"{name} +{row.guests}" if row.guests else name


async def _counted(view: View, meeting: MeetingRow) -> Safe:
    here = (await rows.attendance(view.session, [meeting.id]))[meeting.id]
    expected = len(await rows.going(view.session, meeting))
    return view.texts("Here: {here}. Expected: {expected}.", here=here, expected=expected)


def _to_list(view: View, meeting: MeetingRow) -> Button:
    return Button(view.texts.plain("📋 The list"), data("checkin.list", meeting.id, 0))


@about(checkin.OPENING, Role.FACILITATOR, movable=False)
async def told(view: View, row: OccasionRow) -> Safe | None:
    """Among what is scheduled."""
    meeting = await view.session.get(MeetingRow, row.subject_id)
    workshop = await view.session.get(WorkshopRow, meeting.workshop_id) if meeting else None
    return view.texts("Check-in opens: {event}", event=title_of(view, workshop)) if workshop else None


@screen("checkin.opened")
async def opened(view: View, *, meeting: int) -> list[Message]:
    """For those who lead it, an hour before: how many come, and the ways to check them in."""
    one = await view.session.get(MeetingRow, meeting)
    workshop = await view.session.get(WorkshopRow, one.workshop_id) if one else None
    if one is None or workshop is None or not holds(view.person.roles, Role.FACILITATOR):
        return []
    how = await reminders.standing(view.session, one)
    lines = [
        bold(view.texts("✔️ Check-in is open: “{event}”", event=title_of(view, workshop))),
        view.texts("Confirmed: {confirmed}. No answer: {silent}. Cannot come: {declined}.",
                   confirmed=len(how.confirmed), silent=len(how.silent), declined=len(how.declined)),
        view.texts("Scan a ticket with the camera of your phone, show the code of the room, or tap names on the list."),
    ]  # fmt: skip
    return [Message("\n".join(lines), rows=[[_to_list(view, one)], [_to_code(view, one)]])]


def _to_code(view: View, meeting: MeetingRow) -> Button:
    return Button(view.texts.plain("📺 Code of the room"), data("checkin.code", meeting.id))


@taps("checkin.open")
@staff_only(Role.FACILITATOR)
async def open_list(update: Update, context: Context, workshop: str) -> None:
    """From the workshop to the list of the session that is on, or comes next."""
    async with context.reading() as session:
        found = await events.meetings(session, number(workshop))
    meeting = checkin.current(found, context.house.lab, context.house.clock.now())
    await _show(context, meeting.id if meeting else 0, 0)


@taps("checkin.list")
@staff_only(Role.FACILITATOR)
async def listed(update: Update, context: Context, meeting: str, page: str) -> None:
    """A page of the list."""
    await _show(context, number(meeting), number(page))


async def _show(context: Context, meeting: int, page: int) -> None:
    async with context.transaction() as session:
        await _say_list(context, session, meeting, page)


async def _say_list(context: Context, session: AsyncSession, meeting: int, page: int = 0, edit: bool = True) -> None:
    """The list; who read it is noted."""
    if one := await session.get(MeetingRow, meeting):
        subject, now = subject_of(one.workshop_id), context.house.clock.now()
        audit.note(session, context.person.id, "checkin.list", subject, now)
    context.say("checkin.list", edit=edit, meeting=meeting, page=page)


@screen("checkin.list")
async def list_screen(view: View, *, meeting: int, page: int = 0) -> Message:
    """Everybody who may come, by name, ten at a time; a tap says that they are here, another one that they are not."""
    one = await view.session.get(MeetingRow, meeting)
    workshop = await view.session.get(WorkshopRow, one.workshop_id) if one else None
    if one is None or workshop is None or not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    here, expected = await rows.here(view.session, one.id), await _expected(view, one)
    lines = [bold(view.texts("✔️ Check-in: “{event}”", event=title_of(view, workshop))), await _counted(view, one)]
    if by_hand := await rows.walk_ins(view.session, one.id):
        lines.append(view.texts("Without Telegram: {names}", names=view.texts.listing([each.name for each in by_hand])))
    if not expected:
        lines.append(view.texts("Nobody has registered yet."))
    ticks = [[_tick(view, one, row, row.id in here, page)] for row in expected[page * PAGE : (page + 1) * PAGE]]
    return Message("\n".join(lines), rows=[*ticks, *_more(view, one, page, len(expected))])


async def _expected(view: View, meeting: MeetingRow) -> list[RegistrationRow]:
    """Those who said that they come first; whoever is here anyway, or only may come, too."""
    found = await answers.in_states(view.session, meeting.workshop_id, answers.STATES)
    here = await rows.here(view.session, meeting.id)
    able = [row for row in found if row.id in here or row.state not in (*NOT_EXPECTED, CANNOT)]
    return sorted(able, key=lambda row: (row.state != GOING, row.name.casefold(), row.id))


def _tick(view: View, meeting: MeetingRow, row: RegistrationRow, here: bool, page: int) -> Button:
    label = f"{'✅' if here else '▫️'} {cut(_named(view, row), NAME)}"
    return Button(label, data("checkin.tick", meeting.id, row.id, 0 if here else 1, page))


def _more(view: View, meeting: MeetingRow, page: int, total: int) -> Rows:
    turn = [Button(view.texts.plain("‹ Earlier"), data("checkin.list", meeting.id, page - 1))] if page else []
    if (page + 1) * PAGE < total:
        turn.append(Button(view.texts.plain("Later ›"), data("checkin.list", meeting.id, page + 1)))
    somebody = Button(view.texts.plain("➕ Somebody without Telegram"), data("checkin.name", meeting.id))
    back = Button(view.texts.plain("To the workshop"), data("workshop.card", meeting.workshop_id))
    opinions = Button(view.texts.plain("⭐ Opinions"), data("feedback.read", meeting.workshop_id))
    after = [[opinions]] if view.house.clock.now() > meeting.ends_at else []
    live = [Button(view.texts.plain("🗳 Invite to the live vote"), data("checkin.live", meeting.id))]
    return [*([turn] if turn else []), [somebody], [_to_code(view, meeting)], live, *after, [back]]


@taps("checkin.tick")
@staff_only(Role.FACILITATOR)
async def tick(update: Update, context: Context, meeting: str, registration: str, here: str, page: str) -> None:
    """Somebody is here, or not."""
    house = context.house
    async with context.transaction() as session:
        one = await session.get(MeetingRow, number(meeting))
        outcome = Outcome.UNKNOWN
        if one:
            there, now = number(registration), house.clock.now()
            outcome = await checkin.tick(session, house.lab, context.person, one, there, here == "1", now)
        if outcome in REFUSED:
            context.toast(context.texts.plain(REFUSED[outcome]), alert=True)
        await _say_list(context, session, number(meeting), number(page))


@taps("checkin.code")
@staff_only(Role.FACILITATOR)
async def code(update: Update, context: Context, meeting: str) -> None:
    """What to show on the wall."""
    context.say("checkin.code", meeting=number(meeting))


@screen("checkin.code")
async def code_screen(view: View, *, meeting: int) -> Message:
    """A picture to put on the wall: people scan it, or write the four digits; in each language of the lab."""
    one = await view.session.get(MeetingRow, meeting)
    if one is None or not holds(view.person.roles, Role.FACILITATOR):
        return refusal(view)
    digits = checkin.code(view.house.seals, one.id)
    bot, spoken_here = ltr(f"@{view.house.bot_username}"), view.house.catalogues
    said = N_("✔️ Are you here? Scan this, or send {code} to {bot}")
    told = [spoken_here[each](said, code=ltr(digits), bot=bot) for each in spoken_here.languages]
    text = "\n\n".join([*told, *panels.to_the_wall(view)])
    media = Media("photo", content=squares.png(view.house.link(f"k_{digits}"), "m", scale=10), filename=f"{digits}.png")
    return Message(text, media=media, rows=[[_to_list(view, one)]])


@taps("checkin.live")
@staff_only(Role.FACILITATOR)
async def live(update: Update, context: Context, meeting: str) -> None:
    """The live vote that this person leads now is that of the session: whoever is expected is invited."""
    texts, now = context.texts, context.house.clock.now()
    async with context.transaction() as session:
        one, room = await session.get(MeetingRow, number(meeting)), await panels.led_by(session, context.person)
        if one is None or room is None:
            context.toast(texts.plain("First open your live vote: /workshop vote"), alert=True)
            return
        count = await checkin.invite(session, context.house.lab, context.person, one, room.id, now)
        context.toast(texts.plain("🗳 People who are invited: {count}", count=count), alert=True)


@screen("checkin.live")
async def live_screen(view: View, *, room: int, meeting: int) -> list[Message]:
    """For those who are expected: the way into the live vote, while it is on."""
    vote, one = await view.session.get(RoomRow, room), await view.session.get(MeetingRow, meeting)
    workshop = await view.session.get(WorkshopRow, one.workshop_id) if one else None
    if vote is None or vote.code is None or vote.state == ENDED or workshop is None:
        return []
    text = view.texts("🗳 “{event}” votes now, live. Come in!", event=title_of(view, workshop))
    return [Message(text, rows=[[Button(view.texts.plain("🗳 Come in"), url=view.house.link(f"r_{vote.code}"))]])]


@taps("checkin.name")
@staff_only(Role.FACILITATOR)
async def name(update: Update, context: Context, meeting: str) -> None:
    """Ask for the name of somebody who came without Telegram."""
    opened = await forms.opened(context)
    if opened is not None and opened.draft.form != walk_in_form.FORM.name:
        context.toast(context.texts.plain("You began a message. Please send or cancel it first."), alert=True)
        await forms.offer_to_continue(context)
        return
    async with context.transaction() as session:
        await forms.begin(context, session, walk_in_form.FORM.name, meeting=number(meeting))


class _WalkIns(Served):
    """One name."""

    form = walk_in_form.FORM
    needs = Role.FACILITATOR

    async def sent(self, context: Context, session: AsyncSession, one: Open, answers: Answers) -> None:
        """Note them, and show the list."""
        house, meeting = context.house, await session.get(MeetingRow, one.beside["meeting"])
        if meeting is None:
            context.say("staff.refused")
            return
        who, now = answers.value("name"), house.clock.now()
        if await checkin.walk_in(session, house.lab, context.person, meeting, who, now) is Outcome.CLOSED:
            context.say("checkin.scanned", outcome=Outcome.CLOSED.value, registration=0, meeting=0)
        await _say_list(context, session, meeting.id, edit=False)


serve(_WalkIns())
