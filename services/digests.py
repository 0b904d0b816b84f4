"""The morning's digest for each member who wants to hear of anything: an occasion a member, at the lab's hour.

Whoever hears of what comes at once gets it too, for what waits too long. Whether there is news is seen when the message
is made (handlers/news.py): on days without, nothing is sent.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import occasions, outbox, staff
from services.authors import coarse
from services.lab import Lab
from services.occasions import fires, next_wall, time_of
from services.people import Person
from services.roles import Role, holds
from services.staff import Hears, Member
from storage import desk as rows
from storage import outbox as sent
from storage.occasions import OccasionRow

KIND = "digest"
SCREEN = "desk.digest"
DAY = timedelta(days=1)


async def follow(session: AsyncSession, person: Person | Member, lab: Lab, now: datetime) -> None:
    """See to it that this member hears of new challenges as they chose, if they are of the desk."""
    if not holds(person.roles, Role.MODERATOR) or await staff.notices_of(session, person) is Hears.NONE:
        await occasions.cancel(session, KIND, person.id)
        return
    wall = next_wall(now, lab.timezone, f"{lab.hours.digest:%H:%M}")
    await occasions.schedule(session, KIND, person.id, wall, lab.timezone, person.id)


@fires(KIND)
async def digest(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """Put the digest of one member into the outbox: what came since the one before. After an outage it comes once."""
    await outbox.enqueue(
        session,
        person_id=occasion.subject_id,
        screen=SCREEN,
        values={"after": await _after(session, occasion.subject_id, now), "upto": await rows.newest(session)},
        dedupe=f"digest:{occasion.subject_id}:{occasion.wall}",
        due_at=now,
        may_wait=True,
    )
    return next_wall(now, occasion.zone, time_of(occasion.wall))


async def _after(session: AsyncSession, person_id: int, now: datetime) -> int:
    """How far the last digest of this member went; before the first, what came until the day before yesterday."""
    last = await sent.newest(session, person_id, SCREEN)
    return int(last["upto"]) if last else await rows.newest(session, before=coarse(now) - DAY)
