"""What organisations are asked for: needs, whom the team proposed them to, and how far that went."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PLAIN, PSEUDONYMOUS, Base, BigId, UtcDateTime

# How far it went: the organisation was asked; would like to; said not now; both know each other.
PROPOSED, INTERESTED, DECLINED, CONNECTED = "proposed", "interested", "declined", "connected"


class NeedRow(Base):
    """What is needed of an organisation: any of `skills`, for so many days; for a report, a mission, or alone.

    `organisation_id` is who needs it (its need goes with it); None: the lab itself. `closed_at`: nobody else is asked.
    `stated`: one of its contacts said so here (`created_by`), for `people`, on a day (wall times) or in a period, and
    what it `wants`: hands, a partner or both; `voice` (Telegram's file id) says more and goes with whoever spoke.
    """

    __tablename__ = "company_needs"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    title: Mapped[dict[str, str]] = mapped_column(JSON, info=PLAIN)
    skills: Mapped[str] = mapped_column(Text, default="", info=PLAIN)
    days: Mapped[int] = mapped_column(info=PLAIN)
    stated: Mapped[bool] = mapped_column(default=False, index=True, info=PLAIN)
    wants: Mapped[str | None] = mapped_column(String(8), info=PLAIN)
    people: Mapped[int | None] = mapped_column(info=PLAIN)
    begins: Mapped[str | None] = mapped_column(String(16), info=PLAIN)
    ends: Mapped[str | None] = mapped_column(String(16), info=PLAIN)
    more: Mapped[str | None] = mapped_column(String(600), info=PLAIN)
    voice: Mapped[str | None] = mapped_column(Text, info=PSEUDONYMOUS)
    period: Mapped[str | None] = mapped_column(String(200), info=PLAIN)
    place: Mapped[str | None] = mapped_column(String(200), info=PLAIN)
    commune: Mapped[str | None] = mapped_column(String(20), info=PLAIN)
    remote: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    organisation_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    challenge_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    mission_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("missions.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    created_by: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


class PartnershipRow(Base):
    """A need and an organisation that was asked; `reasons` say why: keys and their values.

    `answered_by` tapped for the organisation: after connecting, the other side learns how to reach them.
    """

    __tablename__ = "partnerships"
    __table_args__ = (UniqueConstraint("need_id", "company_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    need_id: Mapped[int] = mapped_column(BigId, ForeignKey("company_needs.id", ondelete="CASCADE"), info=PLAIN)
    company_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    state: Mapped[str] = mapped_column(String(10), default=PROPOSED, info=PLAIN)
    reasons: Mapped[list[list[str]]] = mapped_column(JSON, default=list, info=PLAIN)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    answered_by: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    connected_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


def subject_of(need_id: int) -> str:
    """How messages and the audit log name a need: `need:7`."""
    return f"need:{need_id}"


async def locked(session: AsyncSession, need_id: int) -> NeedRow | None:
    """The need as it is now; until this transaction ends nobody else changes it, or who was asked."""
    query = select(NeedRow).where(NeedRow.id == need_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def newest(session: AsyncSession, most: int) -> Sequence[NeedRow]:
    """Open ones first, the newest before the others."""
    query = select(NeedRow).order_by(NeedRow.closed_at.is_not(None), NeedRow.id.desc())
    return (await session.scalars(query.limit(most))).all()


async def asked(session: AsyncSession, need_id: int) -> Sequence[PartnershipRow]:
    """Whom it was proposed to, in the order of asking."""
    query = select(PartnershipRow).where(PartnershipRow.need_id == need_id).order_by(PartnershipRow.id)
    return (await session.scalars(query)).all()


async def of_company(
    session: AsyncSession, company_id: int, most: int
) -> Sequence[tuple[PartnershipRow | None, NeedRow]]:
    """What it was asked for, and what others are asked for its sake (None), newest first."""
    theirs = (PartnershipRow.need_id == NeedRow.id) & (PartnershipRow.company_id == company_id)
    query = select(PartnershipRow, NeedRow).select_from(NeedRow).outerjoin(PartnershipRow, theirs)
    mine = or_(PartnershipRow.id.is_not(None), NeedRow.organisation_id == company_id)
    found = await session.execute(query.where(mine).order_by(NeedRow.id.desc()).limit(most))
    return [(one, need) for one, need in found]


async def stated_by(session: AsyncSession, company_id: int, most: int) -> Sequence[NeedRow]:
    """What an organisation said that it needs: open ones first, the newest before the others."""
    query = select(NeedRow).where(NeedRow.organisation_id == company_id, NeedRow.stated)
    return (await session.scalars(query.order_by(NeedRow.closed_at.is_not(None), NeedRow.id.desc()).limit(most))).all()


async def open_of(session: AsyncSession, company_id: int) -> int:
    """How many of these are open."""
    ours = (NeedRow.organisation_id == company_id, NeedRow.stated, NeedRow.closed_at.is_(None))
    return await session.scalar(select(func.count(NeedRow.id)).where(*ours)) or 0


async def unanswered(session: AsyncSession) -> int:
    """How many needs of organisations the team has done nothing about: no mission, nobody asked."""
    asked = exists().where(PartnershipRow.need_id == NeedRow.id)
    waits = (NeedRow.stated, NeedRow.closed_at.is_(None), NeedRow.mission_id.is_(None), ~asked)
    return await session.scalar(select(func.count(NeedRow.id)).where(*waits)) or 0


async def forget_voice(session: AsyncSession, person_id: int) -> None:
    """What this person said of a need in their own voice goes."""
    await session.execute(update(NeedRow).where(NeedRow.created_by == person_id).values(voice=None))


async def forget_before(session: AsyncSession, before: datetime) -> None:
    """Needs this old go, with whom they were proposed to."""
    await session.execute(delete(NeedRow).where(NeedRow.created_at < before))
