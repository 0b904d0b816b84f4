"""Rooms: live sessions, who sits in them, their questions and ballots."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class RoomRow(Base):
    """One live session: ready (nobody has voted yet), live, ended.

    `code` is what people type, `token` what opens the wall. `question_id` is the one on the wall, whatever its state.
    """

    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    code: Mapped[str | None] = mapped_column(String(5), unique=True, info=PLAIN)
    token: Mapped[str] = mapped_column(String(32), unique=True, info=PLAIN)
    state: Mapped[str] = mapped_column(String(8), default="ready", index=True, info=PLAIN)
    opener_id: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    question_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)


class SeatRow(Base):
    """Somebody in a room, in joining order; `message_id` is the question that they hold on their phone."""

    __tablename__ = "room_seats"
    __table_args__ = (UniqueConstraint("room_id", "person_id"),)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("rooms.id", ondelete="CASCADE"), info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    question_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    message_id: Mapped[int | None] = mapped_column(BigInteger, info=PLAIN)


class QuestionRow(Base):
    """One question of a room: waiting, open, closed, shown (its result is on the wall and on the phones).

    `options` are words in three languages; a scale has none. `totals` are the counts that stay once the ballots went.
    """

    __tablename__ = "room_questions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("rooms.id", ondelete="CASCADE"), index=True, info=PLAIN)
    position: Mapped[int] = mapped_column(info=PLAIN)
    kind: Mapped[str] = mapped_column(String(10), info=PLAIN)
    words: Mapped[dict[str, str]] = mapped_column(JSON, info=PLAIN)
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, info=PLAIN)
    most: Mapped[int] = mapped_column(default=1, info=PLAIN)
    low: Mapped[int] = mapped_column(default=0, info=PLAIN)
    high: Mapped[int] = mapped_column(default=0, info=PLAIN)
    state: Mapped[str] = mapped_column(String(8), default="waiting", info=PLAIN)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    totals: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=PLAIN)


class BallotRow(Base):
    """One voter's choice; the last one before closing counts.

    `voter` is a keyed hash under a key of this question (services/ballots.py). `choice` is a number: the option's, a
    set of them as bits, or a step of the scale. `update_id` keeps an older tap from undoing a newer one.
    """

    __tablename__ = "room_ballots"

    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_questions.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    voter: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, info=PSEUDONYMOUS)
    choice: Mapped[int] = mapped_column(BigInteger, info=PLAIN)
    source: Mapped[str] = mapped_column(String(8), default="phone", info=PLAIN)
    update_id: Mapped[int | None] = mapped_column(BigInteger, info=PLAIN)


async def by_code(session: AsyncSession, code: str) -> RoomRow | None:
    """The room with this code."""
    return await session.scalar(select(RoomRow).where(RoomRow.code == code))


async def questions(session: AsyncSession, room_id: int) -> list[QuestionRow]:
    """All questions of a room, in order."""
    mine = QuestionRow.room_id == room_id
    return list(await session.scalars(select(QuestionRow).where(mine).order_by(QuestionRow.position, QuestionRow.id)))


async def seat_of(session: AsyncSession, person_id: int) -> SeatRow | None:
    """Where this person sits: the newest seat that they have not left, in a room that has not ended."""
    query = select(SeatRow).join(RoomRow, RoomRow.id == SeatRow.room_id)
    query = query.where(SeatRow.person_id == person_id, SeatRow.left_at.is_(None), RoomRow.state != "ended")
    return await session.scalar(query.order_by(SeatRow.joined_at.desc(), SeatRow.id.desc()).limit(1))


async def present(session: AsyncSession, room_id: int) -> int:
    """How many people sit in a room."""
    here = (SeatRow.room_id == room_id, SeatRow.left_at.is_(None))
    return await session.scalar(select(func.count()).select_from(SeatRow).where(*here)) or 0
