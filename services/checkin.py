"""Check-in: by ticket, by the code of the room, by the facilitator's list. Doing it twice is doing it once.

A ticket is the id of a registration with a hash that only this bot can make; the code of a session is made the same
way. Neither is stored, and neither is a right: whoever scans a ticket must lead workshops, and a code works only while
people are checked in: from `checkin_minutes` before a session until `checkin_hours` after it (lab.toml, `workshops`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox
from services.cleaning import clean
from services.lab import Lab
from services.message_classes import REMINDER
from services.occasions import Expired, Planned, fires, in_utc, plans, wall_of
from services.people import Person
from services.registrations import Caller
from storage import checkin as rows
from storage import occasions as due
from storage import registrations as answers
from storage import seats
from storage import workshops as events
from storage.checkin import LIST, ROOM, TICKET, WALK_IN, WalkInRow
from storage.occasions import OccasionRow
from storage.registrations import WALKED_IN, RegistrationRow
from storage.seals import Seals
from storage.workshops import INVITED as BY_INVITATION
from storage.workshops import PUBLISHED, MeetingRow, WorkshopRow, subject_of

KEY = "tickets"
MAC = 12  # hex digits of a ticket
CODES, LOWEST = 9_000, 1_000  # four digits; a live vote has five
OPENING = "checkin"  # the occasion on which facilitators are told
DAY = timedelta(days=1)
STILL_LIVE = timedelta(hours=1)


class Outcome(StrEnum):
    """What came of checking somebody in."""

    HERE = "here"
    ALREADY = "already"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    NOT_INVITED = "not_invited"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it, of whom and for which session."""

    outcome: Outcome
    registration: RegistrationRow | None = None
    meeting: MeetingRow | None = None


def ticket(seals: Seals, registration_id: int) -> str:
    """What stands in the QR of a ticket."""
    return f"{registration_id}-{_mac(seals, f'ticket:{registration_id}').hex()[:MAC]}"


def registration_of(seals: Seals, written: str) -> int | None:
    """Whose ticket this is; None for one that this bot has not made."""
    number, _, _mark = written.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        return None
    return int(number) if ticket(seals, int(number)) == written else None


def wall(seals: Seals, meeting_id: int) -> str:
    """The address under /live of the screen that shows the code of a session."""
    return f"here-{meeting_id}-{_mac(seals, f'wall:{meeting_id}').hex()[:MAC]}"


def meeting_of(seals: Seals, token: str) -> int | None:
    """The session whose code is shown there; None for an address that this bot has not made."""
    number = token.removeprefix("here-").partition("-")[0]
    known = number.isascii() and number.isdecimal() and len(number) < 16 and wall(seals, int(number)) == token
    return int(number) if known else None


def code(seals: Seals, meeting_id: int) -> str:
    """The four digits by which people check in to a session."""
    return f"{LOWEST + int.from_bytes(_mac(seals, f'meeting:{meeting_id}')[:6]) % CODES}"


def _mac(seals: Seals, value: str) -> bytes:
    return seals.mac(KEY, value.encode())


def opens(meeting: MeetingRow, lab: Lab) -> datetime:
    """From when on people are checked in."""
    return meeting.begins_at - timedelta(minutes=lab.workshops.checkin_minutes)


def closes(meeting: MeetingRow, lab: Lab) -> datetime:
    """When check-in closes by itself."""
    return meeting.ends_at + timedelta(hours=lab.workshops.checkin_hours)


async def open_meetings(session: AsyncSession, lab: Lab, now: datetime) -> list[MeetingRow]:
    """The sessions for which people are checked in now, by time."""
    found = await rows.around(session, now - DAY, now + DAY)
    return [one for one in found if opens(one, lab) <= now < closes(one, lab)]


def current(meetings: Sequence[MeetingRow], lab: Lab, now: datetime) -> MeetingRow | None:
    """Of a workshop's sessions, by time, the one people are checked in to: it is on, about to begin, or just over.

    With none of these the one that comes next, else the last.
    """
    here = [one for one in meetings if opens(one, lab) <= now < closes(one, lab)]
    still_on = [one for one in here if one.ends_at > now]
    coming = [one for one in meetings if one.ends_at > now]
    found = still_on[:1] or here[-1:] or coming[:1] or meetings[-1:]
    return found[0] if found else None


