"""Ready answers and questions that staff wrote in the chat, beside those of lab.toml."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PLAIN, Base, BigId, UtcDateTime


class ReasonRow(Base):
    """One wording. It never changes: a new one `replaces` it (or one of lab.toml, by its key), so that what was said
    with it stays as it was said.

    It stands for one status (or `ask`) and one `category` (none: all). Without words it only takes another one away.
    """

    __tablename__ = "reasons"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    status: Mapped[str] = mapped_column(String(16), index=True, info=PLAIN)
    category: Mapped[str | None] = mapped_column(String(30), info=PLAIN)
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=PLAIN)
    replaces: Mapped[str | None] = mapped_column(String(30), info=PLAIN)
    by_id: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


async def of_status(session: AsyncSession, status: str) -> list[ReasonRow]:
    """Every wording that was ever written for a status, oldest first."""
    return list(await session.scalars(select(ReasonRow).where(ReasonRow.status == status).order_by(ReasonRow.id)))
