"""Seats: what each phone in a room is to show next, in joining order. The rows are the truth, bot/crier.py sends.

    for order in await seats.orders(session, room):         # nobody is behind: an empty list
        ...                                                 # send or edit, then
    await seats.note(session, order, message_id)

An open question is a new message, its result an edit of that message (where people wrote, a new one: theirs stand
below the question), the end a word of thanks. Whoever joins late, or came back, is behind and gets the open question; a
closed question changes nothing on the phones. Where a question is answered on pads (services/pads.py) only its result
goes out, one edit of each pad: at 30 edits a second that takes 10 seconds for 300 people, while the wall shows it at
once, and it holds up nothing, since the next question needs no message; whose turn has not come by then sees the
result on the wall alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import pads
from storage import seats as seat_rows
from storage.questions import OPEN, QUEUE, SHOWN, WRITTEN, QuestionRow
from storage.rooms import ENDED, RoomRow
from storage.seats import AGAIN, WELCOMED, SeatRow

PAD = "pad"


@dataclass(frozen=True, slots=True)
class Order:
    """Bring one seat to `stage` of a question (None: the end). `edit` is the message that shows it already.

    `old` is a message of an earlier question that still has its buttons. `first` says that nothing was said before.
    At the stage `queue` they are told, beside all that, that they may ask the room. `pad`: it is a pad that shows it,
    or (at the stage PAD) a pad that they are to hold from now on.
    """

    seat_id: int
    room_id: int
    telegram_id: int
    stage: str
    question_id: int | None
    edit: int | None = None
    old: int | None = None
    first: bool = False
    pad: bool = False


async def orders(session: AsyncSession, room: RoomRow) -> list[Order]:
    """Who is to be told what now, in joining order; the stage first."""
    return [*await _stages(session, room), *await _queue(session, room)]


async def _queue(session: AsyncSession, room: RoomRow) -> list[Order]:
    if room.queue_id is None or room.state == ENDED:
        return []
    untold = await seat_rows.untold(session, room.id, room.queue_id)
    return [Order(seat.id, room.id, telegram_id, QUEUE, room.queue_id) for seat, telegram_id in untold]


async def _stages(session: AsyncSession, room: RoomRow) -> list[Order]:
    question = await session.get(QuestionRow, room.question_id or 0, populate_existing=True)
    wanted = _wanted(room, question)
    if room.pads and room.state != ENDED:
        return await _with_pads(session, room, question, wanted)
    return await _told(session, room, question, *wanted) if wanted else []


async def _told(
    session: AsyncSession, room: RoomRow, question: QuestionRow | None, stage: str, question_id: int | None
) -> list[Order]:
    behind = await seat_rows.behind(session, room.id, question_id, stage)
    anew = stage == SHOWN and question is not None and question.kind in WRITTEN
    return [_order(seat, telegram_id, stage, question_id, anew and seat.stage != AGAIN) for seat, telegram_id in behind]


async def _with_pads(
    session: AsyncSession, room: RoomRow, question: QuestionRow | None, wanted: tuple[str, int | None] | None
) -> list[Order]:
    """One order a seat: what they answer elsewhere than on a pad, then the pad, then its result."""
    found, served = list[Order](), question is not None and pads.serves(room, question)
    if wanted and not (served and wanted[0] == OPEN):
        found += await _told(session, room, question, *wanted)
    missing = await seat_rows.without_pad(session, room.id)
    found += [_pad(seat, telegram_id, PAD, None) for seat, telegram_id in missing]
    if served and question and wanted and wanted[0] == SHOWN:
        shown = await seat_rows.on_pads(session, room.id, question.id)
        found += [_pad(seat, telegram_id, SHOWN, question.id) for seat, telegram_id in shown]
    first: dict[int, Order] = {}
    for one in found:
        first.setdefault(one.seat_id, one)
    return list(first.values())


def _wanted(room: RoomRow, question: QuestionRow | None) -> tuple[str, int | None] | None:
    if room.state == ENDED:
        return ENDED, None
    if question is None or question.round != room.round or question.state not in (OPEN, SHOWN):
        return None
    return question.state, question.id


def _order(seat: SeatRow, telegram_id: int, stage: str, question_id: int | None, anew: bool) -> Order:
    same = question_id is not None and seat.question_id == question_id and not anew
    old = seat.message_id if seat.stage == OPEN and not same else None
    if stage == ENDED:
        old = old or seat.pad_id or None
    edit, first = (seat.message_id if same else None), not seat.stage
    return Order(seat.id, seat.room_id, telegram_id, stage, question_id, edit, old, first)


def _pad(seat: SeatRow, telegram_id: int, stage: str, question_id: int | None) -> Order:
    old = seat.message_id if seat.stage == OPEN and question_id else None
    edit = seat.pad_id if question_id else None
    return Order(seat.id, seat.room_id, telegram_id, stage, question_id, edit, old, not seat.stage, pad=True)


async def note(session: AsyncSession, order: Order, message_id: int | None) -> None:
    """The seat has what was ordered, in this message (None: it cannot be shown there)."""
    values: dict[str, Any] = {"stage": order.stage, "message_id": None if order.pad else message_id}
    if order.stage == QUEUE:
        values = {"queue_id": order.question_id}
    elif order.stage == PAD:
        stage = case((SeatRow.stage == "", WELCOMED), else_=SeatRow.stage)
        values = {"stage": stage, "pad_id": message_id or 0}
    if order.question_id is not None and order.stage != QUEUE:
        values["question_id"] = order.question_id
    await session.execute(update(SeatRow).where(SeatRow.id == order.seat_id).values(values))


async def give_up(session: AsyncSession, order: Order, now: datetime) -> None:
    """Whoever cannot be written to any more has left; joining again takes the seat back."""
    await session.execute(update(SeatRow).where(SeatRow.id == order.seat_id).values(left_at=now))


async def ask_again(session: AsyncSession, seat: SeatRow) -> None:
    """The open question (or the pad) comes once more, below what was said since; an older one loses the buttons."""
    await session.execute(update(SeatRow).where(SeatRow.id == seat.id).values(question_id=None, pad_id=None))


async def ask_again_elsewhere(session: AsyncSession, person_id: int, message_id: int | None) -> int | None:
    """The same, with the room's id, if an open question stands in another message than this one; else None."""
    seat = await seat_rows.seat_of(session, person_id)
    room = await session.get_one(RoomRow, seat.room_id) if seat else None
    question = await session.get(QuestionRow, room.question_id or 0) if room else None
    if seat is None or question is None or question.state != OPEN or message_id in (seat.message_id, seat.pad_id):
        return None
    await ask_again(session, seat)
    return seat.room_id


async def result_again(session: AsyncSession, question_id: int) -> None:
    """The result that the phones show has changed: it comes again, as an edit."""
    before = (SeatRow.question_id == question_id, SeatRow.stage == SHOWN)
    await session.execute(update(SeatRow).where(*before).values(stage=AGAIN))


async def welcome(session: AsyncSession, seat: SeatRow) -> None:
    """They are told that they are in: the first question need not say it."""
    before = (SeatRow.id == seat.id, SeatRow.stage == "")
    await session.execute(update(SeatRow).where(*before).values(stage=WELCOMED))


async def sent(session: AsyncSession, room: RoomRow) -> tuple[int, int]:
    """How many phones show what they are to show, and how many there are."""
    people = await seat_rows.present(session, room.id)
    return people - len(await _stages(session, room)), people
