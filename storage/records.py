"""Records of real projects: what stands on the paper that a person had made, so that its code can be checked."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class RecordRow(Base):
    """One record. `entries` are the missions as they stood when it was made (services/records.py).

    Once its person withdrew it or is erased, it says nothing but that: name, entries and person are empty. `ended` says
    if another took its place, or if it was too old (storage/papers.py).
    """

    __tablename__ = "records"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="person_id", erase="clear")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    code: Mapped[str] = mapped_column(String(14), unique=True, info=PLAIN)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), unique=True, info=PSEUDONYMOUS
    )
    name: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    entries: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True), info=PERSONAL)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    ended: Mapped[str | None] = mapped_column(String(8), info=PLAIN)


async def by_code(session: AsyncSession, code: str) -> RecordRow | None:
    """The record of this code."""
    return await session.scalar(select(RecordRow).where(RecordRow.code == code))


async def of(session: AsyncSession, person_id: int) -> RecordRow | None:
    """The record that this person had made."""
    return await session.scalar(select(RecordRow).where(RecordRow.person_id == person_id))
