"""Whom a mission asks: who fits best first, so many at a time; when nobody is left to answer, the next are asked.

Nobody is told at night, and the hours in which they may answer pass while people are awake. The rows say who was asked
and until when; the occasion `mission.wave` follows from them, so an answer needs to announce nothing.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, charge, matching, mission_places, missions, outbox
from services.lab import Lab
from services.matching import Bar, Match, Need, Offer
from services.occasions import Expired, Planned, fires_as_team, plans, wall_of
from services.people import Person
from services.quiet_hours import add_awake, next_allowed
from services.volunteers import UNDER
from storage import missions as rows
from storage import occasions, offers
from storage.missions import CANNOT, DECLINED, GOING, INVITED, LAPSED, OPEN, WAITING, HandRow, MissionRow, subject_of
from storage.occasions import OccasionRow
from storage.offers import Candidate
from storage.volunteers import keys

INVITE, NOBODY = "mission.invite", "mission.nobody"  # screens
KIND = "mission.wave"
SHARE = 4  # an answer is waited for this part of the time left, if that is less
SHORTEST = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
BARS: Mapping[str, Bar] = {DECLINED: Bar.DECLINED, CANNOT: Bar.DECLINED, LAPSED: Bar.ASKED, INVITED: Bar.ASKED,
                           GOING: Bar.ASKED, WAITING: Bar.ASKED}  # fmt: skip


def need_of(mission: MissionRow) -> Need:
    """What a mission needs."""
    when = missions.times_of(mission)
    return Need(keys(mission.skills), keys(mission.languages), mission.commune, when, mission.remote)


async def candidates(session: AsyncSession, lab: Lab, mission: MissionRow, most: int | None = None) -> list[Match]:
    """Who can be asked, best first, and why; the id of an offer is the person's."""
    busy = await offers.busy(session, mission)
    asked = {one.person_id: BARS[one.state] for one in await rows.hands(session, mission.id, tuple(BARS))}
    need = need_of(mission)
    found = [_offer(one, asked, busy, mission, need.when) for one in await offers.volunteers(session, need.skills)]
    return matching.rank(need, found, lab.matching, most)


def _offer(
    one: Candidate, asked: Mapping[int, Bar], busy: set[int], mission: MissionRow, when: frozenset[str]
) -> Offer:
    return Offer(
        id=one.person_id,
        skills=one.skills,
        languages=one.languages,
        commune=one.commune,
        when=one.times,
        transport=one.transport != "none",
        done=one.done,
        asked=one.asked,
        barred=asked.get(one.person_id) or _bar(one, busy, mission, when),
    )


def _bar(one: Candidate, busy: set[int], mission: MissionRow, when: frozenset[str]) -> Bar | None:
    if one.paused:
        return Bar.PAUSED
    if (one.age == UNDER or one.named) and (mission.organisation or not one.guarded):
        return Bar.UNDERAGE
    if one.transport == "none" and not mission.remote and one.commune != mission.commune:
        return Bar.FAR
    if one.times and one.times.isdisjoint(when):
        return Bar.NOT_FREE
    return Bar.BUSY if one.person_id in busy else None


async def start(session: AsyncSession, lab: Lab, actor: Person, mission_id: int, now: datetime) -> int | None:
    """Ask the first ones now, the next by themselves; how many. None if it has begun or is called off."""
    mission = await rows.locked(session, mission_id)
    if mission is None or mission.state != OPEN or mission.begins_at <= now:
        return None
    mission.inviting = True
    audit.note(session, actor.id, "mission.invite", subject_of(mission.id), now)
    return await _ask(session, lab, mission, now)


async def stop(session: AsyncSession, actor: Person, mission_id: int, now: datetime) -> None:
    """Ask nobody else; who was asked may still answer."""
    mission = await rows.locked(session, mission_id)
    if mission is not None and mission.inviting:
        mission.inviting = False
        audit.note(session, actor.id, "mission.invite_no_more", subject_of(mission.id), now)
        await session.flush()


async def _ask(session: AsyncSession, lab: Lab, mission: MissionRow, now: datetime) -> int:
    free = mission.capacity - await rows.count(session, mission.id, GOING)
    more = lab.missions.wave - await rows.count(session, mission.id, INVITED)
    found = await candidates(session, lab, mission, more) if free > 0 and more > 0 else []
    awake = next_allowed(now, lab.zone, lab)
    told_at = awake if awake < mission.begins_at else now
    for match in found:
        await _invite(session, mission, match, told_at, answer_by(lab, mission, told_at), now)
    await session.flush()
    return len(found)


