"""Outcomes: what became of a question and of a whole session, as plain values that files, pictures and pages share.

    outcome = await outcomes.of_question(session, question)
    outcome.is_told                     # False while the vote is open, and in small groups
    session = await outcomes.of_room(session, room)          # all questions that were asked, and who came

No order and no moment of a single vote is in it, and no voter but on votes that show names. Every kind of question is
told here once for all: its answers, their order and their figures. Of what was written there is what everybody could
see, in its own words.
Trials are nobody's session: who asks for one finds none (`room_of`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import entries, tallies
from services.rooms import Spoken
from services.tallies import FEW, LETTERS, Result
from services.words import FALLBACK
from storage import devices as device_rows
from storage import names as name_rows
from storage import questions as question_rows
from storage import seats as seat_rows
from storage.ballots import SHARED, TELEGRAM, WEB
from storage.questions import CLOSED, OPEN, QUEUE, SCALE, SHOWN, TEXT, WRITTEN, QuestionRow
from storage.rooms import ENDED, RoomRow

LANGUAGES = tuple(FALLBACK)
LISTED = timedelta(days=60)  # so long /workshop shows a session that has ended


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its letter (a step's number, the rank of a text), its words by language, its count and its share.

    `count` and `percent` are None where they are not told, `second` where the kind has no second number. `by_source` is
    empty unless each source has five voters. `place` is the answer's as it was asked, from 0: its colour and shape.
    `right`: of a quiz, once its vote is over.
    """

    letter: str
    words: Spoken
    count: int | None = None
    percent: int | None = None
    by_source: Mapping[str, int] = field(default_factory=dict)
    place: int = 0
    second: int | None = None
    right: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """A name, and the words of what it chose by language; in all of them as many."""

    name: str
    chose: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question: its words, its answers in their order, how many voted, and by which source (telegram, web, shared,
    paper, hands; those that nobody used are left out). `number` is from 1, in its `round`.

    Figures are told once the vote is closed, from five voters on (`is_told`); `held_back` votes are not in them, being
    too few beside what was counted by hand. Texts are told once nothing more can be written. `average` is a scale's.
    The queue of what people asked has no words of its own. Of a vote that shows names (`named`) `signed` says who chose
    what, once it is closed: all who gave a name.
    """

    question: int
    number: int
    round: int
    kind: str
    state: str
    words: Spoken
    answers: tuple[Answer, ...]
    most: int
    opened_at: datetime | None
    voters: int
    sources: Mapping[str, int]
    is_told: bool = False
    held_back: int = 0
    average: float | None = None
    named: bool = False
    signed: tuple[Signed, ...] = ()

    @property
    def is_scale(self) -> bool:
        """Whether the answers are the numbers of a scale."""
        return self.kind == SCALE

    @property
    def is_written(self) -> bool:
        """Whether the answers are what people wrote."""
        return self.kind in WRITTEN

    @property
    def is_ranked(self) -> bool:
        """Whether the answers stand in the order that came out, each with a second number."""
        return any(one.second is not None for one in self.answers)


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
    attendance: Attendance
    outcomes: Sequence[Outcome]

    @property
    def rounds(self) -> int:
        """How many times it was begun."""
        return max((one.round for one in self.outcomes), default=1)


async def room_of(session: AsyncSession, room_id: int) -> RoomRow | None:
    """A room that has results to keep; None for a trial too."""
    room = await session.get(RoomRow, room_id)
    return None if room is None or room.trial_of else room


async def asked(session: AsyncSession, question_id: int) -> QuestionRow | None:
    """A question that has, or will have, results to keep; None in a trial."""
    question = await session.get(QuestionRow, question_id)
    return question if question and await room_of(session, question.room_id) else None


async def of_room(session: AsyncSession, room: RoomRow) -> Session:
    """The session with every question that was asked, in all rounds; what people asked is the last one of a round."""
    found = [await of_question(session, one) for one in await question_rows.asked(session, room.id)]
    found = [one for one in found if one.kind != QUEUE or one.voters or one.answers]
    found.sort(key=lambda one: (one.round, one.number))
    day, came = await day_of(session, room), await attendance(session, room)
    return Session(room.id, room.state, day, came, found)


async def day_of(session: AsyncSession, room: RoomRow) -> datetime:
    """When the first question was opened, else when the session was made."""
    first = select(func.min(QuestionRow.opened_at)).where(QuestionRow.room_id == room.id)
    return await session.scalar(first) or room.created_at


async def of_question(session: AsyncSession, question: QuestionRow) -> Outcome:
    """One question as it stands now."""
    result = await tallies.result(session, question)
    is_over = question.state in (CLOSED, SHOWN)
    written = question.kind in WRITTEN
    told = result.as_told if is_over and not written and result.told else None
    return Outcome(
        question=question.id,
        number=await _number(session, question),
        round=question.round,
        kind=question.kind,
        state=question.state,
        words=question.words,
        answers=await _texts(session, question) if written else _answers(question, result, told),
        most=question.most,
        opened_at=question.opened_at,
        voters=result.voters,
        sources={name: voters for name, voters, _ in _sources(result)},
        is_told=is_over if written else told is not None,
        held_back=result.held_back if told else 0,
        average=_average(question, told.counts if told else ()),
        named=question.named,
        signed=await signed(session, question),
    )


async def signed(session: AsyncSession, question: QuestionRow) -> tuple[Signed, ...]:
    """Who chose what, by name; nobody unless the vote shows names and is closed."""
    found = await name_rows.signed(session, question.id) if question.named else []
    return tuple(
        Signed(name, {code: tallies.chosen(question, choice, code) for code in LANGUAGES}) for name, choice in found
    )


async def _number(session: AsyncSession, question: QuestionRow) -> int:
    """Its number in its round; what people asked comes after all that was asked of them."""
    if question.kind != QUEUE:
        return question.position + 1
    here = (QuestionRow.room_id == question.room_id, QuestionRow.round == question.round)
    last = await session.scalar(select(func.max(QuestionRow.position)).where(*here, QuestionRow.kind != QUEUE))
    queue = (QuestionRow.kind == QUEUE, QuestionRow.id <= question.id)
    before = await session.scalar(select(func.count(QuestionRow.id)).where(*here, *queue)) or 0
    return (0 if last is None else last + 1) + before


async def _texts(session: AsyncSession, question: QuestionRow) -> tuple[Answer, ...]:
    """What everybody could see of what was written: the same words in every language."""
    if question.state not in (CLOSED, SHOWN):
        return ()
    return tuple(
        Answer(str(rank), dict.fromkeys(LANGUAGES, one.text), None if question.kind == TEXT else one.count)
        for rank, one in enumerate(await entries.kept(session, question), 1)
    )


def _answers(question: QuestionRow, result: Result, told: Result | None) -> tuple[Answer, ...]:
    """The answers in their order, with their figures if they are told."""
    letters = list(map(str, tallies.places(question))) if question.kind == SCALE else LETTERS
    right = question.correct if question.state in (CLOSED, SHOWN) else None
    bare = {
        place: Answer(letter, words, place=at, right=place == right)
        for at, (place, letter, words) in enumerate(
            zip(tallies.places(question), letters, tallies.labels(question), strict=False)
        )
    }
    if told is None:
        return tuple(bare.values())
    apart = {} if question.named else _broken_down(result)
    return tuple(_figures(question, told, bare[place], place, apart) for place in tallies.in_order(question, told))


def _figures(
    question: QuestionRow, told: Result, one: Answer, place: int, apart: Mapping[str, Sequence[int]]
) -> Answer:
    return replace(
        one,
        count=told.counts[one.place],
        percent=tallies.percent(tallies.share(question, told, place)),
        second=told.beside[one.place] if told.beside else None,
        by_source={name: counts[one.place] for name, counts in apart.items()},
    )


def _average(question: QuestionRow, told: Sequence[int]) -> float | None:
    """The mean step of a scale; None where nothing is told."""
    if question.kind != SCALE or not sum(told):
        return None
    return sum(place * count for place, count in zip(tallies.places(question), told, strict=True)) / sum(told)


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
        "phones": await seat_rows.arrivals(session, room.id),
        "web": await device_rows.count(session, room.id),
    }
    return Attendance(kept["phones"], kept["web"], room.walk_ins)


def _sources(result: Result) -> list[tuple[str, int, Sequence[int] | None]]:
    """Each source that has voters: its name, how many, and its counts if they are known."""
    phones = _minus(result.counts, *(one.counts for one in result.by_hand))
    web = phones if result.web == result.ballots else result.web_counts
    shared = phones if result.shared == result.ballots else result.shared_counts
    is_known = (web or not result.web) and (shared or not result.shared)
    telegram = _minus(phones, web or (), shared or ()) if is_known else None
    every = [
        (TELEGRAM, result.ballots - result.web - result.shared, telegram),
        (WEB, result.web, web),
        (SHARED, result.shared, shared),
        *((one.source, one.voters, one.counts) for one in result.by_hand),
    ]
    return [one for one in every if one[1]]


def _broken_down(result: Result) -> dict[str, Sequence[int]]:
    """The counts of each source; of none where one is small, since the one left out could be worked out."""
    known = [(name, counts) for name, voters, counts in _sources(result) if voters >= FEW and counts is not None]
    return dict(known) if len(known) == len(_sources(result)) else {}


def _minus(counts: Sequence[int], *others: Sequence[int]) -> tuple[int, ...]:
    """What is left of counts without others of the same length (or none)."""
    taken = [sum(each) for each in zip(*filter(None, others), strict=True)] or [0] * len(counts)
    return tuple(count - less for count, less in zip(counts, taken, strict=True))
