"""Sayings: what people write on a question of a live session, what they support, and what the facilitator lets be seen.

    told = await sayings.say(session, seals, question.id, voter, text, now)      # voter: Voter.person(7) or .device(3)
    await sayings.support(session, seals, saying_id, voter, True, now)

Like ballots, texts know their voter by a keyed hash under a key of the question only, and only until that key goes
(services/ballots.let_go); the texts stay. Whether a voter sits in the room is the caller's to know. After the commit
call `house.room_changed(room_id)`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, ballots, clouds, seats
from services.cleaning import clean
from services.people import Person
from storage import ballots as ballot_rows
from storage import sayings
from storage.ballots import TELEGRAM, WEB
from storage.database import insert_if_new
from storage.questions import CLOUD, IDEAS, OPEN, QUEUE, TEXT, WRITTEN, QuestionRow
from storage.rooms import RoomRow
from storage.sayings import HELD, VISIBLE, SayingRow, SupportRow
from storage.seals import Seals

LONGEST = {TEXT: 300, CLOUD: 30, IDEAS: 200, QUEUE: 200}  # characters of one text
MOST_OF_ALL = 2000  # texts on one question
SUPPORTED = (IDEAS, QUEUE)  # the kinds whose texts can be supported

_PARTED = re.compile(r"[,،;؛\n•/]+")
_PILED = re.compile("([\u0300-\u036f\u0483-\u0489\u064b-\u065f\u1ab0-\u1aff\u20d0-\u20ff]{2})"
                    "[\u0300-\u036f\u0483-\u0489\u064b-\u065f\u1ab0-\u1aff\u20d0-\u20ff]+")  # fmt: skip


class Outcome(StrEnum):
    """What became of what somebody wrote, or of their support."""

    NOTED = "noted"
    CLOSED = "closed"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"  # as many as one may write stand already
    FULL = "full"  # the question takes no more of anybody
    OWN = "own"  # one's own text cannot be supported
    GONE = "gone"  # nobody may support it any more


@dataclass(frozen=True, slots=True)
class Voter:
    """Whoever writes, by the name that ballots know too, and where it comes from."""

    name: str
    source: str = TELEGRAM

    @classmethod
    def person(cls, person_id: int) -> "Voter":
        """Somebody on Telegram."""
        return cls(str(person_id))

    @classmethod
    def device(cls, device: int) -> "Voter":
        """A browser."""
        return cls(ballots.device_name(device), WEB)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a message: how many pieces were noted, were too long (the longest has `length`), were too many."""

    outcome: Outcome
    noted: int = 0
    too_long: int = 0
    length: int = 0
    too_many: int = 0


# Writing


async def say(session: AsyncSession, seals: Seals, question_id: int, voter: Voter, text: str, now: datetime) -> Told:
    """Write on an open question; where one text is all that one may write, it takes the place of the one before."""
    question = await _open(session, question_id, now)
    if question is None:
        return Told(Outcome.CLOSED)
    fit, slip = _fitting(question.kind, text)
    if not fit:
        return slip
    if await sayings.written(session, question.id) >= MOST_OF_ALL:
        return Told(Outcome.FULL)
    writer = _Writer(ballots.voter_hash(seals, question.id, voter.name), voter.source)
    noted, many = await _write(session, question, writer, fit)
    return Told(Outcome.NOTED if noted else Outcome.TOO_MANY, noted, slip.too_long, slip.length, many)


async def speak(session: AsyncSession, seals: Seals, question_id: int, voter: Voter, voice: str, now: datetime) -> Told:
    """The same with the file of a voice, which the facilitator writes down; it counts as one text until then."""
    question = await _open(session, question_id, now)
    if question is None:
        return Told(Outcome.CLOSED)
    mac = ballots.voter_hash(seals, question.id, voter.name)
    if await _taken(session, question, mac):
        return Told(Outcome.TOO_MANY, too_many=1)
    session.add(SayingRow(question_id=question.id, voter=mac, text="", source=voter.source, voice=voice))
    await session.flush()
    return Told(Outcome.NOTED, 1)


async def _taken(session: AsyncSession, question: QuestionRow, mac: bytes) -> bool:
    """Whether all places of this voter are taken; of an open text the place is made free."""
    mine = await sayings.of_voter(session, question.id, mac)
    if question.kind == TEXT:
        await _delete(session, [one.id for one in mine])
        return False
    return len(mine) >= question.most


def _fitting(kind: str, text: str) -> tuple[list[str], Told]:
    """The pieces that are short enough, and what to tell where none is."""
    pieces = pieces_of(kind, text)
    fit = [one for one in pieces if len(one) <= LONGEST[kind]]
    long = len(pieces) - len(fit)
    length = max(map(len, pieces)) if long else 0
    return fit, Told(Outcome.TOO_LONG if long else Outcome.EMPTY, 0, long, length)


