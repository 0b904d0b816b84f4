"""The thread of a challenge: what the lab and the author write to each other, and notes that only the team sees."""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, authors, desk, notices
from services.challenges import Piece, keep_file, remove_after_commit
from services.people import Person
from storage.challenges import ChallengeRow, ReplyMark, ThreadRow, subject_of
from storage.database import insert_if_new
from storage.desk import FINAL
from storage.media import MediaRow
from storage.seals import Seals

REPLY_KEY = "replies"
SHOWN_KEY = "shown to the team"
QUESTION_LIFE = timedelta(days=14)
LISTENING = timedelta(hours=1)  # an answer often comes in several messages
CARRIED_FOR = timedelta(days=2)  # drafts go after a day without a change

RESIDENT = "resident"
STAFF = "staff"
NOTE = "note"


async def _add(
    session: AsyncSession, seals: Seals, challenge: ChallengeRow, side: str, piece: Piece, at: datetime, **more: Any
) -> ThreadRow:
    sealed = side == RESIDENT and challenge.author_id is None
    line = ThreadRow(
        challenge_id=challenge.id,
        side=side,
        kind=piece.kind,
        text=piece.text or None,
        media_id=await keep_file(session, challenge, piece, seals if sealed else None),
        latitude=piece.latitude,
        longitude=piece.longitude,
        at=at,
        **more,
    )
    session.add(line)
    await session.flush()
    return line


async def write(
    session: AsyncSession,
    seals: Seals,
    challenge: ChallengeRow,
    piece: Piece,
    actor: Person,
    now: datetime,
    due_at: datetime,
    asks: bool = False,
) -> ThreadRow:
    """Write to the author, at `due_at` (at night only to one who wrote a moment ago), and hold the challenge.

    If it `asks`, what they send after that is the answer (see `awaiting`). A piece of the kind `template` holds the key
    of a question of the lab's.
    """
    line = await _add(session, seals, challenge, STAFF, piece, due_at, staff_id=actor.id, asks=asks)
    talking = challenge.listening_until is not None and challenge.listening_until > now
    values, dedupe = {"line": line.id}, _dedupe(line.id)
    await notices.to_author(session, challenge, "staff.question", values, dedupe, due_at, answers=talking)
    if not asks:  # a question is a step on the ladder, which claims and is noted there
        desk.claim(challenge, actor)
        challenge.wrote_after_end = False
        audit.note(session, actor.id, "desk.write", subject_of(challenge.id), now, line=line.id)
    return line


def _dedupe(line_id: int) -> str:
    return f"line:{line_id}"


async def take_back(session: AsyncSession, line_id: int) -> None:
    """Take back a message that has not left yet."""
    await notices.take_back(session, _dedupe(line_id))
    await session.execute(delete(ThreadRow).where(ThreadRow.id == line_id))


async def note(session: AsyncSession, challenge: ChallengeRow, text: str, actor: Person, now: datetime) -> None:
    """Write a note that only the team sees, and hold the challenge."""
    session.add(ThreadRow(challenge_id=challenge.id, side=NOTE, kind="text", text=text, staff_id=actor.id, at=now))
    desk.claim(challenge, actor)
    audit.note(session, actor.id, "desk.note", subject_of(challenge.id), now)


async def answer(
    session: AsyncSession,
    seals: Seals,
    challenge: ChallengeRow,
    piece: Piece,
    now: datetime,
    admins: frozenset[int],
    danger: str | None = None,
) -> ThreadRow:
    """Put what the author says into the thread; the one who asked (else the holder, else followers) hears of it.

    Of an anonymous author the thread keeps the day only. With a `danger` (a kind of emergencies.py) all hear at once,
    and the newest one is the report's.
    """
    at = authors.coarse(now) if challenge.author_id is None else now
    line = await _add(session, seals, challenge, RESIDENT, piece, at)
    asker = await _asker(session, challenge.id)
    unanswered = (ThreadRow.challenge_id == challenge.id, ThreadRow.asks, ThreadRow.answered_at.is_(None))
    await session.execute(update(ThreadRow).where(*unanswered).values(answered_at=at))
    challenge.put_off_until = None
    challenge.wrote_after_end = challenge.status in FINAL
    listen(challenge, now)
    if danger:
        challenge.danger = danger
        await notices.danger_told(session, challenge, line.id, at, admins)
    else:
        await notices.answered(session, challenge, line.id, asker or challenge.holder_id, now, admins)
    return line


async def _asker(session: AsyncSession, challenge_id: int) -> int | None:
    asked = (ThreadRow.challenge_id == challenge_id, ThreadRow.side == STAFF)
    return await session.scalar(select(ThreadRow.staff_id).where(*asked).order_by(ThreadRow.id.desc()).limit(1))


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def listen(challenge: ChallengeRow, now: datetime) -> None:
    """For an hour or two, what the author sends outside a form belongs to this thread."""
    challenge.listening_until = _hour(now) + LISTENING * 2


async def listen_alone(session: AsyncSession, seals: Seals, person: Person, challenge: ChallengeRow) -> None:
    """What this person sends next belongs to no other report of theirs."""
    others = (authors.written_by(seals, person), ChallengeRow.id != challenge.id)
    listening = update(ChallengeRow).where(*others, ChallengeRow.listening_until.is_not(None))
    await session.execute(listening.values(listening_until=None))


