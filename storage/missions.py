"""Missions: what hands are needed for, who was asked, who comes, and the hours that were confirmed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime

OPEN, CANCELLED = "open", "cancelled"
# The states of somebody in a mission: asked; comes; waits for a place; said no; no answer in time; can't after all.
INVITED, GOING, WAITING, DECLINED, LAPSED, CANNOT = "invited", "going", "waiting", "declined", "lapsed", "cannot"


class MissionRow(Base):
    """One mission: `capacity` people with any of `skills`. Times are local wall times in `zone`, and derived in UTC.

    `voice` (Telegram's file id) says what is to be done in the voice of a colleague, and goes with them.
    While `inviting`, one wave of people is asked after the other. `in_charge_id` confirms the hours. `past_people` and
    `past_minutes` count those whose rows are gone.
    """

    __tablename__ = "missions"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    code: Mapped[str] = mapped_column(String(8), unique=True, info=PLAIN)
    state: Mapped[str] = mapped_column(String(10), default=OPEN, index=True, info=PLAIN)
    title: Mapped[dict[str, str]] = mapped_column(JSON, info=PLAIN)
    about: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=PLAIN)
    voice: Mapped[str | None] = mapped_column(Text, info=PSEUDONYMOUS)
    voice_by: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    skills: Mapped[str] = mapped_column(Text, default="", info=PLAIN)
    languages: Mapped[str] = mapped_column(Text, default="", info=PLAIN)
    capacity: Mapped[int] = mapped_column(info=PLAIN)
    begins: Mapped[str] = mapped_column(String(16), info=PLAIN)
    ends: Mapped[str] = mapped_column(String(16), info=PLAIN)
    zone: Mapped[str] = mapped_column(String(40), info=PLAIN)
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    place: Mapped[str | None] = mapped_column(String(200), info=PLAIN)
    commune: Mapped[str | None] = mapped_column(String(20), info=PLAIN)
    remote: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    organisation: Mapped[str | None] = mapped_column(String(120), info=PLAIN)
    challenge_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    workshop_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("workshops.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    in_charge_id: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    inviting: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    past_people: Mapped[int] = mapped_column(default=0, info=PLAIN)
    past_minutes: Mapped[int] = mapped_column(default=0, info=PLAIN)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


class HandRow(Base):
    """Somebody in a mission. `reasons` say why they were asked: keys and their values.

    `in_at` and `out_at` are said by themselves or by whoever is in charge, `minutes` are confirmed by the latter.
    `employed`: they come on the time of who employs them, `company_id` (None once that is gone); `confirmed_for` is the
    organisation in charge whose contact confirmed, None: the team did.
    """

    __tablename__ = "mission_people"
    __table_args__ = (UniqueConstraint("mission_id", "person_id"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    mission_id: Mapped[int] = mapped_column(BigId, ForeignKey("missions.id", ondelete="CASCADE"), info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    company_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    employed: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    state: Mapped[str] = mapped_column(String(10), info=PERSONAL)
    reasons: Mapped[list[list[str]]] = mapped_column(JSON, default=list, info=PLAIN)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    in_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    out_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    minutes: Mapped[int | None] = mapped_column(info=PERSONAL)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    confirmed_by: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    confirmed_for: Mapped[str | None] = mapped_column(String(120), info=PLAIN)


def subject_of(mission_id: int) -> str:
    """How messages and the audit log name a mission: `mission:7`."""
    return f"mission:{mission_id}"


async def by_code(session: AsyncSession, code: str) -> MissionRow | None:
    """The mission with this code, whatever its state."""
    return await session.scalar(select(MissionRow).where(MissionRow.code == code))


async def locked(session: AsyncSession, mission_id: int) -> MissionRow | None:
    """The mission as it is now; until this transaction ends nobody else changes it, or who is in it."""
    query = select(MissionRow).where(MissionRow.id == mission_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def hand(session: AsyncSession, mission_id: int, person_id: int) -> HandRow | None:
    """This person in a mission."""
    query = select(HandRow).where(HandRow.mission_id == mission_id, HandRow.person_id == person_id)
    return await session.scalar(query)


async def hands(session: AsyncSession, mission_id: int, states: Collection[str]) -> list[HandRow]:
    """Those in a mission who are in one of these states; who waited longest first, then who was asked first."""
    query = select(HandRow).where(HandRow.mission_id == mission_id, HandRow.state.in_(states))
    return list(await session.scalars(query.order_by(HandRow.waiting_since, HandRow.id)))


async def count(session: AsyncSession, mission_id: int, state: str) -> int:
    """How many are in this state."""
    query = select(func.count()).where(HandRow.mission_id == mission_id, HandRow.state == state)
    return await session.scalar(query) or 0


# Asked for several plans whenever we look what is due: built once.
_COMING = (
    select(MissionRow)
    .where(MissionRow.state == OPEN, MissionRow.ends_at > bindparam("now"))
    .order_by(MissionRow.begins_at, MissionRow.id)
)


async def coming(session: AsyncSession, now: datetime) -> list[MissionRow]:
    """Open missions that are not over, soonest first."""
    return list(await session.scalars(_COMING, {"now": now}))


async def around(session: AsyncSession, since: datetime) -> list[MissionRow]:
    """Open missions that end after that moment, soonest first."""
    return await coming(session, since)


async def past(session: AsyncSession, now: datetime, most: int) -> list[MissionRow]:
    """Missions that are over, newest first."""
    query = select(MissionRow).where(MissionRow.state == OPEN, MissionRow.ends_at <= now)
    return list(await session.scalars(query.order_by(MissionRow.ends_at.desc()).limit(most)))


async def meanwhile(session: AsyncSession, mission: MissionRow, person_id: int) -> MissionRow | None:
    """Another mission to which this person goes at that time."""
    query = select(MissionRow).join(HandRow, HandRow.mission_id == MissionRow.id)
    query = query.where(HandRow.person_id == person_id, HandRow.state == GOING, MissionRow.state == OPEN)
    query = query.where(MissionRow.begins_at < mission.ends_at, MissionRow.ends_at > mission.begins_at)
    return await session.scalar(query.where(MissionRow.id != mission.id).order_by(MissionRow.id).limit(1))


async def forget_voice(session: AsyncSession, person_id: int) -> None:
    """This colleague's voice goes."""
    await session.execute(update(MissionRow).where(MissionRow.voice_by == person_id).values(voice=None))


async def of_person(session: AsyncSession, person_id: int) -> list[tuple[HandRow, MissionRow]]:
    """The missions of a person, newest first."""
    query = select(HandRow, MissionRow).join(MissionRow, MissionRow.id == HandRow.mission_id)
    found = await session.execute(query.where(HandRow.person_id == person_id).order_by(MissionRow.begins_at.desc()))
    return [(one, mission) for one, mission in found]
