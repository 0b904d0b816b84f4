"""Tallies: what a question's ballots add up to.

    result = await tallies.result(session, question)        # from the totals, else counted from the ballots
    result.voters, result.counts, result.told                # told: the counts that may be shown, None under 5 voters

Counts stand in the order of the options; those of a scale go from `low` to `high`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.words import spoken
from storage import rooms as rows
from storage.rooms import MULTIPLE, SCALE, QuestionRow

FEW = 5  # under so many voters a breakdown would tell who chose what


@dataclass(frozen=True, slots=True)
class Result:
    """How many voted, and how often each option was chosen."""

    voters: int
    counts: tuple[int, ...]

    @property
    def told(self) -> tuple[int, ...] | None:
        """The counts that may be shown; None in a small group."""
        return self.counts if self.voters >= FEW else None

    def as_totals(self) -> dict[str, Any]:
        """The JSON that stays in the question."""
        return {"voters": self.voters, "counts": list(self.counts)}


async def result(session: AsyncSession, question: QuestionRow) -> Result:
    """The result of a question, also while it is open."""
    if question.totals is not None:
        return Result(question.totals["voters"], tuple(question.totals["counts"]))
    return added_up(question, await rows.counted(session, question.id))


def added_up(question: QuestionRow, ballots: Mapping[int, int]) -> Result:
    """The result of so many ballots of each choice."""
    if question.kind == MULTIPLE:  # a set of options as bits; who took all of them back has not voted
        marked = [sum(times for choice, times in ballots.items() if choice >> i & 1) for i in places(question)]
        return Result(sum(times for choice, times in ballots.items() if choice), tuple(marked))
    return Result(sum(ballots.values()), tuple(ballots.get(place, 0) for place in places(question)))


def places(question: QuestionRow) -> range:
    """The numbers that can be chosen: of options, or the steps of a scale."""
    return range(question.low, question.high + 1) if question.kind == SCALE else range(len(question.options))


def labels(question: QuestionRow) -> list[dict[str, str]]:
    """The words of each choice by language; a scale's are its numbers."""
    if question.kind != SCALE:
        return question.options
    return [dict.fromkeys(("ar", "ary", "fr"), str(step)) for step in places(question)]


async def everything(session: AsyncSession) -> list[dict[str, Any]]:
    """What was counted on each question of every room, for whoever runs the bot: also in small groups."""
    query = select(QuestionRow).order_by(QuestionRow.room_id, QuestionRow.round, QuestionRow.position)
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
        "options": [{"text": spoken(words, "fr"), "count": count} for words, count in options],
    }
