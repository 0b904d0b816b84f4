"""The outbox: what will be said to whom, and when. One row a recipient; ringing twice adds nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox as rows

NOTIFICATION = "notification"
ANNOUNCEMENT = "announcement"


async def enqueue(
    session: AsyncSession,
    *,
    screen: str,
    values: dict[str, Any],
    dedupe: str,
    due_at: datetime,
    person_id: int | None = None,
    sealed_to: bytes | None = None,
    message_class: str = NOTIFICATION,
    subject: str | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Say `screen` with `values` to a person (or a sealed address) at `due_at`; False if `dedupe` is known already."""
    if (person_id is None) == (sealed_to is None):
        raise ValueError("a message goes to a person or to a sealed address")
    row = {
        "person_id": person_id,
        "sealed_to": sealed_to,
        "screen": screen,
        "values": values,
        "dedupe": dedupe,
        "due_at": due_at,
        "message_class": message_class,
        "subject": subject,
        "expires_at": expires_at,
        "state": "ready",
        "fence": 0,
        "attempt": 0,
    }
    return await rows.add(session, row)


async def recall(session: AsyncSession, dedupe: str | None = None, *, subject: str | None = None) -> int:
    """Take back what has not left yet, by its dedupe key or everything about a subject; how many rows."""
    if (dedupe is None) == (subject is None):
        raise ValueError("recall by dedupe key or by subject")
    return await rows.recall(session, dedupe, subject)
