"""The skills list as the team changed it in the chat: rows over those of lab.toml."""

from datetime import datetime

from sqlalchemy import JSON, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, Base, UtcDateTime


class SkillRow(Base):
    """A skill that the team added, or one of lab.toml under other words or retired. `words` by language."""

    __tablename__ = "skills"

    key: Mapped[str] = mapped_column(String(24), primary_key=True, info=PLAIN)
    emoji: Mapped[str] = mapped_column(String(8), default="", info=PLAIN)
    words: Mapped[dict[str, str]] = mapped_column(JSON, info=PLAIN)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


async def rows(session: AsyncSession) -> list[SkillRow]:
    """Every row, in the order in which they were added."""
    return list(await session.scalars(select(SkillRow).order_by(SkillRow.added_at, SkillRow.key)))
