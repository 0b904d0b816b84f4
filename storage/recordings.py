"""What staff recorded: for a screen and a language, a voice by Telegram's file_id."""

from datetime import datetime

from sqlalchemy import String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, PLAIN, Base, BigId, UtcDateTime


class RecordingRow(Base):
    """The voice of one screen (services/recordings.py) in one language."""

    __tablename__ = "recordings"

    subject: Mapped[str] = mapped_column(String(60), primary_key=True, info=PLAIN)
    language: Mapped[str] = mapped_column(String(3), primary_key=True, info=PLAIN)
    file_id: Mapped[str] = mapped_column(Text, info=PLAIN)
    seconds: Mapped[int | None] = mapped_column(info=PLAIN)
    recorded_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


async def recorded(session: AsyncSession) -> set[tuple[str, str]]:
    """(subject, language) of every recording."""
    return {
        (subject, language)
        for subject, language in await session.execute(select(RecordingRow.subject, RecordingRow.language))
    }


async def spoken(session: AsyncSession, subject: str, language: str) -> RecordingRow | None:
    """The recording of this subject in this language."""
    return await session.get(RecordingRow, (subject, language))
