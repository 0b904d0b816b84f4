"""Doors for the bodies to which challenges were passed: a link or a seat, for those challenges only."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, String, UniqueConstraint, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class PartnerRow(Base):
    """A door of one body: by a key of lab.toml, or by the name that the team wrote (`body`, also if the key goes).

    Only hashes of its link's and its seat's tokens are kept.
    """

    __tablename__ = "partners"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    key: Mapped[str | None] = mapped_column(String(24), info=PLAIN)
    body: Mapped[str] = mapped_column(String(120), info=PLAIN)
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True, info=PLAIN)
    seat_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True, info=PLAIN)
    seat_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    made_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


class PartnerChallengeRow(Base):
    """One challenge that stands behind a door."""

    __tablename__ = "partner_challenges"
    __table_args__ = (UniqueConstraint("partner_id", "challenge_id"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    partner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("partners.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


class PartnerSeatRow(Base):
    """Somebody of that body who came in by a single-use invitation, by the name they have on Telegram."""

    __tablename__ = "partner_seats"
    __table_args__ = (UniqueConstraint("partner_id", "person_id"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    partner_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("partners.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    name: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)


async def by_hash(session: AsyncSession, token_hash: bytes, now: datetime) -> PartnerRow | None:
    """The door of this token, while it is open."""
    query = select(PartnerRow).where(PartnerRow.token_hash == token_hash, *_open(now))
    return await session.scalar(query)


async def open_door(session: AsyncSession, partner_id: int, now: datetime) -> PartnerRow | None:
    """The door of this id, while it is open."""
    return await session.scalar(select(PartnerRow).where(PartnerRow.id == partner_id, *_open(now)))


async def all_open(session: AsyncSession, now: datetime) -> list[PartnerRow]:
    """Every door that is open, oldest first."""
    return list(await session.scalars(select(PartnerRow).where(*_open(now)).order_by(PartnerRow.id)))


async def seats_of(session: AsyncSession, person_id: int, now: datetime) -> list[PartnerRow]:
    """The open doors at which this person has a seat, oldest first."""
    query = select(PartnerRow).join(PartnerSeatRow, PartnerSeatRow.partner_id == PartnerRow.id)
    return list(
        await session.scalars(query.where(PartnerSeatRow.person_id == person_id, *_open(now)).order_by(PartnerRow.id))
    )


async def seats_at(session: AsyncSession, partner_id: int) -> list[PartnerSeatRow]:
    """The seats at this door, oldest first."""
    query = select(PartnerSeatRow).where(PartnerSeatRow.partner_id == partner_id).order_by(PartnerSeatRow.id)
    return list(await session.scalars(query))


async def behind(session: AsyncSession, partner_id: int) -> list[int]:
    """The ids of the challenges behind a door, the newest first."""
    query = select(PartnerChallengeRow.challenge_id).where(PartnerChallengeRow.partner_id == partner_id)
    return list(await session.scalars(query.order_by(PartnerChallengeRow.id.desc())))


async def doors_of(session: AsyncSession, challenge_id: int, now: datetime) -> list[PartnerRow]:
    """The open doors behind which a challenge stands, oldest first."""
    query = select(PartnerRow).join(PartnerChallengeRow, PartnerChallengeRow.partner_id == PartnerRow.id)
    here = (PartnerChallengeRow.challenge_id == challenge_id, *_open(now))
    return list(await session.scalars(query.where(*here).order_by(PartnerRow.id)))


async def forget_over(session: AsyncSession, now: datetime) -> None:
    """Who sat at doors that are closed or over, and what their links were known by, goes; the bodies' names stay."""
    over = or_(PartnerRow.revoked_at.is_not(None), PartnerRow.expires_at <= now)
    doors = select(PartnerRow.id).where(over)
    await session.execute(delete(PartnerSeatRow).where(PartnerSeatRow.partner_id.in_(doors)))
    await session.execute(update(PartnerRow).where(over).values(token_hash=None, seat_hash=None, seat_until=None))


def _open(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return PartnerRow.revoked_at.is_(None), PartnerRow.expires_at > now
