"""How a language writes dates, times and numbers; and HTML that is safe to show."""

import datetime as dt
import html
import re

from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from locales.isolates import LRI, isolated
from locales.languages import Language

Value = str | int | float | dt.date | dt.time | dt.timedelta


class Safe(Markup):
    """HTML made by our own code: not escaped again, not isolated. Joins and adds as Markup does."""

    __slots__ = ()


def escape(text: str) -> str:
    """`text` as Telegram's HTML, apostrophes left readable; Safe stays as it is."""
    return text if isinstance(text, Safe) else html.escape(text, quote=False).replace('"', "&quot;")


def unmarked(text: str) -> str:
    """What is read of `text`: a Safe without its markup, any other str as it is."""
    return html.unescape(re.sub(r"<[^>]*>", "", text)) if isinstance(text, Safe) else text


class Formats:
    """The values of one language; moments are shown in the lab's zone."""

    def __init__(self, language: Language, zone: dt.tzinfo) -> None:
        self.language = language.code
        self.rtl = language.rtl
        self._formats = language.formats
        self._zone = zone

    def date(self, day: dt.date) -> Safe:
        """`5 mars 2026`."""
        return self._date(day, "d MMMM y")

    def long_date(self, day: dt.date) -> Safe:
        """`jeudi 5 mars 2026`."""
        return self._date(day, "EEEE d MMMM y")

    def weekday(self, day: dt.date) -> Safe:
        """`jeudi 5 mars`."""
        return self._date(day, "EEEE d MMMM")

    def short_day(self, moment: dt.date) -> Safe:
        """`28 novembre 14:30` of a moment, `28 novembre` of a day: for a button."""
        day = self._date(moment, "d MMMM")
        return Safe(f"{day} {self.time(moment)}") if isinstance(moment, dt.datetime) else day

    def brief_day(self, day: dt.date) -> Safe:
        """`jeu. 5 mars`, for a button."""
        return self._date(day, "EEE d MMM")

    def time(self, moment: dt.time | dt.datetime) -> Safe:
        """`18:30`, isolated where the line runs right to left."""
        local = self._local(moment) if isinstance(moment, dt.datetime) else moment
        return Safe(isolated(f"{local:%H:%M}", self.rtl, LRI))

    def number(self, value: float) -> Safe:
        """`1.234,5`, in Western digits."""
        shown = format_decimal(value, locale=self._formats)
        return Safe(isolated(shown, self.rtl, LRI) if value < 0 else shown)

    def _date(self, day: dt.date, pattern: str) -> Safe:
        local = self._local(day) if isinstance(day, dt.datetime) else day
        return Safe(format_date(local, pattern, locale=self._formats))

    def _local(self, moment: dt.datetime) -> dt.datetime:
        """An aware moment in the lab's zone; a naive one is wall time already."""
        return moment.astimezone(self._zone) if moment.tzinfo else moment
