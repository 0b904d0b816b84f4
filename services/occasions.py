"""Occasions: things due at a wall time in a zone. The row is the truth; UTC is derived, and derived again.

@fires("digest")
async def digest(session, occasion, now) -> str | None:
    ...create the work, such as outbox rows...
    return tomorrow(occasion)          # the next wall time, None if that was all
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from storage import occasions as rows
from storage.occasions import OccasionRow

log = logging.getLogger(__name__)

WALL = "%Y-%m-%dT%H:%M"

# Creates the work of an occasion, in the transaction that moves its row; says the next wall time, or None.
Fire = Callable[[AsyncSession, OccasionRow, datetime], Awaitable[str | None]]
KINDS: dict[str, Fire] = {}


def fires(kind: str) -> Callable[[Fire], Fire]:
    """Register what happens on occasions of this kind."""

    def register(function: Fire) -> Fire:
        KINDS[kind] = function
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

    With a `person_id` it is for this person, and goes when they do.
    """
    await rows.put(session, kind, subject_id, wall, zone, in_utc(wall, zone), person_id)


async def cancel(session: AsyncSession, kind: str, subject_id: int) -> None:
    """There will be no such occasion."""
    await rows.drop(session, kind, subject_id)


async def due(session: AsyncSession, now: datetime) -> list[OccasionRow]:
    """Occasions whose time has come, oldest first."""
    return await rows.waiting(session, now)


async def fire(session: AsyncSession, occasion: OccasionRow, now: datetime) -> bool:
    """Move the row and create its work, in this transaction; False if somebody else did."""
    if not await rows.take(session, occasion.id, occasion.due_at):
        return False
    function = KINDS.get(occasion.kind)
    if function is None:
        log.error("nothing is known to happen on the occasion %r; it is passed over", occasion.kind)
        return False
    following = await function(session, occasion, now)
    if following is not None:
        await schedule(session, occasion.kind, occasion.subject_id, following, occasion.zone, occasion.person_id)
    return True


async def recompute(session: AsyncSession) -> int:
    """Derive every waiting occasion's UTC again (the tz database may have changed); how many moved."""
    moved = 0
    for row in await rows.waiting(session):
        moment = in_utc(row.wall, row.zone)
        if moment != row.due_at:
            row.due_at, moved = moment, moved + 1
    return moved
