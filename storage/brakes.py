"""Brakes: until when Telegram asked us (429) to send nothing, to a chat or in bulk; a restart heeds them too."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime

BULK = 0  # the chat that stands for everything that goes to many


class BrakeRow(Base):
    """One wait; `chat_id` 0 holds all that goes to many."""

    __tablename__ = "brakes"
    rights = Rights(chat="chat_id")

    chat_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, info=PSEUDONYMOUS)
    until: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


async def hold(session: AsyncSession, chat_id: int, until: datetime, now: datetime) -> None:
    """Send nothing there until then; waits that are over go."""
    await session.execute(delete(BrakeRow).where((BrakeRow.until <= now) | (BrakeRow.chat_id == chat_id)))
    session.add(BrakeRow(chat_id=chat_id, until=until))


async def held(session: AsyncSession, now: datetime) -> dict[int, datetime]:
    """Until when nothing is sent to which chats."""
    rows = await session.scalars(select(BrakeRow).where(BrakeRow.until > now))
    return {row.chat_id: row.until for row in rows}
