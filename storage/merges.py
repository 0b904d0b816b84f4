"""Merges: which challenge was joined to which, by whom. Links alone: what was joined can be taken apart again."""

from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ForeignKey, Index, Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PLAIN, Base, BigId, UtcDateTime
from storage.challenges import ChallengeRow, StatusRow

_STANDS = text("undone_at IS NULL")


class MergeRow(Base):
    """The challenge is the same problem as `main_id`, which may be joined to another one itself; never in a circle.

    It stands until `undone_at`; of a challenge one merge stands at most.
    """

    __tablename__ = "challenge_merges"
    __table_args__ = (
        Index("uq_challenge_merges_standing", "challenge_id", unique=True, sqlite_where=_STANDS),
        NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    main_id: Mapped[int] = mapped_column(BigId, ForeignKey("challenges.id", ondelete="CASCADE"), index=True, info=PLAIN)
    staff_id: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    undone_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)


async def standing(session: AsyncSession, challenge_id: int) -> MergeRow | None:
    """The merge by which this challenge is joined to another one; None if it stands by itself."""
    stands = (MergeRow.challenge_id == challenge_id, MergeRow.undone_at.is_(None))
    return await session.scalar(select(MergeRow).where(*stands))


async def right_under(session: AsyncSession, main_id: int) -> list[MergeRow]:
    """The merges that stand right under this challenge, the first first."""
    stands = (MergeRow.main_id == main_id, MergeRow.undone_at.is_(None))
    return list(await session.scalars(select(MergeRow).where(*stands).order_by(MergeRow.id)))


async def status_before(session: AsyncSession, challenge_id: int) -> str:
    """Where a challenge stood before it was joined to another one."""
    joined = (StatusRow.challenge_id == challenge_id, StatusRow.status == "duplicate", StatusRow.undone_at.is_(None))
    query = select(StatusRow.before).where(*joined).order_by(StatusRow.id.desc()).limit(1)
    return await session.scalar(query) or "received"


def families(mains: Select[Any]) -> CTE:
    """Rows (`main`, `member`): each of these challenges with itself and all that was joined to it, by others too."""
    first = mains.subquery()
    (main,) = first.c
    family = select(main.label("main"), main.label("member")).cte(recursive=True)
    link = aliased(MergeRow)
    deeper = select(family.c.main, link.challenge_id).where(link.main_id == family.c.member, link.undone_at.is_(None))
    return family.union(deeper)


async def members(session: AsyncSession, main_id: int) -> list[int]:
    """This challenge and all that was joined to it, in the order of their ids."""
    family = families(_one(main_id))
    return list(await session.scalars(select(family.c.member).order_by(family.c.member)))


async def top(session: AsyncSession, challenge_id: int) -> int:
    """The challenge that this one was joined to in the end; itself if it was not."""
    up = _one(challenge_id).cte("up", recursive=True)
    link = aliased(MergeRow)
    up = up.union(select(link.main_id).where(link.challenge_id == up.c.id, link.undone_at.is_(None)))
    joined = select(MergeRow.challenge_id).where(MergeRow.undone_at.is_(None))
    return await session.scalar(select(up.c.id).where(up.c.id.not_in(joined))) or challenge_id


def _one(challenge_id: int) -> Select[Any]:
    return select(ChallengeRow.id).where(ChallengeRow.id == challenge_id)
