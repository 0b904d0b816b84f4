"""Words that say somebody is in danger now, and whom to call first. Figures: docs/languages.md."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from services.lab import Lab
from services.lexicon.tables import Table, rows, table

ENOUGH_CONSONANTS = 7  # only long phrases are compared by sound: a false alarm costs trust
FIRST_IF_UNSAID = "civil_protection"


@dataclass(frozen=True, slots=True)
class Danger:
    """A kind of danger: a `kind` of lexicon/emergencies.tsv such as `fire`."""

    kind: str

    def first_service(self, lab: Lab) -> str:
        """Whom to call first: police, gendarmerie, civil_protection or samu."""
        return lab.emergency.first.get(self.kind, FIRST_IF_UNSAID)

    def first_number(self, lab: Lab) -> str:
        """The number to call first."""
        return str(getattr(lab.emergency, self.first_service(lab)))


def urgent(text: str) -> Danger | None:
    """The danger that a text speaks of first, None for a text without such words."""
    found = _phrases().find(text)
    return Danger(found[0].value) if found else None


def kinds() -> list[str]:
    """Every kind of danger that can be recognised."""
    return list(dict.fromkeys(row["kind"] for row in rows("emergencies.tsv")))


@cache
def _phrases() -> Table:
    return table("emergencies.tsv", "kind", "phrase", enough=ENOUGH_CONSONANTS)
