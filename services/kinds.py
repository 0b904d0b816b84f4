"""The kinds of questions that are tapped: one table of what a tap does to a choice and how choices add up.

    kind = kinds.of(question)                                # KINDS.get(question.kind): None if it is not tapped
    kind.press(question, choice, place, now)                 # the choice after a tap on `place`; Full
    kind.marked(question, choice, place)                     # whether an option is (part of) the choice
    kind.count(question, [(choice, how_many), …])            # Counted

A choice is one whole number (services/choices.py makes most of them), None before the first tap. `places` are the
answers that stand in the result, `taps` the numbers that a button may carry: mostly the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from services.choices import (
    FIRST,
    HUNDREDTHS,
    SECOND,
    TENS,
    answered,
    answers_of,
    bonus_at,
    bonus_of,
    in_order,
    option_of,
    order_of,
    pairs,
    quizzed,
    shared,
    shares_of,
)
from storage.questions import BUDGET, MULTIPLE, PAIRS, QUIZ, RANKING, SCALE, SINGLE, QuestionRow

POINTS = 100  # for a right answer; with the whole bonus twice as many
TEN = 10  # points of a budget in one step
TAKES, REST = 10, 20  # places of a budget: take 10 back from an item, and the button that says what is left
ANSWERS = 4  # places for each pair

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


# Quiz: one right option, on request with a bonus for speed


def _answered(question: QuestionRow, choice: int | None, place: int, at: datetime) -> int:
    """The same answer again keeps the bonus that it had."""
    if choice is not None and option_of(choice) == place:
        return choice
    quick = question.quick and question.opened_at is not None
    return quizzed(place, bonus_at(question.opened_at, at) if quick else 0)  # type: ignore[arg-type]


def _is_answer(question: QuestionRow, choice: int, place: int) -> bool:
    return option_of(choice) == place


def points(question: QuestionRow, choice: int) -> int:
    """What an answer of a quiz is worth: 0, or 100 and the bonus."""
    return POINTS + POINTS * bonus_of(choice) // HUNDREDTHS if option_of(choice) == question.correct else 0


# Ranking: the first of n items gets n points, the next one less, down to 1 (Borda); who was not ranked gets none


def _ranked(question: QuestionRow, choice: int | None, place: int, at: datetime) -> int | None:
    """A tap puts an item last, or takes it out and closes the gap."""
    before = order_of(choice or 0)
    return in_order([one for one in before if one != place] if place in before else [*before, place])


def _is_ranked(question: QuestionRow, choice: int, place: int) -> bool:
    return place in order_of(choice)


def _orders(question: QuestionRow, ballots: Ballots) -> Counted:
    """Points, and how often first. Part of the items ranked counts; none is no vote."""
    voters, total = 0, [0] * len(question.options)
    firsts = total.copy()
    for choice, times in ballots:
        order = order_of(choice)
        voters += times if order else 0
        for before, item in enumerate(order):
            total[item] += times * (len(total) - before)
            firsts[item] += 0 if before else times
    return Counted(voters, tuple(total), tuple(firsts))


def _of_the_most(question: QuestionRow, counted: Counted, place: int) -> float:
    """The share of the points that an item has whom everybody puts first."""
    return counted.counts[place] / max(1, counted.voters * len(counted.counts))


# Budget: 100 points in steps of 10; given away or not, each step counts


def _given(question: QuestionRow, choice: int | None, place: int, at: datetime) -> int | None:
    """A tap on `place` gives 10, one on TAKES + `place` takes 10 back; REST changes nothing."""
    if place == REST:
        return choice
    tens = shares_of(choice or 0, len(question.options))
    if place < TAKES:
        if sum(tens) == TENS:
            raise Full
        tens[place] += 1
    elif not tens[place - TAKES]:
        return choice
    else:
        tens[place - TAKES] -= 1
    return shared(tens)


def _gives(question: QuestionRow, choice: int, place: int) -> bool:
    return shares_of(choice, len(question.options))[place] > 0


def _shares(question: QuestionRow, ballots: Ballots) -> Counted:
    """Points, and how many gave some. Who gives nothing has not voted."""
    voters, total = 0, [0] * len(question.options)
    givers = total.copy()
    for choice, times in ballots:
        voters += times if choice else 0
        for item, tens in enumerate(shares_of(choice, len(total))):
            total[item] += times * tens * TEN
            givers[item] += times if tens else 0
    return Counted(voters, tuple(total), tuple(givers))


def _of_all(question: QuestionRow, counted: Counted, place: int) -> float:
    """The share of all points that were given."""
    return counted.counts[place] / max(1, sum(counted.counts))


def _money(question: QuestionRow) -> range:
    return range(REST + 1)


# Pairs: two items at a time; `place` is 4 times the number of the pair, and the answer (0 takes it back)


def _compared(question: QuestionRow, choice: int | None, place: int, at: datetime) -> int:
    answers = answers_of(choice or 0, len(pairs(len(question.options))))
    answers[place // ANSWERS] = place % ANSWERS
    return answered(answers)


def _wins(question: QuestionRow, choice: int, place: int) -> bool:
    return any(_winner(pair, answer) == place for pair, answer in _answers(question, choice))


def _comparisons(question: QuestionRow, ballots: Ballots) -> Counted:
    """How often each was preferred, and how often compared. Who only passed pairs over has not voted."""
    voters, wins = 0, [0] * len(question.options)
    compared = wins.copy()
    for choice, times in ballots:
        decided = [(pair, answer) for pair, answer in _answers(question, choice) if answer in (FIRST, SECOND)]
        voters += times if decided else 0
        for pair, answer in decided:
            wins[pair[answer - FIRST]] += times
            for item in pair:
                compared[item] += times
    return Counted(voters, tuple(wins), tuple(compared))


def _answers(question: QuestionRow, choice: int) -> list[tuple[tuple[int, int], int]]:
    every = pairs(len(question.options))
    return list(zip(every, answers_of(choice, len(every)), strict=True))


def _winner(pair: tuple[int, int], answer: int) -> int | None:
    return pair[answer - FIRST] if answer in (FIRST, SECOND) else None


def _of_compared(question: QuestionRow, counted: Counted, place: int) -> float:
    """How much of its comparisons an item won."""
    return counted.counts[place] / max(1, counted.beside[place])


def _pairs(question: QuestionRow) -> range:
    return range(ANSWERS * len(pairs(len(question.options))))


KINDS: dict[str, Kind] = {
    SINGLE: Kind(_options, _chosen, _is, _counted, taps=_options, share=_of_voters),
    MULTIPLE: Kind(_options, _turned, _is_in, _sets, taps=_options, share=_of_voters),
    SCALE: Kind(_steps, _chosen, _is, _counted, taps=_steps, share=_of_voters),
    QUIZ: Kind(_options, _answered, _is_answer, _counted, taps=_options, share=_of_voters),
    RANKING: Kind(_options, _ranked, _is_ranked, _orders, _options, _of_the_most, beside="first", ranked=True),
    BUDGET: Kind(_options, _given, _gives, _shares, _money, _of_all, beside="givers", ranked=True),
    PAIRS: Kind(_options, _compared, _wins, _comparisons, _pairs, _of_compared, beside="compared", ranked=True),
}
SHAREABLE = frozenset(KINDS) - {QUIZ}  # a quiz counts the points of the phone's owner