async def by_ticket(session: AsyncSession, lab: Lab, actor: Person, registration_id: int, now: datetime) -> Checked:
    """A facilitator scans a ticket."""
    row = await session.get(RegistrationRow, registration_id)
    if row is None:
        return Checked(Outcome.UNKNOWN)
    here = [one for one in await open_meetings(session, lab, now) if one.workshop_id == row.workshop_id]
    meeting = current(here, lab, now)
    if meeting is None:
        return Checked(Outcome.CLOSED, row)
    checked = await _here(session, meeting, row, TICKET, now)
    if checked.outcome is Outcome.HERE:
        _noted(session, actor, meeting, row, now)
    else:
        subject = subject_of(row.workshop_id)
        audit.note(session, actor.id, "checkin.read", subject, now, about=row.person_id, meeting=meeting.id)
    return checked


async def by_code(session: AsyncSession, seals: Seals, lab: Lab, caller: Caller, digits: str, now: datetime) -> Checked:
    """Somebody in the room types its code; whoever had not registered is a walk-in, where anybody may come."""
    here = [one for one in await open_meetings(session, lab, now) if code(seals, one.id) == digits]
    if not here:
        return Checked(Outcome.UNKNOWN)
    mine = {one.id: await answers.of(session, one.workshop_id, caller.person.id) for one in here}
    meeting = next((one for one in here if mine[one.id]), here[0])
    row = mine[meeting.id]
    if row is None:
        workshop = await session.get_one(WorkshopRow, meeting.workshop_id)
        if workshop.access == BY_INVITATION:
            return Checked(Outcome.NOT_INVITED)
        row = await _walks_in(session, meeting, caller, now)
        return await _here(session, meeting, row, WALK_IN, now)
    return await _here(session, meeting, row, ROOM, now)


async def by_seat(session: AsyncSession, lab: Lab, person: Person, room_id: int, now: datetime) -> Checked:
    """Somebody came into a live vote: if it is that of a session and they are registered, they are checked in."""
    meeting_id = await rows.meeting_of(session, room_id)
    if meeting_id is None:
        return Checked(Outcome.UNKNOWN)
    meeting = next((one for one in await open_meetings(session, lab, now) if one.id == meeting_id), None)
    row = await answers.of(session, meeting.workshop_id, person.id) if meeting else None
    if meeting is None or row is None:
        return Checked(Outcome.UNKNOWN)
    return await _here(session, meeting, row, ROOM, now)


async def invite(
    session: AsyncSession, lab: Lab, actor: Person, meeting: MeetingRow, room_id: int, now: datetime
) -> int:
    """The live vote of this room belongs to the session: whoever is expected is invited, once; how many they are.

    Whoever sits in it already and is registered is checked in, as those are who come in later.
    """
    if not await rows.belongs(session, room_id, meeting.id):
        return 0
    if opens(meeting, lab) <= now < closes(meeting, lab):
        await _seated(session, meeting, room_id, now)
    people = [one.person_id for one in await rows.going(session, meeting)]
    await outbox.enqueue_all(
        session,
        people,
        screen="checkin.live",
        values={"room": room_id, "meeting": meeting.id},
        dedupe=f"live:{room_id}",
        due_at=now,
        subject=subject_of(meeting.workshop_id),
        expires_at=now + STILL_LIVE,
    )
    audit.note(session, actor.id, "checkin.live", subject_of(meeting.workshop_id), now, room=room_id)
    return len(people)


async def _seated(session: AsyncSession, meeting: MeetingRow, room_id: int, now: datetime) -> None:
    registered = await answers.in_states(session, meeting.workshop_id, answers.STATES)
    mine = {row.person_id: row for row in registered}
    for _, person in await seats.taken(session, room_id):
        if row := mine.get(person.id):
            await _here(session, meeting, row, ROOM, now)


