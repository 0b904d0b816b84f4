"""Chats that change their id: a group that becomes a supergroup."""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.brakes import BrakeRow
from storage.cards import CardRow


async def moved(session: AsyncSession, before: int, after: int) -> None:
    """What is kept of the chat `before` is kept of `after`: a card comes there as a new message.

    What Telegram asked to wait for was asked for the old one.
    """
    there = update(CardRow).where(CardRow.chat_id == before)
    new = {"chat_id": after, "message_id": None, "wanted": CardRow.wanted + 1, "attempt": 0}
    await session.execute(there.values(new), execution_options={"synchronize_session": False})
    await session.execute(delete(BrakeRow).where(BrakeRow.chat_id == before))
