"""Orders, shares and comparisons as one number; each voter's own order of pairs."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import choices
from services.choices import MOST_COMPARED, MOST_ITEMS, MOST_PAIRS, SKIPPED

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
FITS = 2**63


@settings(max_examples=60)
@given(st.permutations(range(MOST_ITEMS)), st.integers(0, MOST_ITEMS))
def test_every_order_comes_back_as_it_was_written(items: list[int], length: int) -> None:
    number = choices.in_order(items[:length])
    assert (choices.order_of(number), number < FITS) == (items[:length], True)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 10), min_size=2, max_size=MOST_ITEMS))
def test_every_share_comes_back(tens: list[int]) -> None:
    number = choices.shared(tens)
    assert (choices.shares_of(number, len(tens)), number < FITS) == (tens, True)


def test_all_pairs_of_the_most_items_fit_one_number() -> None:
    answers = [SKIPPED] * len(choices.pairs(MOST_COMPARED))
    number = choices.answered(answers)
    assert (choices.answers_of(number, 28), number < FITS) == (answers, True)


@pytest.mark.parametrize("items", range(2, MOST_COMPARED + 1))
def test_each_voter_sees_every_pair_once_in_an_order_of_their_own(items: int) -> None:
    orders = [choices.own_pairs(items, f"{voter}") for voter in range(40)]
    for one in orders:
        assert sorted(number for number, _ in one) == list(range(len(choices.pairs(items))))
        assert [tuple(sorted(pair)) for _, pair in one] == [choices.pairs(items)[number] for number, _ in one]
    assert orders[0] == choices.own_pairs(items, "0")
    above = sum(pair[0] < pair[1] for one in orders for _, pair in one)
    assert 0.3 < above / sum(map(len, orders)) < 0.7, "nobody gains by standing above"


@pytest.mark.parametrize("items", [6, 7, 8])
def test_whoever_stops_after_the_most_pairs_has_seen_all_items_about_equally_often(items: int) -> None:
    shown, first = Counter[int](), Counter[int]()
    for voter in range(60):
        seen = choices.own_pairs(items, f"device {voter}")[:MOST_PAIRS]
        mine = Counter(item for _, pair in seen for item in pair)
        assert max(mine.values()) - min(mine.values()) <= 1
        shown += mine
        first.update(seen[0][1])
    assert max(shown.values()) - min(shown.values()) <= 60
    assert len(first) == items


def test_pairs_follow_one_another_until_there_have_been_enough() -> None:
    choice, seen = 0, list[int]()
    while following := choices.next_pair(choice, MOST_COMPARED, "7"):
        answers = choices.answers_of(choice, 28)
        answers[following[0]] = SKIPPED
        choice = choices.answered(answers)
        seen.append(following[0])
        assert choices.last_pair(choice, MOST_COMPARED, "7") == following[0]
    assert seen == [number for number, _ in choices.own_pairs(MOST_COMPARED, "7")][:MOST_PAIRS]
    assert choices.last_pair(0, MOST_COMPARED, "7") is None


@pytest.mark.parametrize(("seconds", "bonus"), [(-1, 100), (0, 100), (5, 100), (17.5, 50), (30, 0), (3600, 0)])
def test_the_bonus_is_whole_at_first_and_melts_away(seconds: float, bonus: int) -> None:
    assert choices.bonus_at(NOON, NOON + timedelta(seconds=seconds)) == bonus
    choice = choices.quizzed(9, bonus)
    assert (choices.option_of(choice), choices.bonus_of(choice)) == (9, bonus)
