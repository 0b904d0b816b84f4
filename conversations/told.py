"""What is said of an outcome, in files, pictures and pages alike: its heading, how many took part, its second numbers.

told.heading(texts, outcome)                 # the words of the question
told.voters(texts, outcome)                  # "Votes: 12", "People who wrote: 12"
told.beside(texts, outcome, answer)          # "Points: 120 · put first by: 4"; None for kinds without a second number
"""

from collections.abc import Iterable, Mapping, Sequence

from conversations import voting
from locales.formats import Safe, Value
from locales.lengths import utf16_len
from locales.marks import N_
from locales.texts import Catalogues, Texts, ltr
from services.outcomes import Answer, Outcome, Signed
from services.words import spoken
from storage.questions import CLOUD, QUEUE, RANKING

ROOM_ASKS = N_("Questions to the room")
RIGHT = N_("The right answer")
MORE = N_("And more: {count}")
WROTE = N_("People who wrote")
NOTHING = N_("There is nothing to show.")
WHO = N_("👁 Who chose what")
CHOSE = N_("Choice {choice}: {names}")
AROUND, BETWEEN = 12, 4  # units: the other words of such a line; a comma, a space and the signs of direction
NAMELESS = N_("Without a name: {count}")
HELD_BY_PHONE = N_("Too few votes by phone to show in detail: {count}")
HELD_NAMELESS = N_("Too few votes without a name to show in detail: {count}")


def title(texts: Texts, kind: str, words: Mapping[str, str]) -> str:
    """The words of a question; those of a queue are ours."""
    return texts.plain(ROOM_ASKS) if kind == QUEUE else spoken(words, texts.language)


def heading(texts: Texts, outcome: Outcome) -> str:
    """The words of the question."""
    return title(texts, outcome.kind, outcome.words)


def in_all(catalogues: Catalogues, kind: str, words: Mapping[str, str]) -> Mapping[str, str]:
    """The words of a question by language."""
    if kind != QUEUE:
        return words
    return {code: catalogues[code].plain(ROOM_ASKS) for code in catalogues.languages}


def voters(texts: Texts, outcome: Outcome) -> Safe:
    """How many took part."""
    if outcome.is_written:
        return texts("People who wrote: {count}", count=outcome.voters)
    return texts("Votes: {count}", count=outcome.voters)


def beside(texts: Texts, outcome: Outcome, answer: Answer) -> Safe | None:
    """The figures of an answer that has a rank."""
    if answer.second is None or answer.count is None or answer.percent is None:
        return None
    values: dict[str, Value] = {"count": answer.count, "beside": answer.second, "percent": ltr(f"{answer.percent} %")}
    return texts(voting.RANKED[outcome.kind], **values)


def how(texts: Texts, outcome: Outcome) -> list[Safe]:
    """How points are counted, where one has to know."""
    is_points = outcome.kind == RANKING and outcome.is_told
    return [texts(voting.HOW, most=len(outcome.answers))] if is_points else []


def held_back(texts: Texts, count: int, named: bool) -> list[Safe]:
    """How many votes are in no figure, being too few beside what was counted by hand, or stands beside names."""
    return [texts(HELD_NAMELESS if named else HELD_BY_PHONE, count=count)] if count else []


def who(texts: Texts, signed: Sequence[Signed], voters: int, units: int | None = None) -> list[Safe]:
    """Who chose what on a vote that shows names: a line for each choice, the most frequent first.

    Of the names as many as have room with their choices in so many UTF-16 `units` (None: all), then how many more.
    """
    groups, left = dict[tuple[str, ...], list[str]](), 0
    for one in signed:
        chose = tuple(one.chose[texts.language])
        takes = _units([one.name]) + (0 if chose in groups else _units(chose) + AROUND)
        if units is not None and (units := units - takes) < 0:
            left += 1
            continue
        groups.setdefault(chose, []).append(one.name)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    lines = [texts(CHOSE, choice=texts.listing(chose), names=texts.listing(names)) for chose, names in ordered]
    lines += [texts(MORE, count=left)] if left else []
    nameless = voters - len(signed)
    return [*lines, texts(NAMELESS, count=nameless)] if nameless else lines


def _units(words: Iterable[str]) -> int:
    return sum(utf16_len(one) + BETWEEN for one in words)


def support(outcome: Outcome, answer: Answer) -> str:
    """How many wrote a word, or support a text; empty where there is nothing to say."""
    if not answer.count:
        return ""
    return f"× {answer.count}" if outcome.kind == CLOUD else f"+{answer.count}"
