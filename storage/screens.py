"""Screens that show six digits and wait for their room, so that any process may give them one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, Base, UtcDateTime
from storage.database import insert_or_update

STAYS = timedelta(seconds=10)  # without a sign of the process that holds the screen


class ScreenRow(Base):
    """A screen, by what it shows; `token` once a facilitator sent its digits."""

    __tablename__ = "screens"

    digits: Mapped[str] = mapped_column(String(6), primary_key=True, info=PLAIN)
    token: Mapped[str | None] = mapped_column(String(64), info=PLAIN)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


async def wait(session: AsyncSession, digits: Sequence[str], now: datetime) -> dict[str, str]:
    """These screens wait; returns the tokens of those that have one now, whose rows go."""
    await session.execute(delete(ScreenRow).where(ScreenRow.seen_at < now - STAYS))
    new = [{"digits": one, "seen_at": now} for one in sorted(digits)]
    await session.execute(insert_or_update(session, ScreenRow, if_newer="seen_at"), new)
    paired = (ScreenRow.digits.in_(digits), ScreenRow.token.is_not(None))
    found = await session.execute(delete(ScreenRow).where(*paired).returning(ScreenRow.digits, ScreenRow.token))
    return {one: token for one, token in found if token}


async def waits(session: AsyncSession, digits: str, now: datetime) -> bool:
    """Whether a screen with these digits waits."""
    row = await session.get(ScreenRow, digits)
    return row is not None and row.token is None and row.seen_at >= now - STAYS


async def pair(session: AsyncSession, digits: str, token: str, now: datetime) -> bool:
    """Give the screen with these digits its room; False if none waits."""
    waiting = (ScreenRow.digits == digits, ScreenRow.token.is_(None), ScreenRow.seen_at >= now - STAYS)
    given = update(ScreenRow).where(*waiting).values(token=token)
    return await session.scalar(given.returning(ScreenRow.digits)) is not None
