"""One spelling for matching: normalised words, and a consonant skeleton where Arabic and Latin letters meet.

Nothing here is shown to people. Figures: docs/languages.md.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from services.letters import ARABIC, DIGITS, LATIN, LIGATURES, SOFT, SPELLED_ALIKE

BIDI = re.compile("[\u200b-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
NOT_A_WORD = re.compile(r"[\W_]+")
ARABIC_LETTER = re.compile("[\u0600-\u06ff]")
WITH_ARTICLE = re.compile("^(?:[وفبك]?ال|[وف]?لل)(?=..)")
ATTACHED = re.compile("^[وفبلك](?=...)")
ARABIC_KA = re.compile("^ك(?=[يتن]..)")
LATIN_ARTICLE = re.compile("^(?:[fbwv]?l-?|f(?=l))(?=[^aeiou].)")
LATIN_KA = re.compile("^ka(?=[ytn].)")
DOUBLED = re.compile(r"(.)\1+")


def normalise(text: str) -> str:
    """Lower case, no marks, one form per letter, Western digits, words parted by single spaces."""
    plain = unicodedata.normalize("NFKC", BIDI.sub("", text)).casefold().translate(LIGATURES).translate(DIGITS)
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return NOT_A_WORD.sub(" ", bare.translate(SPELLED_ALIKE)).strip()


def words(text: str) -> list[str]:
    """The normalised words of a text."""
    return normalise(text).split()


def is_arabic(word: str) -> bool:
    """Whether a normalised word is written in Arabic letters."""
    return ARABIC_LETTER.search(word) is not None


@lru_cache(maxsize=8192)
def spellings(word: str) -> tuple[str, ...]:
    """A normalised word as it stands and without what is written onto it: article, و ف ب ل ك, ka-."""
    patterns = (WITH_ARTICLE, ATTACHED, ARABIC_KA) if is_arabic(word) else (LATIN_ARTICLE, LATIN_KA)
    found = [word]
    for pattern in patterns:
        found += [shorter for each in found if (shorter := pattern.sub("", each)) not in found]
    return tuple(found)


@lru_cache(maxsize=8192)
def consonants(word: str) -> str:
    """The consonants of a normalised word, emphatics merged, doubles squeezed; the same from both scripts."""
    if is_arabic(word):
        bones = "".join(ARABIC.get(letter, letter) for letter in word.removesuffix("ه"))
    else:
        bones = _latin(word.removesuffix("h") if not word.endswith(("ch", "sh", "gh", "kh")) else word)
    return DOUBLED.sub(r"\1", bones)


def skeleton(word: str) -> str:
    """The skeleton of one word: consonants without the article or a leading ka-, for indexes and comparisons."""
    bare = next(iter(words(word)), "")
    stripped = (WITH_ARTICLE, ARABIC_KA) if is_arabic(bare) else (LATIN_ARTICLE, LATIN_KA)
    for pattern in stripped:
        bare = pattern.sub("", bare)
    return consonants(bare)


def skeletons(text: str) -> list[str]:
    """The skeletons of a text's words, in order, those of a single letter left out."""
    return [bones for word in words(text) if len(bones := skeleton(word)) > 1]


def _latin(word: str) -> str:
    bones, at = [], 0
    while at < len(word):
        size = next((n for n in (3, 2, 1) if word[at : at + n] in LATIN), 1)
        chunk = word[at : at + size]
        soft = chunk in SOFT and word[at + 1 : at + 2] in ("e", "i", "y")
        bones.append(SOFT[chunk] if soft else LATIN.get(chunk, chunk))
        at += size
    return "".join(bones)
