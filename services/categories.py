"""What a message is about: concepts from a lexicon, and the categories they vote for. Figures: docs/languages.md."""

from __future__ import annotations

from collections import Counter
from functools import cache

from services.lab import Lab
from services.lexicon.tables import Table, rows, table

SUGGESTIONS = 3
STRONG, WEAK = 4, 1  # a category marked `?` gets the weak vote: the concept may only be the place (a school, a road)


def suggest(text: str, lab: Lab) -> list[str]:
    """The keys of the lab's categories that fit best, best first, at most three; empty if no word is known."""
    known = [category.key for category in lab.categories]
    votes = Counter({key: count for key, count in _votes(text).items() if key in known})
    return sorted(votes, key=lambda key: (-votes[key], known.index(key)))[:SUGGESTIONS]


def concepts(text: str) -> list[str]:
    """The concepts named in a text, in order, each once: equal across scripts and languages."""
    return list(dict.fromkeys(match.value for match in _lexicon().find(text)))


def _votes(text: str) -> Counter[str]:
    """For each category the sum over the words of the text of the best vote that the word gives to it."""
    best: Counter[tuple[str, int]] = Counter()
    for match in _lexicon().find(text):
        for category in _categories()[match.value]:
            vote = match.sure * (WEAK if category.endswith("?") else STRONG)
            place = (category.removesuffix("?"), match.start)
            best[place] = max(best[place], vote)
    votes: Counter[str] = Counter()
    for (category, _), vote in best.items():
        votes[category] += vote
    return votes


@cache
def _lexicon() -> Table:
    return table("concepts.tsv", "concept", "stem")


@cache
def _categories() -> dict[str, list[str]]:
    """The categories of each concept, as in `roads,safety?`."""
    return {row["concept"]: row["category"].split(",") for row in rows("concepts.tsv")}
