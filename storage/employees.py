"""Employees who help on their company's time: who agreed, and how much of it was confirmed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.companies import CompanyRow
from storage.missions import GOING, INVITED, OPEN, WAITING, HandRow, MissionRow
from storage.partnerships import CONNECTED, NeedRow, PartnershipRow


class EmployeeRow(Base):
    """Somebody who helps for the organisation that employs them, by their own yes; one organisation each.

    `organisation` is what it was called then. Once it is gone (no `company_id`) they are told, and the row goes too.
    """

    __tablename__ = "company_employees"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    company_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    organisation: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), unique=True, info=PSEUDONYMOUS
    )
    name: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)


async def of(session: AsyncSession, person_id: int) -> tuple[EmployeeRow, CompanyRow] | None:
    """This person as an employee, and of which organisation."""
    query = select(EmployeeRow, CompanyRow).join(CompanyRow, CompanyRow.id == EmployeeRow.company_id)
    found = (await session.execute(query.where(EmployeeRow.person_id == person_id))).first()
    return (found[0], found[1]) if found else None


async def of_company(session: AsyncSession, company_id: int) -> Sequence[EmployeeRow]:
    """Who agreed, in that order."""
    query = select(EmployeeRow).where(EmployeeRow.company_id == company_id).order_by(EmployeeRow.id)
    return (await session.scalars(query)).all()


async def left(session: AsyncSession, organisation: str | None = None) -> Sequence[EmployeeRow]:
    """Those whose organisation is gone; of one that was called so, or of all."""
    query = select(EmployeeRow).where(EmployeeRow.company_id.is_(None)).order_by(EmployeeRow.id)
    query = query.where(EmployeeRow.organisation == organisation) if organisation else query
    return (await session.scalars(query)).all()


async def drop_left(session: AsyncSession, person_id: int) -> None:
    """This person's yes to an organisation that is gone goes."""
    gone = (EmployeeRow.person_id == person_id, EmployeeRow.company_id.is_(None))
    await session.execute(delete(EmployeeRow).where(*gone))


async def of_mission(session: AsyncSession, mission_id: int) -> Sequence[EmployeeRow]:
    """Whose organisation, one that the team knows, is connected with the need for which this mission is planned."""
    query = select(EmployeeRow).join(CompanyRow, CompanyRow.id == EmployeeRow.company_id)
    query = query.join(PartnershipRow, PartnershipRow.company_id == CompanyRow.id)
    query = query.join(NeedRow, NeedRow.id == PartnershipRow.need_id)
    connected = (NeedRow.mission_id == mission_id, PartnershipRow.state == CONNECTED)
    query = query.where(*connected, CompanyRow.verified_at.is_not(None))
    return (await session.scalars(query.order_by(EmployeeRow.id).distinct())).all()


async def missions_of(session: AsyncSession, company_id: int, now: datetime) -> Sequence[MissionRow]:
    """Missions ahead, soonest first, planned for needs with which this organisation is connected."""
    query = select(MissionRow).join(NeedRow, NeedRow.mission_id == MissionRow.id)
    query = query.join(PartnershipRow, PartnershipRow.need_id == NeedRow.id)
    ours = (PartnershipRow.company_id == company_id, PartnershipRow.state == CONNECTED)
    query = query.where(*ours, MissionRow.state == OPEN, MissionRow.ends_at > now)
    return (await session.scalars(query.order_by(MissionRow.begins_at, MissionRow.id))).unique().all()


async def minutes(session: AsyncSession, company_id: int) -> int:
    """What was confirmed for this organisation, of those whose rows are gone, too."""
    done = select(func.coalesce(func.sum(HandRow.minutes), 0))
    worked = await session.scalar(done.where(HandRow.company_id == company_id, HandRow.confirmed_at.is_not(None)))
    past = await session.scalar(select(CompanyRow.past_minutes).where(CompanyRow.id == company_id))
    return int(worked or 0) + int(past or 0)


async def keep_minutes(session: AsyncSession, company_id: int, more: int) -> None:
    """Before a row goes: its minutes stay with the organisation, as a number."""
    more_than_before = {"past_minutes": CompanyRow.past_minutes + more}
    await session.execute(update(CompanyRow).where(CompanyRow.id == company_id).values(more_than_before))


async def come_for_themselves(session: AsyncSession, people: Collection[int]) -> None:
    """Where their hours are not confirmed yet, these people come for no organisation any more."""
    ahead = (HandRow.state.in_((GOING, WAITING, INVITED)), HandRow.confirmed_at.is_(None))
    own = {"company_id": None, "employed": False}
    await session.execute(update(HandRow).where(HandRow.person_id.in_(people), *ahead).values(own))


async def untouched_go(session: AsyncSession, before: datetime) -> None:
    """Those who agreed before that moment and did nothing for their organisation since."""
    lately = select(HandRow.person_id).join(MissionRow, MissionRow.id == HandRow.mission_id)
    lately = lately.where(MissionRow.ends_at >= before, HandRow.company_id.is_not(None))
    old = delete(EmployeeRow).where(EmployeeRow.agreed_at < before, EmployeeRow.person_id.not_in(lately))
    await session.execute(old)
