"""How choices of each kind add up, by hand."""

from typing import Any

import pytest

from services import choices, tallies
from services.choices import FIRST, SECOND, SKIPPED
from services.kinds import KINDS
from storage.questions import QuestionRow

WORDS = [{"fr": "Eau"}, {"fr": "Bus"}, {"fr": "Parc"}]


def question(kind: str, **more: Any) -> QuestionRow:
    return QuestionRow(id=1, room_id=1, position=0, round=1, state="shown", kind=kind, words={"fr": "?"},
                       options=WORDS, totals=None, **more)  # fmt: skip


# Pairs are (Eau, Bus), (Eau, Parc), (Bus, Parc).
BALLOTS = {
    "ranking": [(choices.in_order([2, 0, 1]), 4), (choices.in_order([0]), 1), (0, 7)],
    "budget": [(choices.shared([3, 0, 7]), 4), (choices.shared([0, 2, 0]), 1), (0, 7)],
    "pairs": [
        (choices.answered([FIRST, SECOND, SKIPPED]), 4),
        (choices.answered([0, 0, SECOND]), 1),
        (choices.answered([SKIPPED] * 3), 7),
        (0, 7),
    ],
}


@pytest.mark.parametrize(
    ("kind", "counts", "beside", "shares", "order"),
    [
        ("ranking", (4 * 2 + 3, 4, 12), (1, 0, 4), (11 / 15, 4 / 15, 12 / 15), [2, 0, 1]),
        ("budget", (120, 20, 280), (4, 1, 4), (120 / 420, 20 / 420, 280 / 420), [2, 0, 1]),
        ("pairs", (4, 0, 5), (8, 5, 5), (4 / 8, 0, 1), [2, 0, 1]),
    ],
)
def test_what_has_a_rank(
    kind: str, counts: tuple[int, ...], beside: tuple[int, ...], shares: tuple[float, ...], order: list[int]
) -> None:
    asked = question(kind)
    result = tallies.added_up(asked, [("telegram", choice, times) for choice, times in BALLOTS[kind]])
    assert (result.voters, result.counts, result.beside) == (5, counts, beside), "who took all back has not voted"
    assert [tallies.share(asked, result, place) for place in range(3)] == pytest.approx(shares)
    assert tallies.in_order(asked, result) == order
    asked.totals = result.as_totals()
    assert asked.totals == {"voters": 5, "counts": list(counts), "beside": list(beside)}


async def test_the_totals_come_back_as_they_were_counted() -> None:
    asked = question("pairs")
    counted = tallies.added_up(asked, [("telegram", choice, times) for choice, times in BALLOTS["pairs"]])
    asked.totals = counted.as_totals()
    assert await tallies.result(None, asked) == counted  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["single", "multiple", "quiz"])
def test_what_has_no_rank_stays_in_its_order(kind: str) -> None:
    asked = question(kind, most=2, correct=1)
    result = tallies.added_up(asked, [("telegram", 2, 9), ("telegram", 1, 1)])
    assert (tallies.in_order(asked, result), result.beside) == ([0, 1, 2], ())


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("quiz", [{"text": "Eau", "count": 0, "correct": False}, {"text": "Bus", "count": 6, "correct": True},
                  {"text": "Parc", "count": 0, "correct": False}]),
        ("ranking", [{"text": "Eau", "count": 18, "first": 6}, {"text": "Bus", "count": 0, "first": 0},
                     {"text": "Parc", "count": 0, "first": 0}]),
    ],
)  # fmt: skip
async def test_the_line_of_twiza_tally(kind: str, lines: list[dict[str, Any]]) -> None:
    asked = question(kind, correct=1)
    asked.totals = tallies.added_up(asked, [("telegram", 1, 6)]).as_totals()
    line = await tallies._line(None, asked)  # type: ignore[arg-type]
    assert (line["kind"], line["voters"], line["options"]) == (kind, 6, lines)


def test_every_kind_is_tapped_within_three_digits() -> None:
    most = {kind: KINDS[kind].taps(question(kind, low=0, high=10)).stop for kind in KINDS}
    assert max(most.values()) < 1000
