"""Votes: a question is opened, closed, for a while opened again; its result is shown. Each on a Press: Stale.

    question = await votes.open_question(session, seals, person, Press(room.id, room.version), question.id, now)
    await votes.close_question(session, seals, person, press, now)
    await votes.reveal(session, person, press, now)

`close` and `finish` are for whoever has taken the step already.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, ballots, kinds, names, pads, players, tallies
from services.people import Person
from services.presses import Press, Stale, stepped
from storage import ballots as ballot_rows
from storage import names as name_rows
from storage import rooms as rows
from storage.questions import CLOSED, OPEN, QUEUE, QUIZ, SHOWN, WAITING, QuestionRow
from storage.rooms import LIVE, RoomRow
from storage.seals import Seals

REOPENED_FOR = timedelta(minutes=5)
MORE_TIME = timedelta(minutes=1)


async def open_question(
    session: AsyncSession, seals: Seals, actor: Person, press: Press, question_id: int, now: datetime
) -> QuestionRow:
    """Put a waiting question to the room; one that is open closes, and single ballots of those before go. Stale."""
    room = await stepped(session, press, now)
    question = await _question(session, room, question_id, WAITING)
    await finish(session, seals, room, now)
    on_pads = pads.serves(room, question)
    question.state, question.shared = OPEN, room.shared and question.kind in kinds.SHAREABLE
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
    await name_rows.unsign(session, question.id)
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


def ends_quiz(present: QuestionRow, questions: Sequence[QuestionRow]) -> bool:
    """Whether the result of the last quiz question is shown, and the podium not yet."""
    more = any(one.kind == QUIZ and one.state == WAITING for one in questions)
    return present.kind == QUIZ and present.state == SHOWN and not present.podium and not more


async def show_podium(session: AsyncSession, actor: Person, press: Press, now: datetime) -> QuestionRow:
    """Put who has the most points in the quiz on the wall. Stale."""
    room = await stepped(session, press, now)
    question = await _question(session, room, room.question_id, SHOWN)
    if not ends_quiz(question, await rows.questions(session, room.id)):
        raise Stale
    question.podium = True
    return await _noted(session, actor, "room.podium", question, now)


async def more_time(
    session: AsyncSession, actor: Person, press: Press, now: datetime, more: timedelta = MORE_TIME
) -> QuestionRow:
    """The open question closes by itself, so much later than it would have, or after so much from now. Stale."""
    room = await stepped(session, press, now)
    question = await _question(session, room, room.question_id, OPEN)
    question.closes_at = max(question.closes_at or now, now) + more
    return await _noted(session, actor, "room.more_time", question, now)


async def _question(session: AsyncSession, room: RoomRow, question_id: int | None, *states: str) -> QuestionRow:
    question = await session.get(QuestionRow, question_id or 0, populate_existing=True)
    if question is None or question.room_id != room.id or question.round != room.round or question.state not in states:
        raise Stale
    return question


async def _noted(
    session: AsyncSession, actor: Person | None, action: str, question: QuestionRow, now: datetime
) -> QuestionRow:
    who = actor.id if actor else None
    audit.note(session, who, action, f"room:{question.room_id}", now, question=question.id)
    await session.flush()
    return question


async def close(session: AsyncSession, seals: Seals | None, question: QuestionRow, now: datetime) -> None:
    """Count and cut the links to updates; the state first, since votes in other processes wait for this row."""
    question.state, question.closed_at = CLOSED, now
    await session.flush()
    question.floor = max(question.floor, await ballot_rows.cut_links(session, question.id))
    if question.named:
        await names.sign(session, seals, question)
    question.totals = (await tallies.of_ballots(session, question)).as_totals()
    if question.kind == QUIZ:
        await players.score(session, seals, question)
    await session.flush()


async def finish(session: AsyncSession, seals: Seals, room: RoomRow, now: datetime, queue: bool = False) -> None:
    """Close what is open, let all single ballots of the room go; what people ask the room goes on until the `queue`."""
    if queue:
        room.queue_id = room.saying_id = None
    for question in await ballot_rows.held(session, room.id):
        if question.kind == QUEUE and not queue:
            continue
        if question.state == OPEN:
            await close(session, seals, question, now)
        await ballots.let_go(session, seals, question)
