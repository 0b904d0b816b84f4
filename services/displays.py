"""What the wall shows of texts: so many that one event stays small, and how many more there are. As JSON.

await displays.texts(session, question)       # of the question on the wall; None if it is answered with taps
await displays.queue(session, room)           # what people ask the room; None while they may not
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import entries
from services.entries import Entry
from storage.rooms import CLOUD, IDEAS, QUEUE, SHOWN, TEXT, WRITTEN, QuestionRow, RoomRow

MOST = {TEXT: 40, CLOUD: 60, IDEAS: 60, QUEUE: 10}  # of one event; it goes out up to 5 times a second


async def texts(session: AsyncSession, question: QuestionRow) -> dict[str, Any]:
    """Words and ideas as they come; answers in free words only once the result is shown."""
    if question.kind not in WRITTEN:
        return {}
    hidden = question.kind == TEXT and question.state != SHOWN
    return {"texts": _capped(question.kind, [] if hidden else await entries.seen(session, question))}


async def queue(session: AsyncSession, room: RoomRow) -> dict[str, Any]:
    """The one that is on the wall (`now`, None if none is) and the others, the most supported first."""
    question = await session.get(QuestionRow, room.queue_id) if room.queue_id else None
    if question is None:
        return {}
    seen = await entries.seen(session, question)
    now = next((one for one in seen if one.id == room.saying_id), None)
    others = _capped(QUEUE, [one for one in seen if one is not now])
    return {"queue": others | {"now": _entry(now) if now else None, "seen": len(seen)}}


def _capped(kind: str, seen: Sequence[Entry]) -> dict[str, Any]:
    most = MOST[kind]
    return {"entries": [_entry(one) for one in seen[:most]], "left": max(0, len(seen) - most)}


def _entry(one: Entry) -> dict[str, Any]:
    return {"id": one.id, "text": one.text, "count": one.count}
