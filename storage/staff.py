"""Staff: roles, single-use invitations, and how each member hears of new challenges."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.people import PersonRow


class StaffRow(Base):
    """One role of one person."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("person_id", "role"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    role: Mapped[str] = mapped_column(String(20), info=PLAIN)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    added_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)


class StaffNotices(Base):
    """How one member hears of new challenges: daily, now or none; no row means daily.

    Apart from the roles, since admins named in the settings have no row there.
    """

    __tablename__ = "staff_notices"
    rights = Rights(owner="person_id")

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, info=PSEUDONYMOUS
    )
    choice: Mapped[str] = mapped_column(String(10), info=PLAIN)


class InvitationRow(Base):
    """One invitation; only the hash of its token is kept."""

    __tablename__ = "invitations"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=PLAIN)
    role: Mapped[str] = mapped_column(String(20), info=PLAIN)
    invited_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


async def everybody(session: AsyncSession, admins: Collection[int]) -> list[PersonRow]:
    """Everyone with a role, and the people whose Telegram ids are in `admins`, oldest first."""
    with_role = PersonRow.id.in_(select(StaffRow.person_id))
    query = select(PersonRow).where(or_(with_role, PersonRow.telegram_id.in_(admins))).order_by(PersonRow.id)
    return list(await session.scalars(query))


async def roles_of(session: AsyncSession, person_id: int) -> set[str]:
    """The roles given to this person in the chat."""
    return set(await session.scalars(select(StaffRow.role).where(StaffRow.person_id == person_id)))


async def choices(session: AsyncSession) -> dict[int, str]:
    """How members want to hear of new challenges, by person id; who never chose is not in it."""
    return {row.person_id: row.choice for row in await session.scalars(select(StaffNotices))}


async def open_invitation(session: AsyncSession, token_hash: bytes, now: datetime) -> InvitationRow | None:
    """The invitation, if nobody used it and it is not too old."""
    unused = (InvitationRow.used_at.is_(None), InvitationRow.expires_at > now)
    return await session.scalar(select(InvitationRow).where(InvitationRow.token_hash == token_hash, *unused))


async def use_invitation(session: AsyncSession, token_hash: bytes, now: datetime) -> InvitationRow | None:
    """Use the invitation up; None if there is none, it is too old, or somebody was faster."""
    unused = (InvitationRow.used_at.is_(None), InvitationRow.expires_at > now)
    statement = update(InvitationRow).where(InvitationRow.token_hash == token_hash, *unused).values(used_at=now)
    return await session.scalar(statement.returning(InvitationRow))
