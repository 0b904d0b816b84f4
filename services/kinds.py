"""The kinds of questions that are tapped: one table of what a tap does to a choice and how choices add up.

    kind = kinds.of(question)                                # KINDS.get(question.kind): None if it is not tapped
    kind.press(question, choice, place, now)                 # the choice after a tap on `place`; Full
    kind.marked(question, choice, place)                     # whether an option is (part of) the choice
    kind.count(question, [(choice, how_many), …])            # Counted

A choice is one whole number (services/choices.py), None before the first tap. `places` are the answers that stand in
the result, `taps` the numbers that a button may carry: mostly the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.rooms import MULTIPLE, SCALE, SINGLE, QuestionRow

Ballots = Iterable[tuple[int, int]]  # a choice, and how often it stands there


class Full(Exception):
    """Something has to be taken back first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many voted, and for each place a number; `beside` is a second number for each, where the kind has one."""

    voters: int
    counts: tuple[int, ...]
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of question. `beside` names the second number of its result, `ranked`: the result has an order."""

    places: Callable[[QuestionRow], range]
    press: Callable[[QuestionRow, int | None, int, datetime], int | None]
    marked: Callable[[QuestionRow, int, int], bool]
    count: Callable[[QuestionRow, Ballots], Counted]
    taps: Callable[[QuestionRow], range]
    share: Callable[[QuestionRow, Counted, int], float]
    beside: str = ""
    ranked: bool = False


def of(question: QuestionRow) -> Kind:
    """The kind of a question that is tapped. KeyError."""
    return KINDS[question.kind]


# What several kinds share


def _options(question: QuestionRow) -> range:
    return range(len(question.options))


def _of_voters(question: QuestionRow, counted: Counted, place: int) -> float:
    """The share of the voters who chose this place."""
    at = place - of(question).places(question).start
    return counted.counts[at] / counted.voters if counted.voters else 0.0


def _counted(question: QuestionRow, ballots: Ballots) -> Counted:
    """Each ballot is one place."""
    every = list(ballots)
    kind = of(question)
    counts = [sum(n for choice, n in every if kind.marked(question, choice, place)) for place in kind.places(question)]
    return Counted(sum(counts), tuple(counts))


# Single, scale


def _chosen(question: QuestionRow, choice: int | None, place: int, at: datetime) -> int:
    return place


def _is(question: QuestionRow, choice: int, place: int) -> bool:
    return choice == place


def _steps(question: QuestionRow) -> range:
    return range(question.low, question.high + 1)


# Multiple: a set of options as bits


def _turned(question: QuestionRow, choice: int | None, place: int, at: datetime) -> int:
    turned = (choice or 0) ^ 1 << place
    if turned.bit_count() > question.most:
        raise Full
    return turned


def _is_in(question: QuestionRow, choice: int, place: int) -> bool:
    return bool(choice >> place & 1)


def _sets(question: QuestionRow, ballots: Ballots) -> Counted:
    """Who took all of them back has not voted."""
    every = list(ballots)
    counts = (sum(n for choice, n in every if choice >> place & 1) for place in _options(question))
    return Counted(sum(n for choice, n in every if choice), tuple(counts))


KINDS: dict[str, Kind] = {
    SINGLE: Kind(_options, _chosen, _is, _counted, taps=_options, share=_of_voters),
    MULTIPLE: Kind(_options, _turned, _is_in, _sets, taps=_options, share=_of_voters),
    SCALE: Kind(_steps, _chosen, _is, _counted, taps=_steps, share=_of_voters),
}
