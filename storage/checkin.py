"""Who comes to which session: absences said before, attendance, and those who walked in without a phone."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.database import insert_if_new
from storage.registrations import GOING, AttendanceRow, RegistrationRow
from storage.workshops import PUBLISHED, MeetingRow, WorkshopRow

# How somebody was checked in.
TICKET, ROOM, LIST, WALK_IN = "ticket", "room", "list", "walk_in"


class AbsenceRow(Base):
    """Somebody said that they cannot come to this one session of several; they keep their seat in the others."""

    __tablename__ = "workshop_absences"
    rights = Rights(through="registration_id")

    meeting_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("workshop_meetings.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    registration_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True, index=True, info=PSEUDONYMOUS
    )
    said_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)


class WalkInRow(Base):
    """Somebody who came without Telegram: a facilitator wrote the name down, which leads to no account of ours.

    Goes with the registrations.
    """

    __tablename__ = "workshop_walk_ins"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    meeting_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("workshop_meetings.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    name: Mapped[str] = mapped_column(String(200), info=PSEUDONYMOUS)
    came_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    added_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)


class LiveRow(Base):
    """The live vote of a session: whoever comes into that room is at the session."""

    __tablename__ = "workshop_rooms"

    room_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    meeting_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("workshop_meetings.id", ondelete="CASCADE"), index=True, info=PLAIN
    )


async def belongs(session: AsyncSession, room_id: int, meeting_id: int) -> bool:
    """This room is the live vote of this session; False if it belongs to one already."""
    values = {"room_id": room_id, "meeting_id": meeting_id}
    return await session.scalar(insert_if_new(session, LiveRow).values(values).returning(LiveRow.room_id)) is not None


async def meeting_of(session: AsyncSession, room_id: int) -> int | None:
    """The session whose live vote this is."""
    return await session.scalar(select(LiveRow.meeting_id).where(LiveRow.room_id == room_id))


# Asked for several plans whenever we look what is due: built once.
_AROUND = (
    select(MeetingRow)
    .join(WorkshopRow, WorkshopRow.id == MeetingRow.workshop_id)
    .where(WorkshopRow.state == PUBLISHED, MeetingRow.ends_at > bindparam("since"))
    .order_by(MeetingRow.begins_at, MeetingRow.id)
)


async def around(session: AsyncSession, since: datetime, until: datetime | None = None) -> list[MeetingRow]:
    """The sessions of published workshops that end after `since` and begin before `until`, by time."""
    query = _AROUND if until is None else _AROUND.where(MeetingRow.begins_at < until)
    return list(await session.scalars(query, {"since": since}))


async def going(session: AsyncSession, meeting: MeetingRow) -> list[RegistrationRow]:
    """Who still comes to this session, in the order of answering."""
    away = select(AbsenceRow.registration_id).where(AbsenceRow.meeting_id == meeting.id)
    mine = (RegistrationRow.workshop_id == meeting.workshop_id, RegistrationRow.state == GOING)
    query = select(RegistrationRow).where(*mine, RegistrationRow.id.not_in(away))
    return list(await session.scalars(query.order_by(RegistrationRow.answered_at, RegistrationRow.id)))


async def stay_away(session: AsyncSession, meeting_id: int, registration_id: int, now: datetime) -> None:
    """They cannot come to this session."""
    values = {"meeting_id": meeting_id, "registration_id": registration_id, "said_at": now}
    await session.execute(insert_if_new(session, AbsenceRow).values(values))


async def come_after_all(session: AsyncSession, meeting_id: int, registration_id: int) -> None:
    """They come to this session after all."""
    mine = (AbsenceRow.meeting_id == meeting_id, AbsenceRow.registration_id == registration_id)
    await session.execute(delete(AbsenceRow).where(*mine))


async def come_to_all(session: AsyncSession, registration_id: int | None) -> None:
    """They have said of no session that they cannot come to it."""
    await session.execute(delete(AbsenceRow).where(AbsenceRow.registration_id == registration_id))


async def absences(session: AsyncSession, meeting_id: int) -> set[int]:
    """The registrations of those who said that they cannot come to this session."""
    return set(await session.scalars(select(AbsenceRow.registration_id).where(AbsenceRow.meeting_id == meeting_id)))


async def forget_absences(session: AsyncSession, meeting_id: int) -> None:
    """Nobody has said that they cannot come to this session: it was moved."""
    await session.execute(delete(AbsenceRow).where(AbsenceRow.meeting_id == meeting_id))


async def check_in(session: AsyncSession, meeting_id: int, registration_id: int, how: str, now: datetime) -> bool:
    """They are here; False if that was known."""
    values = {"meeting_id": meeting_id, "registration_id": registration_id, "how": how, "checked_in_at": now}
    statement = insert_if_new(session, AttendanceRow).values(values).returning(AttendanceRow.registration_id)
    return await session.scalar(statement) is not None


async def check_out(session: AsyncSession, meeting_id: int, registration_id: int) -> None:
    """They were checked in by mistake."""
    mine = (AttendanceRow.meeting_id == meeting_id, AttendanceRow.registration_id == registration_id)
    await session.execute(delete(AttendanceRow).where(*mine))


async def here(session: AsyncSession, meeting_id: int) -> dict[int, AttendanceRow]:
    """Who was checked in, by registration."""
    rows = await session.scalars(select(AttendanceRow).where(AttendanceRow.meeting_id == meeting_id))
    return {row.registration_id: row for row in rows}


async def walk_ins(session: AsyncSession, meeting_id: int) -> list[WalkInRow]:
    """Names of those who came without Telegram."""
    query = select(WalkInRow).where(WalkInRow.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(WalkInRow.id)))


async def attendance(session: AsyncSession, meeting_ids: Collection[int]) -> dict[int, int]:
    """How many were at each of these sessions, walk-ins included."""
    counted = dict.fromkeys(meeting_ids, 0)
    for table in (AttendanceRow, WalkInRow):
        query = select(table.meeting_id, func.count()).where(table.meeting_id.in_(meeting_ids))
        for meeting_id, n in await session.execute(query.group_by(table.meeting_id)):
            counted[meeting_id] += n
    return counted
