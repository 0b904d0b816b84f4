"""Merges: joining a challenge to the one that is the same problem, and taking it apart. Nothing is lost."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import authors, notices, supporters
from services.people import Person
from storage import merges as rows
from storage.challenges import ChallengeRow, StatusRow
from storage.database import alone_with_links
from storage.merges import MergeRow


async def would_circle(session: AsyncSession, challenge_id: int, other_id: int) -> bool:
    """Whether the other one is the challenge itself, or stands for it; nobody joins anything until we commit."""
    await alone_with_links(session)
    return await rows.top(session, other_id) in await rows.members(session, challenge_id)


async def link(session: AsyncSession, challenge_id: int, other_id: int, actor: Person, now: datetime) -> MergeRow:
    """Join the challenge to the one that `other_id` stands for in the end.

    LookupError if that is the challenge itself: a circle. A merge that stood before gives way.
    """
    if await would_circle(session, challenge_id, other_id):
        raise LookupError(other_id)
    main = await rows.top(session, other_id)
    await unlink(session, challenge_id, actor, now)
    row = MergeRow(challenge_id=challenge_id, main_id=main, staff_id=actor.id, at=now)
    session.add(row)
    await session.flush()
    return row


async def unlink(session: AsyncSession, challenge_id: int, actor: Person | None, now: datetime) -> MergeRow | None:
    """The challenge stands by itself again, with all that was joined to it before; None if it did already."""
    row = await rows.standing(session, challenge_id)
    if row is not None:
        row.undone_at, row.undone_by = now, actor.id if actor else None
        await session.flush()
    return row


async def release(session: AsyncSession, main: ChallengeRow, now: datetime) -> None:
    """The main one goes: what was joined to it stands by itself again, where it stood before, and its people hear."""
    told_at = heard_at(main, now)
    for row in await rows.right_under(session, main.id):
        row.undone_at = now
        member = await session.get_one(ChallengeRow, row.challenge_id)
        before, reason = await rows.status_before(session, member.id), {"apart": row.id}
        step = StatusRow(challenge_id=member.id, status=before, before=member.status, reason=reason, at=told_at)
        session.add(step)
        member.status, member.waiting_since = before, now
        member.version += 1
        await session.flush()
        await notices.refresh_card(session, member, told_at)
        follow = await supporters.followers(session, member.id)
        await notices.to_followers(session, follow, "status.notice", step.id, told_at)


def heard_at(challenge: ChallengeRow, now: datetime) -> datetime:
    """When others may hear of what its author did: of somebody anonymous the next day, else it tells their moment."""
    return now if challenge.author_id is not None else authors.coarse(now) + timedelta(days=1)


async def may_restore(session: AsyncSession, merge_id: int) -> bool:
    """Whether a merge that was undone can stand again."""
    row = await session.get(MergeRow, merge_id)
    return row is not None and not await would_circle(session, row.challenge_id, row.main_id)


async def restore(session: AsyncSession, merge_id: int) -> None:
    """Let a merge stand again (may_restore)."""
    row = await session.get_one(MergeRow, merge_id)
    row.undone_at = row.undone_by = None
    await session.flush()


async def top(session: AsyncSession, challenge: ChallengeRow) -> ChallengeRow:
    """The challenge that this one was joined to in the end; itself if it was not."""
    found = await rows.top(session, challenge.id)
    return await session.get(ChallengeRow, found) or challenge


async def joined(session: AsyncSession, challenge_id: int) -> list[ChallengeRow]:
    """All that was joined to this challenge, by way of others too, the oldest first."""
    others = [one for one in await rows.members(session, challenge_id) if one != challenge_id]
    query = select(ChallengeRow).where(ChallengeRow.id.in_(others)).order_by(ChallengeRow.id)
    return list(await session.scalars(query))
