"""Pads, for big rooms: everybody holds the letters and steps already, the question is on the wall.

Telegram takes about 30 messages a second, so that a question needs 10 seconds to reach 300 people: too long to vote
together. A pad is sent once, on joining; then opening a question sends nothing. A tap on it counts for the question
that is open by our clock. Questions that a pad cannot answer still go out as messages.

    room.pads                                       # whether they are in use; pads.serves(room, question)
    await pads.follow(session, room, most)          # on by themselves once more than so many people sit in the room
    await pads.switch(session, actor, press, now)   # on or off by hand, from then on by hand only
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.people import Person
from services.tallies import LETTERS, places
from storage import rooms as rows
from storage import seats as seat_rows
from storage.questions import OPEN, SCALE, SHOWN, SINGLE, QuestionRow
from storage.rooms import RoomRow
from storage.seats import AGAIN, WELCOMED, SeatRow

COUNTDOWN = timedelta(seconds=3)  # on the wall, between the facilitator's press and the first tap that counts
KINDS = (SINGLE, SCALE)
FEWEST = 4  # letters on a pad: questions that are added later fit it too

# How many `letters`; the steps from `low` to `high`, if any question is a scale; `shared` if it may be handed on.
Shape = dict[str, int]


def shape_for(questions: Sequence[QuestionRow], shared: bool = False) -> Shape:
    """A pad that answers all of these, and which may be handed on to the next person."""
    scales = [one for one in questions if one.kind == SCALE]
    letters = max([FEWEST, *(len(one.options) for one in questions if one.kind == SINGLE)])
    steps = {"low": min(one.low for one in scales), "high": max(one.high for one in scales)} if scales else {}
    return {"letters": letters} | steps | ({"shared": 1} if shared else {})


def symbols(shape: Shape) -> tuple[list[str], list[str]]:
    """The letters and the steps on a pad."""
    steps = range(shape["low"], shape["high"] + 1) if "high" in shape else ()
    return list(LETTERS[: shape["letters"]]), [str(step) for step in steps]


def possible(question: QuestionRow) -> bool:
    """Whether a pad can answer it; one that shows names cannot: its own message says so, and asks for the name."""
    return question.kind in KINDS and not question.named


def serves(room: RoomRow, question: QuestionRow) -> bool:
    """Whether this question is answered on pads."""
    if not room.pads or not room.pad or not possible(question):
        return False
    letters, steps = symbols(room.pad)
    if question.kind == SCALE:
        return {str(step) for step in places(question)} <= set(steps)
    return len(question.options) <= len(letters)


def answers(question: QuestionRow) -> list[str]:
    """The symbols that answer this question."""
    return [str(place) if question.kind == SCALE else LETTERS[place] for place in places(question)]


def option_of(question: QuestionRow, symbol: str) -> int | None:
    """What a symbol means for this question; None if nothing."""
    if question.kind == SCALE:
        return int(symbol) if symbol.isdecimal() else None
    return LETTERS.index(symbol) if symbol in LETTERS else None


async def follow(session: AsyncSession, room: RoomRow, most: int) -> None:
    """Hand out pads once more than `most` people sit in the room, unless the facilitator decides that."""
    if not room.pads and not room.pads_by_hand and await seat_rows.present(session, room.id) > most:
        await hand_out(session, room)


async def switch(session: AsyncSession, room: RoomRow, actor: Person, now: datetime) -> None:
    """Pads for a room that is being stepped on, or none any more."""
    room.pads_by_hand = True
    if room.pads:
        room.pads = False
    else:
        await hand_out(session, room)
    audit.note(session, actor.id, "room.pads", f"room:{room.id}", now, on=room.pads)
    await session.flush()


async def hand_out(session: AsyncSession, room: RoomRow) -> None:
    """A pad for everybody; who holds one of this shape keeps it."""
    shape = shape_for(await rows.questions(session, room.id), room.shared)
    if shape != room.pad:
        await session.execute(update(SeatRow).where(SeatRow.room_id == room.id).values(pad_id=None))
    room.pads, room.pad = True, shape
    await session.flush()


async def take_back_result(session: AsyncSession, question: QuestionRow) -> None:
    """The question is open again: its result, when it comes, is news for who has seen one on their pad."""
    seen = (SeatRow.question_id == question.id, SeatRow.stage.in_((SHOWN, AGAIN)), SeatRow.message_id.is_(None))
    await session.execute(update(SeatRow).where(*seen).values(stage=WELCOMED))


def waits(room: RoomRow, question: QuestionRow | None) -> bool:
    """Whether whoever comes in now needs a pad before anything else."""
    return room.pads and (question is None or question.state != OPEN or serves(room, question))
