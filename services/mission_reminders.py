"""What comes before and after a mission: the evening before, two hours before, and an hour after its end.

As with workshops nothing comes in quiet hours, not even late after an outage, and nothing too late: it comes earlier.
What is due follows from the missions; `_difference` keeps what the team moved by hand.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from services import charge, mission_places, outbox
from services.lab import Lab
from services.message_classes import REMINDER
from services.occasions import Expired, Planned, fires, fires_as_team, in_utc, later, plans, wall_of
from services.quiet_hours import last_allowed, next_allowed
from storage import missions as rows
from storage import occasions
from storage.missions import GOING, OPEN, MissionRow, subject_of
from storage.occasions import OccasionRow

DAY, HOURS, AFTER = "mission.day", "mission.hours", "mission.after"
KINDS = (DAY, HOURS, AFTER)
REMIND, OVER, CONFIRM = "mission.reminder", "mission.over", "mission.confirm"  # screens
EVENING = "18:00"
BEFORE, LATER = timedelta(hours=2), timedelta(hours=1)
STILL_ASKED = timedelta(days=3)


def due(kind: str, mission: MissionRow, lab: Lab) -> str:
    """The wall time at which this is due."""
    zone = ZoneInfo(mission.zone)
    if kind == AFTER:
        return wall_of(next_allowed(mission.ends_at + LATER, zone, lab), mission.zone)
    evening = later(mission.begins, timedelta(days=-1)).partition("T")[0] + f"T{EVENING}"
    wanted = in_utc(evening, mission.zone) if kind == DAY else mission.begins_at - BEFORE
    return wall_of(last_allowed(wanted, zone, lab), mission.zone)


@plans
async def plan(session: AsyncSession, lab: Lab, now: datetime) -> list[Planned]:
    """What is to be scheduled, moved or dropped."""
    open_ones = {one.id: one for one in await rows.coming(session, now - STILL_ASKED)}
    there = {(row.kind, row.subject_id): row for row in await occasions.of_kinds(session, KINDS, list(open_ones))}
    gone = [Planned(*key) for key, row in there.items() if key[1] not in open_ones and row.state == occasions.WAITING]
    found = [_difference(there.get((kind, one.id)), kind, one, lab) for one in open_ones.values() for kind in KINDS]
    return gone + [one for one in found if one]


def _difference(row: OccasionRow | None, kind: str, mission: MissionRow, lab: Lab) -> Planned | None:
    wall = due(kind, mission, lab)
    if row and (row.planned, row.zone) == (wall, mission.zone):
        return None
    return Planned(kind, mission.id, wall, mission.zone) if in_utc(wall, mission.zone) > mission.changed_at else None


@fires(DAY)
@fires(HOURS)
async def remind(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
    """Remind those who come. Expired once it has begun."""
    mission = await session.get(MissionRow, occasion.subject_id)
    if mission is None or mission.state != OPEN or now >= mission.begins_at:
        raise Expired("the mission has begun, or is called off")
    if occasion.kind == DAY and in_utc(due(HOURS, mission, lab), mission.zone) <= now:
        raise Expired("the last reminder is due as well")
    due_at = mission_places.told_at(lab, mission.begins_at, now)
    await _say(session, mission, REMIND, f"{occasion.kind}:{mission.begins}", due_at, mission.begins_at)
    return None


@fires_as_team(AFTER)
async def after(
    session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab, admins: Collection[int]
) -> str | None:
    """Thank those who came; whoever is in charge confirms the hours. Expired if it was too long ago."""
    mission = await session.get(MissionRow, occasion.subject_id)
    if mission is None or mission.state != OPEN or now >= mission.ends_at + STILL_ASKED:
        raise Expired("it was too long ago, or is called off")
    awake = next_allowed(now, lab.zone, lab)
    await _say(session, mission, OVER, f"{AFTER}:{mission.begins}", awake, mission.ends_at + STILL_ASKED)
    asked = await charge.who(session, mission, admins) if await rows.count(session, mission.id, GOING) else []
    await outbox.enqueue_all(session, asked, screen=CONFIRM, values={"mission": mission.id}, due_at=awake,
                             dedupe=f"mission:{mission.id}:confirm:{mission.begins}", message_class=REMINDER,
                             subject=subject_of(mission.id))  # fmt: skip
    return None


async def _say(
    session: AsyncSession, mission: MissionRow, screen: str, dedupe: str, due_at: datetime, expires_at: datetime
) -> None:
    people = [one.person_id for one in await rows.hands(session, mission.id, (GOING,))]
    await outbox.enqueue_all(session, people, screen=screen, values={"mission": mission.id}, due_at=due_at,
                             dedupe=f"mission:{mission.id}:{dedupe}", message_class=REMINDER,
                             subject=subject_of(mission.id), expires_at=expires_at)  # fmt: skip
