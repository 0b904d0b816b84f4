"""Entries: the texts on a question as everybody may know them, without whoever wrote them.

every = await entries.of(session, question)         # in the order in which they came
seen = await entries.seen(session, question)        # what everybody may see, the most written or supported first
kept = await entries.kept(session, question)        # that, and what was answered aloud: what stays of the session
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from storage import sayings
from storage.questions import CLOUD, QuestionRow
from storage.sayings import ANSWERED, VISIBLE


@dataclass(frozen=True, slots=True)
class Entry:
    """A text as everybody may know it; `count` is how many wrote this word, or support this text.

    A `voice` has no text until somebody has written it down.
    """

    id: int
    text: str
    state: str
    count: int
    voice: bool = False


async def of(session: AsyncSession, question: QuestionRow) -> list[Entry]:
    """Everything in the order in which it came; the spellings of a word are one, by its most frequent spelling."""
    voices = [Entry(number, "", state, 0, True) for number, state in await sayings.voices(session, question.id)]
    texts = await (_words if question.kind == CLOUD else _texts)(session, question)
    return sorted([*texts, *voices], key=lambda one: one.id)


async def _texts(session: AsyncSession, question: QuestionRow) -> list[Entry]:
    found = await sayings.listed(session, question.id)
    return [Entry(number, text, state, count) for number, text, state, count in found]


async def _words(session: AsyncSession, question: QuestionRow) -> list[Entry]:
    words: dict[str, list[tuple[str, str, int, int]]] = {}
    for folded, text, state, times, number in await sayings.spellings(session, question.id):
        words.setdefault(folded, []).append((text, state, times, number))
    return [_word(each) for each in words.values()]


def _word(spellings: list[tuple[str, str, int, int]]) -> Entry:
    label = max(spellings, key=lambda one: one[2])
    total = sum(times for _, _, times, _ in spellings)
    return Entry(min(number for *_, number in spellings), label[0], label[1], total)


async def seen(session: AsyncSession, question: QuestionRow) -> list[Entry]:
    """What everybody may see, the most written or supported first."""
    return await _in(session, question, VISIBLE)


async def kept(session: AsyncSession, question: QuestionRow) -> list[Entry]:
    """What everybody could see, also questions that were answered since; the most written or supported first."""
    return await _in(session, question, VISIBLE, ANSWERED)


async def _in(session: AsyncSession, question: QuestionRow, *states: str) -> list[Entry]:
    found = [one for one in await of(session, question) if one.state in states and not one.voice]
    return sorted(found, key=lambda one: (-one.count, one.id))
