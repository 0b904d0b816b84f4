"""A vote that somebody writes instead of tapping it: which question it may be about, and whether it names an answer."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import queues, tallies
from services.greetings import is_yes_or_no
from services.people import Person
from services.writing import words
from storage.questions import SCALE, WRITTEN, QuestionRow


async def asked(session: AsyncSession, person: Person, now: datetime) -> QuestionRow | None:
    """The open question of the room in which this person sits, if one taps its answer."""
    found = await queues.open_question(session, person, now)
    return found[1] if found and found[1].kind not in WRITTEN else None


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
