"""Rooms: a live session from the first question to the last result.

    room = await rooms.create(session, person, asked, now)            # asked: from conversations/rooms.py
    seat = await rooms.join(session, person, room, now)               # room: storage.rooms.by_code(session, code)
    act = next_act(room, await storage.rooms.questions(session, room.id))        # what the one large button says
    done = await rooms.go(session, seals, person, Press(room.id, room.version), now)         # ... and does

Every change is made on a Press: which room, and in which version the button was shown. Stale means that the button was
pressed before, or the room has moved on, and that nothing was done: show the panel again. Rights are the caller's.
After the commit call `house.room_changed(room.id)`, so that the wall moves.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, ballots, displays, kinds, pads, players, tallies
from services.people import Person
from storage import outbox
from storage import rooms as rows
from storage.database import insert_if_new
from storage.rooms import (
    AT_ONCE,
    CLOSED,
    ENDED,
    HIDDEN,
    LIVE,
    OPEN,
    QUEUE,
    QUIZ,
    READY,
    SHOWN,
    WAITING,
    QuestionRow,
    RoomRow,
    SeatRow,
)  # fmt: skip
from storage.seals import Seals

REOPENED_FOR = timedelta(minutes=5)
MORE_TIME = timedelta(minutes=1)
DOUBLE_TAP = timedelta(seconds=1)

Spoken = dict[str, str]


class Stale(Exception):
    """The room is not (any more) as the button thought it was; nothing was done."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be asked: `words` and `options` by language, `most` options at once, a scale's `low` to `high`.

    `correct` is the right option of a quiz, `quick`: the sooner the more points.
    """

    kind: str
    words: Spoken
    options: tuple[Spoken, ...] = ()
    most: int = 1
    low: int = 0
    high: int = 0
    correct: int | None = None
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """What a button carries: the room, and the version in which it was shown (None: whatever it is now)."""

    room_id: int
    version: int | None = None


class Step(StrEnum):
    """What the one large button does next."""

    OPEN = "open"
    CLOSE = "close"
    REVEAL = "reveal"
    PODIUM = "podium"
    END = "end"


@dataclass(frozen=True, slots=True)
class Act:
    """A step and the question it is about (None: the end)."""

    step: Step
    question: QuestionRow | None = None


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
    return await rows.seat_of(session, person.id)


async def leave(session: AsyncSession, person: Person, now: datetime, but: int = 0) -> None:
    """Give up every seat (but the one in a room)."""
    mine = (SeatRow.person_id == person.id, SeatRow.left_at.is_(None), SeatRow.room_id != but)
    await session.execute(update(SeatRow).where(*mine).values(left_at=now))


# What the facilitator does


def next_act(room: RoomRow, questions: Sequence[QuestionRow]) -> Act | None:
    """The next right thing: open, close, reveal, after a quiz the podium, open the next, end; None after the end."""
    if room.state == ENDED:
        return None
    present = next((one for one in questions if one.id == room.question_id), None)
    if present and present.state in (OPEN, CLOSED):
        return Act(Step.CLOSE if present.state == OPEN else Step.REVEAL, present)
    if present and ends_quiz(present, questions):
        return Act(Step.PODIUM, present)
    following = next((one for one in questions if one.state == WAITING), None)
    return Act(Step.OPEN, following) if following else Act(Step.END)


def ends_quiz(present: QuestionRow, questions: Sequence[QuestionRow]) -> bool:
    """Whether the result of the last quiz question is shown, and the podium not yet."""
    more = any(one.kind == QUIZ and one.state == WAITING for one in questions)
    return present.kind == QUIZ and present.state == SHOWN and not present.podium and not more


def just_stepped(room: RoomRow, now: datetime) -> bool:
    """Whether the large button has this moment become another: what comes now is the second half of a double tap."""
    return room.stepped_at is not None and now < room.stepped_at + DOUBLE_TAP


async def go(session: AsyncSession, seals: Seals, actor: Person, press: Press, now: datetime) -> Act:
    """Do the next right thing; says what was done. Stale."""
    room = await session.get(RoomRow, press.room_id, populate_existing=True)
    act = next_act(room, await rows.questions(session, room.id)) if room else None
    if act is None:
        raise Stale
    if act.step is Step.OPEN and act.question:
        await open_question(session, seals, actor, press, act.question.id, now)
    elif act.step is Step.CLOSE:
        await close_question(session, seals, actor, press, now)
    elif act.step is Step.REVEAL:
        await reveal(session, actor, press, now)
    elif act.step is Step.PODIUM:
        await show_podium(session, actor, press, now)
    else:
        await end(session, seals, actor, press, now)
    return act


async def open_question(
    session: AsyncSession, seals: Seals, actor: Person, press: Press, question_id: int, now: datetime
) -> QuestionRow:
    """Put a waiting question to the room; one that is open closes, and single ballots of those before go. Stale."""
    room = await stepped(session, press, now)
    question = await _question(session, room, question_id, WAITING)
    await _finish(session, seals, room, now)
    on_pads = pads.serves(room, question)
    may_share = room.shared and not on_pads and question.kind in kinds.SHAREABLE
    question.state, question.shared = OPEN, may_share
    question.opened_at = now + pads.COUNTDOWN if on_pads else now
    room.state, room.question_id, room.saying_id = LIVE, question.id, None
    if question.kind == QUIZ:
        await players.enrol(session, room.id)
    return await _noted(session, actor, "room.open", question, now)


async def close_question(
    session: AsyncSession, seals: Seals | None, actor: Person | None, press: Press, now: datetime
) -> QuestionRow:
    """No more votes on the open question; its totals are counted, and the points of a quiz. Stale.

    Without `seals` nobody can be told apart, and there are no points.
    """
    room = await stepped(session, press, now)
    question = await _question(session, room, room.question_id, OPEN)
    await close(session, seals, question, now)
    return await _noted(session, actor, "room.close", question, now)


async def reopen(session: AsyncSession, seals: Seals, actor: Person, press: Press, now: datetime) -> QuestionRow:
    """Undo a closing of the last 5 minutes: votes count on. Stale, also if the single ballots went."""
    room = await stepped(session, press, now)
    question = await _question(session, room, room.question_id, CLOSED, SHOWN)
    if not may_reopen(question, now):
        raise Stale
    if not await ballots.intact(session, seals, question):
        raise Stale
    await players.forget(session, question.id)
    question.state, question.totals, question.closed_at, question.closes_at = OPEN, None, None, None
    await pads.take_back_result(session, question)
    return await _noted(session, actor, "room.reopen", question, now)


def may_reopen(question: QuestionRow, now: datetime) -> bool:
    """Whether the closing is of the last 5 minutes, and the answer of a quiz not told yet."""
    told = question.kind == QUIZ and question.state == SHOWN
    return not told and question.closed_at is not None and now < question.closed_at + REOPENED_FOR


async def reveal(session: AsyncSession, actor: Person, press: Press, now: datetime) -> QuestionRow:
    """Show the result of the closed question on the wall and the phones. Stale."""
    room = await stepped(session, press, now)
    question = await _question(session, room, room.question_id, CLOSED)
    question.state, room.saying_id = SHOWN, None
    return await _noted(session, actor, "room.reveal", question, now)


async def show_podium(session: AsyncSession, actor: Person, press: Press, now: datetime) -> QuestionRow:
    """Put who has the most points in the quiz on the wall. Stale."""
    room = await stepped(session, press, now)
    question = await _question(session, room, room.question_id, SHOWN)
    if not ends_quiz(question, await rows.questions(session, room.id)):
        raise Stale
    question.podium = True
    return await _noted(session, actor, "room.podium", question, now)


async def show_on_wall(session: AsyncSession, actor: Person, press: Press, wanted: str, now: datetime) -> RoomRow:
    """From now on the wall shows so much before a result: storage.rooms.HIDDEN, COUNT or AT_ONCE. Stale."""
    room = await stepped(session, press, now)
    room.wall = wanted
    audit.note(session, actor.id, "room.on_wall", _subject(room.id), now, shows=wanted)
    await session.flush()
    return room


async def more_time(
    session: AsyncSession, actor: Person, press: Press, now: datetime, more: timedelta = MORE_TIME
) -> QuestionRow:
    """The open question closes by itself, so much later than it would have, or after so much from now. Stale."""
    room = await stepped(session, press, now)
    question = await _question(session, room, room.question_id, OPEN)
    question.closes_at = max(question.closes_at or now, now) + more
    return await _noted(session, actor, "room.more_time", question, now)


async def end(session: AsyncSession, seals: Seals, actor: Person | None, press: Press, now: datetime) -> RoomRow:
    """The session is over: an open question closes, all single ballots go, who came is counted. Stale."""
    room = await stepped(session, press, now)
    await _finish(session, seals, room, now, queue=True)
    room.state, room.ended_at = ENDED, now
    room.attendance = {"phones": await rows.arrivals(session, room.id), "web": await rows.devices(session, room.id)}
    await outbox.release(session, room.id, now)
    audit.note(session, actor.id if actor else None, "room.end", _subject(room.id), now)
    await session.flush()
    return room


async def reset(session: AsyncSession, seals: Seals, actor: Person, press: Press, now: datetime) -> RoomRow:
    """Begin again from the first question with the people who are here; the results so far are kept. Stale."""
    room = await stepped(session, press, now)
    await _finish(session, seals, room, now, queue=True)
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


async def stepped(session: AsyncSession, press: Press, now: datetime) -> RoomRow:
    """The room, one version on, if it is still as the button showed it. Stale."""
    room = await rows.step_on(session, press.room_id, press.version, now)
    if room is None:
        raise Stale
    return room


async def _question(session: AsyncSession, room: RoomRow, question_id: int | None, *states: str) -> QuestionRow:
    question = await session.get(QuestionRow, question_id or 0, populate_existing=True)
    if question is None or question.room_id != room.id or question.round != room.round or question.state not in states:
        raise Stale
    return question


async def _noted(
    session: AsyncSession, actor: Person | None, action: str, question: QuestionRow, now: datetime
) -> QuestionRow:
    who = actor.id if actor else None
    audit.note(session, who, action, _subject(question.room_id), now, question=question.id)
    await session.flush()
    return question


async def close(session: AsyncSession, seals: Seals | None, question: QuestionRow, now: datetime) -> None:
    """Count and cut the links to updates; the state first, since votes in other processes wait for this row."""
    question.state, question.closed_at = CLOSED, now
    await session.flush()
    question.floor = max(question.floor, await rows.cut_links(session, question.id))
    question.totals = (await tallies.of_ballots(session, question)).as_totals()
    if question.kind == QUIZ:
        await players.score(session, seals, question)
    await session.flush()


async def _finish(session: AsyncSession, seals: Seals, room: RoomRow, now: datetime, queue: bool = False) -> None:
    """Close what is open, let all single ballots of the room go; what people ask the room goes on until the `queue`."""
    if queue:
        room.queue_id = room.saying_id = None
    for question in await rows.with_ballots(session, room.id):
        if question.kind == QUEUE and not queue:
            continue
        if question.state == OPEN:
            await close(session, seals, question, now)
        await ballots.let_go(session, seals, question)


def _subject(room_id: int) -> str:
    return f"room:{room_id}"


def panels(room_id: int) -> str:
    """How the subjects of all cards that show this room to its facilitators begin."""
    return f"{_subject(room_id)}:panel:"


def panel(room_id: int, person_id: int) -> str:
    """The subject of one facilitator's card."""
    return f"{panels(room_id)}{person_id}"


# What everybody sees


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
    devices = await rows.devices(session, room_id)
    return {
        "version": room.version,
        "state": room.state,
        "code": room.code,
        "people": await rows.present(session, room_id) + devices + room.walk_ins,
        "devices": devices,
        "walk_ins": room.walk_ins,
        "quiz": any(one.kind == QUIZ for one in questions),
        "question": await _on_the_wall(session, room, present, len(questions)) if present else None,
    } | await displays.queue(session, room)


async def _on_the_wall(session: AsyncSession, room: RoomRow, question: QuestionRow, of: int) -> dict[str, Any]:
    result = await tallies.result(session, question)
    hidden = room.wall == HIDDEN and question.state != SHOWN
    return {
        "id": question.id,
        "number": question.position + 1,
        "of": of,
        "kind": question.kind,
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
    } | await displays.texts(session, question)


def _told(room: RoomRow, question: QuestionRow, result: tallies.Result) -> bool:
    """Whether the counts may be seen; those of a quiz never before its result."""
    at_once = room.wall == AT_ONCE and question.kind != QUIZ
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
