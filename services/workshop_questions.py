"""The questions of a workshop are changed: each answer follows its question, or goes with it."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from storage import registrations
from storage.registrations import STATES
from storage.workshops import WorkshopRow

Question = dict[str, str]


async def follow(session: AsyncSession, workshop: WorkshopRow, questions: Sequence[Question]) -> None:
    """Answers are kept by the place of their question: move them to the new places before the questions change."""
    places = _places(workshop.questions, questions)
    for row in await registrations.in_states(session, workshop.id, STATES):
        row.answers = {places[at]: words for at, words in row.answers.items() if at in places}


def _places(before: Sequence[Question], after: Sequence[Question]) -> dict[str, str]:
    """Where each question stands now, by where it stood; without those that are gone."""
    found = [(was, place_of(old, after)) for was, old in enumerate(before)]
    return {str(was): str(now) for was, now in found if now is not None}


def place_of(asked: Question, questions: Sequence[Question]) -> int | None:
    """Where this question stands: one that says the same in a language (translations may have come or gone)."""
    return next((at for at, one in enumerate(questions) if asked.items() & one.items()), None)
