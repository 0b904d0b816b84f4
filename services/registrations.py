"""Registrations: who comes to a workshop, who waits, and how seats move. Rows are the truth, a seat is counted.

    row = await registrations.answer(session, Caller(person, "Samira"), workshop_id, Wish.GOING, now)
    row.state                                                # going, or waiting if every seat is taken
    await registrations.move_seats(session, lab, workshop_id, now)     # what time has changed, and offers to the line

Every change holds the workshop's row until the commit, so capacity and registration are one step: nothing is ever
oversold. Whoever gives up a seat has two minutes to take it back; then the first in the line for whom it is enough is
offered it, until `offer_ends`: 12 waking hours (lab.toml, `workshops`), or a quarter of the time left, if that is less.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox
from services.lab import Lab
from services.people import Person
from services.quiet_hours import add_awake, next_allowed
from services.workshop_questions import Question, place_of
from storage import checkin, workshops
from storage import registrations as rows
from storage.registrations import (
    CANNOT,
    GOING,
    INVITED,
    LAPSED,
    MAYBE,
    OFFERED,
    SEATED,
    WAITING,
    RegistrationRow,
)  # fmt: skip
from storage.workshops import INVITED as BY_INVITATION
from storage.workshops import PUBLISHED, MeetingRow, WorkshopRow, subject_of

PURPOSE = "workshops"  # what people agree to when they answer
UNDO = timedelta(minutes=2)
SHORTEST_OFFER = timedelta(minutes=15)
SOON = timedelta(hours=48)  # before it begins silence begins to mean something
SHARE = 4  # an offer lasts this part of the time left
LEFT = (CANNOT, MAYBE)  # in these states a seat that was given up may still be theirs
OFFER, LAPSE = "workshop.offer", "workshop.lapsed"  # screens


class Wish(StrEnum):
    """What somebody answers."""

    GOING = GOING
    MAYBE = MAYBE
    CANNOT = CANNOT


class Closed(Exception):
    """The workshop takes no answers: it is not published, called off, or over."""


class NotInvited(Exception):
    """The workshop is for those whom the team invited."""


class NoRoom(Exception):
    """There are not so many seats left for guests; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who answers, and the name that the team will read."""

    person: Person
    name: str = ""


async def answer(session: AsyncSession, caller: Caller, workshop_id: int, wish: Wish, now: datetime) -> RegistrationRow:
    """Take an answer; the same one twice changes nothing. Closed, NotInvited."""
    workshop = await _open(session, workshop_id, now)
    row = await rows.of(session, workshop.id, caller.person.id)
    if row is None and workshop.access == BY_INVITATION:
        raise NotInvited
    row = row or _new(session, workshop, caller, INVITED, now)
    row.name = caller.name or row.name
    if wish is Wish.GOING:
        await _come(session, workshop, row, now)
    else:
        _leave(row, wish, now)
    await session.flush()
    return row


def _new(session: AsyncSession, workshop: WorkshopRow, caller: Caller, state: str, now: datetime) -> RegistrationRow:
    row = RegistrationRow(workshop_id=workshop.id, person_id=caller.person.id, state=state, name=caller.name,
                          guests=0, answers={}, answered_at=now)  # fmt: skip
    session.add(row)
    return row


async def _come(session: AsyncSession, workshop: WorkshopRow, row: RegistrationRow, now: datetime) -> None:
    """Take back what was given up a moment ago, accept an offer, else a seat, else a place in the line."""
    if row.before:
        row.state, row.before, row.frees_at = row.before, None, None
    if row.state in (GOING, WAITING):
        return
    if row.state == OFFERED:
        row.state, row.offer_ends, row.waiting_since = GOING, None, None
    else:
        free = await _left_by_line(session, workshop, now)
        row.guests = row.guests if free is None else min(row.guests, max(free - 1, 0))
        row.state = GOING if free is None or free > 0 else WAITING
        row.waiting_since = now if row.state == WAITING else None
    row.answered_at, row.confirmed_at = now, None
    await checkin.come_to_all(session, row.id)  # what they said of single sessions belonged to the answer before


def _leave(row: RegistrationRow, wish: Wish, now: datetime) -> None:
    """A seat, an offer and a place in the line stay theirs for two minutes."""
    if row.state in (*SEATED, WAITING):
        row.before, row.frees_at = row.state, now + UNDO
    if row.state != wish:
        row.answered_at = now
    row.state = wish


async def undo(session: AsyncSession, person: Person, workshop_id: int, now: datetime) -> RegistrationRow | None:
    """Take back "can't come", if the seat has not moved yet; None if there is nothing to take back. Closed."""
    workshop = await _open(session, workshop_id, now)
    row = await rows.of(session, workshop.id, person.id)
    if row is None or row.before is None:
        return None
    row.state, row.before, row.frees_at = row.before, None, None
    await session.flush()
    return row


async def bring(
    session: AsyncSession, person: Person, workshop_id: int, guests: int, now: datetime
) -> RegistrationRow | None:
    """So many come along; None if this person has no answer yet, or is leaving. Closed, NoRoom."""
    workshop = await _open(session, workshop_id, now)
    row = await rows.of(session, workshop.id, person.id)
    if row is None or row.state not in (*SEATED, WAITING, MAYBE):
        return None
    if row.before:  # what comes back within the two minutes is what was counted
        return None
    guests = max(0, min(guests, workshop.guests))
    free = await _left_by_line(session, workshop, now) if row.state in SEATED else None
    if free is not None and guests - row.guests > max(free, 0):
        raise NoRoom
    row.guests = guests
    await session.flush()
    return row


async def tell(
    session: AsyncSession, person: Person, workshop_id: int, asked: Question, words: str, now: datetime
) -> RegistrationRow | None:
    """Keep the answer to a question as it was asked; None if it is asked no more, or they have not answered. Closed."""
    workshop = await _open(session, workshop_id, now)
    row, place = await rows.of(session, workshop.id, person.id), place_of(asked, workshop.questions)
    if row is None or place is None:
        return None
    row.answers = {**row.answers, str(place): words}
    await session.flush()
    return row


async def confirm(session: AsyncSession, person: Person, workshop_id: int, now: datetime) -> RegistrationRow | None:
    """Whoever goes says so once more; None if they do not go. Closed."""
    workshop = await _open(session, workshop_id, now)
    row = await rows.of(session, workshop.id, person.id)
    if row is None or row.state != GOING:
        return None
    row.confirmed_at = now  # each session of several is confirmed anew
    await session.flush()
    return row


async def invite(session: AsyncSession, caller: Caller, workshop_id: int, now: datetime) -> RegistrationRow:
    """This person may answer, also to a workshop for invited people only. Closed."""
    workshop = await _open(session, workshop_id, now)
    row = await rows.of(session, workshop.id, caller.person.id)
    row = row or _new(session, workshop, caller, INVITED, now)
    await session.flush()
    return row


async def forget(session: AsyncSession, person: Person) -> None:
    """This person takes back the yes to PURPOSE: no answer of theirs stays, and their seats are for the line."""
    for workshop_id in sorted(await rows.of_person(session, person.id)):
        await workshops.locked(session, workshop_id)
        await rows.forget(session, workshop_id, person.id)


async def free_seats(session: AsyncSession, workshop: WorkshopRow) -> int | None:
    """How many seats nobody holds; None if there is room for everybody."""
    return None if workshop.capacity is None else workshop.capacity - await rows.taken(session, workshop.id)


async def _left_by_line(session: AsyncSession, workshop: WorkshopRow, now: datetime) -> int | None:
    """What will be free once the line is offered its seats: that much is for a newcomer; None if any number is."""
    free = await free_seats(session, workshop)
    if free is None or await _begins(session, workshop, now) is None:  # once it has begun nothing is offered
        return free
    for one in await rows.line(session, workshop.id):
        free -= 1 + one.guests if 1 + one.guests <= free else 0
    return free


async def _open(session: AsyncSession, workshop_id: int, now: datetime) -> WorkshopRow:
    """The workshop, held until the commit. Closed."""
    workshop = await workshops.locked(session, workshop_id)
    meet = await workshops.meetings(session, workshop_id)
    if workshop is None or workshop.state != PUBLISHED or not meet or meet[-1].ends_at <= now:
        raise Closed
    return workshop


class Risk(StrEnum):
    """Why somebody who said that they come may not."""

    MISSED = "missed"  # they did not come to the workshop before, though they had said so
    SILENT = "silent"  # it begins soon, and they have not confirmed


async def at_risk(session: AsyncSession, workshop_id: int, now: datetime) -> list[tuple[RegistrationRow, Risk]]:
    """Who may not come although they said so, those who missed the one before first."""
    workshop = await session.get(WorkshopRow, workshop_id)
    begins = await _begins(session, workshop, now) if workshop else None
    soon = begins is not None and begins - now < SOON
    following = await _following(session, workshop_id, now)
    going = await checkin.going(session, following) if following else []
    since = await asked_since(session, following) if following else None
    missed = await rows.missed(session, [one.person_id for one in going])
    absent = [(one, Risk.MISSED) for one in going if one.person_id in missed]
    silent = [
        (one, Risk.SILENT) for one in going if soon and one.person_id not in missed and not has_confirmed(one, since)
    ]
    return [*absent, *silent]


async def _following(session: AsyncSession, workshop_id: int, now: datetime) -> MeetingRow | None:
    found = await workshops.meetings(session, workshop_id)
    return next((one for one in found if one.begins_at > now), None)


async def asked_since(session: AsyncSession, meeting: MeetingRow) -> datetime | None:
    """Whoever said yes before this moment, the end of the session before, says it anew; None for the first session."""
    before = [one for one in await workshops.meetings(session, meeting.workshop_id) if one.position < meeting.position]
    return before[-1].ends_at if before else None


def has_confirmed(row: RegistrationRow, since: datetime | None) -> bool:
    """Whether their yes counts for the session that is asked about since this moment."""
    return row.confirmed_at is not None and (since is None or row.confirmed_at > since)


async def confirmed(session: AsyncSession, workshop_id: int, now: datetime) -> set[int]:
    """Those who go and said so again, for the session that comes next."""
    following = await _following(session, workshop_id, now)
    since = await asked_since(session, following) if following else None
    return {one.id for one in await rows.in_states(session, workshop_id, [GOING]) if has_confirmed(one, since)}


# What time does


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """The workshops of which seats are to move: something has ended, or a seat is free and somebody waits for it."""
    found = set(await rows.due(session, now))
    for workshop in await rows.with_line(session):
        if await _begins(session, workshop, now) and await _has_room_for_one(session, workshop):
            found.add(workshop.id)
    return sorted(found)


async def _has_room_for_one(session: AsyncSession, workshop: WorkshopRow) -> bool:
    free = await free_seats(session, workshop)
    return free is None or any(1 + one.guests <= free for one in await rows.line(session, workshop.id))


async def _begins(session: AsyncSession, workshop: WorkshopRow, now: datetime) -> datetime | None:
    """When its next session begins; None if there is none or it is not published."""
    if workshop.state != PUBLISHED:
        return None
    meet = await workshops.meetings(session, workshop.id)
    return next((one.begins_at for one in meet if one.begins_at > now), None)


async def move_seats(session: AsyncSession, lab: Lab, workshop_id: int, now: datetime) -> None:
    """Let go what has ended, and offer free seats to the line; of a workshop that is off or over, let go alone."""
    workshop = await workshops.locked(session, workshop_id)
    if workshop is None:
        return
    begins = await _begins(session, workshop, now)
    await _let_go(session, lab, workshop, now, tell=begins is not None)
    if begins is None:
        return
    free = await free_seats(session, workshop)
    for row in await rows.line(session, workshop.id):
        if free is None or 1 + row.guests <= free:
            await _offer(session, lab, workshop, row, begins, now)
            free = None if free is None else free - 1 - row.guests


async def _let_go(session: AsyncSession, lab: Lab, workshop: WorkshopRow, now: datetime, tell: bool) -> None:
    """What has ended goes; of a workshop that is off, or has begun, nobody needs to hear that, and nobody at night."""
    awake = next_allowed(now, lab.zone, lab)
    for row in await rows.ended(session, workshop.id, now):
        if row.state == OFFERED:
            row.state, row.answered_at = LAPSED, now
            if tell:
                await _say(session, workshop, row, LAPSE, f"lapsed:{row.id}:{now.timestamp():.0f}", awake, None)
        row.before = row.frees_at = row.waiting_since = row.offer_ends = None
    await session.flush()


async def _offer(
    session: AsyncSession, lab: Lab, workshop: WorkshopRow, row: RegistrationRow, begins: datetime, now: datetime
) -> None:
    row.state, row.offer_ends = OFFERED, offer_ends(lab, begins, now)
    audit.note(session, None, "workshop.offer", subject_of(workshop.id), now)
    dedupe = f"offer:{row.id}:{row.offer_ends.timestamp():.0f}"
    awake = next_allowed(now, lab.zone, lab)
    tell_at = awake if awake < row.offer_ends else now  # it begins before anybody is awake: at night, or in vain
    await _say(session, workshop, row, OFFER, dedupe, tell_at, row.offer_ends)
    await session.flush()


def offer_ends(lab: Lab, begins: datetime, now: datetime) -> datetime:
    """Until when an offer made now stands: its hours pass while people are awake, and it ends before the session."""
    longest = timedelta(hours=lab.workshops.offer_hours)
    lasts = min(longest, max((begins - now) / SHARE, SHORTEST_OFFER))
    return min(add_awake(now, lasts, lab), begins)


async def _say(
    session: AsyncSession,
    workshop: WorkshopRow,
    row: RegistrationRow,
    screen: str,
    dedupe: str,
    due_at: datetime,
    expires_at: datetime | None,
) -> None:
    await outbox.enqueue(
        session,
        person_id=row.person_id,
        screen=screen,
        values={"workshop": workshop.id},
        dedupe=dedupe,
        due_at=due_at,
        expires_at=expires_at,
        subject=subject_of(workshop.id),
    )
