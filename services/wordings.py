"""Wordings: the questions of a session in one more language. What is written already is never changed by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit
from services.people import Person
from services.presses import Press, stepped
from storage import rooms as rows
from storage.questions import QuestionRow

Wording = tuple[str, Sequence[str]]  # a question and its answers in one language


@dataclass(frozen=True, slots=True)
class Lack:
    """A question that lacks a language: its words as they are, and of its answers those that lack it too."""

    question_id: int
    words: Mapping[str, str]
    options: Sequence[Mapping[str, str]]


async def lacking(session: AsyncSession, room_id: int, language: str) -> list[Lack]:
    """The questions of the present round that lack a language, in order."""
    found = [_lack(one, language) for one in await rows.questions(session, room_id)]
    return [one for one in found if one]


def _lack(question: QuestionRow, language: str) -> Lack | None:
    options = [one for one in question.options if not one.get(language)]
    if question.words.get(language) and not options:
        return None
    return Lack(question.id, question.words, options)


async def add(
    session: AsyncSession, actor: Person, room_id: int, language: str, written: Sequence[Wording], now: datetime
) -> int:
    """Add what was written for the questions that lack this language, in their order; how many were. Stale.

    Votes are for an option's place, so this may be done at any moment: only words are added.
    """
    await stepped(session, Press(room_id), now)
    lacks = await lacking(session, room_id, language)
    for lack, (words, options) in zip(lacks, written, strict=False):
        question = await session.get_one(QuestionRow, lack.question_id)
        missing = iter(options)
        question.words = {language: words} | question.words
        question.options = [
            one if one.get(language) else {**one, language: next(missing, "")} for one in question.options
        ]
    audit.note(session, actor.id, "room.language", f"room:{room_id}", now, language=language, questions=len(lacks))
    await session.flush()
    return len(lacks)
