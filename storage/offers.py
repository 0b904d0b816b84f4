"""What volunteers offer, as matching needs it: one light query for all, since thousands are compared at once."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.missions import GOING, OPEN, HandRow, MissionRow
from storage.people import PersonRow
from storage.registrations import GOING as REGISTERED
from storage.registrations import RegistrationRow
from storage.volunteers import GuardianRow, VolunteerRow
from storage.workshops import PUBLISHED, MeetingRow, WorkshopRow


@dataclass(frozen=True, slots=True)
class Candidate:
    """One volunteer who can be written to. `named`: a guardian is; `guarded`: their yes counts."""

    person_id: int
    age: str
    commune: str | None
    transport: str
    skills: frozenset[str]
    languages: frozenset[str]
    field: str | None
    times: frozenset[str]
    paused: bool
    named: bool
    guarded: bool
    done: int
    asked: int


@lru_cache(maxsize=20_000)
def _keys(kept: str) -> frozenset[str]:
    return frozenset(kept.split())


async def volunteers(
    session: AsyncSession, skills: Collection[str] = (), among: Collection[int] | None = None
) -> list[Candidate]:
    """Whoever has one of these skills (none: everybody) and may be written to, paused and unguarded ones too.

    `among`: of these people alone.
    """
    card = VolunteerRow
    query = (
        select(card.person_id, card.age, card.commune, card.transport, card.skills, card.languages, card.field,
               card.times, card.paused_at.is_not(None), GuardianRow.volunteer_id.is_not(None),
               and_(GuardianRow.yes_at.is_not(None), GuardianRow.called_at.is_not(None)))
        .join(PersonRow, PersonRow.id == card.person_id)
        .outerjoin(GuardianRow, GuardianRow.volunteer_id == card.id)
        .where(PersonRow.unreachable_at.is_(None), PersonRow.blocked_at.is_(None), PersonRow.stopped_at.is_(None))
    )  # fmt: skip
    if among is not None:
        query = query.where(card.person_id.in_(among))
    if skills:
        words = literal(" ") + card.skills + literal(" ")
        query = query.where(or_(*(words.contains(f" {one} ", autoescape=True) for one in sorted(skills))))
    done, asked = await _counts(session)
    return [
        Candidate(person, age, commune, transport, _keys(skills), _keys(languages), field, _keys(times),
                  paused, named, yes, done.get(person, 0), asked.get(person, 0))
        for person, age, commune, transport, skills, languages, field, times, paused, named, yes
        in await session.execute(query)
    ]  # fmt: skip


async def _counts(session: AsyncSession) -> tuple[dict[int, int], dict[int, int]]:
    """How many missions each has done, and how often each was asked."""
    hand = HandRow
    query = select(hand.person_id, func.count(hand.confirmed_at), func.count(hand.invited_at)).group_by(hand.person_id)
    found = (await session.execute(query)).all()
    return {person: done for person, done, _ in found}, {person: asked for person, _, asked in found}


async def busy(session: AsyncSession, mission: MissionRow) -> set[int]:
    """Who goes to another mission or to a workshop at that time."""
    overlaps = and_(MissionRow.begins_at < mission.ends_at, MissionRow.ends_at > mission.begins_at)
    others = select(HandRow.person_id).join(MissionRow, MissionRow.id == HandRow.mission_id)
    others = others.where(overlaps, MissionRow.state == OPEN, MissionRow.id != mission.id, HandRow.state == GOING)
    meets = and_(MeetingRow.begins_at < mission.ends_at, MeetingRow.ends_at > mission.begins_at)
    events = select(RegistrationRow.person_id).join(MeetingRow, MeetingRow.workshop_id == RegistrationRow.workshop_id)
    events = events.join(WorkshopRow, WorkshopRow.id == MeetingRow.workshop_id)
    events = events.where(meets, WorkshopRow.state == PUBLISHED, RegistrationRow.state == REGISTERED)
    own = mission.workshop_id
    events = events.where(WorkshopRow.id != own) if own is not None else events
    return {*await session.scalars(others), *await session.scalars(events)}
