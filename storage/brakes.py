"""Brakes: until when Telegram asked us (429) to send nothing, to a chat or in bulk; a restart heeds them too."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.database import insert_or_update

BULK = 0  # the chat that stands for everything that goes to many


class BrakeRow(Base):
    """One wait; `chat_id` 0 holds all that goes to many."""

    __tablename__ = "brakes"
    rights = Rights(chat="chat_id")

    chat_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, info=PSEUDONYMOUS)
    until: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


async def hold(session: AsyncSession, chat_id: int, until: datetime) -> None:
    """Send nothing there until then, or until what was asked for longer.

    In one statement: two refusals at once are two transactions at once.
    """
    brake = insert_or_update(session, BrakeRow, if_newer="until").values(chat_id=chat_id, until=until)
    await session.execute(brake)


async def forget_over(session: AsyncSession, now: datetime) -> None:
    """Waits that are over go."""
    await session.execute(delete(BrakeRow).where(BrakeRow.until <= now))


async def held(session: AsyncSession, now: datetime) -> dict[int, datetime]:
    """Until when nothing is sent to which chats."""
    rows = await session.scalars(select(BrakeRow).where(BrakeRow.until > now))
    return {row.chat_id: row.until for row in rows}
