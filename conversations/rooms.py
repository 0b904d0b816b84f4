"""A whole session from one pasted text.

    asked, slips = read(text)           # asked: for services.rooms.create; slips: what is wrong, and where
    looks_like_questions(text)          # whether a text sent during a session is a question of it

A blank line stands between questions, a dash before each option; without options the answers are yes, no, I don't
know. `(2)` or `(max 2)` at the end of a question: two options may be chosen. `1-5` or `0-10` at its end: a scale.
`(ranking)`, `(budget)`, `(pairs)`: what the words say, in any of our languages. A plus instead of the dash before one
option makes a quiz, with this as the right answer; `(quiz, fast)` gives more points to the quick. `(text)`, `(cloud)`
or `(ideas)` at its end, in any language: it is answered in writing (writing_signs.py). `(names)` beside or instead of
the other signs: the vote shows names. Several languages stand on one line, parted by ` / `; one is enough.

    Le bus passe-t-il à l'heure ? / واش الطوبيس كيجي فالوقت؟
    - Oui
    - Non
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from conversations.answers import DEFAULT, completed
from conversations.writing_signs import kind_of
from services.choices import MOST_COMPARED
from services.cleaning import clean
from services.letters import DIGITS
from services.rooms import Asked, Spoken
from services.writing import normalise
from storage.questions import BUDGET, MULTIPLE, PAIRS, QUIZ, RANKING, SCALE, SINGLE

MOST_QUESTIONS = 30
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LONGEST_QUESTION, LONGEST_OPTION = 300, 60

_OPTION = re.compile(r"\s*(?:[-–—−•*]\s*|(?P<right>\+)\s+)(?=\S)(?P<words>.*)")
_PARTED = re.compile(r"\s+/\s+")
_MOST = re.compile(r"\s*\((?:max\.?\s*)?(\d{1,2})\)\s*$", re.IGNORECASE)
_SCALE = re.compile(r"\s*(?:\(\s*)?\b(1|0)\s?[-–—−]\s?(5|10)(?:\s*\))?\s*$")
_SCALES = {("1", "5"), ("0", "10")}
_BRACKETS = re.compile(r"\s*\(([^()]{3,30})\)")
_KIND = re.compile(r"\s*\((?P<kind>[^()]{3,30})\)\s*$")
_COMMA = re.compile(r"\s*[,،;]\s*|\s+\+\s+")
# Signs in the three languages and English, as services.writing.normalise reads them.
_KINDS = {
    QUIZ: "quiz, quizz, مسابقة, كويز, اختبار",
    RANKING: "classement, classer, ranking, rank, ترتيب, رتبو",
    BUDGET: "budget, ميزانية, الميزانية, بودجي",
    PAIRS: "duel, duels, paires, deux par deux, pairs, pairwise, مقارنة, مثنى مثنى, اثنين اثنين, جوج بجوج",
}
_NAMES = "noms, avec noms, avec les noms, nominatif, names, with names, named, أسماء, بالأسماء, سميات, بالسميات"
_QUICK = "vite, rapide, vitesse, fast, speed, quick, سرعة, السرعة, بسرعة, الزربة, بالزربة"
_NAMED = {normalise(one) for one in _NAMES.split(", ")}
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")
_WORDS = {key: {normalise(one) for one in words.split(", ")} for key, words in {**_KINDS, _QUICK: _QUICK}.items()}


class Why(StrEnum):
    """What can be wrong with a question."""

    NOTHING = "nothing"  # no question at all
    TOO_MANY_QUESTIONS = "too_many_questions"
    NO_QUESTION = "no_question"  # options of nothing
    TOO_LONG = "too_long"
    TOO_FEW_OPTIONS = "too_few_options"
    TOO_MANY_OPTIONS = "too_many_options"
    OPTION_TOO_LONG = "option_too_long"
    SAME_TWICE = "same_twice"
    NO_OPTIONS = "no_options"  # of a kind that needs some
    TOO_MANY_COMPARED = "too_many_compared"
    NO_RIGHT_ONE = "no_right_one"  # in a quiz
    TWO_RIGHT_ONES = "two_right_ones"
    WRITTEN_WITH_OPTIONS = "written_with_options"
    NO_NAMES = "no_names"  # of a kind that shows none


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong, in which question (from 1; 0: in all) and option (from 1), and the words as they were written.

    `under`: the question of an option, since with one wrong option all of it is left out.
    """

    why: Why
    question: int = 0
    option: int | None = None
    words: str = ""
    under: str = ""


