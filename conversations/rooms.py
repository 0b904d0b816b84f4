"""A whole session from one pasted text.

    asked, slips = read(text)           # asked: for services.rooms.create; slips: what is wrong, and where
    looks_like_questions(text)          # whether a text sent during a session is a question of it

A blank line stands between questions, a dash before each option; without options the answers are yes, no, I don't
know. `(2)` or `(max 2)` at the end of a question: two options may be chosen. `1-5` or `0-10` at its end: a scale.
Several languages stand on one line, parted by ` / `; one is enough.

    Le bus passe-t-il à l'heure ? / واش الطوبيس كيجي فالوقت؟
    - Oui
    - Non
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from conversations.answers import DEFAULT, completed
from services.cleaning import clean
from services.letters import DIGITS
from services.rooms import Asked, Spoken
from storage.rooms import MULTIPLE, SCALE, SINGLE

MOST_QUESTIONS = 30
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LONGEST_QUESTION, LONGEST_OPTION = 300, 60

_OPTION = re.compile(r"\s*[-–—−•*]\s*(?=\S)(?P<words>.*)")
_PARTED = re.compile(r"\s+/\s+")
_MOST = re.compile(r"\s*\((?:max\.?\s*)?(\d{1,2})\)\s*$", re.IGNORECASE)
_SCALE = re.compile(r"\s*(?:\(\s*)?\b(1|0)\s?[-–—−]\s?(5|10)(?:\s*\))?\s*$")
_SCALES = {("1", "5"), ("0", "10")}
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]")
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f]")


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


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong, in which question (from 1; 0: in all) and option (from 1), and the words as they were written."""

    why: Why
    question: int = 0
    option: int | None = None
    words: str = ""


@dataclass(slots=True)
class _Block:
    """The lines of one question."""

    words: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


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
    """Whether this is a line of words with at least two options under it, and nothing that has to be asked about."""
    blocks = list(_blocks(clean(text)))
    return any(len(block.options) >= FEWEST_OPTIONS for block in blocks) and all(block.words for block in blocks)


def parts(text: str) -> list[tuple[str, list[str]]]:
    """The questions of a text as they are written, each with the answers under it."""
    return [(" ".join(block.words), block.options) for block in _blocks(clean(text))]


def _blocks(text: str) -> Iterator[_Block]:
    """The lines of each question; options may follow theirs after a blank line, the next question without one."""
    block, apart = _Block(), False
    for line in text.split("\n"):
        option = _OPTION.fullmatch(line)
        if option:
            block.options.append(option["words"].strip())
        elif line.strip():
            if block.options or (apart and block.words):
                yield block
                block = _Block()
            block.words.append(line.strip())
        apart = not line.strip()
    if block.words or block.options:
        yield block


def _slips(number: int, block: _Block) -> Iterator[Slip]:
    words, options = " ".join(block.words), block.options
    if not words:
        yield Slip(Why.NO_QUESTION, number, words=options[0])
    if _longest(words) > LONGEST_QUESTION:
        yield Slip(Why.TOO_LONG, number, words=words)
    if 0 < len(options) < FEWEST_OPTIONS:
        yield Slip(Why.TOO_FEW_OPTIONS, number, words=words)
    if len(options) > MOST_OPTIONS:
        yield Slip(Why.TOO_MANY_OPTIONS, number, words=words)
    for place, option in enumerate(options, 1):
        if _longest(option) > LONGEST_OPTION:
            yield Slip(Why.OPTION_TOO_LONG, number, place, option)
        if option.casefold() in (one.casefold() for one in options[: place - 1]):
            yield Slip(Why.SAME_TWICE, number, place, option)


def _longest(line: str) -> int:
    return max(len(words) for words in in_languages(line).values()) if line else 0


def _asked(block: _Block) -> Asked:
    line = " ".join(block.words)
    if not block.options and (scale := _scale(line)):
        return scale
    words = in_languages(_without(_MOST, line))
    if not block.options:
        return Asked(SINGLE, words, DEFAULT)
    options = tuple(completed(in_languages(option)) for option in block.options)
    sign = _sign(_MOST, line)
    most = min(int(sign[1]), len(options)) if sign else 1
    return Asked(MULTIPLE, words, options, most) if most > 1 else Asked(SINGLE, words, options)


def _scale(line: str) -> Asked | None:
    sign = _sign(_SCALE, line)
    if sign is None or sign.groups() not in _SCALES:
        return None
    return Asked(SCALE, in_languages(_without(_SCALE, line)), low=int(sign[1]), high=int(sign[2]))


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
