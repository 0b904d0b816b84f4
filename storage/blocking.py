"""Who is blocked: a list for the admins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.challenges import ChallengeRow
from storage.people import PersonRow


async def count(session: AsyncSession) -> int:
    """How many people are blocked."""
    query = select(func.count()).select_from(PersonRow).where(PersonRow.blocked_at.is_not(None))
    return await session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Blocked:
    """Somebody who is blocked; `why` is a key of services/blocking.py."""

    id: int
    name: str | None
    at: datetime
    why: str | None


async def listed(session: AsyncSession, skip: int, most: int) -> list[Blocked]:
    """At most `most` people, blocked last first; the name is that on their newest report."""
    theirs = (ChallengeRow.author_id == PersonRow.id, ChallengeRow.withdrawn_at.is_(None))
    named = select(ChallengeRow.author_name).where(*theirs, ChallengeRow.author_name.is_not(None))
    name = named.order_by(ChallengeRow.id.desc()).limit(1).correlate(PersonRow).scalar_subquery()
    query = select(PersonRow.id, name, PersonRow.blocked_at, PersonRow.blocked_why).where(
        PersonRow.blocked_at.is_not(None)
    )
    newest = query.order_by(PersonRow.blocked_at.desc(), PersonRow.id.desc())
    found = await session.execute(newest.offset(skip).limit(most))
    return [Blocked(number, called, at, why) for number, called, at, why in found if at]


async def spam_of(session: AsyncSession, author_id: int) -> int:
    """How many reports of this person were marked as spam."""
    marked = (ChallengeRow.author_id == author_id, ChallengeRow.spam_at.is_not(None))
    return await session.scalar(select(func.count()).select_from(ChallengeRow).where(*marked)) or 0