@dataclass(slots=True)
class _Block:
    """The lines of one question."""

    words: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    right: list[int] = field(default_factory=list)  # the options with a plus

    @property
    def line(self) -> str:
        """The question as it was written, with its signs but the one of names."""
        return _BRACKETS.sub(lambda sign: "" if _is_named(sign) else sign[0], self.written)

    @property
    def written(self) -> str:
        """The question as it was written."""
        return " ".join(self.words)

    @property
    def named(self) -> bool:
        """Whether it is to show names."""
        return any(map(_is_named, _BRACKETS.finditer(self.written)))


def read(text: str) -> tuple[list[Asked], list[Slip]]:
    """The questions of a pasted text, and what keeps others from being one."""
    blocks = list(_blocks(clean(text)))
    if not blocks:
        return [], [Slip(Why.NOTHING)]
    if len(blocks) > MOST_QUESTIONS:
        return [], [Slip(Why.TOO_MANY_QUESTIONS)]
    slips = [list(_slips(number, block)) for number, block in enumerate(blocks, 1)]
    asked = [_asked(block) for block, wrong in zip(blocks, slips, strict=True) if not wrong]
    return asked, [slip for wrong in slips for slip in wrong]


def looks_like_questions(text: str) -> bool:
    """Whether this is a line of words with at least two options under it, or to be answered in writing."""
    blocks = list(_blocks(clean(text)))
    meant = any(len(block.options) >= FEWEST_OPTIONS or _written(block.line) for block in blocks)
    return meant and all(block.words for block in blocks)


def parts(text: str) -> list[tuple[str, list[str]]]:
    """The questions of a text as they are written, each with the answers under it."""
    return [(block.written, block.options) for block in _blocks(clean(text))]


def _blocks(text: str) -> Iterator[_Block]:
    """The lines of each question; options may follow theirs after a blank line, the next question without one."""
    block, apart = _Block(), False
    for line in text.split("\n"):
        option = _OPTION.fullmatch(line)
        if option:
            block.right += [len(block.options)] if option["right"] else []
            block.options.append(option["words"].strip())
        elif line.strip():
            if block.options or (apart and block.words):
                yield block
                block = _Block()
            block.words.append(line.strip())
        apart = not line.strip()
    if block.words or block.options:
        yield block


def _is_named(sign: re.Match[str]) -> bool:
    return normalise(sign[1]) in _NAMED


def _slips(number: int, block: _Block) -> Iterator[Slip]:
    words, options = block.line, block.options
    if not words:
        yield Slip(Why.NO_QUESTION, number, words=options[0])
    if _longest(words) > LONGEST_QUESTION:
        yield Slip(Why.TOO_LONG, number, words=words)
    if options and _written(words):
        yield Slip(Why.WRITTEN_WITH_OPTIONS, number, words=words)
    elif 0 < len(options) < FEWEST_OPTIONS:
        yield Slip(Why.TOO_FEW_OPTIONS, number, words=words)
    if len(options) > MOST_OPTIONS:
        yield Slip(Why.TOO_MANY_OPTIONS, number, words=words)
    yield from (Slip(why, number, words=words) for why in _slips_of_kind(block))
    for place, option in enumerate(options, 1):
        if _longest(option) > LONGEST_OPTION:
            yield Slip(Why.OPTION_TOO_LONG, number, place, option, words)
        if option.casefold() in (one.casefold() for one in options[: place - 1]):
            yield Slip(Why.SAME_TWICE, number, place, option, words)


def _slips_of_kind(block: _Block) -> Iterator[Why]:
    kind, count, right = _kind(block), len(block.options), len(block.right)
    if kind and not count:
        yield Why.NO_OPTIONS
    if kind == PAIRS and MOST_COMPARED < count <= MOST_OPTIONS:
        yield Why.TOO_MANY_COMPARED
    if block.named and (kind in (QUIZ, PAIRS) or _written(block.line)):
        yield Why.NO_NAMES
    if kind == QUIZ and count and right != 1:
        yield Why.TWO_RIGHT_ONES if right else Why.NO_RIGHT_ONE


def _kind(block: _Block) -> str:
    """The kind that its sign, or a plus before an option, says; empty if none does."""
    return _said(block.line)[0] or (QUIZ if block.right else "")


