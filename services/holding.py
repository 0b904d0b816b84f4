"""Holding: who leads a live session is not disturbed by what may wait.

News for the team that may wait (outbox rows with `may_wait`) are postponed for whoever has a panel of a live session,
and come when it ends: storage.outbox.release. Dangers, and answers to somebody as a resident, are never held. A
session holds back nothing later than 4 hours after its first question.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import rooms
from storage import cards, outbox
from storage import rooms as rows
from storage.people import by_telegram_id

MOST = timedelta(hours=4)


async def leaders(session: AsyncSession, now: datetime) -> list[tuple[int, int, datetime]]:
    """Who leads a live session: the person, the room, and until when what may wait does not come."""
    found = []
    for room_id, began_at in await rows.began(session, now - MOST):
        for chat_id in await cards.chats(session, rooms.panels(room_id)):
            if leader := await by_telegram_id(session, chat_id):
                found.append((leader.id, room_id, began_at + MOST))
    return found


async def hold(session: AsyncSession, now: datetime) -> None:
    """Postpone what is due and may wait, for those who lead."""
    for person_id, room_id, until in await leaders(session, now):
        await outbox.postpone(session, person_id, room_id, now, until)
