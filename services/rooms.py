"""Rooms: a live session, from its making to its end; who comes and goes.

    room = await rooms.create(session, person, asked, now)            # asked: from conversations/rooms.py
    seat = await rooms.join(session, person, room, now)               # room: storage.rooms.by_code(session, code)
    await rooms.end(session, seals, person, Press(room.id, room.version), now)

What happens between: services/leading.py (the large button), services/votes.py (one question), services/presses.py.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, players, votes
from services.people import Person
from services.presses import Press, stepped
from storage import devices, outbox
from storage import rooms as rows
from storage import seats as seat_rows
from storage.database import insert_if_new
from storage.questions import QuestionRow
from storage.rooms import ENDED, READY, RoomRow
from storage.seals import Seals
from storage.seats import SeatRow

Spoken = dict[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be asked: `words` and `options` by language, `most` options at once, a scale's `low` to `high`.

    `correct` is the right option of a quiz, `quick`: the sooner the more points; `named`: it shows names.
    """

    kind: str
    words: Spoken
    options: tuple[Spoken, ...] = ()
    most: int = 1
    low: int = 0
    high: int = 0
    correct: int | None = None
    quick: bool = False
    named: bool = False


# Making a room


async def create(session: AsyncSession, opener: Person, asked: Sequence[Asked], now: datetime) -> RoomRow:
    """A room with a code that nobody else has, ready to be joined."""
    room_id = None
    while room_id is None:
        code, token = f"{10_000 + secrets.randbelow(90_000)}", secrets.token_urlsafe(16)
        new = {"code": code, "token": token, "state": READY, "opener_id": opener.id, "created_at": now}
        statement = insert_if_new(session, RoomRow).values(round=1, version=1, **new)
        room_id = await session.scalar(statement.returning(RoomRow.id))
    audit.note(session, opener.id, "room.create", _subject(room_id), now, questions=len(asked))
    room = await session.get_one(RoomRow, room_id)
    _append(session, room, asked, 0)
    await session.flush()
    return room


async def add(session: AsyncSession, actor: Person, room_id: int, asked: Sequence[Asked], now: datetime) -> RoomRow:
    """Put more questions at the end of a room. Stale if it has ended."""
    room = await stepped(session, Press(room_id), now)
    before = await rows.questions(session, room.id)
    _append(session, room, asked, len(before))
    audit.note(session, actor.id, "room.add", _subject(room.id), now, questions=len(asked))
    await session.flush()
    return room


def _append(session: AsyncSession, room: RoomRow, asked: Sequence[Asked], first: int) -> None:
    for position, one in enumerate(asked, first):
        fields = asdict(one) | {"options": list(one.options)}
        session.add(QuestionRow(room_id=room.id, round=room.round, position=position, **fields))


# Who is there


async def join(session: AsyncSession, person: Person, room: RoomRow, now: datetime) -> SeatRow | None:
    """Take a seat, and leave other rooms; None if the room has ended. Joining again keeps the seat."""
    if room.state == ENDED:
        return None
    await leave(session, person, now, but=room.id)
    new = {"room_id": room.id, "person_id": person.id, "joined_at": now, "stage": ""}
    await session.execute(insert_if_new(session, SeatRow).values(new))
    mine = (SeatRow.room_id == room.id, SeatRow.person_id == person.id)
    back = update(SeatRow).where(*mine, SeatRow.left_at.is_not(None))
    afresh = {"question_id": None, "message_id": None, "stage": "", "pad_id": None}
    await session.execute(back.values(left_at=None, joined_at=now, **afresh))
    await players.enrol_latecomer(session, room.id)
    return await seat_rows.seat_of(session, person.id)


async def leave(session: AsyncSession, person: Person, now: datetime, but: int = 0) -> None:
    """Give up every seat (but the one in a room)."""
    mine = (SeatRow.person_id == person.id, SeatRow.left_at.is_(None), SeatRow.room_id != but)
    await session.execute(update(SeatRow).where(*mine).values(left_at=now))


# Its course


async def show_on_wall(session: AsyncSession, actor: Person, press: Press, wanted: str, now: datetime) -> RoomRow:
    """From now on the wall shows so much before a result: storage.rooms.HIDDEN, COUNT or AT_ONCE. Stale."""
    room = await stepped(session, press, now)
    room.wall = wanted
    audit.note(session, actor.id, "room.on_wall", _subject(room.id), now, shows=wanted)
    await session.flush()
    return room


async def end(session: AsyncSession, seals: Seals, actor: Person | None, press: Press, now: datetime) -> RoomRow:
    """The session is over: an open question closes, all single ballots go, who came is counted. Stale."""
    room = await stepped(session, press, now)
    await votes.finish(session, seals, room, now, queue=True)
    room.state, room.ended_at = ENDED, now
    room.attendance = {
        "phones": await seat_rows.arrivals(session, room.id),
        "web": await devices.count(session, room.id),
    }
    await outbox.release(session, room.id, now)
    audit.note(session, actor.id if actor else None, "room.end", _subject(room.id), now)
    await session.flush()
    return room


async def reset(session: AsyncSession, seals: Seals, actor: Person, press: Press, now: datetime) -> RoomRow:
    """Begin again from the first question with the people who are here; the results so far are kept. Stale."""
    room = await stepped(session, press, now)
    await votes.finish(session, seals, room, now, queue=True)
    before = await rows.questions(session, room.id)
    room.round, room.question_id, room.state = room.round + 1, None, READY
    await outbox.release(session, room.id, now)
    _append(session, room, [_as_asked(one) for one in before], 0)
    audit.note(session, actor.id, "room.reset", _subject(room.id), now, round=room.round)
    await session.flush()
    return room


def _as_asked(question: QuestionRow) -> Asked:
    same = {one.name: getattr(question, one.name) for one in fields(Asked)}
    return Asked(**same | {"options": tuple(question.options)})


def _subject(room_id: int) -> str:
    return f"room:{room_id}"


def panels(room_id: int) -> str:
    """How the subjects of all cards that show this room to its facilitators begin."""
    return f"{_subject(room_id)}:panel:"


def panel(room_id: int, person_id: int) -> str:
    """The subject of one facilitator's card."""
    return f"{panels(room_id)}{person_id}"
