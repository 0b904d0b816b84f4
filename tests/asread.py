"""The lab and the texts, read once a process: reading them took a third of the shortest lives of the bot."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

from bot.settings import Settings, lab_of
from locales.languages import LANGUAGES
from locales.texts import Catalogues
from services.lab import Lab


def catalogues_as_read(languages: Iterable[str] = tuple(LANGUAGES), zone: dt.tzinfo = dt.UTC) -> Catalogues:
    """`Catalogues.load`."""
    return _catalogues(tuple(languages), zone)


def read_for(settings: Settings) -> dict[str, Any]:
    """What `build` would read by itself; the lab of a file that a test has written is read each time."""
    lab = lab_of(settings) if settings.lab_file else _lab(settings.timezone, settings.languages)
    return {"lab": lab, "catalogues": catalogues_as_read(lab.languages, lab.zone)}


@cache
def _catalogues(languages: tuple[str, ...], zone: dt.tzinfo) -> Catalogues:
    return Catalogues.load(languages=languages, zone=zone)


@cache
def _lab(timezone: str | None, languages: tuple[str, ...] | None) -> Lab:
    return lab_of(Settings(_env_file=None, timezone=timezone, languages=languages))
