"""The desk's search: what each member looks for now, and the query that finds it."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, and_, delete, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.challenges import ChallengeRow
from storage.profiles import BehalfRow
from storage.terms import TermRow


class SearchRow(Base):
    """What one member looks for: `words` in the reports, `name` of somebody, `author_id` exactly this author."""

    __tablename__ = "desk_searches"
    rights = Rights(owner="person_id")

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, info=PSEUDONYMOUS
    )
    words: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)
    name: Mapped[str] = mapped_column(String(80), default="", info=PERSONAL)
    author_id: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    category: Mapped[str | None] = mapped_column(String(30), info=PLAIN)
    commune: Mapped[str | None] = mapped_column(String(20), info=PLAIN)
    status: Mapped[str | None] = mapped_column(String(16), info=PLAIN)
    age: Mapped[str | None] = mapped_column(String(8), info=PLAIN)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)


Condition = ColumnElement[bool]


def has_words(wanted: list[tuple[str, str]]) -> Condition:
    """Reports that hold all these words: each as it is normalised, or what begins with it, anywhere; or as a term."""
    return and_(true(), *(_has_word(folded, term) for folded, term in wanted))


def _has_word(folded: str, term: str) -> Condition:
    heard = select(TermRow.challenge_id).where(TermRow.term == term, TermRow.public.is_(False))
    spelled = ChallengeRow.folded.contains(folded, autoescape=True)
    return or_(spelled, ChallengeRow.id.in_(heard)) if term else spelled


def has_name(name: str) -> Condition:
    """Reports whose author, or for whom they were written, is called so; SQLite lowers ASCII letters only."""
    spellings = {name, name.lower(), name.upper(), name.title()}
    named = select(BehalfRow.challenge_id)
    behalf = [BehalfRow.name.icontains(one, autoescape=True) for one in spellings]
    author = [ChallengeRow.author_name.icontains(one, autoescape=True) for one in spellings]
    return or_(*author, ChallengeRow.id.in_(named.where(or_(*behalf))))


def has_phone(digits: str) -> Condition:
    """Reports written for somebody with this phone (the end of its digits is enough)."""
    found = select(BehalfRow.challenge_id).where(BehalfRow.phone.endswith(digits, autoescape=True))
    return ChallengeRow.id.in_(found)


def nothing() -> Condition:
    """What nothing fits."""
    return false()


async def count(session: AsyncSession, condition: Condition) -> tuple[int, int]:
    """How many reports fit, and the highest id among them."""
    query = select(func.count(), func.coalesce(func.max(ChallengeRow.id), 0)).where(condition)
    found, newest = (await session.execute(query)).one()
    return found, newest


async def page(session: AsyncSession, condition: Condition, first: int, most: int) -> list[ChallengeRow]:
    """Some of the reports that fit, the newest first."""
    query = select(ChallengeRow).where(condition).order_by(ChallengeRow.id.desc()).offset(first).limit(most)
    return list(await session.scalars(query))


async def ids(session: AsyncSession, condition: Condition, upto: int) -> list[int]:
    """The ids of those that fit and came no later than `upto`, oldest first."""
    query = select(ChallengeRow.id).where(condition, ChallengeRow.id <= upto).order_by(ChallengeRow.id)
    return list(await session.scalars(query))


async def forget_named(session: AsyncSession) -> None:
    """Searches by name: somebody who is erased may be who was looked for."""
    await session.execute(delete(SearchRow).where(SearchRow.name != ""))


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Searches hold names: they are not kept longer than needed."""
    await session.execute(delete(SearchRow).where(SearchRow.at < moment))
