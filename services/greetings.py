"""Short messages that only greet, thank, ask for news or for help; a problem in the same breath is never swallowed."""

from __future__ import annotations

from functools import cache

from services.emergencies import urgent
from services.lexicon.tables import Match, Table, table
from services.writing import words

LONGEST = 12  # words; a longer message says something else as well
GREETING, SALAM, THANKS = "greeting", "salam", "thanks"
CANT_COME, LATE, STATUS, FILLER = "cant_come", "late", "status", "filler"
HELP, DATA, BEGIN = "help", "data", "begin"
ASKING = "asking"  # words around a question for news: "do you have", "my report", "yesterday"


def is_greeting(text: str) -> bool:
    """Whether a message is nothing but a greeting."""
    said = _said(text)
    return bool(said) and said <= {GREETING, SALAM}


def is_salam(text: str) -> bool:
    """Whether a greeting asks for وعليكم السلام in return."""
    return is_greeting(text) and SALAM in _said(text)


def is_thanks(text: str) -> bool:
    """Whether a message is nothing but thanks or a warm "fine", greeted or not."""
    said = _said(text)
    return THANKS in said and said <= {GREETING, SALAM, THANKS}


def asks_for_news(text: str) -> bool:
    """Whether a message does nothing but ask what became of one's reports, greeted and thanked or not."""
    return _asks_only(text, STATUS)


def asks_for_help(text: str) -> bool:
    """Whether a message does nothing but ask how this works, or who we are."""
    return _asks_only(text, HELP)


def asks_for_data(text: str) -> bool:
    """Whether a message does nothing but ask for one's own data, or that they go."""
    return _asks_only(text, DATA)


def only_begins(text: str) -> bool:
    """Whether a message says that there is a problem or an idea, but not which."""
    return _asks_only(text, BEGIN)


def _asks_only(text: str, what: str) -> bool:
    said = _said(text)
    return what in said and said <= {GREETING, SALAM, THANKS, ASKING, what}


def phrases(text: str, kind: str) -> list[Match]:
    """Where a message says this: `cant_come` or `late`."""
    return [match for match in _phrases().find(text) if match.value == kind]


def says_nothing(text: str) -> bool:
    """Whether a message is a sign only: an emoji, punctuation, one letter or digit."""
    return len("".join(words(text))) <= 1


def is_yes_or_no(text: str) -> bool:
    """Whether a message is nothing but yes, no or "there is none": it tells neither a problem nor a place."""
    found = _yes_no().find(text)
    said = {at for match in found for at in range(match.start, match.end)}
    return 0 < len(words(text)) == len(said)


def _said(text: str) -> set[str]:
    """What a short message says if courtesies are all of it; nothing otherwise, nor with words of danger in it."""
    length = len(words(text))
    if not 0 < length <= LONGEST or urgent(text):
        return set()
    matches = _phrases().find(text)
    covered = {at for match in matches for at in range(match.start, match.end)}
    return {match.value for match in _longest(matches)} - {FILLER} if len(covered) == length else set()


def _longest(matches: list[Match]) -> list[Match]:
    """The matches that no longer one contains: `salam` inside `salam 3likom` says nothing of its own."""
    return [
        match
        for match in matches
        if not any(
            other.start <= match.start and match.end <= other.end and other.end - other.start > match.end - match.start
            for other in matches
        )
    ]


@cache
def _phrases() -> Table:
    return table("greetings.tsv", "kind", "phrase")


@cache
def _yes_no() -> Table:
    return table("yes_no.tsv", "language", "phrase")
