"""Cards: living messages in a chat, edited by the postman to the newest wanted state."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.database import insert_if_new


class CardRow(Base):
    """One card. `wanted` counts the states asked for, `shown` the last one in the chat.

    `chat_id` is empty and `sealed_to` filled for the author of an anonymous challenge. At `again_at` what it shows
    changes once more, though nothing was written meanwhile: a step that could be undone until then.
    """

    __tablename__ = "cards"
    __table_args__ = NEVER_AGAIN
    rights = Rights(subject="subject", chat="chat_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    subject: Mapped[str] = mapped_column(String(80), unique=True, info=PLAIN)
    chat_id: Mapped[int | None] = mapped_column(BigId, index=True, info=PSEUDONYMOUS)
    sealed_to: Mapped[bytes | None] = mapped_column(LargeBinary, info=PSEUDONYMOUS)
    message_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    screen: Mapped[str] = mapped_column(String(60), info=PLAIN)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, info=PERSONAL)
    wanted: Mapped[int] = mapped_column(default=1, info=PLAIN)
    shown: Mapped[int] = mapped_column(default=0, info=PLAIN)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    attempt: Mapped[int] = mapped_column(default=0, info=PLAIN)
    again_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


async def add(session: AsyncSession, card: dict[str, Any]) -> bool:
    """Write a new card; False if its subject has one already."""
    statement = insert_if_new(session, CardRow).values(card).returning(CardRow.id)
    return (await session.execute(statement)).first() is not None


async def is_card(session: AsyncSession, chat_id: int, message_id: int) -> bool:
    """Whether this message has become a card; of anonymous authors the chat is not known, the message is."""
    here = or_(CardRow.chat_id == chat_id, CardRow.chat_id.is_(None))
    return bool(await session.scalar(select(exists().where(here, CardRow.message_id == message_id))))


async def want(session: AsyncSession, subject: str, due_at: datetime, **changes: Any) -> None:
    """Ask for one state more of the subject's card at `due_at`; with one that waits, it is shown at both moments."""
    query = select(CardRow).where(CardRow.subject == subject).with_for_update()
    card = await session.scalar(query, execution_options={"populate_existing": True})
    if card is None:
        return
    if card.wanted > card.shown:
        due_at, last = sorted((card.due_at, due_at))
        card.again_at = max(last, card.again_at or last)
    card.wanted, card.due_at = card.wanted + 1, due_at
    for name, value in changes.items():
        setattr(card, name, value)
    await session.flush()


async def subjects(session: AsyncSession, prefix: str) -> list[str]:
    """The subjects that begin with `prefix` and have a card, in one order for all who lock them."""
    query = select(CardRow.subject).where(CardRow.subject.startswith(prefix, autoescape=True))
    return list(await session.scalars(query.order_by(CardRow.subject)))


async def chats(session: AsyncSession, prefix: str) -> list[int]:
    """The chats of the cards whose subjects begin with `prefix`."""
    mine = (CardRow.subject.startswith(prefix, autoescape=True), CardRow.chat_id.is_not(None))
    return [chat for chat in await session.scalars(select(CardRow.chat_id).where(*mine)) if chat]


async def values_of(session: AsyncSession, subject: str) -> dict[str, Any] | None:
    """What the subject's card shows besides its screen; None if it has no card."""
    return await session.scalar(select(CardRow.values).where(CardRow.subject == subject))


async def drop(session: AsyncSession, subject: str) -> int | None:
    """Forget the card of `subject`; the id of its message."""
    gone = delete(CardRow).where(CardRow.subject == subject).returning(CardRow.message_id)
    return await session.scalar(gone)


async def to_show(session: AsyncSession, now: datetime, limit: int) -> list[CardRow]:
    """Cards whose newest state is not in the chat yet and whose turn has come."""
    query = select(CardRow).where(CardRow.wanted > CardRow.shown, CardRow.due_at <= now)
    return list(await session.scalars(query.order_by(CardRow.due_at, CardRow.id).limit(limit)))


async def next_due(session: AsyncSession) -> datetime | None:
    """When the next card has its turn."""
    return await session.scalar(select(func.min(CardRow.due_at)).where(CardRow.wanted > CardRow.shown))


async def forget_time(session: AsyncSession, card_id: int, day: datetime) -> None:
    """Of a card that is up to date keep the day alone: when it changed would tell when an anonymous author wrote."""
    done = (CardRow.id == card_id, CardRow.shown >= CardRow.wanted)
    await session.execute(update(CardRow).where(*done).values(due_at=day, again_at=None))


async def shown(session: AsyncSession, card_id: int, **result: Any) -> None:
    """Write what became of a card; one that changes once more later waits for that."""
    one = CardRow.id == card_id
    await session.execute(update(CardRow).where(one).values(**result))
    later = (CardRow.shown >= CardRow.wanted, CardRow.again_at > CardRow.due_at)
    again = {"wanted": CardRow.wanted + 1, "due_at": CardRow.again_at, "again_at": None}
    await session.execute(update(CardRow).where(one, *later).values(again))
