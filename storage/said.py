"""Which messages of ours stand in private chats, so that people can have them cleared (Telegram: for 48 hours)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDay
from storage.database import insert_if_new
from storage.outbox import OutboxRow
from storage.people import PersonRow


class SaidRow(Base):
    """One message of ours; of `day`: an hour would help to tell who wrote anonymously."""

    __tablename__ = "said_messages"
    rights = Rights(chat="chat_id")

    chat_id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PSEUDONYMOUS)
    message_id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    day: Mapped[datetime] = mapped_column(UtcDay, index=True, info=PLAIN)


async def note(session: AsyncSession, said: Iterable[tuple[int, int]], day: datetime) -> None:
    """Remember (chat, message) pairs of people we know: of who was just erased nothing; known ones stay as they are."""
    pairs = list(said)
    query = select(PersonRow.telegram_id).where(PersonRow.telegram_id.in_({chat for chat, _ in pairs}))
    people = set(await session.scalars(query))
    values = [{"chat_id": chat, "message_id": message, "day": day} for chat, message in pairs if chat in people]
    if values:
        await session.execute(insert_if_new(session, SaidRow), values)


async def in_chat(session: AsyncSession, chat_id: int, since: datetime) -> list[int]:
    """The messages of ours in this chat since then, the newest first."""
    query = select(SaidRow.message_id).where(SaidRow.chat_id == chat_id, SaidRow.day >= since)
    return list(await session.scalars(query.order_by(SaidRow.message_id.desc())))


async def announced(session: AsyncSession, chat_id: int, since: datetime) -> list[int]:
    """What bulk jobs sent to whoever has this chat since then: the outbox alone remembers it."""
    query = select(OutboxRow.message_id).join(PersonRow, PersonRow.id == OutboxRow.person_id)
    sent = (PersonRow.telegram_id == chat_id, OutboxRow.message_id.is_not(None), OutboxRow.sent_at >= since)
    return [message for message in await session.scalars(query.where(*sent).order_by(OutboxRow.id)) if message]


async def everywhere(session: AsyncSession, since: datetime, but: int | None = None) -> list[tuple[int, int, int]]:
    """The messages of ours since then in every chat, `but` one: chat, message, the person's id."""
    query = select(SaidRow.chat_id, SaidRow.message_id, PersonRow.id)
    query = query.join(PersonRow, PersonRow.telegram_id == SaidRow.chat_id)
    query = query.where(SaidRow.day >= since.replace(hour=0, minute=0, second=0))
    if but is not None:
        query = query.where(SaidRow.chat_id != but)
    return [(chat, message, person) for chat, message, person in await session.execute(query)]


async def forget(session: AsyncSession, chat_id: int, messages: Collection[int]) -> None:
    """These are no longer there."""
    await session.execute(delete(SaidRow).where(SaidRow.chat_id == chat_id, SaidRow.message_id.in_(messages)))


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """What Telegram no longer lets us take away need not be remembered."""
    await session.execute(delete(SaidRow).where(SaidRow.day < moment))
