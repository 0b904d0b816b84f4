"""Cards: living messages, one a subject and chat. Whoever changes a subject says so; the postman edits."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import cards as rows


async def want(
    session: AsyncSession,
    subject: str,
    *,
    screen: str,
    values: dict[str, Any],
    now: datetime,
    chat_id: int | None = None,
    sealed_to: bytes | None = None,
    message_id: int | None = None,
) -> None:
    """The card of `subject` shall show `screen` with `values`; `message_id` adopts a message that is already there.

    A new card goes to `chat_id`, or to a sealed address for the author of an anonymous challenge.
    """
    card = {
        "subject": subject,
        "chat_id": chat_id,
        "sealed_to": sealed_to,
        "message_id": message_id,
        "screen": screen,
        "values": values,
        "wanted": 1,
        "shown": 0,
        "due_at": now,
        "attempt": 0,
    }
    if not await rows.add(session, card):
        await rows.want(session, subject, now, screen=screen, values=values)


async def is_card(session: AsyncSession, chat_id: int, message_id: int | None) -> bool:
    """Whether this message of a chat is a card."""
    return message_id is not None and await rows.is_card(session, chat_id, message_id)


async def touch(session: AsyncSession, subject: str, due_at: datetime) -> None:
    """What the card of `subject` shows has changed: bring it up to date at `due_at`; nothing if it has no card."""
    await rows.want(session, subject, due_at)


async def touch_all(session: AsyncSession, prefix: str, due_at: datetime) -> None:
    """The same for every card whose subject begins like this."""
    for subject in await rows.subjects(session, prefix):
        await rows.want(session, subject, due_at)


async def renew(session: AsyncSession, subject: str, *, screen: str, values: dict[str, Any], now: datetime,
                chat_id: int) -> int | None:  # fmt: skip
    """The card of `subject` comes as a new message; the id of the one that was it before."""
    before = await rows.drop(session, subject)
    await want(session, subject, screen=screen, values=values, now=now, chat_id=chat_id)
    return before
