"""The form that asks what a workshop wants to know of whoever comes; its questions are the workshop's own."""

from collections.abc import Mapping, Sequence

from conversations.checks import within
from conversations.form import Answers, Form, Step
from services import registrations
from services.words import Words

LONGEST = 300  # UTF-16 units


def questions(answers: Answers, around: Sequence[Mapping[str, str]]) -> Sequence[Step]:
    """One optional step a question; `around` are the questions, each by language."""
    return [
        Step(f"question_{at}", ask=Words(**words), clean=within(LONGEST), optional=True)
        for at, words in enumerate(around)
    ]


FORM = Form("workshop_questions", (questions,), submit=registrations.tell, confirm=False)


def told(answers: Answers) -> dict[int, str]:
    """What was answered, by the question's place; skipped ones are answered with nothing."""
    said = {name: answer for name, answer in answers.items() if name.startswith("question_")}
    return {int(name.removeprefix("question_")): str(answer.value or "") for name, answer in said.items()}
