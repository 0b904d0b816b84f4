"""One-time links to the page where staff draw boxes over a photo."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class RedactionRow(Base):
    """One link for one member and one photo. The first browser that opens it keeps it: `browser_hash` is its cookie."""

    __tablename__ = "redaction_links"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    media_id: Mapped[int] = mapped_column(BigId, ForeignKey("media.id", ondelete="CASCADE"), index=True, info=PLAIN)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    browser_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=PLAIN)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


async def by_hash(session: AsyncSession, token_hash: bytes, now: datetime) -> RedactionRow | None:
    """The link of this token, while it works."""
    works = (RedactionRow.expires_at > now, RedactionRow.saved_at.is_(None))
    return await session.scalar(select(RedactionRow).where(RedactionRow.token_hash == token_hash, *works))


async def forget_over(session: AsyncSession, now: datetime) -> None:
    """Links that no longer work, or were used, go."""
    over = or_(RedactionRow.expires_at <= now, RedactionRow.saved_at.is_not(None))
    await session.execute(delete(RedactionRow).where(over))
