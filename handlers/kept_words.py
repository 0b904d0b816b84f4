"""Keys that are kept of a person, in words: for the readable copy of their data."""

from collections.abc import Callable, Mapping

from conversations.volunteer_form import AGES, FIGURE_CHOICES, TIES, TRANSPORT
from handlers.screens import View
from handlers.volunteers import languages_told, times_told
from locales.formats import Value
from services import places

_KEYS: Mapping[str, Mapping[str, str]] = {"age": AGES, "transport": TRANSPORT, "tie": TIES, **FIGURE_CHOICES}


def _skills(view: View, kept: str) -> Value:
    known = {one.key: one.words.pick(view.texts.language) for one in view.house.lab.skills}
    return view.texts.listing([known.get(key, key) for key in kept.split()])


def _commune(view: View, kept: str) -> Value:
    found = places.by_code(view.house.lab, kept)
    return found.names.pick(view.texts.language) if found else kept


def _field(view: View, kept: str) -> Value:
    return next((one.words.pick(view.texts.language) for one in view.house.lab.fields if one.key == kept), kept)


_SEVERAL: Mapping[str, Callable[[View, str], Value]] = {
    "skills": _skills,
    "times": lambda view, kept: times_told(view.texts, tuple(kept.split())),
    "languages": lambda view, kept: languages_told(view.texts, tuple(kept.split())),
    "commune": _commune,
    "field": _field,
}


def in_words(view: View, column: str, value: str) -> Value:
    """What this column's value says; the value itself where it is no key."""
    if column in _SEVERAL:
        return _SEVERAL[column](view, value)
    known = _KEYS.get(column, {})
    return view.texts(known[value]) if value in known else value
