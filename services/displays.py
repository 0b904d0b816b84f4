"""What the wall and the panel show of a room, as JSON.

    shown = await displays.snapshot(session, room.id)       # LookupError

Of texts it is so many that one event stays small, and how many more there are.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import entries, pads, players, tallies
from services.entries import Entry
from storage import devices as device_rows
from storage import rooms as rows
from storage import seats as seat_rows
from storage.questions import CLOUD, IDEAS, QUEUE, QUIZ, SHOWN, TEXT, WRITTEN, QuestionRow
from storage.rooms import AT_ONCE, HIDDEN, RoomRow

MOST = {TEXT: 40, CLOUD: 60, IDEAS: 60, QUEUE: 10}  # of one event; it goes out up to 5 times a second


async def snapshot(session: AsyncSession, room_id: int) -> dict[str, Any]:
    """What the wall and the panel show, as JSON. LookupError.

    `counts` of options are None until the result is shown (unless the room shows them at once), and in small groups;
    `voters` are None while the room hides them.
    So are the right answer and the podium of a `quiz`; its points are not secret, which the wall says before.
    `version` rises with every step of the facilitator, not with people and votes. Of `people` and `voters`, `devices`
    and `web` came by the web; `walk_ins` have no phone, `by_hand` are the voters counted on paper or by raised hands,
    `shared` those who were handed the phone of somebody else; `counted` those whose counts may be shown.
    """
    room = await session.get(RoomRow, room_id, populate_existing=True)
    if room is None:
        raise LookupError(room_id)
    questions = await rows.questions(session, room_id)
    present = next((one for one in questions if one.id == room.question_id), None)
    devices = await device_rows.count(session, room_id)
    return {
        "version": room.version,
        "state": room.state,
        "code": room.code,
        "people": await seat_rows.present(session, room_id) + devices + room.walk_ins,
        "devices": devices,
        "walk_ins": room.walk_ins,
        "quiz": any(one.kind == QUIZ for one in questions),
        "question": await _on_the_wall(session, room, present, len(questions)) if present else None,
    } | await _queue(session, room)


async def _on_the_wall(session: AsyncSession, room: RoomRow, question: QuestionRow, of: int) -> dict[str, Any]:
    result = await tallies.result(session, question)
    hidden = room.wall == HIDDEN and question.state != SHOWN
    return {
        "id": question.id,
        "number": question.position + 1,
        "of": of,
        "kind": question.kind,
        "named": question.named,
        "state": question.state,
        "words": question.words,
        "options": _answers(room, question, result),
        "low": question.low,
        "high": question.high,
        "voters": None if hidden else result.voters,
        "web": 0 if hidden else result.web,
        "shared": 0 if hidden else result.shared,
        "by_hand": {} if hidden else {one.source: one.voters for one in result.by_hand},
        "counted": 0 if hidden else result.voters - result.held_back,
        "pads": pads.serves(room, question),
        "opens_at": question.opened_at.isoformat() if question.opened_at else None,
        "closes_at": question.closes_at.isoformat() if question.closes_at else None,
        **(await _of_quiz(session, room, question) if question.kind == QUIZ else {}),
    } | await _texts(session, question)


def _told(room: RoomRow, question: QuestionRow, result: tallies.Result) -> bool:
    """Whether the counts may be seen; those of a quiz never before its result, nor those of a vote that shows names:
    whoever gave none would be seen, missing in the result."""
    at_once = room.wall == AT_ONCE and question.kind != QUIZ and not question.named
    return (question.state == SHOWN or at_once) and result.told is not None


def _answers(room: RoomRow, question: QuestionRow, result: tallies.Result) -> list[dict[str, Any]]:
    """The words of each answer, and once they may be told its number; what has a rank also has more to tell."""
    told, counted = _told(room, question, result), result.as_told
    counts = counted.counts if told else (None,) * len(result.counts)
    answers: list[dict[str, Any]] = [
        {"words": words, "count": count} for words, count in zip(tallies.labels(question), counts, strict=True)
    ]
    for rank, place in enumerate(tallies.in_order(question, counted) if told and result.beside else [], 1):
        share = round(tallies.share(question, counted, place), 4)
        answers[place] |= {"beside": result.beside[place], "share": share, "rank": rank}
    return answers


async def _of_quiz(session: AsyncSession, room: RoomRow, question: QuestionRow) -> dict[str, Any]:
    """What only a quiz has: the right answer once it may be told, and the podium, the first place first."""
    steps = players.podium(await players.standings(session, room)) if question.podium else []
    return {
        "quick": question.quick,
        "correct": question.correct if question.state == SHOWN else None,
        "podium": [asdict(step) for step in steps] if question.podium else None,
    }


# Texts


async def _texts(session: AsyncSession, question: QuestionRow) -> dict[str, Any]:
    """Words and ideas as they come; answers in free words only once the result is shown."""
    if question.kind not in WRITTEN:
        return {}
    hidden = question.kind == TEXT and question.state != SHOWN
    return {"texts": _capped(question.kind, [] if hidden else await entries.seen(session, question))}


async def _queue(session: AsyncSession, room: RoomRow) -> dict[str, Any]:
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
