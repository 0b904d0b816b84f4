"""Names in a live vote: of whoever gave one, and what they chose on questions that were announced as named."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class NameRow(Base):
    """The name that somebody gave for the named votes of a room, when, and which text told them what becomes of it.

    A browser goes a day after the end; its name stays as long as the others.
    """

    __tablename__ = "room_names"
    __table_args__ = (UniqueConstraint("room_id", "person_id"), UniqueConstraint("room_id", "device_id"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("rooms.id", ondelete="CASCADE"), info=PLAIN)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    device_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("room_devices.id", ondelete="SET NULL"), index=True, info=PSEUDONYMOUS
    )
    name: Mapped[str] = mapped_column(String(60), info=PERSONAL)
    text_version: Mapped[str] = mapped_column(String(20), info=PLAIN)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)


class SignedRow(Base):
    """What stands beside a name on a named question that has closed; `choice` as in a ballot (services/kinds.py)."""

    __tablename__ = "room_signed"
    rights = Rights(through="name_id")

    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_questions.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    name_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_names.id", ondelete="CASCADE"), primary_key=True, index=True, info=PSEUDONYMOUS
    )
    choice: Mapped[int] = mapped_column(BigInteger, info=PERSONAL)


async def of(
    session: AsyncSession, room_id: int, *, person_id: int | None = None, device: int | None = None
) -> NameRow | None:
    """The name that this person, or this browser, gave in a room."""
    whose = NameRow.person_id == person_id if device is None else NameRow.device_id == device
    return await session.scalar(select(NameRow).where(NameRow.room_id == room_id, whose))


async def given(session: AsyncSession, room_id: int) -> Sequence[NameRow]:
    """Every name of a room; nobody can take theirs back until we have committed (on SQLite writers queue anyway)."""
    query = select(NameRow).where(NameRow.room_id == room_id).order_by(NameRow.id).with_for_update(read=True)
    return (await session.scalars(query)).all()


async def signed(session: AsyncSession, question_id: int) -> list[tuple[str, int]]:
    """Who chose what on a named question, in the order of the names."""
    query = select(NameRow.name, SignedRow.choice).join(SignedRow, SignedRow.name_id == NameRow.id)
    found = await session.execute(query.where(SignedRow.question_id == question_id).order_by(NameRow.id))
    return sorted(((name, choice) for name, choice in found), key=lambda one: one[0].casefold())


async def unsign(session: AsyncSession, question_id: int) -> None:
    """Nothing stands beside a name on this question any more."""
    await session.execute(delete(SignedRow).where(SignedRow.question_id == question_id))
