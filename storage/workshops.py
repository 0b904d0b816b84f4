"""Workshops as events: what is planned, when it meets, who leads it. Live votes are storage/rooms.py."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime

# The states of a workshop.
DRAFT, PUBLISHED, CANCELLED = "draft", "published", "cancelled"
# Who finds it: everybody in the programme, whoever has its code or link, whoever was invited by the team.
PUBLIC, CODE, INVITED = "public", "code", "invited"


class WorkshopRow(Base):
    """One workshop. `title`, `about` and `place` are words by language, `theme` is the key of a category of the lab.

    It takes place somewhere (`place` in words, perhaps a point) or online (`link`), or both. Without `capacity` there
    is room for everybody; each may bring `guests` people along. `questions` are asked after "Going", each words by
    language. `reminders` are offsets (services/reminders.py), None for the lab's own. `invitation` is the secret of the
    link by which people of an `invited` workshop come in. `sequence` is what calendars compare: it grows with each
    change that people are told of. `told` is what they know: while it differs, they hear of it at `tell_at`. `tally` is
    how many answered what, and came, once the registrations went.
    """

    __tablename__ = "workshops"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    code: Mapped[str] = mapped_column(String(8), unique=True, info=PLAIN)
    invitation: Mapped[str] = mapped_column(String(24), info=PLAIN)
    state: Mapped[str] = mapped_column(String(10), default=DRAFT, index=True, info=PLAIN)
    title: Mapped[dict[str, str]] = mapped_column(JSON, info=PLAIN)
    about: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=PLAIN)
    theme: Mapped[str | None] = mapped_column(String(24), info=PLAIN)
    place: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=PLAIN)
    latitude: Mapped[float | None] = mapped_column(Float, info=PLAIN)
    longitude: Mapped[float | None] = mapped_column(Float, info=PLAIN)
    link: Mapped[str | None] = mapped_column(Text, info=PLAIN)
    capacity: Mapped[int | None] = mapped_column(info=PLAIN)
    guests: Mapped[int] = mapped_column(default=2, info=PLAIN)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list, info=PLAIN)
    access: Mapped[str] = mapped_column(String(8), default=PUBLIC, info=PLAIN)
    questions: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, info=PLAIN)
    reminders: Mapped[list[str] | None] = mapped_column(JSON, info=PLAIN)
    sequence: Mapped[int] = mapped_column(default=0, info=PLAIN)
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=PLAIN)
    tell_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    tally: Mapped[dict[str, int] | None] = mapped_column(JSON, info=PLAIN)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    maker_id: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


class MeetingRow(Base):
    """One session of a workshop; most have one, a master class several. `position` counts from 0, by time.

    `begins` and `ends` are local wall times (YYYY-MM-DDTHH:MM) in `zone`; `begins_at` and `ends_at` are derived.
    """

    __tablename__ = "workshop_meetings"
    __table_args__ = (UniqueConstraint("workshop_id", "position"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    workshop_id: Mapped[int] = mapped_column(BigId, ForeignKey("workshops.id", ondelete="CASCADE"), info=PLAIN)
    position: Mapped[int] = mapped_column(info=PLAIN)
    begins: Mapped[str] = mapped_column(String(16), info=PLAIN)
    ends: Mapped[str] = mapped_column(String(16), info=PLAIN)
    zone: Mapped[str] = mapped_column(String(40), info=PLAIN)
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)


class FacilitatorRow(Base):
    """A member of the team who leads a workshop."""

    __tablename__ = "workshop_facilitators"
    rights = Rights(owner="person_id")

    workshop_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("workshops.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True, info=PSEUDONYMOUS
    )


def subject_of(workshop_id: int) -> str:
    """How cards, messages and the audit log name a workshop: `workshop:7`."""
    return f"workshop:{workshop_id}"


async def by_code(session: AsyncSession, code: str) -> WorkshopRow | None:
    """The workshop with this code, whatever its state."""
    return await session.scalar(select(WorkshopRow).where(WorkshopRow.code == code))


async def locked(session: AsyncSession, workshop_id: int) -> WorkshopRow | None:
    """The workshop as it is now; until this transaction ends nobody else changes it, or its seats."""
    query = select(WorkshopRow).where(WorkshopRow.id == workshop_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def meetings(session: AsyncSession, workshop_id: int) -> list[MeetingRow]:
    """Its sessions by time."""
    query = select(MeetingRow).where(MeetingRow.workshop_id == workshop_id)
    return list(await session.scalars(query.order_by(MeetingRow.position)))


async def facilitators(session: AsyncSession, workshop_id: int) -> list[int]:
    """The ids of those who lead it."""
    query = select(FacilitatorRow.person_id).where(FacilitatorRow.workshop_id == workshop_id)
    return list(await session.scalars(query.order_by(FacilitatorRow.person_id)))


async def coming(session: AsyncSession, now: datetime) -> list[tuple[WorkshopRow, datetime]]:
    """Published workshops that are not over, with the beginning of their next session, soonest first."""
    return [(row, at) for row, at in await planned(session, now) if row.state == PUBLISHED]


async def planned(session: AsyncSession, now: datetime) -> list[tuple[WorkshopRow, datetime]]:
    """Drafts and published workshops that are not over, with the beginning of their next session, soonest first."""
    following = func.min(MeetingRow.begins_at)
    query = select(WorkshopRow, following).join(MeetingRow, MeetingRow.workshop_id == WorkshopRow.id)
    query = query.where(WorkshopRow.state.in_((DRAFT, PUBLISHED)), MeetingRow.ends_at > now).group_by(WorkshopRow.id)
    found = await session.execute(query.order_by(following, WorkshopRow.id))
    return [(row, at) for row, at in found]


async def over(session: AsyncSession, before: datetime) -> list[WorkshopRow]:
    """The workshops whose last session ended before that moment and whose registrations are still there."""
    last = select(MeetingRow.workshop_id).group_by(MeetingRow.workshop_id).having(func.max(MeetingRow.ends_at) < before)
    query = select(WorkshopRow).where(WorkshopRow.id.in_(last), WorkshopRow.tally.is_(None))
    return list(await session.scalars(query.order_by(WorkshopRow.id)))


async def later(session: AsyncSession, since: datetime) -> list[MeetingRow]:
    """The sessions that begin after that moment."""
    query = select(MeetingRow).where(MeetingRow.begins_at > since).order_by(MeetingRow.begins_at)
    return list(await session.scalars(query))


async def to_tell(session: AsyncSession, now: datetime) -> list[int]:
    """The workshops whose people are to hear now what has changed."""
    query = select(WorkshopRow.id).where(WorkshopRow.tell_at <= now)
    return list(await session.scalars(query.order_by(WorkshopRow.tell_at, WorkshopRow.id)))


async def next_to_tell(session: AsyncSession) -> datetime | None:
    """When the next workshop's people are to hear what has changed."""
    return await session.scalar(select(func.min(WorkshopRow.tell_at)))
