"""Outcomes: what became of a question and of a whole session, as plain values that files, pictures and pages share.

    outcome = await outcomes.of_question(session, question)
    outcome.counts                      # None while the vote is open, and in small groups
    session = await outcomes.of_room(session, room)          # all questions that were asked, and who came

No voter, no order and no moment of a single vote is in it. A new kind of question is told here once for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import tallies
from services.rooms import Spoken
from services.tallies import FEW, LETTERS, Result
from storage import rooms as rows
from storage.rooms import CLOSED, ENDED, OPEN, SCALE, SHOWN, TELEGRAM, WEB, QuestionRow, RoomRow

LISTED = timedelta(days=60)  # so long /workshop shows a session that has ended


@dataclass(frozen=True, slots=True)
class Source:
    """Where votes came from: telegram, web, paper or hands. `counts` are None unless each source has five voters."""

    name: str
    voters: int
    counts: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question: its words and answers by language, how many voted, how often each answer was chosen.

    `answers` of a scale are its numbers. `counts` are None while the vote is open and under five voters; `held_back`
    votes are not in them, being too few beside what was counted by hand. `number` is from 1, in its `round`.
    """

    question: int
    number: int
    round: int
    kind: str
    state: str
    words: Spoken
    answers: tuple[Spoken, ...]
    places: tuple[int, ...]
    most: int
    opened_at: datetime | None
    voters: int
    sources: tuple[Source, ...]
    counts: tuple[int, ...] | None = None
    held_back: int = 0

    @property
    def is_scale(self) -> bool:
        """Whether the answers are the numbers of a scale."""
        return self.kind == SCALE

    @property
    def letters(self) -> tuple[str, ...]:
        """What stands on each answer's badge: a letter, or the number of the step."""
        return tuple(map(str, self.places)) if self.is_scale else tuple(LETTERS[: len(self.answers)])

    @property
    def average(self) -> float | None:
        """The mean step of a scale whose counts may be told."""
        whole = sum(self.counts or ())
        if not self.is_scale or not whole:
            return None
        return sum(place * count for place, count in zip(self.places, self.counts or (), strict=True)) / whole

    def percent(self, place: int) -> int:
        """The share of the voters whose counts are told that chose the answer at this place in the list."""
        told = self.voters - self.held_back
        return round(100 * self.counts[place] / told) if self.counts and told else 0

    @property
    def apart(self) -> dict[str, int]:
        """How many of the voters came by each source."""
        return {one.name: one.voters for one in self.sources}


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many people came in: with their phones on Telegram, in a browser, and without a phone.

    Nothing tells when somebody walks out with a phone in the pocket: so there is no "most at once".
    """

    phones: int
    web: int
    walk_ins: int

    @property
    def people(self) -> int:
        """All of them."""
        return self.phones + self.web + self.walk_ins


@dataclass(frozen=True, slots=True)
class Session:
    """A whole live session: `day` is when its first question was opened, or it was made."""

    room: int
    state: str
    day: datetime
    ended_at: datetime | None
    attendance: Attendance
    outcomes: Sequence[Outcome]

    @property
    def rounds(self) -> int:
        """How many times it was begun."""
        return max((one.round for one in self.outcomes), default=1)


async def of_room(session: AsyncSession, room: RoomRow) -> Session:
    """The session with every question that was asked, in all rounds."""
    asked = await rows.asked(session, room.id)
    found = [await of_question(session, one) for one in asked]
    day, came = await day_of(session, room), await attendance(session, room)
    return Session(room.id, room.state, day, room.ended_at, came, found)


async def day_of(session: AsyncSession, room: RoomRow) -> datetime:
    """When the first question was opened, else when the session was made."""
    first = select(func.min(QuestionRow.opened_at)).where(QuestionRow.room_id == room.id)
    return await session.scalar(first) or room.created_at


async def of_question(session: AsyncSession, question: QuestionRow) -> Outcome:
    """One question as it stands now."""
    result = await tallies.result(session, question)
    is_told = question.state in (CLOSED, SHOWN) and result.told is not None
    return Outcome(
        question=question.id,
        number=question.position + 1,
        round=question.round,
        kind=question.kind,
        state=question.state,
        words=question.words,
        answers=tuple(tallies.labels(question)),
        places=tuple(tallies.places(question)),
        most=question.most,
        opened_at=question.opened_at,
        voters=result.voters,
        sources=_sources(result, is_told),
        counts=result.told if is_told else None,
        held_back=result.held_back if is_told else 0,
    )


def shown(session: Session) -> list[Outcome]:
    """What everybody may see: results that were shown; after the end also those that were only closed."""
    states = (SHOWN, CLOSED) if session.state == ENDED else (SHOWN,)
    return [one for one in session.outcomes if one.state in states]


def is_open(outcome: Outcome) -> bool:
    """Whether votes still come."""
    return outcome.state == OPEN


async def attendance(session: AsyncSession, room: RoomRow) -> Attendance:
    """Who came: counted now, or as it was counted at the end."""
    kept = room.attendance or {
        "phones": await rows.arrivals(session, room.id),
        "web": await rows.devices(session, room.id),
    }
    return Attendance(kept["phones"], kept["web"], room.walk_ins)


def _sources(result: Result, is_told: bool) -> tuple[Source, ...]:
    """Each source that has voters; their counts only where none is small: the one left out could be worked out."""
    ballots = _minus(result.counts, *(one.counts for one in result.by_hand))
    web = ballots if result.web == result.ballots else result.web_counts
    telegram = _minus(ballots, web or ()) if web or not result.web else None
    every = [
        Source(TELEGRAM, result.ballots - result.web, telegram),
        Source(WEB, result.web, web),
        *(Source(one.source, one.voters, one.counts) for one in result.by_hand),
    ]
    there = [one for one in every if one.voters]
    if is_told and all(one.voters >= FEW and one.counts is not None for one in there):
        return tuple(there)
    return tuple(Source(one.name, one.voters) for one in there)


def _minus(counts: Sequence[int], *others: Sequence[int]) -> tuple[int, ...]:
    """What is left of counts without others of the same length (or none)."""
    taken = [sum(each) for each in zip(*filter(None, others), strict=True)] or [0] * len(counts)
    return tuple(count - less for count, less in zip(counts, taken, strict=True))