def _said(line: str) -> tuple[str, bool]:
    """The kind that stands in parentheses at the end of one of the languages, and whether it is to be quick."""
    found = (sign["kind"] for part in _PARTED.split(line) if (sign := _KIND.search(part)))
    return next((said for words in found if (said := _named(words))[0]), ("", False))


def _named(words: str) -> tuple[str, bool]:
    name, *more = [normalise(one) for one in _COMMA.split(words)]
    if more and (more[1:] or more[0] not in _WORDS[_QUICK] or name not in _WORDS[QUIZ]):
        return "", False
    return next((kind for kind in _KINDS if name in _WORDS[kind]), ""), bool(more)


def _longest(line: str) -> int:
    return max(len(words) for words in in_languages(line).values()) if line else 0


def _asked(block: _Block) -> Asked:
    return replace(_bare(block), named=block.named)


def _bare(block: _Block) -> Asked:
    line = block.line
    if kind := _kind(block):
        return _of_kind(kind, block)
    if not block.options and (asked := _scale(line) or _written(line)):
        return asked
    words = in_languages(_without(_MOST, line))
    if not block.options:
        return Asked(SINGLE, words, DEFAULT)
    options = _options(block)
    sign = _sign(_MOST, line)
    most = min(int(sign[1]), len(options)) if sign else 1
    return Asked(MULTIPLE, words, options, most) if most > 1 else Asked(SINGLE, words, options)


def _of_kind(kind: str, block: _Block) -> Asked:
    words = in_languages(" / ".join(_unsigned(part) for part in _PARTED.split(block.line)))
    if kind != QUIZ:
        return Asked(kind, words, _options(block))
    return Asked(kind, words, _options(block), correct=block.right[0], quick=_said(block.line)[1])


def _unsigned(part: str) -> str:
    """One language without the sign of a kind."""
    sign = _KIND.search(part)
    return part[: sign.start()] or part if sign and _named(sign["kind"])[0] else part


def _options(block: _Block) -> tuple[Spoken, ...]:
    return tuple(completed(in_languages(option)) for option in block.options)


def _scale(line: str) -> Asked | None:
    sign = _sign(_SCALE, line)
    if sign is None or sign.groups() not in _SCALES:
        return None
    return Asked(SCALE, in_languages(_without(_SCALE, line)), low=int(sign[1]), high=int(sign[2]))


def _written(line: str) -> Asked | None:
    """The question without its sign, in whichever of its languages that stands."""
    parts = _PARTED.split(line)
    found = [kind_of(part) for part in parts]
    kind, most = next(((one[0], one[1]) for one in found if one), ("", 0))
    if not kind:
        return None
    bare = [one[2] if one else part for part, one in zip(parts, found, strict=True)]
    return Asked(kind, in_languages(" / ".join(bare)), most=most)


def _sign(sign: re.Pattern[str], line: str) -> re.Match[str] | None:
    """The sign at the end of one of the languages."""
    found = (sign.search(part.translate(DIGITS)) for part in _PARTED.split(line))
    return next(filter(None, found), None)


def _without(sign: re.Pattern[str], line: str) -> str:
    """The line without the sign at the end of each language; where nothing would be left it stays."""
    return " / ".join(_cut(sign, part) for part in _PARTED.split(line))


def _cut(sign: re.Pattern[str], part: str) -> str:
    found = sign.search(part.translate(DIGITS))
    return part[: found.start()] or part if found else part


def in_languages(line: str) -> Spoken:
    """The words by language: parts in Latin letters are French, in Arabic ones Arabic, then Darija.

    A line that would have two French parts is one text with a slash in it; one without letters is the same in all.
    """
    parts = [part.strip() for part in _PARTED.split(line) if part.strip()]
    languages = {
        "fr": [part for part in parts if not _is_arabic(part)],
        "ar": [part for part in parts if _is_arabic(part)],
    }
    french, arabic = languages["fr"], languages["ar"]
    if len(french) > 1 or len(arabic) > 2:
        return {"ar" if _is_arabic(line) else "fr": line.strip()}
    if not _ARABIC.search(line) and not _LATIN.search(line):
        return dict.fromkeys(("ar", "ary", "fr"), line.strip())
    return dict(zip(("ar", "ary"), arabic, strict=False)) | dict(zip(("fr",), french, strict=False))


def _is_arabic(text: str) -> bool:
    return len(_ARABIC.findall(text)) > len(_LATIN.findall(text))
