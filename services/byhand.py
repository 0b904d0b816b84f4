"""Votes counted by hand (papers, raised hands) and people without a phone: kept apart from ballots, added to the sums.

    count = Count(PAPER, (12, 7), 19)                   # 12 for the first answer, 7 for the second, 19 people
    wrong = byhand.wrong(question, count)               # None: it can be true
    await byhand.enter(session, actor, question, count, now)          # in place of what stood there; zeros take it away
    await byhand.walk_ins(session, actor, room, 3, now)

All of it can be put right at any moment, also after the end. Rights are the caller's. After the commit call
`house.room_changed(room.id)`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, cards, rooms, seats, tallies
from services.people import Person
from storage import rooms as rows
from storage.byhand import BY_HAND, HANDS, PAPER, HandRow
from storage.questions import MULTIPLE, SHOWN, WAITING, QuestionRow
from storage.rooms import ENDED, RoomRow

SOURCES = (PAPER, HANDS)
MOST = 9999  # of one answer, and of people without a phone


class Wrong(StrEnum):
    """Why a count cannot be true."""

    TOO_MANY = "too_many"  # a number over MOST
    FEWER_PEOPLE = "fewer_people"  # an answer has more votes than there are people
    MORE_PEOPLE = "more_people"  # somebody would have chosen nothing
    OVER_MOST = "over_most"  # somebody would have chosen more than they may


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted: paper or hands, one number an answer in their order, and how many people that makes."""

    source: str
    counts: tuple[int, ...]
    voters: int


def possible(question: QuestionRow) -> bool:
    """Whether one can count this question by hand: it was opened at some time, and is answered by choosing."""
    return question.kind in BY_HAND and question.state != WAITING


def fitted(question: QuestionRow, count: Count) -> Count:
    """The count with a number of people that can be true: where one answer is chosen that is their sum."""
    whole = sum(count.counts)
    if question.kind != MULTIPLE:
        return replace(count, voters=whole)
    fewest = max(-(-whole // question.most), *count.counts)
    return replace(count, voters=min(max(count.voters, fewest), whole))


def wrong(question: QuestionRow, count: Count) -> Wrong | None:
    """What cannot be true of a count; None if it can."""
    whole = sum(count.counts)
    if max(*count.counts, count.voters) > MOST:
        return Wrong.TOO_MANY
    if count.voters < max(count.counts):
        return Wrong.FEWER_PEOPLE
    if count.voters > whole:
        return Wrong.MORE_PEOPLE
    return Wrong.OVER_MOST if count != fitted(question, count) else None


async def of_question(session: AsyncSession, question: QuestionRow, source: str) -> Count:
    """What stands there now; zeros if nothing does."""
    row = await session.get(HandRow, (question.id, source), populate_existing=True)
    if row is None:
        return Count(source, (0,) * len(tallies.places(question)), 0)
    return Count(source, tuple(row.counts), row.voters)


async def enter(session: AsyncSession, actor: Person, question: QuestionRow, count: Count, now: datetime) -> None:
    """Put the count in place of what stood there. ValueError if it cannot be true of this question."""
    await session.refresh(question, with_for_update=True)
    if count.source not in SOURCES or not possible(question) or len(count.counts) != len(tallies.places(question)):
        raise ValueError(f"no such count on question {question.id}")
    if min(count.counts) < 0 or wrong(question, count):
        raise ValueError(f"this cannot be the count of question {question.id}")
    if count == await of_question(session, question, count.source):
        return
    await session.execute(delete(HandRow).where(HandRow.question_id == question.id, HandRow.source == count.source))
    if count.voters:
        values = {"source": count.source, "voters": count.voters, "counts": list(count.counts)}
        session.add(HandRow(question_id=question.id, **values))
    audit.note(
        session,
        actor.id,
        "room.by_hand",
        f"room:{question.room_id}",
        now,
        question=question.id,
        source=count.source,
        counts=list(count.counts),
        voters=count.voters,
    )
    await session.flush()
    await _tell(session, question, now)


async def _tell(session: AsyncSession, question: QuestionRow, now: datetime) -> None:
    """The panels show it; where the result is shown already, pages and phones show the new one."""
    await cards.touch_all(session, rooms.panels(question.room_id), now)
    room = await session.get_one(RoomRow, question.room_id)
    if question.state == SHOWN or room.state == ENDED:
        await rows.touch(session, room.id)
    if question.state == SHOWN and room.question_id == question.id and room.state != ENDED:
        await seats.result_again(session, question.id)


async def walk_ins(session: AsyncSession, actor: Person, room: RoomRow, count: int, now: datetime) -> None:
    """So many people are there without a phone. ValueError under 0 and over MOST."""
    if not 0 <= count <= MOST:
        raise ValueError(f"{count} people without a phone")
    if count != room.walk_ins:
        room.walk_ins = count
        audit.note(session, actor.id, "room.walk_ins", f"room:{room.id}", now, count=count)
        await cards.touch_all(session, rooms.panels(room.id), now)
        await session.flush()
