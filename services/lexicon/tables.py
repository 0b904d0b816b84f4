"""Reading the tables of this folder and finding their stems in a text, whatever the script."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from services.writing import WITH_ARTICLE, consonants, is_arabic, spellings, words

FOLDER = Path(__file__).parent
ENOUGH_CONSONANTS = 3  # a shorter skeleton meets too many other words, so the word is then compared as written
LETTERS, MANY, FEW = 3, 2, 1  # how sure a match is: same letters, same long skeleton, same short skeleton
FRENCH_SHARE = 0.2  # share of French function words from which a text in Latin letters is read as French only


@dataclass(frozen=True, slots=True)
class Piece:
    """One word of a stem: `=` and the letters, or `~` and the skeleton; `prefix` if more letters may follow."""

    key: str
    prefix: bool


GAP = Piece("", False)
LONGEST_GAP = 4
LONGEST_WORD = 30  # letters; no stem is longer


@dataclass(frozen=True, slots=True)
class Stem:
    """One or more words in a row that stand for `value`; `sure` counts the letters or consonants compared."""

    value: str
    pieces: tuple[Piece, ...]
    sure: int


@dataclass(frozen=True, slots=True)
class Match:
    """A stem found in a text: words `start` to `end` (exclusive)."""

    value: str
    start: int
    end: int
    sure: int


class Table:
    """Stems ready to be found in texts."""

    def __init__(self, stems: Sequence[Stem]) -> None:
        self.stems = stems
        self._by_first: dict[Piece, list[Stem]] = defaultdict(list)
        for stem in stems:
            self._by_first[stem.pieces[0]].append(stem)

    def find(self, text: str) -> list[Match]:
        """Every stem found, in the order of the text; longer ones first where several begin together."""
        tokens = forms(text)
        found = {match for at in range(len(tokens)) for match in self._at(tokens, at)}
        return sorted(found, key=lambda match: (match.start, -match.end, -match.sure, match.value))

    def _at(self, tokens: list[frozenset[Piece]], at: int) -> Iterator[Match]:
        for piece in tokens[at]:
            for stem in self._by_first.get(piece, ()):
                if end := _end(stem.pieces, tokens, at):
                    yield Match(stem.value, at, end, stem.sure)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of this folder by column name; a short or long row raises ValueError with its line."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        read = list(reader)
    for line, row in enumerate(read, start=2):
        if None in row or not all(row.values()):
            raise ValueError(f"services/lexicon/{name}, line {line}: write {' TAB '.join(reader.fieldnames or ())}")
    return read


def table(name: str, value: str, stem: str, enough: int = ENOUGH_CONSONANTS) -> Table:
    """The table of a file: column `stem` holds the words to find, column `value` what they stand for.

    A stem with `enough` consonants is also found by them alone, in the other script and in other spellings.
    """
    return Table([each for row in rows(name) for each in stems(row[value], row[stem], row["language"], enough)])


def stems(value: str, written: str, language: str, enough: int = ENOUGH_CONSONANTS) -> list[Stem]:
    """The ways to find a stem of a table: as written and, unless it is French or begins with `=`, by its skeleton.

    `*` at the end of a word: more letters may follow. `...` between words: up to four other words.
    """
    parts = written.removeprefix("=").split()
    found = [Stem(value, tuple(map(_letters, parts)), LETTERS)]
    if language != "fr" and not written.startswith("="):
        bones = tuple(map(_bones, parts))
        size = sum(len(piece.key) - 1 for piece in bones if piece != GAP)
        if size >= enough:
            found.append(Stem(value, bones, MANY if size > ENOUGH_CONSONANTS else FEW))
    return found


def _letters(part: str) -> Piece:
    if part == "...":
        return GAP
    return Piece("=" + "".join(words(part)), part.endswith("*"))


def _bones(part: str) -> Piece:
    if part == "...":
        return GAP
    word = "".join(words(part))
    return Piece("~" + consonants(WITH_ARTICLE.sub("", word)), part.endswith("*"))


def _end(pieces: tuple[Piece, ...], tokens: list[frozenset[Piece]], at: int) -> int | None:
    """Where the pieces end if they stand in a row from `at` on; a gap may hold some words or none."""
    if not pieces:
        return at
    first, rest = pieces[0], pieces[1:]
    if first == GAP:
        ends = (_end(rest, tokens, at + skipped) for skipped in range(LONGEST_GAP + 1))
        return next((end for end in ends if end), None)
    return _end(rest, tokens, at + 1) if at < len(tokens) and first in tokens[at] else None


def forms(text: str) -> list[frozenset[Piece]]:
    """For each word of a text, every piece that it fits."""
    tokens = [word[:LONGEST_WORD] for word in words(text)]
    french = looks_french(tokens)
    return [_forms(token, french and not is_arabic(token)) for token in tokens]


def looks_french(tokens: Sequence[str]) -> bool:
    """Whether Latin words are French rather than Darija: then their skeletons mean nothing."""
    latin = [token for token in tokens if not is_arabic(token)]
    return sum(token in _function_words() for token in latin) >= max(1.0, FRENCH_SHARE * len(latin))


@cache
def _function_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("french.tsv"))


@lru_cache(maxsize=8192)
def _forms(token: str, as_written: bool) -> frozenset[Piece]:
    keys = {f"={spelling}" for spelling in spellings(token)}
    if not as_written:
        keys |= {f"~{consonants(spelling)}" for spelling in spellings(token)}
    prefixes = {Piece(key[:end], True) for key in keys for end in range(2, len(key) + 1)}
    return frozenset(prefixes | {Piece(key, False) for key in keys})
