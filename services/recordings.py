"""What staff recorded, so that whoever reads little can listen: a voice for a screen or status, by language."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.people import LANGUAGES, Person
from services.statuses import Status
from services.words import FALLBACK
from storage import recordings as rows
from storage.recordings import RecordingRow

RECEIVED = "received"
VOLUNTEERS = ("name", "age", "commune", "skills", "words", "languages", "days", "parts", "transport", "phone")
SHOWN = ("start.welcome", "menu", "help", "mine.list", "browse.list", "workshops.list", "solved.ask", "privacy.menu")
GROUPS: dict[str, tuple[str, ...]] = {
    "report": (*(f"ask.challenge.{one}" for one in ("words", "place", "category", "name", "review")), RECEIVED),
    "status": tuple(f"status.{one}" for one in Status),
    "screen": tuple(f"screen.{one}" for one in SHOWN),
    "volunteer": tuple(f"ask.volunteer.{one}" for one in VOLUNTEERS),
}
SUBJECTS = tuple(one for subjects in GROUPS.values() for one in subjects)


async def keep(
    session: AsyncSession, subject: str, language: str, file_id: str, seconds: int | None, actor: Person, now: datetime
) -> None:
    """Keep a voice in place of the one before. LookupError for a screen or language that no button leads to."""
    if subject not in SUBJECTS or language not in LANGUAGES:
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


async def spoken(session: AsyncSession, subject: str, language: str) -> RecordingRow | None:
    """The voice in this language; Darija and Arabic stand in for each other, never for French."""
    for one in (language, *FALLBACK[language]):
        if "fr" in (one, language) and one != language:
            continue
        if found := await rows.spoken(session, subject, one):
            return found
    return None
