"""One question made step by step: what was answered becomes the question, whatever is left out or said twice."""

import pytest

from conversations.answers import DEFAULT
from conversations.form import Answer, Answers
from conversations.question_form import FORM, asked
from conversations.rooms import LONGEST_QUESTION
from services.rooms import Asked

EAU, BUS = {"fr": "Eau"}, {"fr": "Bus"}
WORDS = {"fr": "Par où commencer ?"}


def put_together(kind: str, *options: str, words: str = WORDS["fr"], **more: str) -> Asked:
    answers = Answers().having("words", Answer("text", words)).having("kind", Answer("choice", kind))
    for letter, option in zip("abcdefgh", options, strict=False):
        answers = answers.having(f"option_{letter}", Answer("text", option))
    for name, value in more.items():
        answers = answers.having(name, Answer("choice", value))
    return asked(answers)


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("one", {}, Asked("single", WORDS, (EAU, BUS))),
        ("several", {"most": "2"}, Asked("multiple", WORDS, (EAU, BUS), 2)),
        ("yes_no", {}, Asked("single", WORDS, DEFAULT)),
        ("five", {}, Asked("scale", WORDS, low=1, high=5)),
        ("ten", {}, Asked("scale", WORDS, low=0, high=10)),
        ("text", {}, Asked("text", WORDS)),
        ("cloud", {}, Asked("cloud", WORDS, most=3)),
        ("ideas", {}, Asked("ideas", WORDS, most=3)),
        ("quiz", {"right": "1"}, Asked("quiz", WORDS, (EAU, BUS), correct=1)),
        *((kind, {}, Asked(kind, WORDS, (EAU, BUS))) for kind in ("ranking", "budget", "pairs")),
    ],
)
def test_every_kind_can_be_made(kind: str, more: dict[str, str], expected: Asked) -> None:
    written = () if kind in ("yes_no", "five", "ten", "text", "cloud", "ideas") else ("Eau", "Bus")
    assert put_together(kind, *written, **more) == expected
    assert kind in [choice.key for choice in FORM.steps[1].choices]  # type: ignore[union-attr]


def test_the_same_answer_twice_is_one_and_one_answer_is_none() -> None:
    assert put_together("one", "Eau", "eau", "Bus").options == (EAU, BUS)
    assert put_together("quiz", "Eau", "EAU", right="0") == Asked("single", WORDS, DEFAULT)


def test_a_question_as_long_as_it_may_be_stays_whole() -> None:
    words = "x" * LONGEST_QUESTION
    assert put_together("ten", words=words).words == put_together("ranking", "Eau", "Bus", words=words).words
    assert put_together("ten", words=words).words == {"fr": words}
