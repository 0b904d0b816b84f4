"""Choices that are more than one option, each kept as one whole number below 2^63: an order, shares, comparisons.

A quiz's is the option, and the hundredths of a bonus for speed.

order_of(in_order([2, 0])) == [2, 0]                    # the third item first, then the first one
shares_of(shared([3, 0, 7]), 3) == [3, 0, 7]            # tens of points, an item each
answers_of(answered([0, FIRST, SKIPPED]), 3) == [0, FIRST, SKIPPED]      # an answer a pair
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import combinations
from random import Random

ALL_OF_IT = timedelta(seconds=5)  # until then the whole bonus: a question needs seconds to reach every phone
NONE_OF_IT = timedelta(seconds=30)
HUNDREDTHS = 100
MOST_ITEMS = 10
TENS = 10  # of points that a voter gives away
MOST_COMPARED = 8  # items: their 28 pairs fit 56 bits
MOST_PAIRS = 12  # that one person is shown
FIRST, SECOND, SKIPPED = 1, 2, 3  # answers to a pair; 0: none yet
_OPTIONS = 16
_ORDER = _SHARE = 11  # the bases: 0 is the end of an order, shares go from 0 to 10 tens
_ANSWER = 4

Pair = tuple[int, int]


def quizzed(option: int, bonus: int = 0) -> int:
    """An option of a quiz, with so many hundredths of the bonus."""
    return option + _OPTIONS * bonus


def option_of(choice: int) -> int:
    """The option that was chosen in a quiz."""
    return choice % _OPTIONS


def bonus_of(choice: int) -> int:
    """The hundredths of the bonus that go with it."""
    return choice // _OPTIONS


def bonus_at(opened_at: datetime, at: datetime) -> int:
    """The hundredths for a tap at that moment: all of them at first, then fewer each moment, none after a while."""
    left = (opened_at + NONE_OF_IT - at) / (NONE_OF_IT - ALL_OF_IT)
    return round(HUNDREDTHS * min(1.0, max(0.0, left)))


def in_order(items: Sequence[int]) -> int:
    """An order of items, the first one first."""
    return _number([item + 1 for item in items], _ORDER)


def order_of(choice: int) -> list[int]:
    """The items of such a number in their order."""
    return [digit - 1 for digit in _digits(choice, _ORDER, MOST_ITEMS) if digit]


def shared(tens: Sequence[int]) -> int:
    """So many tens for each item."""
    return _number(tens, _SHARE)


def shares_of(choice: int, items: int) -> list[int]:
    """The tens of each item."""
    return _digits(choice, _SHARE, items)


def answered(answers: Sequence[int]) -> int:
    """What was answered to each pair of `pairs`."""
    return _number(answers, _ANSWER)


def answers_of(choice: int, count: int) -> list[int]:
    """The answers to so many pairs."""
    return _digits(choice, _ANSWER, count)


@cache
def pairs(items: int) -> list[Pair]:
    """Every pair of items once; its place in this list is its number."""
    return list(combinations(range(items), 2))


def next_pair(choice: int, items: int, voter: str) -> tuple[int, Pair] | None:
    """What this voter is to compare next: the number of the pair and its items, above and below; None at the end."""
    answers = answers_of(choice, len(pairs(items)))
    if sum(map(bool, answers)) >= MOST_PAIRS:
        return None
    return next(((number, pair) for number, pair in own_pairs(items, voter) if not answers[number]), None)


def last_pair(choice: int, items: int, voter: str) -> int | None:
    """The number of the pair that this voter answered last, None if none."""
    answers = answers_of(choice, len(pairs(items)))
    return next((number for number, _ in reversed(own_pairs(items, voter)) if answers[number]), None)


@lru_cache(maxsize=4096)
def own_pairs(items: int, voter: str) -> Sequence[tuple[int, Pair]]:
    """The pairs in the order of this voter: their numbers, and which item stands above.

    They come in rounds in which each item stands once (the circle method), so that whoever stops early has seen all of
    them about equally often. Rounds, the pairs in them and who stands above are mixed for each voter.
    """
    dice, numbers = Random(voter), {pair: number for number, pair in enumerate(pairs(items))}  # noqa: S311 - no secret
    rounds = _rounds(items)
    dice.shuffle(rounds)
    found = list[tuple[int, Pair]]()
    for one in rounds:
        dice.shuffle(one)
        found += [(numbers[pair], pair if dice.random() < 0.5 else pair[::-1]) for pair in one]
    return found


def _rounds(items: int) -> list[list[Pair]]:
    """A tournament: in each round everybody meets somebody else, one pauses if they are odd."""
    circle = list(range(items + items % 2))
    found = []
    for _ in range(len(circle) - 1):
        met = zip(circle[: len(circle) // 2], reversed(circle), strict=False)
        found.append([(min(pair), max(pair)) for pair in met if max(pair) < items])
        circle[1:] = [circle[-1], *circle[1:-1]]
    return found


def _number(digits: Sequence[int], base: int) -> int:
    return sum(digit * base**place for place, digit in enumerate(digits))


def _digits(number: int, base: int, count: int) -> list[int]:
    return [number // base**place % base for place in range(count)]
