"""The result of a question in words: a bar and a number for each answer, none in small groups."""

from collections.abc import Mapping

from handlers.screens import View
from handlers.words import bold
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Texts, ltr
from services import tallies
from services.outcomes import Attendance
from services.tallies import Result
from services.words import spoken
from storage.rooms import HANDS, PAPER, SCALE, WEB, QuestionRow

BAR = 8  # squares
APART: dict[str, str] = {
    WEB: N_("Of these by the web: {count}"),
    PAPER: N_("Of these on paper: {count}"),
    HANDS: N_("Of these by raised hands: {count}"),
}


async def shown(view: View, question: QuestionRow) -> Safe:
    """The question, its answers with their counts, and how many took part."""
    texts, result = view.texts, await tallies.result(view.session, question)
    head = bold(texts("Results: {question}", question=spoken(question.words, texts.language)))
    lines = breakdown(view, question, result) if result.told else [texts("Too few votes to show the details")]
    return Safe("\n").join([head, *lines, *voted(texts, result)])


def voted(texts: Texts, result: Result) -> list[Safe]:
    """How many took part, and by which other ways than Telegram."""
    held = result.held_back if result.told else 0
    return [texts("Votes: {count}", count=result.voters), *apart(texts, result.apart, held)]


def apart(texts: Texts, by_source: Mapping[str, int], held_back: int = 0) -> list[Safe]:
    """How many of those just said came by the web, on paper, by raised hands, and who is not in the details."""
    lines = [texts(words, count=by_source[name]) for name, words in APART.items() if by_source.get(name)]
    return [*lines, texts("Too few votes by phone to show in detail: {count}", count=held_back)] if held_back else lines


def came(texts: Texts, counted: Attendance) -> list[Safe]:
    """How many people came, and by which ways."""
    people = texts("People who came: {count}", count=counted.people)
    return [people, *apart(texts, {WEB: counted.web}), *walk_ins(texts, counted.walk_ins)]


def walk_ins(texts: Texts, count: int) -> list[Safe]:
    """How many of the people just said have no phone, if any."""
    return [texts("Of these without a phone: {count}", count=count)] if count else []


def breakdown(view: View, question: QuestionRow, result: Result) -> list[Safe]:
    """Two lines an answer, one a step of a scale."""
    texts, counts, whole = view.texts, result.told or (), max(result.voters - result.held_back, 1)
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
