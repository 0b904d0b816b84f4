"""Reminders of a workshop, and the two answers to them: I'm coming, I can't come."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update

from handlers.buttons import Button, Rows, data, taps
from handlers.context import Context
from handlers.desk_words import number
from handlers.occasions import about
from handlers.screens import Message, View, screen
from locales.formats import Safe, Value
from locales.marks import N_
from locales.texts import Texts
from services import registrations, reminders
from services.occasions import WALL
from services.registrations import Caller, Closed, NotInvited
from services.roles import Role
from services.words import spoken
from storage import checkin
from storage import registrations as rows
from storage import workshops as events
from storage.occasions import OccasionRow
from storage.registrations import GOING, WAITING, RegistrationRow
from storage.workshops import PUBLISHED, MeetingRow, WorkshopRow

SOON = timedelta(hours=3)
ROUNDED = timedelta(minutes=5)
TOLD = {
    reminders.WEEK: N_("Reminder a week before: {event}"),
    reminders.DAY: N_("Reminder the evening before: {event}"),
    reminders.HOURS: N_("Last reminder: {event}"),
    reminders.FEEDBACK: N_("Question after it: how was {event}?"),
}


def title_of(view: View, workshop: WorkshopRow) -> str:
    """What a workshop is called, in this person's language."""
    return spoken(workshop.title, view.texts.language)


async def told(view: View, row: OccasionRow) -> Safe | None:
    """A reminder among what is scheduled."""
    meeting = await view.session.get(MeetingRow, row.subject_id)
    workshop = await view.session.get(WorkshopRow, meeting.workshop_id) if meeting else None
    if workshop is None:
        return None
    return view.texts(TOLD[row.kind.partition(".")[2]], event=title_of(view, workshop))


for _kind in reminders.KINDS.values():
    about(_kind, Role.FACILITATOR)(told)


@screen("reminder")
async def reminder(view: View, *, meeting: int, begins: str, last: bool) -> list[Message]:
    """One session, near: said by how far it is now. Nothing if it moved, began, or this person does not come."""
    one, workshop, mine = await _found(view, meeting)
    now = view.house.clock.now()
    if one is None or workshop is None or mine is None or one.begins != begins or now >= one.begins_at:
        return []
    if mine.state != GOING or mine.id in await checkin.absences(view.session, meeting):
        return []
    confirmed = registrations.has_confirmed(mine, await registrations.asked_since(view.session, one))
    asked = N_("You said that you are coming. See you soon!") if confirmed else N_("Are you coming?")
    said = [await _head(view, one, workshop, now), *where(view, workshop), view.texts(asked)]
    return [Message("\n".join(said), rows=_answers(view, one, confirmed, ticket=last))]


async def _found(view: View, meeting: int) -> tuple[MeetingRow | None, WorkshopRow | None, RegistrationRow | None]:
    one = await view.session.get(MeetingRow, meeting)
    workshop = await view.session.get(WorkshopRow, one.workshop_id) if one else None
    if workshop is None or workshop.state != PUBLISHED:
        return None, None, None
    return one, workshop, await rows.of(view.session, workshop.id, view.person.id)


async def _head(view: View, meeting: MeetingRow, workshop: WorkshopRow, now: datetime) -> Safe:
    all_of_it = await events.meetings(view.session, workshop.id)
    said = head(view.texts, title_of(view, workshop), meeting, now)
    if len(all_of_it) == 1:
        return said
    nth = view.texts("Session {n} of {all}.", n=meeting.position + 1, all=len(all_of_it))
    return Safe(f"{said}\n{nth}")


def head(texts: Texts, event: str, meeting: MeetingRow, now: datetime) -> Safe:
    """What a reminder begins with: true at whatever moment it is sent."""
    begins, left = datetime.strptime(meeting.begins, WALL), meeting.begins_at - now
    if left <= SOON:
        return texts("⏰ In {left}: “{event}”, at {time}.", left=_rounded(left), event=event, time=begins.time())
    days = (begins.date() - (begins - left).date()).days
    if days == 0:
        return texts("⏰ Reminder: “{event}”, today at {time}.", event=event, time=begins.time())
    if days == 1:
        said = N_("⏰ Reminder: “{event}”, tomorrow {date} at {time}.")
        return texts(said, event=event, date=begins.date(), time=begins.time())
    return texts("⏰ Reminder: “{event}”, {date} at {time}.", event=event, date=begins.date(), time=begins.time())


def _rounded(left: timedelta) -> timedelta:
    return max(round(left / ROUNDED), 1) * ROUNDED


def where(view: View, workshop: WorkshopRow) -> list[Safe]:
    """Where it takes place, in a line or two."""
    said = []
    if workshop.place:
        said.append(view.texts("Place: {place}", place=spoken(workshop.place, view.texts.language)))
    if workshop.link:
        said.append(view.texts("Online: {link}", link=workshop.link))
    return said


