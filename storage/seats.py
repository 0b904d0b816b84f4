"""Seats: who sits in a room, and what their phone shows."""

from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, String, UniqueConstraint, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.devices import DeviceRow
from storage.people import PersonRow
from storage.questions import OPEN, SHOWN, QuestionRow
from storage.rooms import ENDED, RoomRow

WELCOMED, AGAIN = "in", "again"


class SeatRow(Base):
    """Somebody in a room, in joining order.

    `message_id` is the question that they hold on their phone, `stage` what it shows there: open, shown (its result),
    again (a result that has changed since), ended (they were thanked); before the first one in (they were welcomed),
    or empty. Until `asking_until` what they write is a question to the room; `queue_id` is the queue that they were
    told of. `guest`: how often the phone was handed on during the question `guest_on`; 0 is its owner. `pad_id` is the
    message of their pad, 0 where none can be shown.
    """

    __tablename__ = "room_seats"
    __table_args__ = (UniqueConstraint("room_id", "person_id"), NEVER_AGAIN)
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
    stage: Mapped[str] = mapped_column(String(8), default="", info=PLAIN)
    asking_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    queue_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    pad_id: Mapped[int | None] = mapped_column(BigInteger, info=PLAIN)
    guest: Mapped[int] = mapped_column(default=0, info=PLAIN)
    guest_on: Mapped[int | None] = mapped_column(BigId, info=PLAIN)


async def seat_of(session: AsyncSession, person_id: int) -> SeatRow | None:
    """Where this person sits: the newest seat that they have not left, in a room that has not ended."""
    query = select(SeatRow).join(RoomRow, RoomRow.id == SeatRow.room_id)
    query = query.where(SeatRow.person_id == person_id, SeatRow.left_at.is_(None), RoomRow.state != ENDED)
    return await session.scalar(query.order_by(SeatRow.joined_at.desc(), SeatRow.id.desc()).limit(1))


async def guest_of(session: AsyncSession, question: QuestionRow, telegram_id: int) -> int:
    """Which guest of this person's phone votes on the question now; 0 is its owner."""
    query = select(SeatRow.guest).join(PersonRow, PersonRow.id == SeatRow.person_id)
    query = query.where(SeatRow.room_id == question.room_id, SeatRow.guest_on == question.id)
    return await session.scalar(query.where(PersonRow.telegram_id == telegram_id)) or 0


async def taken(session: AsyncSession, room_id: int) -> list[tuple[SeatRow, PersonRow]]:
    """Who sits in a room, in joining order."""
    query = select(SeatRow, PersonRow).join(PersonRow, PersonRow.id == SeatRow.person_id)
    query = query.where(SeatRow.room_id == room_id, SeatRow.left_at.is_(None))
    return [(seat, person) for seat, person in await session.execute(query.order_by(SeatRow.joined_at, SeatRow.id))]


async def present(session: AsyncSession, room_id: int) -> int:
    """How many people sit in a room."""
    here = (SeatRow.room_id == room_id, SeatRow.left_at.is_(None))
    return await session.scalar(select(func.count()).select_from(SeatRow).where(*here)) or 0


async def arrivals(session: AsyncSession, room_id: int) -> int:
    """How many people took a seat in a room, whether or not they left it again."""
    return await session.scalar(select(func.count()).select_from(SeatRow).where(SeatRow.room_id == room_id)) or 0


async def people(session: AsyncSession, rooms: list[int]) -> dict[int, int]:
    """How many seats and browsers each of these rooms has."""
    found = dict.fromkeys(rooms, 0)
    for table, here in ((SeatRow, SeatRow.left_at.is_(None)), (DeviceRow, true())):
        query = select(table.room_id, func.count()).where(table.room_id.in_(rooms), here).group_by(table.room_id)
        for room_id, count in await session.execute(query):
            found[room_id] += count
    return found


async def behind(session: AsyncSession, room_id: int, question_id: int | None, stage: str) -> list[tuple[SeatRow, int]]:
    """Who is not told yet that this question is at that stage, in joining order, each with their Telegram id.

    A result goes to those who hold the question, thanks (no question) and a question to everybody who can be reached.
    """
    here = SeatRow.room_id == room_id
    if stage == SHOWN:
        holding = (
            SeatRow.question_id == question_id,
            SeatRow.stage.in_((OPEN, AGAIN)),
            SeatRow.message_id.is_not(None),
        )
        return await _reached(session, here, *holding)
    other = SeatRow.question_id.is_distinct_from(question_id)
    return await _reached(session, here, or_(other, SeatRow.stage != stage) if question_id else SeatRow.stage != stage)


async def without_pad(session: AsyncSession, room_id: int) -> list[tuple[SeatRow, int]]:
    """Who holds no pad yet, in joining order, each with their Telegram id."""
    return await _reached(session, SeatRow.room_id == room_id, SeatRow.pad_id.is_(None))


async def on_pads(session: AsyncSession, room_id: int, question_id: int) -> list[tuple[SeatRow, int]]:
    """Whose pad does not show the result of this question yet, in joining order, each with their Telegram id."""
    seen = (SeatRow.question_id == question_id) & (SeatRow.stage.in_((OPEN, SHOWN)))
    other = or_(SeatRow.question_id.is_(None), ~seen)
    return await _reached(session, SeatRow.room_id == room_id, SeatRow.pad_id > 0, other)


async def untold(session: AsyncSession, room_id: int, queue_id: int) -> list[tuple[SeatRow, int]]:
    """Who does not know yet that they may ask the room, in joining order, each with their Telegram id."""
    query = select(SeatRow, PersonRow.telegram_id).join(PersonRow, PersonRow.id == SeatRow.person_id)
    query = query.where(PersonRow.unreachable_at.is_(None), PersonRow.blocked_at.is_(None))
    here = (SeatRow.room_id == room_id, SeatRow.left_at.is_(None), SeatRow.queue_id.is_distinct_from(queue_id))
    found = await session.execute(query.where(*here).order_by(SeatRow.joined_at, SeatRow.id))
    return [(seat, telegram_id) for seat, telegram_id in found]


async def _reached(session: AsyncSession, *which: ColumnElement[bool]) -> list[tuple[SeatRow, int]]:
    query = select(SeatRow, PersonRow.telegram_id).join(PersonRow, PersonRow.id == SeatRow.person_id)
    here = (SeatRow.left_at.is_(None), PersonRow.unreachable_at.is_(None), PersonRow.blocked_at.is_(None))
    found = await session.execute(query.where(*which, *here).order_by(SeatRow.joined_at, SeatRow.id))
    return [(seat, telegram_id) for seat, telegram_id in found]
