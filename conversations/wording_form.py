"""The form that adds a language to the questions of a live vote: what lacks it is shown, one message brings it all."""

from collections.abc import Sequence

from conversations.form import Answers, Around, Form, Problem, Step
from conversations.rooms import LONGEST_OPTION, LONGEST_QUESTION, parts
from locales.marks import N_
from services import wordings

Shape = Sequence[int]  # of each question that lacks the language, how many answers do

MISSING = N_("Questions here: {count}. Questions expected: {expected}. Please keep the same order and the blank lines.")
OPTIONS = N_("Question {number} needs this many answers: {expected}")
TOO_LONG = N_("A question has at most {question} characters, an answer {option}. Too long: question {number}")


def fitting(text: str, shape: Shape) -> str | Problem:
    """The text, if it has the questions and answers that are missing."""
    found = parts(text)
    if len(found) != len(shape):
        return Problem(MISSING, {"count": len(found), "expected": len(shape)})
    for number, ((words, options), expected) in enumerate(zip(found, shape, strict=True), 1):
        if len(options) != expected or not words:
            return Problem(OPTIONS, {"number": number, "expected": expected})
        if len(words) > LONGEST_QUESTION or any(len(option) > LONGEST_OPTION for option in options):
            values = {"question": LONGEST_QUESTION, "option": LONGEST_OPTION, "number": number}
            return Problem(TOO_LONG, values)
    return text


def _steps(answers: Answers, around: Around) -> Sequence[Step]:
    """`around` is the shape."""
    return [
        Step(
            "words",
            ask=N_(
                "✍️ Send the same in this language, in one message: the questions in this order, "
                "a blank line between two of them, a dash before each answer."
            ),
            label=N_("Questions"),
            clean=lambda text: fitting(text, around),
        )
    ]


FORM = Form("wording", (_steps,), submit=wordings.add)
