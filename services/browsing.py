"""Browsing what is public: by commune and category, the newest or the most supported first."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import publications, supporters
from services.lab import Lab
from storage.challenges import ChallengeRow


class Order(StrEnum):
    """What comes first."""

    NEWEST = "n"
    SUPPORTED = "s"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see; empty: everywhere, everything."""

    commune: str = ""
    category: str = ""
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what fits, how many people each has, and how many fit in all."""

    rows: list[ChallengeRow]
    people: dict[int, int]
    total: int


async def page(session: AsyncSession, lab: Lab, wish: Wish, at: int, size: int) -> Page:
    """The page `at` (from 0) of what fits."""
    fits = [publications.is_public(lab)]
    if wish.commune:
        fits.append(ChallengeRow.commune == wish.commune)
    if wish.category:
        fits.append(ChallengeRow.category == wish.category)
    query = select(ChallengeRow).where(*fits).order_by(ChallengeRow.id.desc())
    if wish.order is Order.SUPPORTED:
        counted = supporters.counts(select(ChallengeRow.id).where(*fits))
        most = func.coalesce(counted.c.people, 0).desc()
        query = select(ChallengeRow).where(*fits).outerjoin(counted, counted.c.main == ChallengeRow.id)
        query = query.order_by(most, ChallengeRow.id.desc())
    rows = list(await session.scalars(query.offset(at * size).limit(size)))
    people = await supporters.people(session, [row.id for row in rows])
    total = await session.scalar(select(func.count()).select_from(ChallengeRow).where(*fits)) or 0
    return Page(rows, people, total)