async def awaiting(session: AsyncSession, seals: Seals, person: Person, now: datetime) -> ChallengeRow | None:
    """The challenge of this person on which we listen, or else wait for an answer asked for under 14 days ago."""
    mine = (authors.written_by(seals, person), ChallengeRow.withdrawn_at.is_(None))
    listening = select(ChallengeRow).where(*mine, ChallengeRow.listening_until > now)
    heard = await session.scalar(listening.order_by(ChallengeRow.listening_until.desc()).limit(1))
    if heard:
        return heard
    return next(iter(await asked_about(session, seals, person, now)), None)


async def asked_about(session: AsyncSession, seals: Seals, person: Person, now: datetime) -> list[ChallengeRow]:
    """The challenges of this person about which the team asked something under 14 days ago that nobody answered, each
    once, the last asked first."""
    mine = (authors.written_by(seals, person), ChallengeRow.withdrawn_at.is_(None))
    recent = (ThreadRow.asks, ThreadRow.answered_at.is_(None), ThreadRow.at <= now, ThreadRow.at > now - QUESTION_LIFE)
    asked = select(ChallengeRow).join(ThreadRow, ThreadRow.challenge_id == ChallengeRow.id).where(*mine, *recent)
    return list(dict.fromkeys(await session.scalars(asked.order_by(ThreadRow.id.desc()))))


async def listen_no_more(session: AsyncSession, challenge: ChallengeRow, now: datetime) -> None:
    """Whatever its author sends next is not for this thread; the questions asked until now wait no longer."""
    at = authors.coarse(now) if challenge.author_id is None else now
    challenge.listening_until = None
    open_questions = (ThreadRow.asks, ThreadRow.answered_at.is_(None), ThreadRow.at <= now)
    mine = update(ThreadRow).where(ThreadRow.challenge_id == challenge.id, *open_questions)
    await session.execute(mine.values(answered_at=at))
    await session.flush()


async def take_out(session: AsyncSession, line: ThreadRow, folder: Path, now: datetime) -> MediaRow | None:
    """Take a line of the author's out of its thread, which listens no more; its file, if it had one.

    What it seemed to answer waits for an answer again. A file without an id of Telegram's stays (with its copy in
    `folder`) until a draft that carries it must be over.
    """
    challenge = await session.get(ChallengeRow, line.challenge_id)
    media = await session.get(MediaRow, line.media_id) if line.media_id else None
    if challenge:
        challenge.listening_until = None
    await _ask_again(session, line)
    await session.delete(line)
    await session.flush()
    if media and (media.file_id or media.sealed_file_id):
        remove_after_commit(session, [folder / path for path in (media.path, media.shown_path) if path])
        await session.delete(media)
    elif media:
        media.retry_at = authors.on_the_hour(now + CARRIED_FOR)
    return media


async def _ask_again(session: AsyncSession, line: ThreadRow) -> None:
    """The questions that this line alone had answered wait again."""
    later = (ThreadRow.challenge_id == line.challenge_id, ThreadRow.side == RESIDENT, ThreadRow.id != line.id)
    others = list(await session.scalars(select(ThreadRow.id).where(*later)))
    seemed = (ThreadRow.challenge_id == line.challenge_id, ThreadRow.asks, ThreadRow.answered_at == line.at)
    alone = (ThreadRow.id < line.id, ThreadRow.id > max(others, default=0))
    await session.execute(update(ThreadRow).where(*seemed, *alone).values(answered_at=None))


async def waits(session: AsyncSession, challenge_id: int, now: datetime) -> bool:
    """Whether the team asked something that reached the author and was not answered yet."""
    asked = (ThreadRow.challenge_id == challenge_id, ThreadRow.asks, ThreadRow.answered_at.is_(None))
    return await session.scalar(select(ThreadRow.id).where(*asked, ThreadRow.at <= now).limit(1)) is not None


def mark_of(seals: Seals, chat_id: int, message_id: int) -> bytes:
    """The keyed hash of one message in one chat."""
    return seals.mac(REPLY_KEY, f"{chat_id}:{message_id}".encode())


async def remember(session: AsyncSession, seals: Seals, chat_id: int, message_id: int, challenge_id: int) -> None:
    """Replies to this message of ours belong to that challenge."""
    mark = {"mac": mark_of(seals, chat_id, message_id), "challenge_id": challenge_id}
    await session.execute(insert_if_new(session, ReplyMark).values(mark))


def shown_mark(seals: Seals, chat_id: int, message_id: int, challenge_id: int) -> bytes:
    """The keyed hash of one message that shows a challenge to somebody of the team; replies do not look for it."""
    return seals.mac(SHOWN_KEY, f"{chat_id}:{message_id}:{challenge_id}".encode())


async def shown(
    session: AsyncSession, seals: Seals, chat_id: int, message_id: int, challenge_ids: Collection[int]
) -> None:
    """This message of ours shows these challenges to the team: it is taken away when their author is erased."""
    for one in challenge_ids:
        mark = {"mac": shown_mark(seals, chat_id, message_id, one), "challenge_id": one}
        await session.execute(insert_if_new(session, ReplyMark).values(mark))


async def replied_to(session: AsyncSession, seals: Seals, chat_id: int, message_id: int) -> ChallengeRow | None:
    """The challenge that a message of ours belongs to."""
    mark = await session.get(ReplyMark, mark_of(seals, chat_id, message_id))
    return await session.get(ChallengeRow, mark.challenge_id) if mark else None
