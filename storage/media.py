"""Media: a voice, photo, video or document by file_id, and our own copy of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, Base, BigId, Rights, UtcDateTime

STATES = ("wanted", "kept", "failed", "refused")


def _not_said(file: Any, now: datetime) -> ColumnElement[bool]:
    """Files of the team in a message that has not left yet, or in a note."""
    line = Base.metadata.tables["challenge_thread"].c
    unsaid = or_(line.side == "note", and_(line.side == "staff", line.at > now))
    return exists().where(line.media_id == file.id, unsaid)


class MediaRow(Base):
    """One file. Of an anonymous author the Telegram file_id stands only in `sealed_file_id`, until the copy is kept.

    `path` is relative to DATA_DIR/media and has a random name; `shown_path` is the copy without EXIF, `public_path` the
    one with boxes drawn over it. `public`: "shown" or "hidden" by the team, "" if nobody looked.
    `retry_at` is when a wanted file is fetched again, or when another one goes that was taken out of a thread.
    """

    __tablename__ = "media"
    __table_args__ = NEVER_AGAIN
    rights = Rights(through="challenge_id", hidden=_not_said)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    challenge_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    kind: Mapped[str] = mapped_column(String(12), info=PLAIN)
    file_id: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    sealed_file_id: Mapped[bytes | None] = mapped_column(LargeBinary, info=PERSONAL)
    state: Mapped[str] = mapped_column(String(10), default="wanted", index=True, info=PLAIN)
    path: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    shown_path: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    public: Mapped[str] = mapped_column(String(8), default="", info=PLAIN)
    public_path: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    mime: Mapped[str | None] = mapped_column(String(80), info=PLAIN)
    size: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    seconds: Mapped[int | None] = mapped_column(info=PLAIN)
    tries: Mapped[int] = mapped_column(default=0, info=PLAIN)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


FILES = (MediaRow.path, MediaRow.shown_path, MediaRow.public_path)  # below DATA_DIR/media


async def wanted(session: AsyncSession, now: datetime, limit: int) -> list[MediaRow]:
    """Files whose copy is to be fetched now, oldest first."""
    due = or_(MediaRow.retry_at.is_(None), MediaRow.retry_at <= now)
    query = select(MediaRow).where(MediaRow.state == "wanted", due).order_by(MediaRow.id).limit(limit)
    return list(await session.scalars(query))


async def next_retry(session: AsyncSession) -> datetime | None:
    """When the next failed download is tried again."""
    return await session.scalar(select(func.min(MediaRow.retry_at)).where(MediaRow.state == "wanted"))


async def change(session: AsyncSession, media_id: int, **columns: Any) -> bool:
    """Write what became of a file; False if its row is gone (its owner was erased)."""
    statement = update(MediaRow).where(MediaRow.id == media_id).values(**columns).returning(MediaRow.id)
    return await session.scalar(statement) is not None


async def drop_taken_out(session: AsyncSession, now: datetime) -> list[str]:
    """Forget files that were taken out of a thread and came into no other report; their paths."""
    over = (MediaRow.state != "wanted", MediaRow.retry_at <= now)
    gone = delete(MediaRow).where(*over).returning(*FILES)
    return [path for row in await session.execute(gone) for path in row if path]


async def all_paths(session: AsyncSession) -> set[str]:
    """Every path that a row knows."""
    rows = await session.execute(select(*FILES))
    return {path for row in rows for path in row if path}
