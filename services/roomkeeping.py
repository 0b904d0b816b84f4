"""Roomkeeping: what happens to live sessions as time passes, without anybody pressing a button.

Questions whose time is up close, single ballots go 5 minutes after closing, and sessions that nobody opened or ended
end by themselves.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import ballots
from services.presses import Press, Stale
from services.rooms import end
from services.votes import REOPENED_FOR, close, close_question
from storage import ballots as ballot_rows
from storage import rooms as rows
from storage.questions import OPEN, QUEUE
from storage.rooms import RoomRow
from storage.seals import Seals

FORGOTTEN_AFTER = timedelta(hours=24)  # after the newest question
UNUSED_AFTER = timedelta(days=14)  # of one that was prepared and never opened: after the last change


async def keep_time(session: AsyncSession, seals: Seals, now: datetime) -> list[int]:
    """Close the questions whose time is up; returns the rooms that changed."""
    changed = []
    for question in await ballot_rows.held(session):
        if question.state == OPEN and question.closes_at is not None and question.closes_at <= now:
            with suppress(Stale):  # the facilitator was quicker
                await close_question(session, seals, None, Press(question.room_id), now)
                changed.append(question.room_id)
    return changed


async def close_all(session: AsyncSession, now: datetime) -> None:
    """Close every open question, whoever voted: the keys may be gone."""
    for question in await ballot_rows.held(session):
        if question.kind == QUEUE and question.state == OPEN:
            room = await session.get_one(RoomRow, question.room_id)
            room.queue_id = room.saying_id = None
            await close(session, None, question, now)
        elif question.state == OPEN:
            await close_question(session, None, None, Press(question.room_id), now)


async def end_forgotten(session: AsyncSession, seals: Seals, now: datetime) -> list[int]:
    """End the rooms that nobody ended in the day after their newest question, or opened in the days after they were
    prepared; their guests are not to stay for ever.

    They count as ended when that was: nobody is thanked a day late. Returns these rooms.
    """
    ended = []
    forgotten = [*await rows.idle(session, now - FORGOTTEN_AFTER), *await rows.unused(session, now - UNUSED_AFTER)]
    for room_id, last_used in forgotten:
        with suppress(Stale):  # the facilitator was quicker
            room = await end(session, seals, None, Press(room_id), now)
            room.ended_at = last_used
            ended.append(room_id)
    return ended


async def let_ballots_go(session: AsyncSession, seals: Seals, now: datetime) -> int:
    """Single ballots go 5 minutes after closing, with their key; so do keys that a crash left. How many questions."""
    due = [one for one in await ballot_rows.held(session) if one.closed_at and one.closed_at + REOPENED_FOR <= now]
    for question in due:
        await ballots.let_go(session, seals, question)
    await ballots.destroy_orphans(session, seals)
    return len(due)


async def next_due(session: AsyncSession) -> datetime | None:
    """When a question is to be closed, or ballots are to go, next."""
    waiting = await ballot_rows.held(session)
    due = [one.closes_at if one.closed_at is None else one.closed_at + REOPENED_FOR for one in waiting]
    return min(filter(None, due), default=None)
