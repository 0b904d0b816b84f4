"""Seats: what each phone in a room is to show next, in joining order. The rows are the truth, bot/crier.py sends.

    for order in await seats.orders(session, room):         # nobody is behind: an empty list
        ...                                                 # send or edit, then
    await seats.note(session, order, message_id)

An open question is a new message, its result an edit of that message (where people wrote, a new one: theirs stand
below the question), the end a word of thanks. Whoever joins late, or came back, is behind and gets the open question; a
closed question changes nothing on the phones.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import rooms as rows
from storage.rooms import ENDED, OPEN, QUEUE, SHOWN, WELCOMED, WRITTEN, QuestionRow, RoomRow, SeatRow


@dataclass(frozen=True, slots=True)
class Order:
    """Bring one seat to `stage` of a question (None: the end). `edit` is the message that shows it already.

    `old` is a message of an earlier question that still has its buttons. `first` says that nothing was said before.
    At the stage `queue` they are told, beside all that, that they may ask the room.
    """

    seat_id: int
    room_id: int
    telegram_id: int
    stage: str
    question_id: int | None
    edit: int | None = None
    old: int | None = None
    first: bool = False


async def orders(session: AsyncSession, room: RoomRow) -> list[Order]:
    """Who is to be told what now, in joining order; the stage first."""
    return [*await _stages(session, room), *await _queue(session, room)]


async def _queue(session: AsyncSession, room: RoomRow) -> list[Order]:
    if room.queue_id is None or room.state == ENDED:
        return []
    untold = await rows.untold(session, room.id, room.queue_id)
    return [Order(seat.id, room.id, telegram_id, QUEUE, room.queue_id) for seat, telegram_id in untold]


async def _stages(session: AsyncSession, room: RoomRow) -> list[Order]:
    question = await session.get(QuestionRow, room.question_id or 0, populate_existing=True)
    wanted = _wanted(room, question)
    if wanted is None:
        return []
    stage, question_id = wanted
    behind = await rows.behind(session, room.id, question_id, stage)
    anew = stage == SHOWN and question is not None and question.kind in WRITTEN
    return [_order(seat, telegram_id, stage, question_id, anew) for seat, telegram_id in behind]


def _wanted(room: RoomRow, question: QuestionRow | None) -> tuple[str, int | None] | None:
    if room.state == ENDED:
        return ENDED, None
    if question is None or question.round != room.round or question.state not in (OPEN, SHOWN):
        return None
    return question.state, question.id


def _order(seat: SeatRow, telegram_id: int, stage: str, question_id: int | None, anew: bool) -> Order:
    same = question_id is not None and seat.question_id == question_id and not anew
    old = seat.message_id if seat.stage == OPEN and not same else None
    edit, first = (seat.message_id if same else None), not seat.stage
    return Order(seat.id, seat.room_id, telegram_id, stage, question_id, edit, old, first)


async def note(session: AsyncSession, order: Order, message_id: int | None) -> None:
    """The seat has what was ordered, in this message (None: it cannot be shown there)."""
    values: dict[str, Any] = {"stage": order.stage, "message_id": message_id}
    if order.stage == QUEUE:
        values = {"queue_id": order.question_id}
    elif order.question_id is not None:
        values["question_id"] = order.question_id
    await session.execute(update(SeatRow).where(SeatRow.id == order.seat_id).values(values))


async def give_up(session: AsyncSession, order: Order, now: datetime) -> None:
    """Whoever cannot be written to any more has left; joining again takes the seat back."""
    await session.execute(update(SeatRow).where(SeatRow.id == order.seat_id).values(left_at=now))


async def ask_again(session: AsyncSession, seat: SeatRow) -> None:
    """The open question comes once more, below what was said since; its older message loses the buttons."""
    await session.execute(update(SeatRow).where(SeatRow.id == seat.id).values(question_id=None))


async def welcome(session: AsyncSession, seat: SeatRow) -> None:
    """They are told that they are in: the first question need not say it."""
    before = (SeatRow.id == seat.id, SeatRow.stage == "")
    await session.execute(update(SeatRow).where(*before).values(stage=WELCOMED))


async def sent(session: AsyncSession, room: RoomRow) -> tuple[int, int]:
    """How many phones show what they are to show, and how many there are."""
    people = await rows.present(session, room.id)
    return people - len(await _stages(session, room)), people
