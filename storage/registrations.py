"""Registrations: who answered what to a workshop, who holds a seat, who waits for one, who came."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.workshops import MeetingRow, WorkshopRow

# The states of a registration.
INVITED = "invited"  # by the team, and has not answered
GOING, MAYBE, CANNOT = "going", "maybe", "cannot"
WAITING = "waiting"  # for a seat, in the order of `waiting_since`
OFFERED = "offered"  # a seat is kept for them until `offer_ends`
LAPSED = "lapsed"  # the offer ended without an answer
WALKED_IN = "walked_in"  # came without having said so; takes no seat
STATES = (INVITED, GOING, MAYBE, CANNOT, WAITING, OFFERED, LAPSED, WALKED_IN)
SEATED = (GOING, OFFERED)
REGISTERED = (GOING, MAYBE, WAITING, OFFERED)  # who is told what changes


class RegistrationRow(Base):
    """One person's answer to one workshop.

    `name` is what the team reads, taken from Telegram when they answer. Whoever gives up a seat (or a place in the
    line) keeps it until `frees_at`, in case it was by mistake: `before` is the state that comes back. `answers` are
    those to the workshop's questions, by their place from 0. `confirmed_at`: they answered a reminder and still come.
    `rating`, `words` and `voice` (Telegram's file id) are their feedback.
    """

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("workshop_id", "person_id"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    workshop_id: Mapped[int] = mapped_column(BigId, ForeignKey("workshops.id", ondelete="CASCADE"), info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    state: Mapped[str] = mapped_column(String(10), index=True, info=PERSONAL)
    name: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    guests: Mapped[int] = mapped_column(default=0, info=PERSONAL)
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, info=PERSONAL)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    offer_ends: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    before: Mapped[str | None] = mapped_column(String(10), info=PLAIN)
    frees_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    rating: Mapped[int | None] = mapped_column(info=PERSONAL)
    words: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    voice: Mapped[str | None] = mapped_column(Text, info=PERSONAL)


class AttendanceRow(Base):
    """Somebody was at a session of the workshop. `how`: ticket, room, list or walk_in; the first one counts."""

    __tablename__ = "workshop_attendances"
    rights = Rights(through="registration_id")

    meeting_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("workshop_meetings.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    registration_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True, index=True, info=PSEUDONYMOUS
    )
    checked_in_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    how: Mapped[str] = mapped_column(String(8), info=PLAIN)


def _seats() -> ColumnElement[bool]:
    """Who holds a seat: whoever goes, is offered one, or gave theirs up a moment ago."""
    leaving = and_(RegistrationRow.before.in_(SEATED), RegistrationRow.frees_at.is_not(None))
    return or_(RegistrationRow.state.in_(SEATED), leaving)


def _over(now: datetime) -> ColumnElement[bool]:
    """An offer has ended, or somebody gave up their seat for good."""
    unanswered = and_(RegistrationRow.state == OFFERED, RegistrationRow.offer_ends <= now)
    return or_(unanswered, RegistrationRow.frees_at <= now)


async def of(session: AsyncSession, workshop_id: int, person_id: int) -> RegistrationRow | None:
    """What this person answered to the workshop, as it is now."""
    mine = (RegistrationRow.workshop_id == workshop_id, RegistrationRow.person_id == person_id)
    return await session.scalar(select(RegistrationRow).where(*mine), execution_options={"populate_existing": True})


async def of_person(session: AsyncSession, person_id: int) -> dict[int, RegistrationRow]:
    """What this person answered, by workshop."""
    rows = await session.scalars(select(RegistrationRow).where(RegistrationRow.person_id == person_id))
    return {row.workshop_id: row for row in rows}


async def forget(session: AsyncSession, workshop_id: int, person_id: int) -> None:
    """Drop what this person answered to the workshop, and that they were there."""
    mine = (RegistrationRow.workshop_id == workshop_id, RegistrationRow.person_id == person_id)
    await session.execute(delete(RegistrationRow).where(*mine))


async def taken(session: AsyncSession, workshop_id: int) -> int:
    """How many seats are taken, guests included."""
    query = select(func.coalesce(func.sum(1 + RegistrationRow.guests), 0)).where(_seats())
    return int(await session.scalar(query.where(RegistrationRow.workshop_id == workshop_id)) or 0)


async def line(session: AsyncSession, workshop_id: int) -> list[RegistrationRow]:
    """Who waits for a seat, the first one first."""
    query = select(RegistrationRow).where(RegistrationRow.workshop_id == workshop_id, RegistrationRow.state == WAITING)
    return list(await session.scalars(query.order_by(RegistrationRow.waiting_since, RegistrationRow.id)))


async def in_states(session: AsyncSession, workshop_id: int, states: Collection[str]) -> list[RegistrationRow]:
    """The registrations in these states, in the order of answering."""
    query = select(RegistrationRow).where(RegistrationRow.workshop_id == workshop_id)
    query = query.where(RegistrationRow.state.in_(states))
    return list(await session.scalars(query.order_by(RegistrationRow.answered_at, RegistrationRow.id)))


async def counts(session: AsyncSession, workshop_id: int) -> dict[str, tuple[int, int]]:
    """For each state how many people, and how many seats with their guests."""
    seats = func.coalesce(func.sum(1 + RegistrationRow.guests), 0)
    query = select(RegistrationRow.state, func.count(), seats).where(RegistrationRow.workshop_id == workshop_id)
    found = await session.execute(query.group_by(RegistrationRow.state))
    return {state: (people, int(with_guests)) for state, people, with_guests in found}


async def came(session: AsyncSession, workshop_id: int) -> int:
    """How many people were at one session at least."""
    query = select(func.count(AttendanceRow.registration_id.distinct()))
    query = query.join(RegistrationRow, RegistrationRow.id == AttendanceRow.registration_id)
    return int(await session.scalar(query.where(RegistrationRow.workshop_id == workshop_id)) or 0)


async def missed(session: AsyncSession, person_ids: Collection[int]) -> set[int]:
    """Which of these people did not come to the last workshop they had said to come to, of those where it was noted."""
    noted = select(AttendanceRow.meeting_id)
    query = (
        select(RegistrationRow.person_id, func.count(AttendanceRow.registration_id))
        .join(MeetingRow, MeetingRow.workshop_id == RegistrationRow.workshop_id)
        .outerjoin(
            AttendanceRow,
            and_(AttendanceRow.registration_id == RegistrationRow.id, AttendanceRow.meeting_id == MeetingRow.id),
        )
        .where(RegistrationRow.person_id.in_(person_ids), RegistrationRow.state == GOING, MeetingRow.id.in_(noted))
        .group_by(RegistrationRow.person_id, MeetingRow.id)
        .order_by(MeetingRow.begins_at)
    )
    came = dict((await session.execute(query)).all())  # the last one counts
    return {person_id for person_id, times in came.items() if not times}


async def unconfirm(session: AsyncSession, workshop_id: int) -> None:
    """Nobody has confirmed yet: the date was moved."""
    ours = RegistrationRow.workshop_id == workshop_id
    await session.execute(update(RegistrationRow).where(ours).values(confirmed_at=None))


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """The workshops of which a seat moves now: an offer has ended, or somebody gave theirs up for good."""
    return list(await session.scalars(select(RegistrationRow.workshop_id).where(_over(now)).distinct()))


async def ended(session: AsyncSession, workshop_id: int, now: datetime) -> list[RegistrationRow]:
    """The registrations of a workshop that lose now what they held."""
    ours = RegistrationRow.workshop_id == workshop_id
    query = select(RegistrationRow).where(ours, _over(now)).order_by(RegistrationRow.id)
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def with_line(session: AsyncSession) -> list[WorkshopRow]:
    """The workshops for which somebody waits."""
    waits = select(RegistrationRow.workshop_id).where(RegistrationRow.state == WAITING)
    return list(await session.scalars(select(WorkshopRow).where(WorkshopRow.id.in_(waits)).order_by(WorkshopRow.id)))


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next seat moves."""
    offers = select(func.min(RegistrationRow.offer_ends)).where(RegistrationRow.state == OFFERED)
    freed = select(func.min(RegistrationRow.frees_at))
    moments = (await session.execute(select(offers.scalar_subquery(), freed.scalar_subquery()))).one()
    return min((one for one in moments if one), default=None)
