"""Certificates: what stands on each, so that whoever is shown one can ask whether it is true."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime

ATTENDANCE, VOLUNTEERING, EMPLOYEE = "attendance", "volunteering", "employee"
_VOLUNTEERS = text("kind = 'volunteering'")


class CertificateRow(Base):
    """One certificate: of attendance (a person may have one for each workshop), of volunteering (one for all), or of
    what somebody did for the organisation that employs them (one for each).

    `first` and `last` are days (2026-10-08), `title` the workshop's words, `missions` how many they did,
    `organisation` the employer's name if they want it on the paper.

    Once its person is erased it says nothing but that it is withdrawn: name, title and person are empty. `ended` says
    if that is because another took its place, or because it was too old (storage/papers.py).
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("person_id", "workshop_id"),
        UniqueConstraint("person_id", "company_id"),
        Index("uq_certificates_of_volunteers", "person_id", unique=True, sqlite_where=_VOLUNTEERS),
        NEVER_AGAIN,
    )
    rights = Rights(owner="person_id", erase="clear")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    code: Mapped[str] = mapped_column(String(14), unique=True, info=PLAIN)
    kind: Mapped[str] = mapped_column(String(16), default=ATTENDANCE, info=PLAIN)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, info=PSEUDONYMOUS
    )
    workshop_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("workshops.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    company_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    name: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    organisation: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    title: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), info=PERSONAL)
    first: Mapped[str | None] = mapped_column(String(10), info=PERSONAL)
    last: Mapped[str | None] = mapped_column(String(10), info=PERSONAL)
    minutes: Mapped[int | None] = mapped_column(info=PERSONAL)
    missions: Mapped[int | None] = mapped_column(info=PERSONAL)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    ended: Mapped[str | None] = mapped_column(String(8), info=PLAIN)


async def by_code(session: AsyncSession, code: str) -> CertificateRow | None:
    """The certificate of this code."""
    return await session.scalar(select(CertificateRow).where(CertificateRow.code == code))


async def standing(session: AsyncSession, person_id: int) -> Sequence[CertificateRow]:
    """This person's certificates that count, newest first."""
    counts = (CertificateRow.name.is_not(None), CertificateRow.revoked_at.is_(None))
    query = select(CertificateRow).where(CertificateRow.person_id == person_id, *counts)
    query = query.order_by(CertificateRow.issued_at.desc(), CertificateRow.id.desc())
    return (await session.scalars(query)).all()


async def of(session: AsyncSession, person_id: int, workshop_id: int) -> CertificateRow | None:
    """The certificate of this person for that workshop."""
    mine = (CertificateRow.person_id == person_id, CertificateRow.workshop_id == workshop_id)
    return await session.scalar(select(CertificateRow).where(*mine))


async def of_volunteer(session: AsyncSession, person_id: int) -> CertificateRow | None:
    """The certificate of volunteering of this person."""
    mine = (CertificateRow.person_id == person_id, CertificateRow.kind == VOLUNTEERING)
    return await session.scalar(select(CertificateRow).where(*mine))


async def of_employee(session: AsyncSession, person_id: int, company_id: int) -> CertificateRow | None:
    """The certificate of what this person did for that organisation."""
    mine = (CertificateRow.person_id == person_id, CertificateRow.company_id == company_id)
    return await session.scalar(select(CertificateRow).where(*mine))
