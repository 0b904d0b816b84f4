"""Moderation: which texts of a live session everybody may see; who hears a voice that nobody has written down yet.

    room_id = await moderation.decide(session, person, saying_id, VISIBLE, now)

Rights are the caller's. After the commit call `house.room_changed(room_id)`.
"""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, seats
from services.people import Person
from storage.questions import CLOUD, QuestionRow
from storage.rooms import RoomRow
from storage.sayings import ANSWERED, HELD, HIDDEN, VISIBLE, SayingRow

STATES = (VISIBLE, HIDDEN, ANSWERED)  # what a facilitator can make of a text


async def decide(session: AsyncSession, actor: Person, saying_id: int, state: str, now: datetime) -> int | None:
    """The facilitator lets a text be seen, hides it, or says it is answered; the id of its room, None if it is gone."""
    row = await session.get(SayingRow, saying_id, populate_existing=True)
    question = await session.get(QuestionRow, row.question_id) if row else None
    if row is None or question is None or state not in STATES or (row.voice and state != HIDDEN):
        return None
    if state == ANSWERED and row.state not in (VISIBLE, ANSWERED):  # nobody saw it: an old button
        return None
    same = SayingRow.folded == row.folded if question.kind == CLOUD and not row.voice else SayingRow.id == row.id
    await session.execute(update(SayingRow).where(SayingRow.question_id == question.id, same).values(state=state))
    room = await session.get_one(RoomRow, question.room_id)
    if room.saying_id == row.id:  # it leaves the wall
        room.saying_id = None
    await seats.result_again(session, question.id)
    audit.note(session, actor.id, "room.text", f"room:{room.id}", now, saying=row.id, state=state)
    return room.id


async def allow_all(session: AsyncSession, actor: Person, question: QuestionRow, last: int, now: datetime) -> int:
    """Everything that waits may be seen, up to the text `last` (what came after it has not been looked at)."""
    held = (SayingRow.question_id == question.id, SayingRow.state == HELD, SayingRow.voice.is_(None))
    allowed = update(SayingRow).where(*held, SayingRow.id <= last).values(state=VISIBLE).returning(SayingRow.id)
    count = len(list(await session.scalars(allowed.execution_options(synchronize_session=False))))
    await seats.result_again(session, question.id)
    audit.note(session, actor.id, "room.texts", f"room:{question.room_id}", now, question=question.id, allowed=count)
    return count


async def moderate(session: AsyncSession, actor: Person, room: RoomRow, wanted: bool, now: datetime) -> None:
    """From now on new texts wait for the facilitator, or are seen at once."""
    room.moderated = wanted
    audit.note(session, actor.id, "room.moderated", f"room:{room.id}", now, wanted=wanted)
    await session.flush()


async def listen(session: AsyncSession, actor: Person, saying_id: int, now: datetime) -> str | None:
    """Telegram's id of the file of a voice that nobody has written down; that somebody listens is noted."""
    row = await session.get(SayingRow, saying_id)
    question = await session.get(QuestionRow, row.question_id) if row and row.voice else None
    if row is None or question is None:
        return None
    audit.note(session, actor.id, "room.listen", f"room:{question.room_id}", now, saying=row.id)
    return row.voice
