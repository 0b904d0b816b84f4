"""For whom else somebody reports with their phone, in words."""

from handlers.screens import View
from locales.marks import N_

FOR: dict[str, str] = {
    "mother": N_("my mother"),
    "father": N_("my father"),
    "partner": N_("my spouse"),
    "child": N_("my child"),
    "grandparent": N_("a grandparent"),
    "neighbour": N_("a neighbour"),
    "neighbour2": N_("another neighbour"),
    "other": N_("somebody else"),
}


def whom(view: View, relation: str) -> str:
    """The relation in plain words."""
    return view.texts.plain(FOR.get(relation, FOR["other"]))