def answer_by(lab: Lab, mission: MissionRow, told_at: datetime) -> datetime:
    """Until when an answer is waited for: its hours pass while people are awake, and it ends before the mission."""
    longest = timedelta(hours=lab.missions.answer_hours)
    lasts = min(longest, max((mission.begins_at - told_at) / SHARE, SHORTEST))
    return min(add_awake(told_at, lasts, lab), mission.begins_at)


async def _invite(
    session: AsyncSession, mission: MissionRow, match: Match, told_at: datetime, until: datetime, now: datetime
) -> None:
    reasons = [[one.why, *one.values] for one in match.reasons]
    session.add(HandRow(mission_id=mission.id, person_id=match.offer.id, state=INVITED, reasons=reasons,
                        invited_at=now, answer_by=until))  # fmt: skip
    await outbox.enqueue(session, screen=INVITE, values={"mission": mission.id}, due_at=told_at, expires_at=until,
                         dedupe=f"mission:{mission.id}:invite:{match.offer.id}:{now.timestamp():.0f}",
                         person_id=match.offer.id, subject=subject_of(mission.id))  # fmt: skip


# What time does


@plans
async def plan(session: AsyncSession, lab: Lab, now: datetime) -> list[Planned]:
    """When each mission is to be looked at next: who was asked has not answered, or the next can be asked."""
    open_ones = {one.id: one for one in await rows.coming(session, now)}
    there = {one.subject_id: one for one in await occasions.of_kinds(session, [KIND], list(open_ones))}
    found = []
    for mission in open_ones.values():
        at = await _look_at(session, mission, now)
        wall = wall_of(at + MINUTE - timedelta(microseconds=1), mission.zone) if at and at > now else None
        wall = wall_of(now, mission.zone) if at and at <= now else wall
        row = there.get(mission.id)
        waits = row is not None and row.state == occasions.WAITING
        if wall and not (waits and row and (row.planned == wall or row.due_at <= now)):
            found.append(Planned(KIND, mission.id, wall, mission.zone))
        elif wall is None and waits:
            found.append(Planned(KIND, mission.id))
    gone = [Planned(KIND, key) for key, row in there.items() if key not in open_ones and row.state == occasions.WAITING]
    return found + gone


async def _look_at(session: AsyncSession, mission: MissionRow, now: datetime) -> datetime | None:
    """The moment, perhaps now; None if nothing is to be done."""
    if mission.begins_at <= now:
        return None
    asked = [one.answer_by for one in await rows.hands(session, mission.id, (INVITED,)) if one.answer_by]
    free = mission.capacity - await rows.count(session, mission.id, GOING)
    if free > 0 and (await mission_places.anybody_waits(session, mission) or (mission.inviting and not asked)):
        return now
    return min(asked, default=None)


@fires_as_team(KIND)
async def look(
    session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab, admins: Collection[int]
) -> str | None:
    """Who did not answer is asked no more; free places are filled from the line, then the next are asked."""
    mission = await rows.locked(session, occasion.subject_id)
    if mission is None or mission.state != OPEN or mission.begins_at <= now:
        raise Expired("the mission has begun, or is called off")
    for row in await rows.hands(session, mission.id, (INVITED,)):
        if row.answer_by and row.answer_by <= now:
            row.state, row.answer_by = LAPSED, None
    await session.flush()
    await mission_places.fill(session, lab, mission, now)
    pending = await rows.count(session, mission.id, INVITED)
    free = mission.capacity - await rows.count(session, mission.id, GOING)
    if mission.inviting and free > 0 and not pending and not await _ask(session, lab, mission, now):
        await _run_out(session, lab, mission, now, admins)
    return None


async def _run_out(
    session: AsyncSession, lab: Lab, mission: MissionRow, now: datetime, admins: Collection[int]
) -> None:
    """Nobody else fits: the team hears of it."""
    mission.inviting = False
    told = await charge.desk(session, mission, admins)
    await outbox.enqueue_all(session, told, screen=NOBODY, values={"mission": mission.id},
                             dedupe=f"mission:{mission.id}:nobody:{now.timestamp():.0f}",
                             due_at=next_allowed(now, lab.zone, lab), subject=subject_of(mission.id))  # fmt: skip
