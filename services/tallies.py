"""Tallies: what a question's ballots add up to.

    result = await tallies.result(session, question)        # from the totals, else counted from the ballots
    result.voters, result.counts, result.told                # told: the counts that may be shown, None under 5 voters

Counts stand in the order of the options; those of a scale go from `low` to `high`. What came by the web, and from
people who were handed a phone, is part of them, and is said apart: how many voters, and where neither part is small
also their counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.words import spoken
from storage import rooms as rows
from storage.rooms import MULTIPLE, SCALE, SHARED, WEB, QuestionRow, RoomRow

LETTERS = "ABCDEFGHIJ"  # of the options, on walls and phones alike
FEW = 5  # under so many voters a breakdown would tell who chose what


Part = tuple[int, tuple[int, ...] | None]  # how many voters, and their counts where these may be told


@dataclass(frozen=True, slots=True)
class Result:
    """How many voted, and how often each option was chosen; `web` of the voters came by the web.

    `web_counts` are theirs: None where these, or the others, are so few that it would tell who chose what. `shared`
    and `shared_counts` the same of those who were handed the phone of somebody else.
    """

    voters: int
    counts: tuple[int, ...]
    web: int = 0
    web_counts: tuple[int, ...] | None = None
    shared: int = 0
    shared_counts: tuple[int, ...] | None = None

    @property
    def told(self) -> tuple[int, ...] | None:
        """The counts that may be shown; None in a small group."""
        return self.counts if self.voters >= FEW else None

    def as_totals(self) -> dict[str, Any]:
        """The JSON that stays in the question."""
        whole: dict[str, Any] = {"voters": self.voters, "counts": list(self.counts)}
        parts = {WEB: (self.web, self.web_counts), SHARED: (self.shared, self.shared_counts)}
        for source, (voters, counts) in parts.items():
            if voters:
                whole[source] = {"voters": voters, "counts": None if counts is None else list(counts)}
        return whole


async def result(session: AsyncSession, question: QuestionRow) -> Result:
    """The result of a question, also while it is open."""
    if question.totals is None:
        return added_up(question, await rows.counted(session, question.id))
    parts = [_kept(question.totals, source) for source in (WEB, SHARED)]
    return Result(question.totals["voters"], tuple(question.totals["counts"]), *parts[0], *parts[1])


def _kept(totals: dict[str, Any], source: str) -> Part:
    part = totals.get(source, {"voters": 0, "counts": None})
    return part["voters"], None if part["counts"] is None else tuple(part["counts"])


def added_up(question: QuestionRow, ballots: Iterable[tuple[str, int, int]]) -> Result:
    """The result of ballots: of which source, which choice, how many."""
    every = list(ballots)
    voters, counts = _counted(question, [(choice, times) for _, choice, times in every])
    parts = [_part(question, every, source, voters) for source in (WEB, SHARED)]
    return Result(voters, counts, *parts[0], *parts[1])


def _part(question: QuestionRow, ballots: list[tuple[str, int, int]], source: str, voters: int) -> Part:
    """What came from one source; no counts where it, or the rest, is small."""
    own, counts = _counted(question, [(choice, times) for one, choice, times in ballots if one == source])
    return own, counts if own >= FEW and voters - own >= FEW else None


def _counted(question: QuestionRow, ballots: list[tuple[int, int]]) -> tuple[int, tuple[int, ...]]:
    if question.kind == MULTIPLE:  # a set of options as bits; who took all of them back has not voted
        marked = [sum(times for choice, times in ballots if choice >> i & 1) for i in places(question)]
        return sum(times for choice, times in ballots if choice), tuple(marked)
    found = [sum(times for choice, times in ballots if choice == place) for place in places(question)]
    return sum(found), tuple(found)


def places(question: QuestionRow) -> range:
    """The numbers that can be chosen: of options, or the steps of a scale."""
    return range(question.low, question.high + 1) if question.kind == SCALE else range(len(question.options))


def marked(question: QuestionRow, choice: int | None, place: int) -> bool:
    """Whether `place` is what a ballot chose, or one of it."""
    if choice is None:
        return False
    return bool(choice >> place & 1) if question.kind == MULTIPLE else choice == place


def labels(question: QuestionRow) -> list[dict[str, str]]:
    """The words of each choice by language; a scale's are its numbers."""
    if question.kind != SCALE:
        return question.options
    return [dict.fromkeys(("ar", "ary", "fr"), str(step)) for step in places(question)]


async def everything(session: AsyncSession) -> list[dict[str, Any]]:
    """What was counted on each question of every room (but trials), for whoever runs the bot: also in small groups."""
    query = select(QuestionRow).join(RoomRow, RoomRow.id == QuestionRow.room_id).where(RoomRow.trial_of.is_(None))
    query = query.order_by(QuestionRow.room_id, QuestionRow.round, QuestionRow.position)
    return [await _line(session, question) for question in await session.scalars(query)]


async def _line(session: AsyncSession, question: QuestionRow) -> dict[str, Any]:
    counted = await result(session, question)
    options = zip(labels(question), counted.counts, strict=True)
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
        "options": [{"text": spoken(words, "fr"), "count": count} for words, count in options],
    }
