"""What staff recorded: a voice by screen and language, as Telegram's file_id. And how often each screen is said."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import String, Text, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, PLAIN, Base, BigId, UtcDateTime
from storage.database import insert_if_new

LONGEST_SUBJECT = 60


class RecordingRow(Base):
    """The voice of one screen (handlers/voice_subjects.py) in one language."""

    __tablename__ = "recordings"

    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), primary_key=True, info=PLAIN)
    language: Mapped[str] = mapped_column(String(3), primary_key=True, info=PLAIN)
    file_id: Mapped[str] = mapped_column(Text, info=PLAIN)
    seconds: Mapped[int | None] = mapped_column(info=PLAIN)
    recorded_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


class SaidOftenRow(Base):
    """How many times a screen was said, to anybody: the team records the most used first."""

    __tablename__ = "said_often"

    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT), primary_key=True, info=PLAIN)
    times: Mapped[int] = mapped_column(BigId, info=PLAIN)


async def recorded(session: AsyncSession) -> set[tuple[str, str]]:
    """(subject, language) of every recording."""
    return {
        (subject, language)
        for subject, language in await session.execute(select(RecordingRow.subject, RecordingRow.language))
    }


async def languages_of(session: AsyncSession, subject: str) -> list[str]:
    """The languages in which this subject was recorded."""
    return list(await session.scalars(select(RecordingRow.language).where(RecordingRow.subject == subject)))


async def spoken(session: AsyncSession, subject: str, language: str) -> RecordingRow | None:
    """The recording of this subject in this language."""
    return await session.get(RecordingRow, (subject, language))


async def forget(session: AsyncSession, subject: str, language: str, file_id: str) -> bool:
    """Drop this very recording; False if it is gone, or another stands in its place."""
    here = (RecordingRow.subject == subject, RecordingRow.language == language, RecordingRow.file_id == file_id)
    gone = delete(RecordingRow).where(*here).returning(RecordingRow.subject)
    return (await session.execute(gone)).first() is not None


async def count(session: AsyncSession, said: Mapping[str, int]) -> None:
    """Add these to how often each was said."""
    for subject in sorted(said):
        await session.execute(insert_if_new(session, SaidOftenRow).values(subject=subject, times=0))
        more = SaidOftenRow.times + said[subject]
        await session.execute(update(SaidOftenRow).where(SaidOftenRow.subject == subject).values(times=more))


async def said_often(session: AsyncSession) -> Counter[str]:
    """How often each subject was said."""
    query = select(SaidOftenRow.subject, SaidOftenRow.times)
    return Counter({row.subject: row.times for row in await session.execute(query)})
