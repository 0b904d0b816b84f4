"""Who gets the free places of a mission, who may not come (any more), and when people hear of it."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import guardians, outbox
from services.lab import Lab
from services.quiet_hours import next_allowed
from storage import missions as rows
from storage import volunteers
from storage.missions import GOING, INVITED, OPEN, WAITING, MissionRow, subject_of

PLACE, TEAM_ONLY = "mission.place", "mission.team"  # screens
ON_THE_WAY = timedelta(hours=1)  # so long before it people have to know


def told_at(lab: Lab, begins_at: datetime, now: datetime) -> datetime:
    """When people hear of what begins then: not at night, unless they might be on their way by the morning."""
    awake = next_allowed(now, lab.zone, lab)
    return awake if awake + ON_THE_WAY <= begins_at else now


async def fill(session: AsyncSession, lab: Lab, mission: MissionRow, now: datetime) -> None:
    """Free places are for whoever waited longest and is not elsewhere then; they hear of it. Hold the mission first."""
    if mission.state != OPEN or mission.begins_at <= now:
        return
    free = mission.capacity - await rows.count(session, mission.id, GOING)
    for row in await rows.hands(session, mission.id, (WAITING,)):
        if free <= 0:
            break
        if not await still_may(session, mission, row.person_id):
            await session.delete(row)
            continue
        if await rows.meanwhile(session, mission, row.person_id):
            continue
        free -= 1
        row.state, row.waiting_since = GOING, None
        await outbox.enqueue(session, screen=PLACE, values={"mission": mission.id},
                             due_at=told_at(lab, mission.begins_at, now),
                             dedupe=f"mission:{mission.id}:place:{row.id}:{now.timestamp():.0f}",
                             person_id=row.person_id, subject=subject_of(mission.id))  # fmt: skip
    await session.flush()


async def anybody_waits(session: AsyncSession, mission: MissionRow) -> bool:
    """Whether somebody in the line could take a place now."""
    waiting = await rows.hands(session, mission.id, (WAITING,))
    return any([not await rows.meanwhile(session, mission, one.person_id) for one in waiting])


async def without_minors(session: AsyncSession, lab: Lab, mission: MissionRow, now: datetime) -> None:
    """Nobody under age comes to what another organisation leads; they hear of it."""
    if not mission.organisation:
        return
    for one in await rows.hands(session, mission.id, (GOING, WAITING, INVITED)):
        if not await still_may(session, mission, one.person_id):
            await session.delete(one)
            await outbox.enqueue(session, screen=TEAM_ONLY, values={"mission": mission.id},
                                 dedupe=f"mission:{mission.id}:team:{mission.version}:{one.person_id}",
                                 due_at=told_at(lab, mission.begins_at, now), person_id=one.person_id,
                                 subject=subject_of(mission.id))  # fmt: skip
    await session.flush()


async def still_may(session: AsyncSession, mission: MissionRow, person_id: int) -> bool:
    """Whether they offer a hand, with a guardian's yes if need be; not under age what another organisation leads."""
    card = await volunteers.of(session, person_id)
    if card is None or not await guardians.agreed(session, card):
        return False
    return not (mission.organisation and await guardians.minor(session, card))
