"""What people promised to come to, and messages that take it back: "I can't come", simply written.

Understood in Arabic, Darija (both scripts) and French (services/lexicon/greetings.tsv, `cant_come` and `late`). A
message that says it and little else is sure; a longer one may be a report, so people are asked.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from services import outbox
from services.emergencies import urgent
from services.greetings import CANT_COME, LATE, phrases
from services.message_classes import NEWS, NOTIFICATION
from services.people import Person
from services.writing import words
from storage import checkin
from storage import registrations as answers
from storage import workshops as events
from storage.registrations import GOING, OFFERED
from storage.workshops import MeetingRow, subject_of

WITHIN = timedelta(days=7)
SOON = timedelta(hours=12)  # by the morning it would be too late to know
FEW = 3  # words beside the phrase: "sorry", "tomorrow", "my son is ill" is more
LONGEST = 30  # words; a longer message is about something else
SCREEN = "commitment.told"
TOLD = "told"  # begins the dedupe keys of what organisers read; the third part is who wrote it


class Meaning(StrEnum):
    """What a message says of a commitment."""

    CANNOT = "cannot"
    UNSURE = "unsure"


def meaning(text: str) -> Meaning | None:
    """Whether a message says that somebody cannot come, perhaps says so, or says nothing of the kind."""
    length = len(words(text))
    if not 0 < length <= LONGEST or urgent(text):
        return None
    found = phrases(text, CANT_COME)
    if not found:
        return Meaning.UNSURE if phrases(text, LATE) else None
    said = {at for match in found for at in range(match.start, match.end)}
    return Meaning.CANNOT if length - len(said) <= FEW else Meaning.UNSURE


async def upcoming(session: AsyncSession, person: Person, now: datetime) -> list[MeetingRow]:
    """The next session of each workshop to which this person said they come, within seven days, soonest first."""
    mine = await answers.of_person(session, person.id)
    coming = {workshop for workshop, row in mine.items() if row.state in (GOING, OFFERED)}
    found: dict[int, MeetingRow] = {}
    for meeting in await checkin.around(session, now, now + WITHIN):
        registration = mine.get(meeting.workshop_id)
        away = await checkin.absences(session, meeting.id) if registration else set()
        if meeting.workshop_id in coming and registration and registration.id not in away:
            found.setdefault(meeting.workshop_id, meeting)
    return list(found.values())


async def tell_organiser(session: AsyncSession, person: Person, meeting: MeetingRow, said: str, now: datetime) -> int:
    """Whoever leads the workshop reads what this person wrote, at night only if it begins soon; how many they are."""
    leaders = await events.facilitators(session, meeting.workshop_id)
    row = await answers.of(session, meeting.workshop_id, person.id)
    await outbox.enqueue_all(
        session,
        leaders,
        screen=SCREEN,
        values={"meeting": meeting.id, "name": row.name if row else "", "words": said},
        dedupe=f"{TOLD}:{meeting.id}:{person.id}:{now.timestamp():.0f}",
        due_at=now,
        message_class=NOTIFICATION if meeting.begins_at < now + SOON else NEWS,
        subject=subject_of(meeting.workshop_id),
    )
    return len(leaders)


async def forget(session: AsyncSession, person: Person) -> None:
    """What this person wrote to organisers goes: it stands in rows that are theirs, with name and words."""
    await outbox.forget_like(session, SCREEN, f"{TOLD}:%:{person.id}:%")
