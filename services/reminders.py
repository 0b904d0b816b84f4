"""Reminders of a workshop's sessions: when each is due, who gets it, and what people answer to it.

What is due follows from the sessions (`plan`), so a moved date, another place or new time zone rules need no call. A
reminder never comes in quiet hours and is never useless: it comes earlier, two hours before 08:30 is 20:00 the evening
before. After an outage only the newest one of a session comes, while the session has not begun.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services import outbox, registrations
from services.lab import Lab
from services.message_classes import REMINDER
from services.occasions import Expired, Planned, fires, in_utc, later, plans, wall_of
from services.quiet_hours import is_quiet, last_allowed, next_allowed
from services.registrations import Caller, NotInvited, Wish
from storage import checkin
from storage import occasions as rows
from storage import registrations as answers
from storage import workshops as events
from storage.occasions import OccasionRow
from storage.registrations import CANNOT, RegistrationRow
from storage.workshops import PUBLISHED, MeetingRow, WorkshopRow, subject_of

WEEK, DAY, HOURS, FEEDBACK = "week", "day", "hours", "feedback"
OFFSETS = (WEEK, DAY, HOURS, FEEDBACK)  # in the order of time
KINDS = {offset: f"reminder.{offset}" for offset in OFFSETS}
SCREENS = {WEEK: "reminder", DAY: "reminder", HOURS: "reminder", FEEDBACK: "feedback.ask"}
EVENING = "18:00"
BEFORE = timedelta(hours=2)
AFTER = timedelta(hours=1)
STILL_ASKED = timedelta(days=3)  # so long after a session feedback is worth asking for
A_DAY = timedelta(days=1)  # so long opinions come in before the team reads them
USEFUL = timedelta(minutes=30)  # so long before a session a reminder still helps


def due(offset: str, meeting: MeetingRow, lab: Lab) -> str:
    """The wall time at which this reminder of a session is due."""
    zone = ZoneInfo(meeting.zone)
    if offset == FEEDBACK:
        return wall_of(next_allowed(in_utc(meeting.ends, meeting.zone) + AFTER, zone, lab), meeting.zone)
    return wall_of(last_allowed(_wanted(offset, meeting), zone, lab), meeting.zone)


def _wanted(offset: str, meeting: MeetingRow) -> datetime:
    if offset == HOURS:
        return in_utc(meeting.begins, meeting.zone) - BEFORE
    if offset == WEEK:
        return in_utc(later(meeting.begins, timedelta(days=-7)), meeting.zone)
    evening = later(meeting.begins, timedelta(days=-1)).partition("T")[0] + f"T{EVENING}"
    return in_utc(evening, meeting.zone)


def chosen(workshop: WorkshopRow, lab: Lab) -> tuple[str, ...]:
    """The offsets of a workshop: its own, else the lab's."""
    mine = lab.workshops.reminders if workshop.reminders is None else workshop.reminders
    return tuple(offset for offset in OFFSETS if offset in mine)


@plans
async def plan(session: AsyncSession, lab: Lab, now: datetime) -> list[Planned]:
    """The reminders that are to be scheduled, moved or dropped."""
    meetings = await checkin.around(session, now - STILL_ASKED)
    there = await rows.of_kinds(session, KINDS.values(), [one.id for one in meetings])
    by_key = {(row.kind, row.subject_id): row for row in there}
    wanted = await _all_wanted(session, lab, meetings)
    gone = [Planned(*key) for key, row in by_key.items() if key not in wanted and row.state == rows.WAITING]
    found = [_difference(by_key.get(key), *one) for key, one in wanted.items()]
    return gone + [one for one in found if one]


async def _all_wanted(
    session: AsyncSession, lab: Lab, meetings: Sequence[MeetingRow]
) -> dict[tuple[str, int], tuple[Planned, datetime]]:
    """What is wanted, by kind and session, and since when people know of it."""
    wanted = {}
    last = {one.workshop_id: one.id for one in meetings}  # they come by time
    for meeting in meetings:
        workshop = await session.get_one(WorkshopRow, meeting.workshop_id)
        for offset in chosen(workshop, lab):
            if offset != FEEDBACK or last[workshop.id] == meeting.id:
                one = Planned(KINDS[offset], meeting.id, due(offset, meeting, lab), meeting.zone)
                wanted[one.kind, one.subject_id] = one, workshop.changed_at
    return wanted


def _difference(row: OccasionRow | None, wanted: Planned, since: datetime) -> Planned | None:
    """What is to be done so that the row is as wanted: what was due before people knew of it is not.

    What the team moved or called off by hand stays so.
    """
    assert wanted.wall is not None
    if row and (row.planned, row.zone) == (wanted.wall, wanted.zone):
        return None
    if in_utc(wanted.wall, wanted.zone) > since:
        return wanted
    return Planned(wanted.kind, wanted.subject_id) if row and row.state == rows.WAITING else None


