"""Tallies: what a question's ballots add up to.

    result = await tallies.result(session, question)        # from the totals, else counted from the ballots
    result.voters, result.counts, result.told                # told: the counts that may be shown, None under 5 voters

Counts stand in the order of the options; those of a scale go from `low` to `high`. What came by the web is part of
them, and is said apart: how many voters, and where neither part is small also their counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import entries
from services.words import spoken
from storage import rooms as rows
from storage import sayings
from storage.rooms import MULTIPLE, SCALE, TELEGRAM, WEB, WRITTEN, QuestionRow

LETTERS = "ABCDEFGHIJ"  # of the options, on walls and phones alike
FEW = 5  # under so many voters a breakdown would tell who chose what


@dataclass(frozen=True, slots=True)
class Result:
    """How many voted, and how often each option was chosen; `web` of the voters came by the web.

    `web_counts` are theirs: None where these, or the others, are so few that it would tell who chose what.
    """

    voters: int
    counts: tuple[int, ...]
    web: int = 0
    web_counts: tuple[int, ...] | None = None

    @property
    def told(self) -> tuple[int, ...] | None:
        """The counts that may be shown; None in a small group."""
        return self.counts if self.voters >= FEW else None

    def as_totals(self) -> dict[str, Any]:
        """The JSON that stays in the question."""
        both = {"voters": self.voters, "counts": list(self.counts)}
        web_counts = None if self.web_counts is None else list(self.web_counts)
        return both | {"web": {"voters": self.web, "counts": web_counts}} if self.web else both


async def result(session: AsyncSession, question: QuestionRow) -> Result:
    """The result of a question, also while it is open."""
    if question.totals is None and question.kind in WRITTEN:
        wrote = await sayings.writers(session, question.id)
        return Result(wrote.get(TELEGRAM, 0) + wrote.get(WEB, 0), (), wrote.get(WEB, 0))
    if question.totals is None:
        return added_up(question, await rows.counted(session, question.id))
    web = question.totals.get("web", {"voters": 0, "counts": None})
    web_counts = None if web["counts"] is None else tuple(web["counts"])
    return Result(question.totals["voters"], tuple(question.totals["counts"]), web["voters"], web_counts)


def added_up(question: QuestionRow, ballots: Iterable[tuple[str, int, int]]) -> Result:
    """The result of ballots: of which source, which choice, how many."""
    every = list(ballots)
    voters, counts = _counted(question, [(choice, times) for _, choice, times in every])
    web, web_counts = _counted(question, [(choice, times) for source, choice, times in every if source == WEB])
    return Result(voters, counts, web, web_counts if web >= FEW and voters - web >= FEW else None)


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
        "web": {"voters": counted.web, "counts": counted.web_counts},
        "options": [{"text": spoken(words, "fr"), "count": count} for words, count in options],
    } | await _texts(session, question)


async def _texts(session: AsyncSession, question: QuestionRow) -> dict[str, Any]:
    """What was written, hidden texts too; `count`: how many wrote this word, or support this text. None: a voice."""
    if question.kind not in WRITTEN:
        return {}
    every = await entries.of(session, question)
    return {"texts": [{"text": one.text or None, "state": one.state, "count": one.count} for one in every]}