async def _walks_in(session: AsyncSession, meeting: MeetingRow, caller: Caller, now: datetime) -> RegistrationRow:
    row = RegistrationRow(workshop_id=meeting.workshop_id, person_id=caller.person.id, state=WALKED_IN,
                          name=caller.name, guests=0, answers={}, answered_at=now)  # fmt: skip
    session.add(row)
    await session.flush()
    return row


async def _here(session: AsyncSession, meeting: MeetingRow, row: RegistrationRow, how: str, now: datetime) -> Checked:
    new = await rows.check_in(session, meeting.id, row.id, how, now)
    return Checked(Outcome.HERE if new else Outcome.ALREADY, row, meeting)


async def tick(
    session: AsyncSession, lab: Lab, actor: Person, meeting: MeetingRow, registration_id: int, here: bool, now: datetime
) -> Outcome:
    """A facilitator says on the list that somebody is here, or is not."""
    row = await session.get(RegistrationRow, registration_id)
    if row is None or row.workshop_id != meeting.workshop_id:
        return Outcome.UNKNOWN
    if not opens(meeting, lab) <= now < closes(meeting, lab):
        return Outcome.CLOSED
    if here:
        outcome = (await _here(session, meeting, row, LIST, now)).outcome
    else:
        await rows.check_out(session, meeting.id, row.id)
        outcome = Outcome.HERE
    if outcome is not Outcome.ALREADY:
        _noted(session, actor, meeting, row, now, here=here)
    return outcome


async def walk_in(
    session: AsyncSession, lab: Lab, actor: Person, meeting: MeetingRow, name: str, now: datetime
) -> Outcome:
    """Somebody without Telegram is here; the name is all that is kept of them."""
    if not opens(meeting, lab) <= now < closes(meeting, lab):
        return Outcome.CLOSED
    session.add(WalkInRow(meeting_id=meeting.id, name=clean(name)[:200], came_at=now, added_by=actor.id))
    audit.note(session, actor.id, "checkin.walk_in", subject_of(meeting.workshop_id), now, meeting=meeting.id)
    await session.flush()
    return Outcome.HERE


def _noted(
    session: AsyncSession, actor: Person, meeting: MeetingRow, row: RegistrationRow, now: datetime, here: bool = True
) -> None:
    subject = subject_of(meeting.workshop_id)
    audit.note(session, actor.id, "checkin", subject, now, about=row.person_id, meeting=meeting.id, here=here)


# Facilitators are told when it opens


@plans
async def plan(session: AsyncSession, lab: Lab, now: datetime) -> list[Planned]:
    """For each session that is not over an occasion at which check-in opens: at once, if that is past already."""
    meetings = {one.id: one for one in await rows.around(session, now)}
    there = {row.subject_id: row for row in await due.of_kinds(session, [OPENING], meetings)}
    gone = [Planned(OPENING, one) for one, row in there.items() if one not in meetings and row.state == due.WAITING]
    found = []
    for meeting in meetings.values():
        begins = in_utc(meeting.begins, meeting.zone)
        wall = wall_of(begins - timedelta(minutes=lab.workshops.checkin_minutes), meeting.zone)
        row = there.get(meeting.id)
        if row is None or row.planned != wall:
            found.append(Planned(OPENING, meeting.id, wall, meeting.zone))
    return gone + found


@fires(OPENING)
async def tell(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """Whoever leads the workshop gets the list."""
    meeting = await session.get(MeetingRow, occasion.subject_id)
    workshop = await session.get(WorkshopRow, meeting.workshop_id) if meeting else None
    if meeting is None or workshop is None or workshop.state != PUBLISHED or now >= closes(meeting, lab):
        raise Expired("nobody is checked in any more")
    await outbox.enqueue_all(
        session,
        await events.facilitators(session, workshop.id),
        screen="checkin.opened",
        values={"meeting": meeting.id},
        dedupe=f"checkin:{meeting.id}:{meeting.begins}",
        due_at=now,
        message_class=REMINDER,
        subject=subject_of(workshop.id),
        expires_at=closes(meeting, lab),
    )
    return None
