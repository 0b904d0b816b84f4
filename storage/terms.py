"""Terms: the words of challenges in one spelling for both scripts, and their concepts, to find what is alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ForeignKey, String, case, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PERSONAL, PLAIN, Base, BigId, Rights
from storage.challenges import ChallengeRow


class TermRow(Base):
    """One word or concept of a challenge; `public` ones come from what everybody may read of it.

    The key begins with what a query asks for, so that it reads nothing else. `commune` is empty if nobody said it.
    """

    __tablename__ = "challenge_terms"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it
    rights = Rights(through="challenge_id")

    term: Mapped[str] = mapped_column(String(40), primary_key=True, info=PERSONAL)
    public: Mapped[bool] = mapped_column(primary_key=True, info=PLAIN)
    commune: Mapped[str] = mapped_column(String(20), primary_key=True, info=PLAIN)
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True, index=True, info=PLAIN
    )


async def put(
    session: AsyncSession, challenge_id: int, commune: str | None, terms: Mapping[bool, Collection[str]]
) -> None:
    """These are the challenge's terms from now on: `terms` by whether they are public."""
    await session.execute(delete(TermRow).where(TermRow.challenge_id == challenge_id))
    same = {"challenge_id": challenge_id, "commune": commune or ""}
    rows = [same | {"public": public, "term": term} for public, each in terms.items() for term in sorted(each)]
    if rows:
        await session.execute(insert(TermRow), rows)


def _where(terms: Collection[str], public: bool, communes: Collection[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [TermRow.term.in_(terms), TermRow.public.is_(public)]
    return [*found, TermRow.commune.in_((*communes, ""))] if communes else found


async def how_many(
    session: AsyncSession, terms: Collection[str], public: bool, communes: Collection[str]
) -> dict[str, int]:
    """In how many challenges (of these communes, or of none) each term stands."""
    query = select(TermRow.term, func.count()).where(*_where(terms, public, communes)).group_by(TermRow.term)
    return {term: n for term, n in await session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


@dataclass(frozen=True, slots=True)
class Sum:
    """What a challenge shares: the sum of the weights, how many terms, and the first of them by alphabet."""

    weight: float
    shared: int
    first: str


async def best(
    session: AsyncSession,
    weights: Mapping[str, float],
    public: bool,
    communes: Collection[str],
    among: Sequence[ColumnElement[bool]],
    limit: int,
) -> dict[int, Sum]:
    """The challenges with the highest sums of the weights of their terms, of those that fulfil the conditions.

    These are looked at one by one from the highest on, as a subquery that yields one value: a join would look at all.
    """
    score = func.sum(case(weights, value=TermRow.term)).label("score")
    sums = select(TermRow.challenge_id, score, func.count().label("n"), func.min(TermRow.term).label("first"))
    ranked = sums.where(*_where(weights, public, communes)).group_by(TermRow.challenge_id)
    each = ranked.order_by(score.desc(), TermRow.challenge_id.desc()).subquery()
    fits = select(ChallengeRow.id).where(ChallengeRow.id == each.c.challenge_id, *among).correlate(each)
    query = select(each).where(fits.scalar_subquery().is_not(None))
    query = query.order_by(each.c.score.desc(), each.c.challenge_id.desc()).limit(limit)
    return {found: Sum(float(weight), n, first) for found, weight, n, first in await session.execute(query)}


async def sizes(session: AsyncSession, challenge_ids: Collection[int], public: bool) -> dict[int, int]:
    """How many terms each of these has."""
    ours = (TermRow.challenge_id.in_(challenge_ids), TermRow.public.is_(public))
    query = select(TermRow.challenge_id, func.count()).where(*ours).group_by(TermRow.challenge_id)
    return {found: n for found, n in await session.execute(query)}  # noqa: C416
