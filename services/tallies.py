"""Tallies: what a question's ballots add up to.

    result = await tallies.result(session, question)        # from the totals, else counted from the ballots
    result.voters, result.counts, result.told                # told: the counts that may be shown, None under 5 voters

Counts stand in the order of the options; those of a scale go from `low` to `high`. What came by the web, and from
people who were handed a phone, is part of them, and is said apart: how many voters, and where neither part is small
also their counts. What was counted by hand (papers, raised hands: services/byhand.py) is part of the result too, and
stands apart in `by_hand`; what stands beside a name (services/names.py), in `signed`.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from math import floor
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import entries, kinds
from services.choices import order_of, shares_of
from services.kinds import Counted
from services.words import spoken
from storage import ballots as ballot_rows
from storage import byhand as hand_rows
from storage import names as name_rows
from storage import sayings
from storage.ballots import SHARED, TELEGRAM, WEB
from storage.byhand import BY_HAND
from storage.questions import BUDGET, QUIZ, RANKING, SCALE, WRITTEN, QuestionRow
from storage.rooms import RoomRow

LETTERS = "ABCDEFGHIJ"  # of the options, on walls and phones alike
FEW = 5  # under so many voters a breakdown would tell who chose what


Part = tuple[int, tuple[int, ...] | None]  # how many voters, and their counts where these may be told


@dataclass(frozen=True, slots=True)
class ByHand:
    """What was counted by hand: `source` is paper or hands."""

    source: str
    voters: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """How many voted, and how often each option was chosen; `web` of the voters came by the web.

    `web_counts` are theirs: None where these, or the others, are so few that it would tell who chose what. `shared`
    and `shared_counts` the same of those who were handed the phone of somebody else. `beside` is a second number for
    each answer, where its kind has one (services/kinds.py). `signed` is what chose whoever gave a name, on a question
    that shows names.
    """

    voters: int
    counts: tuple[int, ...]
    web: int = 0
    web_counts: tuple[int, ...] | None = None
    shared: int = 0
    shared_counts: tuple[int, ...] | None = None
    beside: tuple[int, ...] = ()
    by_hand: tuple[ByHand, ...] = ()
    signed: Counted | None = None

    @property
    def told(self) -> tuple[int, ...] | None:
        """The counts that may be shown; None in a small group. Whoever saw the papers could take them away again:
        fewer than five ballots beside them are left out, and fewer than five votes beside those with a name."""
        if self.signed and self.shows_names:
            return _plus(self.signed.counts, self.without_name.told)
        if self.voters - self.held_back < FEW:
            return None
        return self._hand_counts if self.held_back else self.counts

    @property
    def as_told(self) -> "Result":
        """What may be told of it, as a result of its own: the voters and counts that are not held back."""
        voters, beside = self.voters - self.held_back, self._told_beside
        return replace(self, voters=voters, counts=self.told or (), beside=beside, by_hand=(), signed=None)

    @property
    def _told_beside(self) -> tuple[int, ...]:
        if not self.signed or not self.shows_names:
            return self.beside
        return _plus(self.signed.beside, self.without_name.as_told.beside if self.without_name.told else None)

    @property
    def shows_names(self) -> bool:
        """Whether something of it stands beside names."""
        return self.signed is not None and self.signed.voters > 0

    @property
    def without_name(self) -> "Result":
        """What chose whoever gave no name, as a result of its own."""
        signed = self.signed or Counted(0, ())
        counts, beside = _minus(self.counts, signed.counts), _minus(self.beside, signed.beside)
        return replace(self, voters=self.voters - signed.voters, counts=counts, beside=beside, signed=None)

    @property
    def ballots(self) -> int:
        """How many voted by phone, on Telegram and the web."""
        return self.voters - sum(one.voters for one in self.by_hand)

    @property
    def held_back(self) -> int:
        """How many votes are too few to be told beside what was counted by hand, or stands beside a name."""
        if self.shows_names:
            rest = self.without_name
            return rest.held_back if rest.told else rest.voters
        return self.ballots if self.by_hand and self.ballots < FEW else 0

    @property
    def apart(self) -> dict[str, int]:
        """How many of the voters did not vote on Telegram, by source."""
        return {WEB: self.web, SHARED: self.shared} | {one.source: one.voters for one in self.by_hand}

    @property
    def _hand_counts(self) -> tuple[int, ...]:
        return tuple(map(sum, zip(*(one.counts for one in self.by_hand), strict=True)))

    def with_hands(self, by_hand: tuple[ByHand, ...]) -> "Result":
        """The result of these ballots with what was counted by hand."""
        voters = self.voters + sum(one.voters for one in by_hand)
        counts = tuple(map(sum, zip(self.counts, *(one.counts for one in by_hand), strict=True)))
        return replace(self, voters=voters, counts=counts, by_hand=by_hand)

    def as_totals(self) -> dict[str, Any]:
        """The JSON that stays in the question."""
        whole: dict[str, Any] = {"voters": self.voters, "counts": list(self.counts)}
        whole |= {"beside": list(self.beside)} if self.beside else {}
        if self.signed:
            whole["signed"] = asdict(self.signed)
        parts = {WEB: (self.web, self.web_counts), SHARED: (self.shared, self.shared_counts)}
        for source, (voters, counts) in parts.items():
            if voters:
                whole[source] = {"voters": voters, "counts": None if counts is None else list(counts)}
        return whole


async def result(session: AsyncSession, question: QuestionRow) -> Result:
    """The result of a question, also while it is open: its ballots, and what was counted by hand."""
    found = await of_ballots(session, question)
    counted = await hand_rows.of_question(session, question.id) if question.kind in BY_HAND else []
    by_hand = [ByHand(one.source, one.voters, tuple(one.counts)) for one in counted]
    return found.with_hands(tuple(by_hand)) if by_hand else found


async def of_ballots(session: AsyncSession, question: QuestionRow) -> Result:
    """The result of the ballots alone, or how many wrote."""
    if question.totals is None and question.kind in WRITTEN:
        wrote = await sayings.writers(session, question.id)
        return Result(wrote.get(TELEGRAM, 0) + wrote.get(WEB, 0), (), wrote.get(WEB, 0))
    if question.totals is None:
        found = added_up(question, await ballot_rows.counted(session, question.id))
        if not question.named:
            return found
        beside_names = [(choice, 1) for _, choice in await name_rows.signed(session, question.id)]
        return replace(found, signed=kinds.of(question).count(question, beside_names))
    totals, parts = question.totals, [_kept(question.totals, source) for source in (WEB, SHARED)]
    beside = tuple(totals.get("beside", ()))
    return Result(totals["voters"], tuple(totals["counts"]), *parts[0], *parts[1], beside, signed=_signed(totals))


def _signed(totals: dict[str, Any]) -> Counted | None:
    kept = totals.get("signed")
    return Counted(kept["voters"], tuple(kept["counts"]), tuple(kept["beside"])) if kept else None


def _kept(totals: dict[str, Any], source: str) -> Part:
    part = totals.get(source, {"voters": 0, "counts": None})
    return part["voters"], None if part["counts"] is None else tuple(part["counts"])


def added_up(question: QuestionRow, ballots: Iterable[tuple[str, int, int]]) -> Result:
    """The result of ballots: of which source, which choice, how many."""
    every = list(ballots)
    whole = kinds.of(question).count(question, [(choice, times) for _, choice, times in every])
    parts = [_part(question, every, source, whole.voters) for source in (WEB, SHARED)]
    return Result(whole.voters, whole.counts, *parts[0], *parts[1], whole.beside)


def _part(question: QuestionRow, ballots: list[tuple[str, int, int]], source: str, voters: int) -> Part:
    """What came from one source; no counts where it, or the rest, is small, nor where names stand beside others."""
    own = kinds.of(question).count(question, [(choice, times) for one, choice, times in ballots if one == source])
    is_told = own.voters >= FEW and voters - own.voters >= FEW and not question.named
    return own.voters, own.counts if is_told else None


def _plus(counts: tuple[int, ...], others: tuple[int, ...] | None) -> tuple[int, ...]:
    return tuple(map(sum, zip(counts, others, strict=True))) if others else counts


def _minus(counts: tuple[int, ...], others: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(count - other for count, other in zip(counts, others, strict=True)) if others else counts


def places(question: QuestionRow) -> range:
    """The numbers of the answers: of options, or the steps of a scale."""
    return kinds.of(question).places(question)


def marked(question: QuestionRow, choice: int | None, place: int) -> bool:
    """Whether `place` is what a ballot chose, or one of it."""
    return choice is not None and kinds.of(question).marked(question, choice, place)


def share(question: QuestionRow, counted: Result, place: int) -> float:
    """How long the bar of an answer is, from 0 to 1."""
    return kinds.of(question).share(question, Counted(counted.voters, counted.counts, counted.beside), place)


def percent(share: float) -> int:
    """A share as everybody reads it: halves go up, as on the wall, where Python's own rounding goes to the even."""
    return floor(100 * share + 0.5)


