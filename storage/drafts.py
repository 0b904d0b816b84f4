"""Drafts: one unsent form a person, sealed under a key of its own."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class DraftRow(Base):
    """What one person has begun; `prompt_due` is when the next question may be asked (debounced)."""

    __tablename__ = "drafts"
    rights = Rights(owner="person_id")

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, info=PSEUDONYMOUS
    )
    form: Mapped[str] = mapped_column(String(40), info=PLAIN)
    key: Mapped[str] = mapped_column(String(64), info=PLAIN)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    prompt_due: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)


async def with_prompt_due(session: AsyncSession) -> list[DraftRow]:
    """Drafts that wait for their next question, soonest first."""
    query = select(DraftRow).where(DraftRow.prompt_due.is_not(None)).order_by(DraftRow.prompt_due)
    return list(await session.scalars(query))


async def drop_expired(session: AsyncSession, now: datetime, most: int) -> list[str]:
    """Forget at most `most` drafts past their time, the oldest first; the names of the keys they were sealed under."""
    expired = DraftRow.expires_at <= now
    oldest = select(DraftRow.person_id).where(expired).order_by(DraftRow.expires_at).limit(most)
    # Asked twice: one that was begun anew since it was found stays (PostgreSQL).
    gone = delete(DraftRow).where(DraftRow.person_id.in_(oldest), expired).returning(DraftRow.key)
    return list(await session.scalars(gone, execution_options={"synchronize_session": False}))


async def all_keys(session: AsyncSession) -> set[str]:
    """The names of the keys that drafts are sealed under."""
    return set(await session.scalars(select(DraftRow.key)))


async def next_prompt(session: AsyncSession) -> datetime | None:
    """When the next question is due."""
    return await session.scalar(select(func.min(DraftRow.prompt_due)))


async def put_off_prompts(session: AsyncSession, until: datetime) -> None:
    """No question is due before `until`."""
    await session.execute(update(DraftRow).where(DraftRow.prompt_due < until).values(prompt_due=until))


async def clear_prompt(session: AsyncSession, person_id: int, seen: datetime) -> None:
    """No question waits any more, unless another moment was set since `seen`."""
    mine = (DraftRow.person_id == person_id, DraftRow.prompt_due == seen)
    await session.execute(update(DraftRow).where(*mine).values(prompt_due=None))
