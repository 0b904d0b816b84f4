"""A vote that somebody writes instead of tapping it: which question it may be about, and whether it names an answer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import queues, tallies
from services.greetings import is_yes_or_no
from services.people import Person
from services.writing import words
from storage.questions import CLOSED, OPEN, SCALE, WRITTEN, QuestionRow
from storage.seats import SeatRow


@dataclass(frozen=True, slots=True)
class Vote:
    """A question that one answers by a tap, and the seat of who was asked. Not `open`: its result is still to come."""

    seat: SeatRow
    question: QuestionRow
    open: bool


async def asked(session: AsyncSession, person: Person, now: datetime) -> Vote | None:
    """The vote to which what this person says may belong."""
    found = await queues.newest_question(session, person, now)
    if found is None or found[1].kind in WRITTEN or found[1].state not in (OPEN, CLOSED):
        return None
    return Vote(*found, open=queues.is_open(found[1], now))


def names_answer(question: QuestionRow, text: str) -> bool:
    """Whether a text is nothing but an answer: its letter, its number, its words in any language, or a yes or no."""
    said = words(text)
    return bool(said) and (said in _answers(question) or is_yes_or_no(text))


def _answers(question: QuestionRow) -> list[list[str]]:
    labels, places = tallies.labels(question), tallies.places(question)
    written = [words(one) for label in labels for one in label.values()]
    if question.kind == SCALE:
        return written
    return written + [words(sign) for place in places for sign in (tallies.LETTERS[place], str(place + 1))]
