"""The result of a question in words: a bar and a number for each answer, none in small groups."""

from handlers import saying_screens
from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.texts import Texts, ltr
from services import entries, tallies
from services.tallies import Result
from services.words import spoken
from storage.rooms import SCALE, WRITTEN, QuestionRow

BAR = 8  # squares


async def shown(view: View, question: QuestionRow) -> Safe:
    """The question, its answers with their counts, and how many took part."""
    texts, result = view.texts, await tallies.result(view.session, question)
    head = bold(texts("Results: {question}", question=spoken(question.words, texts.language)))
    if question.kind in WRITTEN:
        written = saying_screens.result(texts, question, await entries.seen(view.session, question))
        return Safe("\n").join([head, *written, texts("People who wrote: {count}", count=result.voters)])
    lines = breakdown(view, question, result) if result.told else [texts("Too few votes to show the details")]
    return Safe("\n").join([head, *lines, texts("Votes: {count}", count=result.voters), *by_web(texts, result.web)])


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
