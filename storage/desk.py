"""The desk's queries: which challenges wait for whom."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.challenges import ChallengeRow, PartRow, ThreadRow
from storage.media import MediaRow

FINAL = ("solved", "not_ours", "duplicate", "closed")

Condition = ColumnElement[bool]


def is_open(now: datetime) -> Condition:
    """Not at an end (or its author wrote after it), nor withdrawn, nor spam, nor put off."""
    put_off = ChallengeRow.put_off_until > now
    there = and_(ChallengeRow.withdrawn_at.is_(None), ChallengeRow.spam_at.is_(None))
    return and_(or_(ChallengeRow.status.not_in(FINAL), ChallengeRow.wrote_after_end), there, put_off.is_not(True))


def unclaimed(now: datetime) -> Condition:
    """Open and held by nobody."""
    return and_(is_open(now), ChallengeRow.holder_id.is_(None))


def held_by(person_id: int, now: datetime) -> Condition:
    """Open and held by this person."""
    return and_(is_open(now), ChallengeRow.holder_id == person_id)


def late(limits: Mapping[str, timedelta], now: datetime) -> Condition:
    """Open and longer in its status than the status may last."""
    over = (
        and_(ChallengeRow.status == status, ChallengeRow.waiting_since < now - limit)
        for status, limit in limits.items()
    )
    return and_(is_open(now), or_(false(), *over))


def between(after: int, upto: int) -> Condition:
    """Those that came after one, up to another; ids tell the order also of anonymous ones, whose times are days."""
    return and_(ChallengeRow.id > after, ChallengeRow.id <= upto)


async def newest(session: AsyncSession, before: datetime | None = None) -> int:
    """The id of the newest challenge (that came before a moment); 0 if there is none."""
    query = select(func.max(ChallengeRow.id))
    return await session.scalar(query if before is None else query.where(ChallengeRow.created_at < before)) or 0


async def by_category(session: AsyncSession, condition: Condition) -> list[tuple[str | None, int]]:
    """How many fit of each category, the most first."""
    counted = func.count().label("counted")
    query = select(ChallengeRow.category, counted).where(condition).group_by(ChallengeRow.category)
    return [(category, n) for category, n in await session.execute(query.order_by(counted.desc()))]


async def ids(session: AsyncSession, condition: Condition) -> list[int]:
    """The ids that fit, in the desk's order: dangers first, then who waits longest."""
    calm = case((ChallengeRow.danger.is_not(None), 0), else_=1)
    query = select(ChallengeRow.id).where(condition).order_by(calm, ChallengeRow.waiting_since, ChallengeRow.id)
    return list(await session.scalars(query))


async def count(session: AsyncSession, condition: Condition) -> int:
    """How many fit."""
    return await session.scalar(select(func.count()).select_from(ChallengeRow).where(condition)) or 0


async def locked(session: AsyncSession, challenge_id: int) -> ChallengeRow | None:
    """The challenge, held until the transaction ends (PostgreSQL; on SQLite writers queue anyway)."""
    return await session.get(ChallengeRow, challenge_id, with_for_update=True)


async def by_ref(session: AsyncSession, ref: str) -> ChallengeRow | None:
    """The challenge with this reference."""
    return await session.scalar(select(ChallengeRow).where(ChallengeRow.ref == ref))


async def speaks(session: AsyncSession, challenge_id: int) -> bool:
    """Whether the author sent a voice, with the challenge or in its thread."""
    voices = ("voice", "audio")
    sent = exists().where(PartRow.challenge_id == challenge_id, PartRow.kind.in_(voices))
    said = exists().where(
        ThreadRow.challenge_id == challenge_id, ThreadRow.side == "resident", ThreadRow.kind.in_(voices)
    )
    return bool(await session.scalar(select(or_(sent, said))))


async def parts(session: AsyncSession, challenge_id: int) -> list[tuple[PartRow, MediaRow | None]]:
    """What the resident sent, in order, each with its file."""
    query = select(PartRow, MediaRow).outerjoin(MediaRow, PartRow.media_id == MediaRow.id)
    rows = await session.execute(query.where(PartRow.challenge_id == challenge_id).order_by(PartRow.position))
    return [(part, media) for part, media in rows]


async def thread(session: AsyncSession, challenge_id: int) -> list[ThreadRow]:
    """The whole thread, oldest first."""
    query = select(ThreadRow).where(ThreadRow.challenge_id == challenge_id).order_by(ThreadRow.id)
    return list(await session.scalars(query))


async def alike(session: AsyncSession, challenge: ChallengeRow, limit: int) -> list[ChallengeRow]:
    """Other challenges of the same category and commune that stand for themselves, newest first."""
    same = (ChallengeRow.category == challenge.category, ChallengeRow.commune == challenge.commune)
    itself = (ChallengeRow.id != challenge.id, ChallengeRow.status != "duplicate", ChallengeRow.withdrawn_at.is_(None))
    query = select(ChallengeRow).where(*same, *itself).order_by(ChallengeRow.id.desc()).limit(limit)
    return list(await session.scalars(query))
