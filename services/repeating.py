"""The same mission on other dates, each week at the same time: each date is a mission with its own people and hours."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import missions
from services.missions import Plan
from services.occasions import in_utc, later
from services.people import Person
from storage import missions as rows
from storage.missions import MissionRow

WEEK = timedelta(days=7)
MOST = 12


def weekly(mission: MissionRow, times: int, now: datetime) -> list[Plan]:
    """The same on the next so many weeks that are still to come, by the clock of its place."""
    first = 1 + max((now - mission.begins_at) // WEEK, 0)
    if in_utc(later(mission.begins, WEEK * first), mission.zone) <= now:  # clocks changed meanwhile
        first += 1
    return [plan_of(mission, WEEK * (first + one)) for one in range(times)]


def plan_of(mission: MissionRow, by: timedelta) -> Plan:
    """What was planned, so much later; it is no longer for a workshop, which has dates of its own."""
    return Plan(
        title=dict(mission.title),
        skills=tuple(mission.skills.split()),
        capacity=mission.capacity,
        begins=later(mission.begins, by),
        ends=later(mission.ends, by),
        about=dict(mission.about),
        languages=tuple(mission.languages.split()),
        place=mission.place,
        commune=mission.commune,
        remote=mission.remote,
        organisation=mission.organisation,
        challenge_id=mission.challenge_id,
        voice=mission.voice,
    )


async def repeat(session: AsyncSession, actor: Person, mission_id: int, times: int, now: datetime) -> list[MissionRow]:
    """Plan it again for so many weeks, with the same person in charge; a date that is there already is left alone."""
    mission = await rows.locked(session, mission_id)
    if mission is None:
        return []
    there = {(one.begins, str(one.title), one.place) for one in await rows.coming(session, now)}
    made = []
    for plan in weekly(mission, max(1, min(times, MOST)), now):
        if (plan.begins, str(plan.title), plan.place) not in there:
            row = await missions.create(session, actor, plan, mission.zone, now)
            row.in_charge_id, row.voice_by = mission.in_charge_id, mission.voice_by
            made.append(row)
    await session.flush()
    return made
