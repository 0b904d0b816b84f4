"""People: a Telegram id, a language, and whether we may write to them."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, Row, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDay

BLOCKED = "blocked"  # why nothing is sent: by the team


class PersonRow(Base):
    """One person who pressed START; `name` is kept only after they agreed.

    `minor_at`: that day they left the volunteers as somebody under age: the team looks at who comes back as an adult.
    `mark` is random: once they are erased it stands in the list that a restored backup is compared with.
    """

    __tablename__ = "people"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PSEUDONYMOUS)
    telegram_id: Mapped[int] = mapped_column(BigId, unique=True, info=PSEUDONYMOUS)
    language: Mapped[str] = mapped_column(String(3), info=PERSONAL)
    language_chosen: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    name: Mapped[str | None] = mapped_column(String(200), info=PERSONAL)
    source: Mapped[str | None] = mapped_column(String(64), info=PLAIN)
    created_at: Mapped[datetime] = mapped_column(UtcDay, info=PERSONAL)
    unreachable_at: Mapped[datetime | None] = mapped_column(UtcDay, info=PERSONAL)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDay, info=PERSONAL)
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDay, info=PERSONAL)
    minor_at: Mapped[datetime | None] = mapped_column(UtcDay, info=PERSONAL)
    blocked_why: Mapped[str | None] = mapped_column(String(10), info=PLAIN)
    mark: Mapped[bytes] = mapped_column(LargeBinary(16), default=lambda: secrets.token_bytes(16), info=PSEUDONYMOUS)


async def by_telegram_id(session: AsyncSession, telegram_id: int) -> PersonRow | None:
    """The person with this Telegram id."""
    return await session.scalar(select(PersonRow).where(PersonRow.telegram_id == telegram_id))


def why_not(person: PersonRow | Row[Any] | None, quietly: bool = False) -> str | None:
    """Why nothing is sent to this person, None if it may be: the one rule for messages and cards, sealed or not.

    What comes `quietly` (a card, which answers a report and is edited without a sound) also goes to whoever stopped
    messages.
    """
    if person is None:
        return "erased"
    if person.stopped_at and not quietly:
        return "stopped"
    return BLOCKED if person.blocked_at else "unreachable" if person.unreachable_at else None
