"""What a browser shows of a room: the question with what this device chose, the result, the end.

moment = await voting.moment_of(session, seals, texts, room, device, now)        # device: its id, None if it is new
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from locales.formats import Safe
from locales.texts import Texts
from services import tallies
from services.ballots import device_choice
from services.sharing import MOST
from services.words import spoken
from storage import rooms as rows
from storage.rooms import CLOSED, ENDED, MULTIPLE, OPEN, SCALE, SHOWN, QuestionRow, RoomRow
from storage.seals import Seals

# What a page is about, besides the states of a question.
READY, OVER, UNKNOWN = "ready", "over", "unknown"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: its letter (a step's number) and words; whether this device chose it, or how often it was chosen."""

    place: int
    letter: str
    words: str
    chosen: bool = False
    count: int = 0
    percent: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is shown: `notes` stand under its words, `turn` goes with the next tap.

    `guest`: who has the phone now (services/sharing.py); `next_guest`: who may have it next, 0 if nobody.
    """

    id: int
    words: str
    scale: bool
    options: Sequence[Option] = ()
    notes: Sequence[Safe] = ()
    most: int = 1
    turn: int = 1
    guest: int = 0
    next_guest: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """What the page is about now: ready, open, closed, shown, ended; over and unknown for who has no part in it."""

    name: str
    version: int = 0
    questions: Sequence[Question] = ()
    chosen: Safe | None = None


async def moment_of(session: AsyncSession, seals: Seals, texts: Texts, room: RoomRow, device: int | None,
                    now: datetime) -> Moment:  # fmt: skip
    """The room as it is now, for one device."""
    if room.state == ENDED:
        return await _end(session, texts, room) if device else Moment(OVER, room.version)
    question = await session.get(QuestionRow, room.question_id or 0)
    if question is None or question.round != room.round:
        return Moment(READY, room.version)
    if question.state == SHOWN:
        return Moment(SHOWN, room.version, [await _result(session, texts, question)])
    if question.state == CLOSED or (question.closes_at is not None and question.closes_at <= now):
        return Moment(CLOSED, room.version, [_bare(texts, question)])
    if not device:
        return ballot(texts, room, question, None, 1)
    guest = await rows.device_guest(session, device, question.id)
    return ballot(texts, room, question, *await device_choice(session, seals, question.id, device, guest), guest)


def ballot(texts: Texts, room: RoomRow, question: QuestionRow, choice: int | None, turn: int, guest: int = 0) -> Moment:
    """The open question, with what counts for this device (or its guest) and the turn of its next tap."""
    following = guest + 1 if question.shared and guest + 1 < MOST else 0
    shown = replace(_ballot(texts, question, choice, turn), guest=guest, next_guest=following)
    if guest:
        shown = replace(shown, notes=[texts("👥 Person {number} on this phone", number=guest + 1), *shown.notes])
    return Moment(OPEN, room.version, [shown], _chosen(texts, question, choice))


async def _end(session: AsyncSession, texts: Texts, room: RoomRow) -> Moment:
    shown = [one for one in await rows.questions(session, room.id) if one.state == SHOWN]
    return Moment(ENDED, room.version, [await _result(session, texts, one) for one in shown])


def _bare(texts: Texts, question: QuestionRow) -> Question:
    words = spoken(question.words, texts.language)
    return Question(question.id, words, question.kind == SCALE, most=question.most)


def _ballot(texts: Texts, question: QuestionRow, choice: int | None, turn: int) -> Question:
    hint = texts("Choose your answer:")
    if question.kind == MULTIPLE:
        hint = texts("Several answers are possible, at most: {most}", most=question.most)
    options = [
        Option(place, letter, words, tallies.marked(question, choice, place))
        for place, letter, words in _answers(texts, question)
    ]
    return replace(_bare(texts, question), options=options, notes=[hint], turn=turn)


def _answers(texts: Texts, question: QuestionRow) -> list[tuple[int, str, str]]:
    """Each answer's place, letter and words; the letter of a step is its number, and says all."""
    if question.kind == SCALE:
        return [(step, str(step), "") for step in tallies.places(question)]
    words = [spoken(one, texts.language) for one in question.options]
    return [(place, tallies.LETTERS[place], one) for place, one in enumerate(words)]


def _chosen(texts: Texts, question: QuestionRow, choice: int | None) -> Safe | None:
    if choice is None:
        return None
    named = [words or letter for place, letter, words in _answers(texts, question)
             if tallies.marked(question, choice, place)]  # fmt: skip
    if not named:
        return texts("Nothing is chosen now.\nYou can choose again until the vote ends.")
    return texts("Noted: {choice}\nYou can change it until the vote ends.", choice=texts.listing(named))


async def _result(session: AsyncSession, texts: Texts, question: QuestionRow) -> Question:
    result = await tallies.result(session, question)
    notes = [texts("Votes: {count}", count=result.voters)]
    if result.web:
        notes.append(texts("Of these by the web: {count}", count=result.web))
    if result.shared:
        notes.append(texts("Of these on a shared phone: {count}", count=result.shared))
    if result.told is None:
        return replace(_bare(texts, question), notes=[texts("Too few votes to show the details"), *notes])
    options = [
        Option(place, letter, words, count=count, percent=round(100 * count / result.voters))
        for (place, letter, words), count in zip(_answers(texts, question), result.told, strict=True)
    ]
    return replace(_bare(texts, question), options=options, notes=notes)