def in_order(question: QuestionRow, counted: Result) -> list[int]:
    """The numbers of the answers as they are told: the first one first where the kind ranks them."""
    found = list(places(question))
    if not kinds.of(question).ranked:
        return found
    return sorted(found, key=lambda place: share(question, counted, place), reverse=True)


def labels(question: QuestionRow) -> list[dict[str, str]]:
    """The words of each choice by language; a scale's are its numbers."""
    if question.kind != SCALE:
        return question.options
    return [dict.fromkeys(("ar", "ary", "fr"), str(step)) for step in places(question)]


def chosen(question: QuestionRow, choice: int, language: str) -> list[str]:
    """The words of what was chosen; ranked with the place in front, shared with the points behind."""
    words = {place: spoken(one, language) for place, one in zip(places(question), labels(question), strict=True)}
    if question.kind == RANKING:
        return [f"{rank}. {words[place]}" for rank, place in enumerate(order_of(choice), 1)]
    if question.kind == BUDGET:
        tens = shares_of(choice, len(words))
        return [f"{words[place]} {kinds.TEN * tens[place]}" for place in words if tens[place]]
    return [one for place, one in words.items() if marked(question, choice, place)]


async def everything(session: AsyncSession) -> list[dict[str, Any]]:
    """What was counted on each question of every room (but trials), for whoever runs the bot: also in small groups."""
    query = select(QuestionRow).join(RoomRow, RoomRow.id == QuestionRow.room_id).where(RoomRow.trial_of.is_(None))
    query = query.order_by(QuestionRow.room_id, QuestionRow.round, QuestionRow.position)
    return [await _line(session, question) for question in await session.scalars(query)]


