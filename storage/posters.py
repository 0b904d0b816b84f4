"""Posters that staff made: where each hangs, what it is about, how often its link was opened."""

from datetime import datetime

from sqlalchemy import String, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PLAIN, Base, BigId, UtcDateTime
from storage.challenges import ChallengeRow


class PosterRow(Base):
    """One poster; its link is p_CODE."""

    __tablename__ = "posters"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    code: Mapped[str] = mapped_column(String(40), unique=True, info=PLAIN)
    commune: Mapped[str | None] = mapped_column(String(20), info=PLAIN)
    category: Mapped[str | None] = mapped_column(String(30), info=PLAIN)
    partner: Mapped[str | None] = mapped_column(String(80), info=PLAIN)
    opened: Mapped[int] = mapped_column(default=0, info=PLAIN)
    made_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


async def by_code(session: AsyncSession, code: str) -> PosterRow | None:
    """The poster of this code."""
    return await session.scalar(select(PosterRow).where(PosterRow.code == code))


async def newest(session: AsyncSession, first: int, most: int) -> list[PosterRow]:
    """Posters from the newest on."""
    return list(await session.scalars(select(PosterRow).order_by(PosterRow.id.desc()).offset(first).limit(most)))


async def count(session: AsyncSession) -> int:
    """How many posters there are."""
    return await session.scalar(select(func.count()).select_from(PosterRow)) or 0


async def opened(session: AsyncSession, code: str) -> None:
    """The link was opened once more."""
    await session.execute(update(PosterRow).where(PosterRow.code == code).values(opened=PosterRow.opened + 1))


async def sources(session: AsyncSession) -> dict[str, int]:
    """How many reports came by each source, the most first."""
    counted = func.count().label("counted")
    query = select(ChallengeRow.source, counted).where(ChallengeRow.source.is_not(None)).group_by(ChallengeRow.source)
    return {source: n for source, n in await session.execute(query.order_by(counted.desc())) if source}