@fires(KINDS[WEEK])
@fires(KINDS[DAY])
@fires(KINDS[HOURS])
async def remind(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """Remind those who still come. Expired once the session has begun, or if a later reminder is due as well."""
    meeting = await _still_on(session, occasion.subject_id)
    if now >= meeting.begins_at:
        raise Expired("the session has begun")
    if await _overtaken(session, occasion, now):
        raise Expired("a later reminder of the same session is due as well")
    people = [one.person_id for one in await checkin.going(session, meeting)]
    await _say(session, occasion, meeting, people, _awake(meeting, now, lab), meeting.begins_at)
    return None


@fires(KINDS[FEEDBACK])
async def ask(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """Ask for feedback: those who were checked in; without any check-in, those who were coming."""
    meeting = await _still_on(session, occasion.subject_id)
    if now >= meeting.ends_at + STILL_ASKED:
        raise Expired("it was too long ago")
    here = await checkin.here(session, meeting.id)
    came = [one for one in await _everybody(session, meeting.workshop_id) if one.id in here]
    people = [one.person_id for one in came or await checkin.going(session, meeting)]
    due_at = next_allowed(now, ZoneInfo(meeting.zone), lab)
    await _say(session, occasion, meeting, people, due_at, meeting.ends_at + STILL_ASKED)
    await _tell_leaders(session, meeting, next_allowed(now + A_DAY, ZoneInfo(meeting.zone), lab))
    return None


async def _tell_leaders(session: AsyncSession, meeting: MeetingRow, due_at: datetime) -> None:
    """A day later whoever leads it reads what people thought."""
    await outbox.enqueue_all(
        session,
        await events.facilitators(session, meeting.workshop_id),
        screen="feedback.in",
        values={"meeting": meeting.id},
        dedupe=f"feedback:{meeting.id}:{meeting.begins}",
        due_at=due_at,
        message_class=REMINDER,
        subject=subject_of(meeting.workshop_id),
    )


async def _still_on(session: AsyncSession, meeting_id: int) -> MeetingRow:
    meeting = await session.get(MeetingRow, meeting_id)
    workshop = await session.get(WorkshopRow, meeting.workshop_id) if meeting else None
    if meeting is None or workshop is None or workshop.state != PUBLISHED:
        raise Expired("the session does not take place")
    return meeting


async def _overtaken(session: AsyncSession, occasion: OccasionRow, now: datetime) -> bool:
    place = list(KINDS.values()).index(occasion.kind)
    others = await rows.of_kinds(session, list(KINDS.values())[place + 1 : len(OFFSETS) - 1], [occasion.subject_id])
    mine = [row for row in others if row.subject_id == occasion.subject_id and row.state == rows.WAITING]
    return any(row.due_at <= now for row in mine)


def _awake(meeting: MeetingRow, now: datetime, lab: Lab) -> datetime:
    """Now; in quiet hours (after an outage) when they end, if it then still helps."""
    zone = ZoneInfo(meeting.zone)
    morning = next_allowed(now, zone, lab)
    return morning if is_quiet(now, zone, lab) and morning + USEFUL <= meeting.begins_at else now


async def _say(
    session: AsyncSession,
    occasion: OccasionRow,
    meeting: MeetingRow,
    people: Sequence[int],
    due_at: datetime,
    expires_at: datetime,
) -> None:
    offset = occasion.kind.partition(".")[2]
    await outbox.enqueue_all(
        session,
        people,
        screen=SCREENS[offset],
        values={"meeting": meeting.id, "begins": meeting.begins, "last": offset == HOURS},
        dedupe=f"{occasion.kind}:{meeting.id}:{meeting.begins}",
        due_at=due_at,
        message_class=REMINDER,
        subject=subject_of(meeting.workshop_id),
        expires_at=expires_at,
    )


async def _everybody(session: AsyncSession, workshop_id: int) -> list[RegistrationRow]:
    return await answers.in_states(session, workshop_id, answers.STATES)


# What people answer


async def comes(session: AsyncSession, caller: Caller, meeting: MeetingRow, now: datetime) -> RegistrationRow:
    """They say (again) that they come to this session; a seat given up may be gone by now. Closed.

    NotInvited if they never answered: no reminder went to them, and its button is no way into a workshop.
    """
    workshop_id = meeting.workshop_id
    row = await registrations.confirm(session, caller.person, workshop_id, now)
    if row is None and await answers.of(session, workshop_id, caller.person.id) is None:
        raise NotInvited
    if row is None:
        row = await registrations.answer(session, caller, workshop_id, Wish.GOING, now)
        await registrations.confirm(session, caller.person, workshop_id, now)
    await checkin.come_after_all(session, meeting.id, row.id)
    return row


async def stays_away(
    session: AsyncSession, caller: Caller, meeting: MeetingRow, now: datetime, *, whole: bool
) -> RegistrationRow | None:
    """They cannot come: to this session, or to the `whole` workshop, whose seat moves after two minutes. Closed.

    None if they had not said that they would come.
    """
    row = await answers.of(session, meeting.workshop_id, caller.person.id)
    if row is None:
        return None
    if not whole and len(await left(session, meeting, now)) > 1:
        await checkin.stay_away(session, meeting.id, row.id, now)
        return row
    return await registrations.answer(session, caller, meeting.workshop_id, Wish.CANNOT, now)


async def left(session: AsyncSession, meeting: MeetingRow, now: datetime) -> list[MeetingRow]:
    """The sessions of its workshop that are not over."""
    return [one for one in await events.meetings(session, meeting.workshop_id) if one.ends_at > now]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who comes to a session, said apart: answered a reminder, said that they cannot, answered nothing."""

    confirmed: list[RegistrationRow]
    declined: list[RegistrationRow]
    silent: list[RegistrationRow]


async def standing(session: AsyncSession, meeting: MeetingRow) -> Standing:
    """How a session stands. Who said yes before the session before this one says it anew."""
    going = await checkin.going(session, meeting)
    since = await registrations.asked_since(session, meeting)
    confirmed = [one for one in going if registrations.has_confirmed(one, since)]
    away = await checkin.absences(session, meeting.id)
    everybody = await _everybody(session, meeting.workshop_id)
    declined = [one for one in everybody if one.state == CANNOT or one.id in away]
    return Standing(confirmed, declined, [one for one in going if one not in confirmed])
