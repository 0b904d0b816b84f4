"""What facilitators write of votes counted by hand."""

import pytest

from conversations.byhand import FORM, NOT_READ, TWICE, UNKNOWN, Asked, counted, numbers
from conversations.form import TEXT, Ask, Problem, Said, Submit
from services.byhand import Count
from storage.questions import QuestionRow

STEPS = ("1", "2", "3", "4", "5")
DAYS = Asked(QuestionRow(kind="multiple", options=[{}, {}, {}], most=2, state="open"), "ABC", "paper")
BUS = Asked(QuestionRow(kind="single", options=[{}, {}], most=1, state="open"), "AB", "hands")


@pytest.mark.parametrize(
    ("text", "letters", "found"),
    [
        ("A 12, B 7", "ABC", (12, 7, 0)),
        ("a12 b7", "AB", (12, 7)),
        ("A: 12\nB = 7\n", "AB", (12, 7)),
        ("B 7؛ A 12", "AB", (12, 7)),
        ("A ١٢، B ٧", "AB", (12, 7)),
        ("A-3", "AB", (3, 0)),
        ("1: 4, 5: 10", STEPS, (4, 0, 0, 0, 10)),
        ("3 12, 4 7", STEPS, (0, 0, 12, 7, 0)),
        ("A 12, D 7", "ABC", Problem(UNKNOWN, {"letter": "D", "letters": "A B C"})),
        ("A 12, A 7", "ABC", Problem(TWICE, {"letter": "A"})),
        ("A douze", "ABC", Problem(NOT_READ, {"words": "A douze"})),
        ("A 12 et B 7", "ABC", Problem(NOT_READ, {"words": "et B 7"})),
        ("…", "ABC", Problem(NOT_READ, {"words": "…"})),
        (",", "ABC", Problem(NOT_READ, {"words": ","})),
    ],
)
def test_letters_with_their_numbers(text: str, letters: tuple[str, ...], found: tuple[int, ...] | Problem) -> None:
    assert numbers(text, letters) == found


def written(asked: Asked, *texts: str) -> list[object]:
    """What the form says to each of these messages."""
    draft, said = FORM.start("k", asked).draft, list[object]()
    for text in texts:
        turn = FORM.hear(draft, Said(TEXT, text), asked)
        draft = turn.draft
        said.append(turn.output)
    return said


def told(output: object) -> tuple[str, dict[str, object]]:
    assert isinstance(output, Ask) and output.problem
    return output.problem.msgid, dict(output.problem.values)


def test_where_one_answer_is_chosen_their_sum_is_the_people() -> None:
    (done,) = written(BUS, "A 12, B 7")
    assert isinstance(done, Submit)
    assert counted(BUS, done.answers) == Count("hands", (12, 7), 19)


def test_where_several_may_be_chosen_the_people_are_asked_and_checked() -> None:
    asked, fewer, more, never, done = written(DAYS, "A 12, B 7", "11", "20", "beaucoup", "15")
    assert isinstance(asked, Ask) and (asked.step.name, asked.problem) == ("people", None)
    assert told(fewer) == ("One answer alone has more votes than that: {most}", {"most": 12})
    assert told(more) == ("There are not so many votes in all: {most}", {"most": 19})
    assert told(never) == ("Please write a number, for example 25.", {})
    assert isinstance(done, Submit)
    assert counted(DAYS, done.answers) == Count("paper", (12, 7, 0), 15)


def test_what_cannot_be_true_is_asked_again() -> None:
    (large,) = written(BUS, "A 12000")
    assert told(large) == ("This number is too large. At most: {most}", {"most": 9999})
    over, done = written(DAYS, "A 9, B 9, C 9", "13")
    assert isinstance(over, Ask)
    assert told(done) == ("Nobody may choose so many answers. Choices at most: {most}", {"most": 2})
