"""Words that say somebody is in danger now, and whom to call first. Figures: docs/languages.md.

A danger is a phrase of lexicon/emergencies.tsv, or a thing (fire, wire) beside a sign or a place (burns, fell, in the
house) of lexicon/dangers.tsv, in either order; its harmless phrases (traffic light, well-being) never ring.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from services.lab import Lab
from services.lexicon.tables import Match, Table, rows, stems, table

ENOUGH_CONSONANTS = 7  # only long phrases are compared by sound: a false alarm costs trust
WITHIN = 3  # other words between a thing and its sign
FIRST_IF_UNSAID = "civil_protection"
FIRE = "fire"


@dataclass(frozen=True, slots=True)
class Danger:
    """A kind of danger: a `kind` of lexicon/emergencies.tsv such as `fire`."""

    kind: str

    def first_service(self, lab: Lab) -> str:
        """Whom to call first: police, gendarmerie, civil_protection or samu."""
        return lab.emergency.first.get(self.kind, FIRST_IF_UNSAID)


def urgent(text: str) -> Danger | None:
    """A fire, else the danger that a text speaks of first; None for a text without such words."""
    parts = _parts().find(text)
    harmless = {(each.value, at) for each in _of(parts, "harmless") for at in range(each.start, each.end)}
    found = [*_phrases().find(text), *_pairs(parts)]
    serious = [each for each in found if not any((each.value, at) in harmless for at in range(each.start, each.end))]
    # A fire comes before the cry for help that stands in front of it: firemen, not the police.
    first = min(serious, key=lambda match: (match.value != FIRE, match.start), default=None)
    return Danger(first.value) if first else None


def _of(parts: list[Match], part: str) -> list[Match]:
    return [replace(each, value=each.value.split()[0]) for each in parts if each.value.endswith(part)]


def _pairs(parts: list[Match]) -> list[Match]:
    """The things with a sign of the same kind near, before or after."""
    signs = _of(parts, "sign")
    starts, ends = {(sign.value, sign.start) for sign in signs}, {(sign.value, sign.end) for sign in signs}
    gaps = range(WITHIN + 1)
    return [
        thing
        for thing in _of(parts, "thing")
        if any((thing.value, thing.end + gap) in starts or (thing.value, thing.start - gap) in ends for gap in gaps)
    ]


@cache
def _phrases() -> Table:
    return table("emergencies.tsv", "kind", "phrase", enough=ENOUGH_CONSONANTS)


@cache
def _parts() -> Table:
    """The words of dangers.tsv; what is found is called by kind and part: `fire thing`."""
    read = rows("dangers.tsv")
    return Table([each for row in read for each in stems(f"{row['kind']} {row['part']}", row["word"], row["language"])])
