"""Word clouds: which spellings are one word, in Arabic letters, in Latin ones with digits, in French.

    key = key_of("tri9", ["طريق", "ماء"])           # "طريق": they meet; else the word's own folded form

A word is folded without marks, article and plural s. Two scripts meet where the consonants are the same and no long
vowel speaks against it: طريق and tri9, but not جردان (rats) and jardin. Two Latin spellings meet if one of them has
digits for letters. What is folded is never shown.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from services.letters import ARABIC, LATIN, SOFT
from services.writing import is_arabic, normalise

LONGEST = 400  # characters of a folded form: a few letters become many
SHORTEST = 3  # consonants by which two scripts meet; fewer where digits stand for letters
_LEADING = frozenset(["l", "le", "la", "les", "un", "une", "des", "du", "de", "d", "el", "al"])
_ARTICLE = re.compile("^(?:ال)+(?=..)")  # twice in الألعاب, where hamza is folded
_LATIN_ARTICLE = re.compile("^(?:e?l-?)(?=[^aeiouy]..)")
_TA = re.compile("ه$")
_PLURAL = re.compile("(?<=[a-z]{3})(?<!s)s$")
_DIGITS = re.compile("(?<=[a-z])[2356789]|[2356789](?=[a-z])")
_LONG = {"ا": "ae", "و": "ouw", "ي": "iey"}  # the Latin vowels that an Arabic one may be
_VOWELS = "aeiouyw"

Slots = tuple[tuple[str, str], ...]  # each consonant with the vowels after it; the first one is empty


def key_of(text: str, known: Iterable[str]) -> str:
    """The folded form under which a text counts: that of a known one that it meets, else its own."""
    own, others = folded(text), list(known)
    if own in others:
        return own
    bones = _bones(own)
    return next((one for one in others if not bones.isdisjoint(_bones(one)) and meet(own, one)), own)


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """One form for what differs only in letters, marks, article or plural s; the text itself if it has no letters."""
    words = normalise(text).split()
    while len(words) > 1 and words[0] in _LEADING:
        words = words[1:]
    return " ".join(_ARTICLE.sub("", _PLURAL.sub("", word)) for word in words)[:LONGEST] or text.casefold()[:LONGEST]


def meet(one: str, other: str) -> bool:
    """Whether two folded forms are spellings of the same word."""
    if is_arabic(one) and is_arabic(other):
        return one == other
    typed = any(_DIGITS.search(each) for each in (one, other))
    if not typed and is_arabic(one) == is_arabic(other):
        return one == other
    if max(_size(one), _size(other)) < (2 if typed else SHORTEST):
        return False
    return any(_alike(a, b) for a in _forms(one) for b in _forms(other))


@lru_cache(maxsize=8192)
def _forms(text: str) -> tuple[tuple[Slots, ...], ...]:
    """The slots of each word; also without a Latin article, and where ة may be heard as t."""
    words = text.split()
    other = [_TA.sub("ت", word) if is_arabic(word) else _LATIN_ARTICLE.sub("", word) for word in words]
    return tuple(dict.fromkeys(tuple(map(_slots, each)) for each in (words, other)))


@lru_cache(maxsize=8192)
def _bones(text: str) -> frozenset[tuple[str, ...]]:
    """The consonants of each form; where none are the same, two texts do not meet."""
    return frozenset(tuple("".join(one for one, _ in word) for word in form) for form in _forms(text))


def _size(text: str) -> int:
    """How many consonants are written, doubles too."""
    return sum(bool(consonant) for word in text.split() for consonant, _ in _letters(word))


def _alike(one: tuple[Slots, ...], other: tuple[Slots, ...]) -> bool:
    bones = [[[consonant for consonant, _ in word] for word in each] for each in (one, other)]
    if bones[0] != bones[1]:
        return False
    slots = zip((slot for word in one for slot in word), (slot for word in other for slot in word), strict=True)
    return all(_agree(a, b) and _agree(b, a) for (_, a), (_, b) in slots)


def _agree(vowels: str, others: str) -> bool:
    """Whether each long vowel in Arabic letters can be one of the Latin vowels, where there are some."""
    latin = set(others) & set(_VOWELS)
    return not latin or all(set(_LONG[one]) & latin for one in vowels if one in _LONG)


def _slots(word: str) -> Slots:
    slots = [["", ""]]
    for consonant, vowel in _letters(word):
        if consonant and consonant != slots[-1][0]:
            slots.append([consonant, vowel])
        else:
            slots[-1][1] += vowel
    return tuple((consonant, vowels) for consonant, vowels in slots)


def _letters(word: str) -> Iterable[tuple[str, str]]:
    """Each letter as a consonant or a vowel."""
    return _arabic(word) if is_arabic(word) else _latin(word)


def _arabic(word: str) -> Iterable[tuple[str, str]]:
    # An alef that begins a word carries any vowel.
    for letter in word.removesuffix("ه").removeprefix("ا"):
        consonant = ARABIC.get(letter, letter)
        yield (consonant, "") if consonant else ("", letter)


def _latin(word: str) -> Iterable[tuple[str, str]]:
    word, at = word if word.endswith(("ch", "sh", "gh", "kh")) else word.removesuffix("h"), 0
    while at < len(word):
        size = next((n for n in (3, 2, 1) if word[at : at + n] in LATIN), 1)
        chunk = word[at : at + size]
        soft = chunk in SOFT and word[at + 1 : at + 2] in ("e", "i", "y")
        yield (SOFT[chunk], "") if soft else ("", chunk) if chunk in _VOWELS else (LATIN.get(chunk, chunk), "")
        at += size
