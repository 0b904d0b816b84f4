"""The queue: what people ask the room, at any time while the facilitator lets them; apart from the session's questions.

    queue = await queues.of(session, room)                       # None: nobody may ask now
    await queues.switch(session, seals, person, room_id, True, now)
    await queues.put_on_wall(session, person, room, saying_id, now)

It is a question of its own kind, so that its texts, their voters and its key are kept and let go as everywhere else.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, ballots, entries, votes
from services.entries import Entry
from services.people import Person
from services.presses import Stale
from storage import rooms as rows
from storage import seats as seat_rows
from storage.questions import CLOSED, OPEN, QUEUE, WRITTEN, QuestionRow
from storage.rooms import RoomRow
from storage.sayings import VISIBLE, SayingRow
from storage.seals import Seals
from storage.seats import SeatRow

MOST_ASKED = 5  # questions of one person
ASKING = timedelta(minutes=10)  # for which what somebody writes is taken as their question
LATE = timedelta(hours=4)  # after joining, from when on what somebody writes is about something else


async def of(session: AsyncSession, room: RoomRow) -> QuestionRow | None:
    """The queue, while people may ask."""
    return await session.get(QuestionRow, room.queue_id) if room.queue_id else None


async def switch(
    session: AsyncSession, seals: Seals, actor: Person, room_id: int, wanted: bool, now: datetime
) -> QuestionRow | None:
    """Let people ask, or no more; the same twice changes nothing. A queue closed by mistake opens again. Stale."""
    room = await rows.step_on(session, room_id, None, now)
    if room is None:
        raise Stale
    before = await of(session, room)
    if wanted == (before is not None):
        return before
    audit.note(session, actor.id, "room.queue", f"room:{room.id}", now, wanted=wanted)
    if before:
        room.queue_id = room.saying_id = None
        await votes.close(session, None, before, now)
        return None
    queue = await _again(session, seals, room, now) or await _new(session, room, now)
    room.queue_id = queue.id
    await session.flush()
    return queue


async def _again(session: AsyncSession, seals: Seals, room: RoomRow, now: datetime) -> QuestionRow | None:
    """The newest queue, closed a moment ago: open once more."""
    query = select(QuestionRow).where(QuestionRow.room_id == room.id, QuestionRow.kind == QUEUE)
    query = query.where(QuestionRow.round == room.round, QuestionRow.state == CLOSED)
    queue = await session.scalar(query.order_by(QuestionRow.id.desc()).limit(1))
    if queue is None or not votes.may_reopen(queue, now) or not await ballots.intact(session, seals, queue):
        return None
    queue.state, queue.totals, queue.closed_at = OPEN, None, None
    return queue


async def _new(session: AsyncSession, room: RoomRow, now: datetime) -> QuestionRow:
    queue = QuestionRow(room_id=room.id, round=room.round, position=0, kind=QUEUE, words={}, most=MOST_ASKED)
    queue.state, queue.opened_at = OPEN, now
    session.add(queue)
    await session.flush()
    return queue


async def put_on_wall(
    session: AsyncSession, actor: Person, room: RoomRow, saying_id: int | None, now: datetime
) -> bool:
    """A text of the queue stands large on the wall, or none; False if it cannot."""
    row = await session.get(SayingRow, saying_id) if saying_id else None
    if saying_id and (row is None or room.queue_id is None or row.question_id != room.queue_id):
        return False
    if row:
        row.state = VISIBLE
    room.saying_id = saying_id
    audit.note(session, actor.id, "room.on_wall", f"room:{room.id}", now, saying=saying_id)
    await session.flush()
    return True


async def first(session: AsyncSession, room: RoomRow) -> Entry | None:
    """The most supported text that may be seen and is not on the wall."""
    queue = await of(session, room)
    seen = await entries.seen(session, queue) if queue else []
    return next((one for one in seen if one.id != room.saying_id), None)


# Who writes, and what it answers


async def ask(session: AsyncSession, seat: SeatRow, until: datetime | None) -> None:
    """What this seat writes next is a question to the room, until then (None: no more)."""
    await session.execute(update(SeatRow).where(SeatRow.id == seat.id).values(asking_until=until))


async def answers(session: AsyncSession, person: Person, now: datetime) -> tuple[SeatRow, QuestionRow] | None:
    """The question that this person's words answer now, with their seat: of the queue, or open in their room."""
    seat = await _seat(session, person, now)
    asking = seat is not None and seat.asking_until is not None and seat.asking_until > now
    queue = await of(session, await session.get_one(RoomRow, seat.room_id)) if seat and asking else None
    found = (seat, queue) if seat and queue and is_open(queue, now) else None
    found = found or await open_question(session, person, now)
    return found if found and found[1].kind in WRITTEN else None


async def open_question(session: AsyncSession, person: Person, now: datetime) -> tuple[SeatRow, QuestionRow] | None:
    """The question that is open in this person's room, with their seat."""
    found = await newest_question(session, person, now)
    return found if found and is_open(found[1], now) else None


async def newest_question(session: AsyncSession, person: Person, now: datetime) -> tuple[SeatRow, QuestionRow] | None:
    """The question at which this person's room is, open or not, with their seat."""
    seat = await _seat(session, person, now)
    room = await session.get_one(RoomRow, seat.room_id) if seat else None
    question = await session.get(QuestionRow, room.question_id or 0) if room else None
    return (seat, question) if seat and question else None


async def _seat(session: AsyncSession, person: Person, now: datetime) -> SeatRow | None:
    seat = await seat_rows.seat_of(session, person.id)
    return seat if seat and seat.joined_at >= now - LATE else None


def is_open(question: QuestionRow, now: datetime) -> bool:
    """Whether it takes votes by our clock."""
    return question.state == OPEN and (question.closes_at is None or question.closes_at > now)
