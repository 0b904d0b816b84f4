"""The result of a question in words: a bar and a number for each answer, none in small groups."""

from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.texts import Texts, ltr
from services import tallies
from services.tallies import Result
from services.words import spoken
from storage.rooms import SCALE, QuestionRow

BAR = 8  # squares


async def shown(view: View, question: QuestionRow) -> Safe:
    """The question, its answers with their counts, and how many took part."""
    texts, result = view.texts, await tallies.result(view.session, question)
    head = bold(texts("Results: {question}", question=spoken(question.words, texts.language)))
    lines = breakdown(view, question, result) if result.told else [texts("Too few votes to show the details")]
    return Safe("\n").join([head, *lines, texts("Votes: {count}", count=result.voters), *apart(texts, result)])


def apart(texts: Texts, result: Result) -> list[Safe]:
    """How many of the votes just said came another way than from a phone of one's own on Telegram."""
    shared = [texts("Of these on a shared phone: {count}", count=result.shared)] if result.shared else []
    return [*by_web(texts, result.web), *shared]


def by_web(texts: Texts, count: int) -> list[Safe]:
    """How many of those just said came by the web, if any."""
    return [texts("Of these by the web: {count}", count=count)] if count else []


def breakdown(view: View, question: QuestionRow, result: Result) -> list[Safe]:
    """Two lines an answer, one a step of a scale."""
    texts, counts, whole = view.texts, result.counts, max(result.voters, 1)
    if question.kind == SCALE:
        steps = zip(tallies.places(question), counts, strict=True)
        mean = sum(step * count for step, count in zip(tallies.places(question), counts, strict=True)) / whole
        lines = [texts.lines([ltr(f"{step:>2} {_bar(count, whole)} {count}")]) for step, count in steps]
        return [texts("Average: {mean}", mean=round(mean, 1)), *lines]
    names = (spoken(words, texts.language) for words in tallies.labels(question))
    return [
        texts.lines([name, ltr(f"{_bar(count, whole)} {count} ({100 * count / whole:.0f} %)")])
        for name, count in zip(names, counts, strict=True)
    ]


def _bar(count: int, whole: int) -> str:
    full = round(BAR * count / whole)
    return "🟦" * full + "⬜" * (BAR - full)
