"""The thread of a challenge: what the lab and the author write to each other, and notes that only the team sees."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, authors, notices
from services.people import Person
from storage.challenges import ChallengeRow, ReplyMark, ThreadRow
from storage.database import insert_if_new
from storage.seals import Seals

REPLY_KEY = "replies"
QUESTION_LIFE = timedelta(days=14)
LISTENING = timedelta(hours=1)  # an answer often comes in several messages

RESIDENT = "resident"
STAFF = "staff"
NOTE = "note"


@dataclass(frozen=True, slots=True)
class Part:
    """One message: a text, a file, a place, or (`template`) a question of the lab's in three languages."""

    kind: str = "text"
    text: str | None = None
    media_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    template: str | None = None


def _line(challenge: ChallengeRow, side: str, part: Part, at: datetime) -> ThreadRow:
    return ThreadRow(
        challenge_id=challenge.id,
        side=side,
        kind="template" if part.template else part.kind,
        text=part.template or part.text,
        media_id=part.media_id,
        latitude=part.latitude,
        longitude=part.longitude,
        at=at,
    )


async def write(
    session: AsyncSession, challenge: ChallengeRow, part: Part, actor: Person, now: datetime, due_at: datetime
) -> ThreadRow:
    """Write to the author, at `due_at`; what they send after that may be the answer (see `awaiting`)."""
    line = _line(challenge, STAFF, part, due_at)
    line.staff_id, line.asks = actor.id, True
    session.add(line)
    await session.flush()
    await notices.to_author(session, challenge, "staff.question", {"line": line.id}, _dedupe(line.id), due_at)
    audit.note(session, actor.id, "desk.write", f"challenge:{challenge.id}", now, line=line.id)
    return line


def _dedupe(line_id: int) -> str:
    return f"line:{line_id}"


async def take_back(session: AsyncSession, line_id: int) -> None:
    """Take back a message that has not left yet."""
    await notices.take_back(session, _dedupe(line_id))
    await session.execute(delete(ThreadRow).where(ThreadRow.id == line_id))


async def note(session: AsyncSession, challenge: ChallengeRow, text: str, actor: Person, now: datetime) -> None:
    """Write a note that only the team sees."""
    line = _line(challenge, NOTE, Part(text=text), now)
    line.staff_id = actor.id
    session.add(line)
    audit.note(session, actor.id, "desk.note", f"challenge:{challenge.id}", now)


async def answer(
    session: AsyncSession, challenge: ChallengeRow, part: Part, now: datetime, admins: frozenset[int]
) -> ThreadRow:
    """Put what the author says into the thread; the one who asked (else the holder, else followers) hears of it.

    Of an anonymous author the thread keeps the day only.
    """
    anonymous = challenge.author_id is None
    line = _line(challenge, RESIDENT, part, authors.coarse(now) if anonymous else now)
    session.add(line)
    asker = await _asker(session, challenge.id)
    unanswered = (ThreadRow.challenge_id == challenge.id, ThreadRow.asks, ThreadRow.answered_at.is_(None))
    await session.execute(update(ThreadRow).where(*unanswered).values(answered_at=_hour(now)))
    challenge.put_off_until = None
    listen(challenge, now)
    await session.flush()
    await notices.answered(session, challenge, asker or challenge.holder_id, now, admins)
    return line


async def _asker(session: AsyncSession, challenge_id: int) -> int | None:
    asked = (ThreadRow.challenge_id == challenge_id, ThreadRow.side == STAFF)
    return await session.scalar(select(ThreadRow.staff_id).where(*asked).order_by(ThreadRow.id.desc()).limit(1))


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def listen(challenge: ChallengeRow, now: datetime) -> None:
    """For an hour or two, what the author sends outside a form belongs to this thread."""
    challenge.listening_until = _hour(now) + LISTENING * 2


async def awaiting(session: AsyncSession, seals: Seals, person: Person, now: datetime) -> ChallengeRow | None:
    """The challenge of this person on which we listen, or else wait for an answer asked for under 14 days ago."""
    mine = (authors.written_by(seals, person), ChallengeRow.withdrawn_at.is_(None))
    listening = select(ChallengeRow).where(*mine, ChallengeRow.listening_until > now)
    heard = await session.scalar(listening.order_by(ChallengeRow.listening_until.desc()).limit(1))
    if heard:
        return heard
    open_question = (ThreadRow.asks, ThreadRow.answered_at.is_(None), ThreadRow.at <= now)
    asked = select(ChallengeRow).join(ThreadRow, ThreadRow.challenge_id == ChallengeRow.id).where(*mine, *open_question)
    recent = asked.where(ThreadRow.at > now - QUESTION_LIFE)
    return await session.scalar(recent.order_by(ThreadRow.id.desc()).limit(1))


def mark_of(seals: Seals, chat_id: int, message_id: int) -> bytes:
    """The keyed hash of one message in one chat."""
    return seals.mac(REPLY_KEY, f"{chat_id}:{message_id}".encode())


async def remember(session: AsyncSession, seals: Seals, chat_id: int, message_id: int, challenge_id: int) -> None:
    """Replies to this message of ours belong to that challenge."""
    mark = {"mac": mark_of(seals, chat_id, message_id), "challenge_id": challenge_id}
    await session.execute(insert_if_new(session, ReplyMark).values(mark))


async def replied_to(session: AsyncSession, seals: Seals, chat_id: int, message_id: int) -> ChallengeRow | None:
    """The challenge that a message of ours belongs to."""
    mark = await session.get(ReplyMark, mark_of(seals, chat_id, message_id))
    return await session.get(ChallengeRow, mark.challenge_id) if mark else None