def pieces_of(kind: str, text: str) -> list[str]:
    """The texts in a message: words of a cloud stand between commas or on lines, anything else is one."""
    parts = _PARTED.split(clean(text)) if kind == CLOUD else [clean(text)]
    tame = (_PILED.sub(r"\1", " ".join(part.split())) for part in parts)
    return list(dict.fromkeys(one for one in tame if clean(one)))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Whose new texts are (None: nothing knows it any more), where they come from, and their state if it is decided."""

    mac: bytes | None
    source: str
    state: str = ""


async def _write(
    session: AsyncSession, question: QuestionRow, writer: _Writer, pieces: Sequence[str]
) -> tuple[int, int]:
    """How many pieces stand now, and how many were too many."""
    await _taken(session, question, writer.mac) if writer.mac else None
    mine = await sayings.of_voter(session, question.id, writer.mac) if writer.mac else []
    known, folded, free = await _known_words(session, question), {one.folded for one in mine}, question.most - len(mine)
    noted = 0
    for piece in pieces:
        key = _key(question.kind, piece, known)
        if key not in folded and free <= 0:
            continue
        noted += 1
        if key not in folded:
            state = known.get(key) or writer.state or await _first_state(session, question)
            row = {"question_id": question.id, "voter": writer.mac, "text": piece, "folded": key}
            session.add(SayingRow(**row, source=writer.source, state=state))
            folded.add(key)
            known, free = known | ({key: state} if question.kind == CLOUD else {}), free - 1
    await session.flush()
    return noted, len(pieces) - noted


def _key(kind: str, piece: str, known: Iterable[str]) -> str:
    """What two texts share that count as one."""
    return clouds.key_of(piece, known) if kind == CLOUD else piece.casefold()[: clouds.LONGEST]


async def _known_words(session: AsyncSession, question: QuestionRow) -> dict[str, str]:
    """The words of a cloud with their states: who writes one again meets what was decided about it."""
    if question.kind != CLOUD:
        return {}
    return {folded: state for folded, _, state, _, _ in await sayings.spellings(session, question.id)}


async def _first_state(session: AsyncSession, question: QuestionRow) -> str:
    """Whether a new text waits for the facilitator, or is seen at once."""
    room = await session.get_one(RoomRow, question.room_id)
    return HELD if room.moderated else VISIBLE


async def mine(session: AsyncSession, seals: Seals, question: QuestionRow, voter: Voter) -> list[SayingRow]:
    """What this voter wrote on a question, while anything knows it; for their own eyes only."""
    mac = ballots.known_hash(seals, question.id, voter.name)
    return await sayings.of_voter(session, question.id, mac) if mac else []


async def take_back(session: AsyncSession, seals: Seals, saying_id: int, voter: Voter, now: datetime) -> str | None:
    """One's own text goes while its question is open; its words, None if it is not theirs, or too late."""
    row = await session.get(SayingRow, saying_id)
    question = await _open(session, row.question_id, now) if row else None
    mac = ballots.known_hash(seals, question.id, voter.name) if question else None
    if row is None or mac is None or row.voter != mac:
        return None
    await _delete(session, [row.id])
    return row.text


async def _delete(session: AsyncSession, ids: Sequence[int]) -> None:
    await session.execute(delete(SupportRow).where(SupportRow.saying_id.in_(ids)))
    await session.execute(delete(SayingRow).where(SayingRow.id.in_(ids)))


# Supporting


async def support(
    session: AsyncSession, seals: Seals, saying_id: int, voter: Voter, wanted: bool, now: datetime
) -> Outcome:
    """Support a text that can be seen, or no more; never one's own. The same twice changes nothing."""
    row = await session.get(SayingRow, saying_id, populate_existing=True)
    question = await _open(session, row.question_id, now) if row else None
    if row is None or question is None or question.kind not in SUPPORTED:
        return Outcome.CLOSED
    mac = ballots.voter_hash(seals, question.id, voter.name)
    if row.voter == mac:
        return Outcome.OWN
    if row.state != VISIBLE:
        return Outcome.GONE
    if wanted:
        await session.execute(insert_if_new(session, SupportRow).values(saying_id=row.id, voter=mac))
    else:
        theirs = (SupportRow.saying_id == row.id, SupportRow.voter == mac)
        await session.execute(delete(SupportRow).where(*theirs))
    return Outcome.NOTED


async def supported(session: AsyncSession, seals: Seals, question: QuestionRow, voter: Voter) -> set[int]:
    """The ids of what this voter supports; for their own eyes only."""
    mac = ballots.known_hash(seals, question.id, voter.name)
    return await sayings.supported(session, question.id, mac) if mac else set()


async def _open(session: AsyncSession, question_id: int, now: datetime) -> QuestionRow | None:
    """The question while one may write on it; nobody can close it until we have committed."""
    options = {"with_for_update": {"read": True}, "populate_existing": True}
    question = await session.get(QuestionRow, question_id, **options)  # type: ignore[arg-type]
    if question is None or question.kind not in WRITTEN or question.state != OPEN:
        return None
    return None if question.closes_at is not None and question.closes_at <= now else question


# Writing down what was said


async def write_down(session: AsyncSession, actor: Person, saying_id: int, text: str, now: datetime) -> Told:
    """What a voice says takes its place, seen by everybody, also once the question is closed."""
    row = await session.get(SayingRow, saying_id)
    question = await session.get(QuestionRow, row.question_id) if row and row.voice else None
    if row is None or question is None:
        return Told(Outcome.GONE)
    fit, slip = _fitting(question.kind, text)
    if not fit:
        return slip
    writer = _Writer(row.voter, row.source, VISIBLE)
    await _delete(session, [row.id])
    noted, many = await _write(session, question, writer, fit)
    await seats.result_again(session, question.id)
    audit.note(session, actor.id, "room.written", f"room:{question.room_id}", now, saying=saying_id)
    return Told(Outcome.NOTED, noted, slip.too_long, slip.length, many)


# A person's rights


async def forget(session: AsyncSession, seals: Seals, person: Person) -> None:
    """What this person wrote and supports goes from every question that still knows who did."""
    for question in await ballot_rows.held(session):
        if mac := ballots.known_hash(seals, question.id, str(person.id)):
            await sayings.drop(session, question.id, mac)
