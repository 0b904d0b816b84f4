"""A day as a label, said in whichever language is asked for."""

import datetime as dt
from dataclasses import dataclass

from locales.formats import Formats
from locales.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a wall calendar."""

    day: dt.date

    def pick(self, language: str) -> str:
        """`samedi 28 novembre`."""
        return str(Formats(LANGUAGES[language], dt.UTC).weekday(self.day))