async def _line(session: AsyncSession, question: QuestionRow) -> dict[str, Any]:
    counted = await result(session, question)
    return {
        "room": question.room_id,
        "round": question.round,
        "question": question.id,
        "kind": question.kind,
        "state": question.state,
        "text": spoken(question.words, "fr"),
        "voters": counted.voters,
        "web": {"voters": counted.web, "counts": counted.web_counts},
        "shared": {"voters": counted.shared, "counts": counted.shared_counts},
        "by_hand": {one.source: {"voters": one.voters, "counts": one.counts} for one in counted.by_hand},
        "signed": {"voters": counted.signed.voters, "counts": counted.signed.counts} if counted.signed else None,
        "options": [_option(question, counted, at) for at in range(len(counted.counts))],
    } | await _texts(session, question)


def _option(question: QuestionRow, counted: Result, at: int) -> dict[str, Any]:
    """An answer with what its kind counts."""
    found: dict[str, Any] = {"text": spoken(labels(question)[at], "fr"), "count": counted.counts[at]}
    if counted.beside:
        found[kinds.of(question).beside] = counted.beside[at]
    return found | ({"correct": at == question.correct} if question.kind == QUIZ else {})


async def _texts(session: AsyncSession, question: QuestionRow) -> dict[str, Any]:
    """What was written, hidden texts too; `count`: how many wrote this word, or support this text. None: a voice."""
    if question.kind not in WRITTEN:
        return {}
    every = await entries.of(session, question)
    return {"texts": [{"text": one.text or None, "state": one.state, "count": one.count} for one in every]}