def _answers(view: View, meeting: MeetingRow, confirmed: bool, *, ticket: bool) -> Rows:
    yes = Button(view.texts.plain("✅ I'm coming"), data("reminder.yes", meeting.id))
    no = Button(view.texts.plain("I can't come"), data("reminder.no", meeting.id))
    first = [] if confirmed else [[yes]]
    return [*first, [no], [ticket_button(view, meeting)]] if ticket else [*first, [no]]


def ticket_button(view: View, meeting: MeetingRow) -> Button:
    """The way to one's ticket."""
    return Button(view.texts.plain("🎟 My ticket"), data("ticket.show", meeting.workshop_id))


@taps("reminder.yes")
async def coming(update: Update, context: Context, meeting: str) -> None:
    """They are coming; who gave the seat up a moment ago has it again."""
    await _noted(update, context, number(meeting), reminders.comes)


@taps("reminder.no")
async def cannot(update: Update, context: Context, meeting: str, which: str = "") -> None:
    """They cannot come; if several sessions are left they say to which: `one` or `all`."""
    async with context.reading() as session:
        one = await session.get(MeetingRow, number(meeting))
        several = one is not None and len(await reminders.left(session, one, context.house.clock.now())) > 1
    if several and which not in ("one", "all"):
        context.say("reminder.which", edit=True, meeting=number(meeting))
        return
    await _noted(update, context, number(meeting), partial(reminders.stays_away, whole=which != "one"))


Answer = Callable[[AsyncSession, Caller, MeetingRow, datetime], Awaitable[RegistrationRow | None]]


async def _noted(update: Update, context: Context, meeting: int, answer: Answer) -> None:
    """Note what they answer, and show how they stand now."""
    user = update.effective_user
    async with context.transaction() as session:
        one = await session.get(MeetingRow, meeting)
        caller = Caller(context.person, user.full_name if user else "")
        row, refused = None, N_("This workshop is over or called off.")
        try:
            row = await answer(session, caller, one, context.house.clock.now()) if one else None
        except NotInvited:
            refused = N_("This button is too old, it no longer works.")
        except Closed:
            pass  # `refused` says so
        if row is None:
            context.toast(context.texts.plain(refused), alert=True)
        else:
            context.say("reminder.noted", edit=bool(context.query_id), meeting=meeting)


@screen("reminder.which")
async def which(view: View, *, meeting: int) -> Message:
    """Only this session, or all that are left?"""
    one, workshop, mine = await _found(view, meeting)
    if one is None or workshop is None or mine is None:
        return Message(view.texts("This workshop is over or called off."))
    texts, begins = view.texts, datetime.strptime(one.begins, WALL)
    this = Button(texts.plain("Only this session"), data("reminder.no", meeting, "one"))
    whole = Button(texts.plain("None of the sessions"), data("reminder.no", meeting, "all"))
    yes = Button(texts.plain("✅ I'm coming"), data("reminder.yes", meeting))
    said = texts("You can't come: only on {date}, or to none of the sessions?", date=begins.date())
    return Message(said, rows=[[this], [whole], [yes]])


@screen("reminder.noted")
async def noted(view: View, *, meeting: int) -> Message:
    """How this person stands with a session, and the way to the other answer."""
    one, workshop, mine = await _found(view, meeting)
    if one is None or workshop is None or mine is None:
        return Message(view.texts("This workshop is over or called off."))
    texts, begins = view.texts, datetime.strptime(one.begins, WALL)
    when: dict[str, Value] = {"event": title_of(view, workshop), "date": begins.date(), "time": begins.time()}
    yes = Button(texts.plain("↩️ I'm coming after all"), data("reminder.yes", meeting))
    no = Button(texts.plain("I can't come"), data("reminder.no", meeting))
    if mine.state == WAITING:
        said = texts("All seats are taken by now.\nYou are in the line: we write to you here as soon as one is free.")
        return Message(said, rows=[[no]])
    if mine.state != GOING:
        return Message(Safe("\n".join(await _gone(view, workshop, mine))), rows=[[yes]])
    if mine.id in await checkin.absences(view.session, meeting):
        said = texts(
            "Noted, thank you for telling us: not on {date}.\nSee you at the other sessions!", date=begins.date()
        )
        return Message(said, rows=[[yes]])
    said = texts("✅ Noted, you are coming: “{event}”, {date} at {time}.", **when)
    return Message(Safe("\n".join([said, *where(view, workshop)])), rows=[[no], [ticket_button(view, one)]])


async def _gone(view: View, workshop: WorkshopRow, mine: RegistrationRow) -> list[Safe]:
    """They do not come; that the seat moves is said only where somebody waits for it."""
    said = [view.texts("Noted, thank you for telling us.")]
    if mine.frees_at and await rows.line(view.session, workshop.id):
        said.append(view.texts("In two minutes your seat goes to somebody else."))
    return said
