"""Missions: what hands are needed for, when and where; who takes part; hours when it is over.

Every change holds the mission's row until the commit, so that a place and who takes it are one step. Who is asked, and
when the next are, is services/waves.py; who gets a free place services/mission_places.py, hours services/hours.py.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, guardians, outbox
from services.lab import Lab
from services.mission_places import fill, still_may, told_at, without_minors
from services.occasions import in_utc
from services.people import Person
from services.references import ALPHABET
from services.volunteers import DAYS
from storage import missions as rows
from storage import volunteers
from storage.database import insert_if_new
from storage.missions import (
    CANCELLED,
    CANNOT,
    DECLINED,
    GOING,
    INVITED,
    OPEN,
    WAITING,
    HandRow,
    MissionRow,
    subject_of,
)
from storage.volunteers import kept

CODE_LENGTH = 6
EARLY, LATE = timedelta(hours=1), timedelta(hours=3)  # around it people say that they are there
OFF, CHANGED = "mission.off", "mission.changed"  # screens
NOON, EVENING = 12, 18  # o'clock

Spoken = dict[str, str]


class Closed(Exception):
    """The mission is called off or over."""


class NoCard(Exception):
    """Whoever wants to come has no volunteer's card yet."""


class NoGuardian(Exception):
    """Whoever wants to come is under age, and no guardian has said yes."""


class TeamOnly(Exception):
    """Whoever wants to come is under age, and it is not the team who is in charge: guardians were promised that."""


class Busy(Exception):
    """Whoever wants to come goes to `mission` at that time."""

    def __init__(self, mission: MissionRow) -> None:
        super().__init__(mission.id)
        self.mission = mission


@dataclass(frozen=True, slots=True)
class Plan:
    """What the team plans; `begins` and `ends` are wall times (YYYY-MM-DDTHH:MM)."""

    title: Spoken
    skills: tuple[str, ...]
    capacity: int
    begins: str
    ends: str
    about: Spoken
    languages: tuple[str, ...] = ()
    place: str | None = None
    commune: str | None = None
    remote: bool = False
    organisation: str | None = None
    challenge_id: int | None = None
    workshop_id: int | None = None
    voice: str | None = None


async def create(session: AsyncSession, actor: Person, plan: Plan, zone: str, now: datetime) -> MissionRow:
    """A mission with `actor` in charge; nobody is asked yet."""
    row = await _insert(session)
    _set(row, plan, zone, actor)
    row.challenge_id, row.workshop_id = plan.challenge_id, plan.workshop_id
    row.in_charge_id, row.created_at, row.changed_at = actor.id, now, now
    session.add(row)
    await session.flush()
    audit.note(session, actor.id, "mission.create", subject_of(row.id), now)
    return row


def _set(row: MissionRow, plan: Plan, zone: str, actor: Person) -> None:
    if row.voice != plan.voice:
        row.voice, row.voice_by = plan.voice, actor.id if plan.voice else None
    for name in ("title", "about", "capacity", "begins", "ends", "place", "commune", "remote", "organisation"):
        setattr(row, name, getattr(plan, name))
    row.skills, row.languages = kept(plan.skills), kept(plan.languages)
    row.zone, row.begins_at, row.ends_at = zone, in_utc(plan.begins, zone), in_utc(plan.ends, zone)


async def change(
    session: AsyncSession, lab: Lab, actor: Person, mission_id: int, plan: Plan, now: datetime
) -> MissionRow | None:
    """It is as this plan says; whoever comes, waits or was asked hears of another time or place. None: it has begun."""
    mission = await rows.locked(session, mission_id)
    if mission is None or mission.state != OPEN or mission.begins_at <= now:
        return None
    before, soonest = (mission.begins, mission.ends, mission.place, mission.remote), mission.begins_at
    if mission.organisation != plan.organisation:
        mission.in_charge_id = actor.id
    _set(mission, plan, mission.zone, actor)
    await _step(session, mission, now)
    audit.note(session, actor.id, "mission.change", subject_of(mission.id), now)
    await without_minors(session, lab, mission, now)
    hands = await rows.hands(session, mission.id, (GOING, WAITING, INVITED))
    for one in hands:
        one.answer_by = min(one.answer_by, mission.begins_at) if one.answer_by else None
    if before != (mission.begins, mission.ends, mission.place, mission.remote):
        await outbox.enqueue_all(session, [one.person_id for one in hands], screen=CHANGED,
                                 values={"mission": mission.id},
                                 due_at=told_at(lab, min(soonest, mission.begins_at), now),
                                 dedupe=f"mission:{mission.id}:changed:{mission.version}",
                                 subject=subject_of(mission.id))  # fmt: skip
    await fill(session, lab, mission, now)
    return mission


async def _insert(session: AsyncSession) -> MissionRow:
    while True:
        code = "".join(secrets.choice(ALPHABET).lower() for _ in range(CODE_LENGTH))
        if await rows.by_code(session, code) is None:
            return MissionRow(code=code)


def times_of(mission: MissionRow) -> frozenset[str]:
    """The parts of days that it takes, as volunteers say when they are free: sat-am, sat-pm."""
    begin, end = (datetime.fromisoformat(one) for one in (mission.begins, mission.ends))
    last = end if end.date() == begin.date() else begin.replace(hour=23, minute=59)
    day = DAYS[begin.weekday()]
    touched = {"am": begin.hour < NOON, "pm": begin.hour < EVENING and _after(last, NOON), "eve": _after(last, EVENING)}
    return frozenset(f"{day}-{part}" for part, yes in touched.items() if yes)


def _after(moment: datetime, hour: int) -> bool:
    return (moment.hour, moment.minute) > (hour, 0)


