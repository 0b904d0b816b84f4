"""What staff recorded, so that whoever reads little can listen: a voice for a screen or status, by language."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox, staff
from services.people import LANGUAGES, Person
from services.roles import Role, holds
from services.words import FALLBACK
from storage import recordings as rows
from storage.recordings import LONGEST_SUBJECT, RecordingRow

RECEIVED, RESULT = "received", "result"  # what has its own voice, whichever screen shows it


async def keep(
    session: AsyncSession, subject: str, language: str, file_id: str, seconds: int | None, actor: Person, now: datetime
) -> None:
    """Keep a voice in place of the one before. LookupError for what no button leads to."""
    if not 0 < len(subject) <= LONGEST_SUBJECT or language not in LANGUAGES:
        raise LookupError(subject)
    row = RecordingRow(subject=subject, language=language, file_id=file_id, seconds=seconds)
    row.recorded_by, row.recorded_at = actor.id, now
    await session.merge(row)
    audit.note(session, actor.id, "recording.keep", f"recording:{subject}:{language}", now)


async def drop(session: AsyncSession, subject: str, language: str, actor: Person, now: datetime) -> None:
    """Offer this voice no more."""
    row = await rows.spoken(session, subject, language)
    if row:
        await session.delete(row)
        audit.note(session, actor.id, "recording.drop", f"recording:{subject}:{language}", now)


async def heard_in(session: AsyncSession, subject: str, language: str) -> str | None:
    """The language in which somebody hears this subject; Darija and Arabic stand in for each other, never French."""
    known = await rows.languages_of(session, subject)
    mine = [one for one in (language, *FALLBACK[language]) if one == language or "fr" not in (one, language)]
    return next((one for one in mine if one in known), None)


async def spoken(session: AsyncSession, subject: str, language: str) -> RecordingRow | None:
    """The voice that somebody of this language hears."""
    heard = await heard_in(session, subject, language)
    return await rows.spoken(session, subject, heard) if heard else None


async def refused(
    session: AsyncSession, subject: str, language: str, file_id: str, admins: Collection[int], now: datetime
) -> None:
    """Telegram plays this recording no more: drop it, unless another stands in its place, and tell the desk once."""
    if not await rows.forget(session, subject, language, file_id):
        return
    audit.note(session, None, "recording.refused", f"recording:{subject}:{language}", now)
    desk = [one.id for one in await staff.members(session, admins) if holds(one.roles, Role.MODERATOR)]
    values = {"subject": subject, "language": language}
    dedupe = f"refused:{subject}:{language}:{now.isoformat()}"
    await outbox.enqueue_all(session, desk, screen="listen.refused", values=values, dedupe=dedupe, due_at=now)
