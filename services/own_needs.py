"""What an organisation needs, as its contacts say: the team reads it, asks who fits, or makes a mission of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, missions, outbox, partnerships, staff
from services.lab import Lab
from services.occasions import in_utc
from services.people import Person
from services.quiet_hours import next_allowed
from services.roles import Role, holds
from storage import companies
from storage import partnerships as rows
from storage.companies import CompanyRow
from storage.missions import MissionRow
from storage.partnerships import NeedRow, subject_of
from storage.volunteers import kept, keys

HANDS, PARTNER, BOTH = "hands", "partner", "both"  # what it looks for
STATED, PLANNED = "need.stated", "need.planned"  # screens: for the team, for those who need it
MOST_OPEN = 10


class TooMany(Exception):
    """The organisation has so many open needs that the team could not answer more."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What a contact says; on a day (wall times YYYY-MM-DDTHH:MM), or in a period in words, or neither."""

    title: dict[str, str]
    wants: str
    people: int
    skills: tuple[str, ...] = ()
    more: str | None = None
    voice: str | None = None
    period: str | None = None
    begins: str | None = None
    ends: str | None = None
    place: str | None = None
    commune: str | None = None
    remote: bool = False


async def state(
    session: AsyncSession, lab: Lab, person: Person, needed: Needed, admins: Collection[int], now: datetime
) -> NeedRow | None:
    """Keep it; the team hears of it by day. None for whoever speaks for no organisation. TooMany."""
    found = await companies.of(session, person.id)
    if found is None:
        return None
    await companies.hold(session, found[0].id)
    if await rows.open_of(session, found[0].id) >= MOST_OPEN:
        raise TooMany
    row = NeedRow(organisation_id=found[0].id, stated=True, days=needed.people, created_by=person.id, created_at=now)
    for name in Needed.__slots__:
        setattr(row, name, getattr(needed, name))
    row.skills = kept(needed.skills)
    session.add(row)
    await session.flush()
    team = [one.id for one in await staff.members(session, admins) if holds(one.roles, Role.MODERATOR)]
    await _say(session, lab, team, STATED, {"need": row.id}, row.id, now)
    return row


async def ours(session: AsyncSession, person: Person, need_id: int) -> NeedRow | None:
    """A need that the organisation stated for which this person speaks."""
    row, found = await session.get(NeedRow, need_id), await companies.of(session, person.id)
    theirs = row is not None and found is not None and row.stated and row.organisation_id == found[0].id
    return row if theirs else None


async def withdraw(session: AsyncSession, person: Person, need_id: int, now: datetime) -> bool:
    """They need it no more: nobody else is asked. False if it is not theirs."""
    row = await ours(session, person, need_id)
    if row is None:
        return False
    await partnerships.close(session, person, need_id, now)
    await outbox.recall(session, subject=subject_of(need_id))
    return True


def ready(need: NeedRow, lab: Lab, now: datetime) -> bool:
    """Whether a mission can be made of it as it stands: its day is known and to come."""
    return bool(need.begins and need.ends and in_utc(need.begins, lab.timezone) > now)


async def make_mission(
    session: AsyncSession, lab: Lab, actor: Person, need_id: int, now: datetime
) -> MissionRow | None:
    """The mission that it asks for, with the team in charge; whoever needs it hears of it. Nobody is asked yet.

    None if it is closed, has a mission, or its day is not known or over.
    """
    need = await rows.locked(session, need_id)
    if need is None or not need.stated or need.closed_at or need.mission_id or not ready(need, lab, now):
        return None
    plan = missions.Plan(
        title=dict(need.title),
        skills=tuple(sorted(keys(need.skills))),
        capacity=need.people or 1,
        begins=str(need.begins),
        ends=str(need.ends),
        about={},
        place=need.place,
        commune=need.commune,
        remote=need.remote,
        organisation=await led_by(session, need),
    )
    mission = await missions.create(session, actor, plan, lab.timezone, now)
    await planned(session, lab, need_id, mission, now)
    return mission


async def led_by(session: AsyncSession, need: NeedRow) -> str | None:
    """Who leads a mission for it on the spot: the organisation that needs it, once the team knows it."""
    company = await session.get(CompanyRow, need.organisation_id) if need.organisation_id else None
    return company.name if company and company.verified_at and need.stated else None


async def planned(session: AsyncSession, lab: Lab, need_id: int, mission: MissionRow, now: datetime) -> None:
    """This mission is planned for that need; whoever stated it hears of it."""
    await partnerships.planned(session, need_id, mission.id)
    need = await rows.locked(session, need_id)
    if need is None or not need.stated or need.organisation_id is None:
        return
    told = [one.person_id for one in await companies.contacts(session, need.organisation_id)]
    await _say(session, lab, told, PLANNED, {"need": need_id, "mission": mission.id}, need_id, now, f"{mission.id}")


async def _say(
    session: AsyncSession, lab: Lab, people: Collection[int], screen: str, values: dict[str, int], need_id: int,
    now: datetime, mark: str = "",
) -> None:  # fmt: skip
    await outbox.enqueue_all(session, people, screen=screen, values=values, dedupe=f"{screen}:{need_id}:{mark}",
                             due_at=next_allowed(now, lab.zone, lab), subject=subject_of(need_id))  # fmt: skip


def note_listened(session: AsyncSession, actor: Person, need_id: int, now: datetime) -> None:
    """A member of the team hears what somebody said of a need."""
    audit.note(session, actor.id, "need.listen", subject_of(need_id), now)
