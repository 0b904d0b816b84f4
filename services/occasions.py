"""Occasions: things due at a wall time in a zone. The row is the truth; UTC is derived, and derived again.

@fires("digest")
async def digest(session, occasion, now, lab) -> str | None:
    ...create the work, such as outbox rows, or raise Expired if it is too late for that...
    return tomorrow(occasion)          # the next wall time, None if that was all

After an outage everything that was missed fires at once, late, and the log says how late; what makes no sense any more
expires, and the row says so. An occasion of a kind that nobody knows (a renamed function) waits until somebody does.
"""

import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.lab import Lab
from services.people import Person
from storage import occasions as rows
from storage.occasions import OccasionRow

log = logging.getLogger(__name__)

WALL = "%Y-%m-%dT%H:%M"
LATE = timedelta(minutes=1)

# Creates the work of an occasion, in the transaction that moves its row; says the next wall time, or None.
Fire = Callable[[AsyncSession, OccasionRow, datetime, Lab], Awaitable[str | None]]
KINDS: dict[str, Fire] = {}
# The same for what has to know the whole team: handed the Telegram ids that the settings name as admins, too.
FireAsTeam = Callable[[AsyncSession, OccasionRow, datetime, Lab, Collection[int]], Awaitable[str | None]]
AS_TEAM: dict[str, FireAsTeam] = {}


@dataclass(frozen=True, slots=True)
class Planned:
    """What the rules want of one occasion: that it is at `wall` in `zone`, or (no wall) that there is none."""

    kind: str
    subject_id: int
    wall: str | None = None
    zone: str = ""


# Says what differs between what the rules want and the rows, so that nothing has to announce what it changed.
Plan = Callable[[AsyncSession, Lab, datetime], Awaitable[Collection[Planned]]]
PLANS: list[Plan] = []


def plans(function: Plan) -> Plan:
    """Register who derives occasions from other rows: asked before each look at what is due."""
    PLANS.append(function)
    return function


async def obey(session: AsyncSession, planned: Planned) -> None:
    """Make the occasion what the rules want."""
    if planned.wall is None:
        await cancel(session, planned.kind, planned.subject_id)
    else:
        await schedule(session, planned.kind, planned.subject_id, planned.wall, planned.zone)


class Changed(Exception):
    """The occasion is no longer as it was shown: it happened, was moved or cancelled. Nothing was done."""


class TooEarly(Exception):
    """That time is over already. Nothing was done."""


class Expired(Exception):
    """It is too late for this occasion: nothing is to happen, and that is written down; the message says why."""


def fires(kind: str) -> Callable[[Fire], Fire]:
    """Register what happens on occasions of this kind."""

    def register(function: Fire) -> Fire:
        KINDS[kind] = function
        return function

    return register


def fires_as_team(kind: str) -> Callable[[FireAsTeam], FireAsTeam]:
    """The same for what has to know the whole team: the admins of the settings are handed in."""

    def register(function: FireAsTeam) -> FireAsTeam:
        async def alone(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
            return await function(session, occasion, now, lab, ())

        KINDS[kind], AS_TEAM[kind] = alone, function
        return function

    return register


def in_utc(wall: str, zone: str) -> datetime:
    """The moment of a wall time (YYYY-MM-DDTHH:MM) in a zone, by the rules known today; ValueError if it is none."""
    return datetime.strptime(wall, WALL).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def a_day_later(wall: str) -> str:
    """The same time on the next day."""
    return (datetime.strptime(wall, WALL) + timedelta(days=1)).strftime(WALL)


def time_of(wall: str) -> str:
    """The time of day (HH:MM) of a wall time."""
    return wall.partition("T")[2]


def next_wall(now: datetime, zone: str, at: str) -> str:
    """The next time that clocks in `zone` show `at` (HH:MM)."""
    today = f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d}T{at}"
    return today if in_utc(today, zone) > now else a_day_later(today)


async def schedule(
    session: AsyncSession, kind: str, subject_id: int, wall: str, zone: str, person_id: int | None = None
) -> None:
    """The occasion of this kind and subject is at `wall` in `zone`; one that was there moves.

    With a `person_id` it is for this person, and goes when they do. `planned` keeps this wall time, whatever the team
    does with it by hand.
    """
    await rows.put(session, kind, subject_id, wall, zone, in_utc(wall, zone), person_id)


async def cancel(session: AsyncSession, kind: str, subject_id: int) -> None:
    """There will be no such occasion."""
    await rows.drop(session, kind, subject_id)


def later(wall: str, by: timedelta) -> str:
    """A wall time moved on the clock of its place."""
    return (datetime.strptime(wall, WALL) + by).strftime(WALL)


def wall_of(moment: datetime, zone: str) -> str:
    """What clocks in `zone` show at a moment."""
    return moment.astimezone(ZoneInfo(zone)).strftime(WALL)


async def due(session: AsyncSession, now: datetime) -> list[OccasionRow]:
    """Occasions whose time has come, oldest first; those of an unknown kind wait."""
    return await rows.waiting(session, now, KINDS)


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next one is due."""
    return await rows.next_due(session, KINDS)


async def fire(
    session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab, admins: Collection[int] = ()
) -> bool:
    """Move the row and create its work, in this transaction; False if somebody else did, or nobody knows what to do.

    `admins` are the Telegram ids named in the settings.
    """
    function = KINDS.get(occasion.kind)
    if function is None or not await rows.take(session, occasion.id, occasion.due_at, now):
        return False
    if (late := now - occasion.due_at) >= LATE:
        log.warning("the occasion %s:%s comes %s late", occasion.kind, occasion.subject_id, late)
    try:
        team = AS_TEAM.get(occasion.kind)
        doing = team(session, occasion, now, lab, admins) if team else function(session, occasion, now, lab)
        following = await doing
    except Expired as why:
        log.warning("the occasion %s:%s has expired: %s", occasion.kind, occasion.subject_id, why)
        await rows.close(session, occasion.id, rows.EXPIRED)
        return True
    if following is not None:
        await schedule(session, occasion.kind, occasion.subject_id, following, occasion.zone, occasion.person_id)
    return True


async def move(session: AsyncSession, actor: Person, occasion_id: int, seen: str, wall: str, now: datetime) -> None:
    """A member of the team puts it at another wall time than `seen`; it stays there. Raises Changed, TooEarly."""
    row = await _as_seen(session, occasion_id, seen)
    moment = in_utc(wall, row.zone)
    if moment <= now:
        raise TooEarly
    row.wall, row.due_at = wall, moment
    audit.note(session, actor.id, "occasion.move", f"occasion:{row.id}", now, kind=row.kind, before=seen, wall=wall)
    await session.flush()


async def call_off(session: AsyncSession, actor: Person, occasion_id: int, seen: str, now: datetime) -> None:
    """A member of the team sees to it that it does not happen. Raises Changed."""
    row = await _as_seen(session, occasion_id, seen)
    row.state = rows.CANCELLED
    audit.note(session, actor.id, "occasion.cancel", f"occasion:{row.id}", now, kind=row.kind, wall=seen)
    await session.flush()


async def _as_seen(session: AsyncSession, occasion_id: int, wall: str) -> OccasionRow:
    row = await rows.held(session, occasion_id)
    if row is None or row.state != rows.WAITING or row.wall != wall:
        raise Changed
    return row


async def recompute(session: AsyncSession) -> int:
    """Derive every waiting occasion's UTC again (the tz database may have changed); how many moved."""
    moved = 0
    for row in await rows.waiting(session):
        moment = in_utc(row.wall, row.zone)
        if moment != row.due_at:
            row.due_at, moved = moment, moved + 1
    return moved
