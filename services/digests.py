"""The morning's digest for each member who wants one: an occasion a member, at the lab's hour, by its clocks.

Whether there is news is seen when the message is made (handlers/news.py): on days without, nothing is sent.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import occasions, outbox, staff
from services.lab import Lab
from services.occasions import days_later, fires, next_wall
from services.people import Person
from services.staff import Hears
from storage import desk as rows
from storage.occasions import OccasionRow
from storage.outbox import OutboxRow

KIND = "digest"


async def follow(session: AsyncSession, person: Person, lab: Lab, now: datetime) -> None:
    """See to it that this member hears of new challenges as they chose."""
    if await staff.notices_of(session, person) is not Hears.DAILY:
        await occasions.cancel(session, KIND, person.id)
        return
    wall = next_wall(now, lab.timezone, f"{lab.hours.digest:%H:%M}")
    await occasions.schedule(session, KIND, person.id, wall, lab.timezone, person.id)


@fires(KIND)
async def digest(session: AsyncSession, occasion: OccasionRow, now: datetime) -> str | None:
    """Put the digest of one member into the outbox: what came since the one before."""
    before = await _upto(session, _dedupe(occasion.subject_id, days_later(occasion.wall, -1)))
    await outbox.enqueue(
        session,
        person_id=occasion.subject_id,
        screen="desk.digest",
        values={"after": before, "upto": await rows.newest(session)},
        dedupe=_dedupe(occasion.subject_id, occasion.wall),
        due_at=now,
    )
    return days_later(occasion.wall)


def _dedupe(person_id: int, wall: str) -> str:
    return f"digest:{person_id}:{wall}"


async def _upto(session: AsyncSession, dedupe: str) -> int:
    """How far the digest of that morning went; 0 if there was none."""
    values = await session.scalar(select(OutboxRow.values).where(OutboxRow.dedupe == dedupe))
    return int(values["upto"]) if values else 0
