"""What a need and an organisation agree on: the draft, milestones, closing sheets that both sides confirm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, String, Text, UniqueConstraint, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.companies import CompanyRow
from storage.partnerships import NeedRow, PartnershipRow

# Written, not signed yet; signed on paper; one side said what was done; both say that it was so; called off.
DRAFT, RUNNING, CLOSING, CLOSED, STOPPED = "draft", "running", "closing", "closed", "stopped"
ACTIVE = (DRAFT, RUNNING, CLOSING)


class AgreementRow(Base):
    """One agreement. It outlives need and organisations, as numbers; `ours`: the lab itself is who needs it.

    `first` and `last` are days (2026-12-01). `signs` is who signs for the lab: name and function. `rate`, dirhams a
    day, is what the organisation entered, if anything. `given` and `people` are what both sides confirmed.
    """

    __tablename__ = "agreements"
    __table_args__ = (UniqueConstraint("partnership_id"), NEVER_AGAIN)
    rights = Rights(owner="drafted_by", erase="clear")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    # Deferred: a company that goes takes needs and partnerships along, and empties this row in any order.
    partnership_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("partnerships.id", ondelete="SET NULL", deferrable=True, initially="DEFERRED"), info=PLAIN
    )
    company_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    host_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    ours: Mapped[bool] = mapped_column(info=PLAIN)
    title: Mapped[dict[str, str]] = mapped_column(JSON, info=PLAIN)
    state: Mapped[str] = mapped_column(String(8), default=DRAFT, index=True, info=PLAIN)
    first: Mapped[str] = mapped_column(String(10), info=PLAIN)
    last: Mapped[str] = mapped_column(String(10), info=PLAIN)
    days: Mapped[int] = mapped_column(info=PLAIN)
    signs: Mapped[str | None] = mapped_column(String(160), info=PERSONAL)
    rate: Mapped[int | None] = mapped_column(info=PLAIN)
    given: Mapped[float | None] = mapped_column(Float, info=PLAIN)
    people: Mapped[int | None] = mapped_column(info=PLAIN)
    drafted_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, info=PSEUDONYMOUS
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


class MilestoneRow(Base):
    """What is done by when: a day (2026-12-15)."""

    __tablename__ = "agreement_milestones"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    agreement_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("agreements.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    what: Mapped[dict[str, str]] = mapped_column(JSON, info=PLAIN)
    day: Mapped[str] = mapped_column(String(10), info=PLAIN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    done_by: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)


class SheetRow(Base):
    """What one side says was done; the newest one counts. `words` or `voice` (Telegram's file id): in their own way."""

    __tablename__ = "closing_sheets"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="person_id", erase="clear")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    agreement_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("agreements.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    side: Mapped[str] = mapped_column(String(8), info=PLAIN)
    days: Mapped[float] = mapped_column(Float, info=PLAIN)
    people: Mapped[int] = mapped_column(info=PLAIN)
    words: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    voice: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, info=PSEUDONYMOUS
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


@dataclass(frozen=True, slots=True)
class Case:
    """An agreement with what it is about; None where that is gone."""

    row: AgreementRow
    need: NeedRow | None
    company: CompanyRow | None
    host: CompanyRow | None

    @property
    def whole(self) -> bool:
        """Whether both sides and the need are still here."""
        return bool(self.need and self.company and (self.row.ours or self.host))


def subject_of(agreement_id: int) -> str:
    """How messages and the audit log name one: `agreement:7`."""
    return f"agreement:{agreement_id}"


async def case(session: AsyncSession, agreement_id: int, lock: bool = False) -> Case | None:
    """One of them; with `lock` nobody else changes it until this transaction ends."""
    query = select(AgreementRow).where(AgreementRow.id == agreement_id)
    query = query.with_for_update() if lock else query
    row = await session.scalar(query, execution_options={"populate_existing": lock})
    if row is None:
        return None
    asked = await _get(session, PartnershipRow, row.partnership_id)
    need = await _get(session, NeedRow, asked.need_id if asked else None)
    company = await _get(session, CompanyRow, row.company_id)
    return Case(row, need, company, await _get(session, CompanyRow, row.host_id))


async def _get(session: AsyncSession, table: type[Any], key: int | None) -> Any:
    return await session.get(table, key) if key else None


async def of_partnership(session: AsyncSession, partnership_id: int) -> AgreementRow | None:
    """The agreement of a need and an organisation."""
    return await session.scalar(select(AgreementRow).where(AgreementRow.partnership_id == partnership_id))


async def of_company(session: AsyncSession, company_id: int, most: int) -> Sequence[AgreementRow]:
    """Those on whose either side this organisation stands, newest first."""
    mine = or_(AgreementRow.company_id == company_id, AgreementRow.host_id == company_id)
    return (await session.scalars(select(AgreementRow).where(mine).order_by(AgreementRow.id.desc()).limit(most))).all()


async def active(session: AsyncSession) -> Sequence[AgreementRow]:
    """Those that are not at their end."""
    return (await session.scalars(select(AgreementRow).where(AgreementRow.state.in_(ACTIVE)))).all()


async def milestones(session: AsyncSession, agreement_id: int) -> Sequence[MilestoneRow]:
    """In the order of their days."""
    query = select(MilestoneRow).where(MilestoneRow.agreement_id == agreement_id)
    return (await session.scalars(query.order_by(MilestoneRow.day, MilestoneRow.id))).all()


async def ahead(session: AsyncSession) -> list[tuple[MilestoneRow, AgreementRow]]:
    """Milestones of what is under way that nobody has marked done."""
    query = select(MilestoneRow, AgreementRow).join(AgreementRow, AgreementRow.id == MilestoneRow.agreement_id)
    found = await session.execute(query.where(AgreementRow.state == RUNNING, MilestoneRow.done_at.is_(None)))
    return [(one, row) for one, row in found]


async def sheets(session: AsyncSession, agreement_id: int) -> Sequence[SheetRow]:
    """What each side said, oldest first; the last one counts."""
    query = select(SheetRow).where(SheetRow.agreement_id == agreement_id).order_by(SheetRow.id)
    return (await session.scalars(query)).all()


async def forget_before(session: AsyncSession, before: datetime) -> None:
    """Agreements this old go."""
    await session.execute(delete(AgreementRow).where(AgreementRow.created_at < before))