async def come_already(session: AsyncSession, mission_id: int) -> int:
    """How many come; until this transaction ends it stays so."""
    await rows.locked(session, mission_id)
    return await rows.count(session, mission_id, GOING)


async def cancel(session: AsyncSession, lab: Lab, actor: Person, mission_id: int, now: datetime) -> MissionRow | None:
    """It does not take place; whoever comes, waits or was asked hears of it. None if there is nothing to call off."""
    mission = await rows.locked(session, mission_id)
    if mission is None or mission.state != OPEN or mission.ends_at <= now:
        return None
    mission.state, mission.inviting = CANCELLED, False
    await _step(session, mission, now)
    told = [one.person_id for one in await rows.hands(session, mission.id, (GOING, WAITING, INVITED))]
    await outbox.recall(session, subject=subject_of(mission.id))
    await outbox.enqueue_all(session, told, screen=OFF, values={"mission": mission.id},
                             due_at=told_at(lab, mission.begins_at, now), dedupe=f"mission:{mission.id}:off",
                             subject=subject_of(mission.id))  # fmt: skip
    audit.note(session, actor.id, "mission.cancel", subject_of(mission.id), now)
    return mission


async def _step(session: AsyncSession, mission: MissionRow, now: datetime) -> None:
    mission.version, mission.changed_at = mission.version + 1, now
    await session.flush()


# Who takes part


async def say(session: AsyncSession, lab: Lab, person: Person, mission_id: int, comes: bool, now: datetime) -> HandRow:
    """They come (or wait for a place), or not (any more); the same once more changes nothing.

    Closed, NoCard, NoGuardian, TeamOnly, Busy.
    """
    mission = await _open(session, mission_id, now)
    if comes:
        await may_come(session, person)
        if not await still_may(session, mission, person.id):
            raise TeamOnly
        if other := await rows.meanwhile(session, mission, person.id):
            raise Busy(other)
    elif await _unknown(session, mission, person):
        raise NoCard  # nothing is written of whoever offers nothing
    row = await _hand(session, mission, person)
    if comes and row.state not in (GOING, WAITING):
        full = await rows.count(session, mission.id, GOING) >= mission.capacity
        row.state, row.waiting_since = (WAITING, now) if full else (GOING, None)
        row.answered_at, row.answer_by = now, None
    elif not comes and row.in_at is None and row.state not in (DECLINED, CANNOT):
        had = row.state in (GOING, WAITING)
        row.state, row.waiting_since = (CANNOT if had else DECLINED), None
        row.answered_at, row.answer_by = now, None
    await session.flush()
    await fill(session, lab, mission, now)
    return row


async def _unknown(session: AsyncSession, mission: MissionRow, person: Person) -> bool:
    asked = await rows.hand(session, mission.id, person.id)
    return asked is None and await volunteers.of(session, person.id) is None


async def _open(session: AsyncSession, mission_id: int, now: datetime) -> MissionRow:
    mission = await rows.locked(session, mission_id)
    if mission is None or mission.state != OPEN or mission.ends_at <= now:
        raise Closed
    return mission


async def may_come(session: AsyncSession, person: Person) -> None:
    """Whether this person may be asked to help: NoCard, NoGuardian."""
    card = await volunteers.of(session, person.id)
    if card is None:
        raise NoCard
    if not await guardians.agreed(session, card):
        raise NoGuardian


async def _hand(session: AsyncSession, mission: MissionRow, person: Person) -> HandRow:
    new = insert_if_new(session, HandRow).values(mission_id=mission.id, person_id=person.id, state=INVITED)
    await session.execute(new)
    row = await rows.hand(session, mission.id, person.id)
    assert row is not None
    return row


# While it lasts


def is_on(mission: MissionRow, now: datetime) -> bool:
    """Whether people may say that they are there, or that they leave."""
    return mission.state == OPEN and mission.begins_at - EARLY <= now < mission.ends_at + LATE


async def arrive(session: AsyncSession, person: Person, mission_id: int, now: datetime) -> HandRow | None:
    """They are there; None if they are not of it, or it is not on. Once more changes nothing."""
    return await _there(session, person, mission_id, now, "in_at")


async def leave(session: AsyncSession, person: Person, mission_id: int, now: datetime) -> HandRow | None:
    """They leave; None if they were not there, or it is not on."""
    return await _there(session, person, mission_id, now, "out_at")


async def _there(session: AsyncSession, person: Person, mission_id: int, now: datetime, what: str) -> HandRow | None:
    mission = await rows.locked(session, mission_id)
    row = await rows.hand(session, mission_id, person.id)
    if mission is None or row is None or row.state != GOING or not is_on(mission, now) or row.confirmed_at:
        return None
    if what == "out_at" and row.in_at is None:
        return None
    if getattr(row, what) is None:
        setattr(row, what, now)
    await session.flush()
    return row


def free_of(mission: MissionRow, going: int) -> int:
    """How many places nobody has."""
    return max(mission.capacity - going, 0)


async def open_to(session: AsyncSession, now: datetime, theirs: Collection[int] = ()) -> list[MissionRow]:
    """Missions that have not begun, or in which they take part, soonest first."""
    return [one for one in await rows.coming(session, now) if one.begins_at > now or one.id in theirs]


async def recompute(session: AsyncSession, now: datetime) -> int:
    """Derive every mission's UTC again from its wall time (the tz database may have changed); how many moved."""
    moved = 0
    for row in await rows.coming(session, now - timedelta(days=1)):
        begins_at, ends_at = in_utc(row.begins, row.zone), in_utc(row.ends, row.zone)
        if (row.begins_at, row.ends_at) != (begins_at, ends_at):
            row.begins_at, row.ends_at, moved = begins_at, ends_at, moved + 1
    return moved
