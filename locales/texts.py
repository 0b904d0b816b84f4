"""Texts: one language, spoken. Every value is escaped for HTML and isolated where the line runs right to left."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from babel.lists import format_list

from locales.catalogues import Catalogue, CatalogueError, Entry, read_catalogue
from locales.formats import Formats, Safe, Value, escape, unmarked
from locales.isolates import FSI, LRI, Ltr, isolated, led, ltr, people, time_range, unbroken
from locales.languages import LANGUAGES
from locales.marks import N_, NP_

__all__ = [
    "CatalogueError",
    "Catalogues",
    "MissingText",
    "Safe",
    "Texts",
    "Value",
    "ltr",
    "people",
    "time_range",
    "unbroken",
]

_UNITS = (
    (dt.timedelta(days=1), NP_("{n} day", "{n} days")),
    (dt.timedelta(hours=1), NP_("{n} hour", "{n} hours")),
    (dt.timedelta(minutes=1), NP_("{n} minute", "{n} minutes")),
)
_DAY_AND_TIME = N_("{date} at {time}")
_AGO = N_("{duration} ago")
_JUST_NOW = N_("just now")
_MOMENT = N_("less than a minute")


class MissingText(LookupError):
    """A msgid that no catalogue of the language holds; English is never shown instead."""


class Texts(Formats):
    """What is said in one language. Calls return HTML; `plain` and `plain_plural` are for buttons and toasts."""

    def __init__(self, catalogues: Sequence[Catalogue], zone: dt.tzinfo) -> None:
        """`catalogues`: the language's own first, then those that stand in for it."""
        super().__init__(catalogues[0].language, zone)
        self._catalogues = catalogues

    def __call__(self, msgid: str, /, **values: Value) -> Safe:
        """The text of `msgid` as HTML with `values` escaped. Raises MissingText."""
        return Safe(self._said(self._find(msgid)[0].forms[0], values, escape))

    def plain(self, msgid: str, /, **values: Value) -> str:
        """The text of `msgid` for a button, a toast or a file: not HTML, isolates kept. Raises MissingText."""
        return self._said(self._find(msgid)[0].forms[0], values, unmarked)

    def plural(self, one: str, many: str, n: int, /, **values: Value) -> Safe:
        """The form for `n`, as HTML; `{n}` is the number."""
        return Safe(self._said(self._form(one, many, n), {"n": self.number(n), **values}, escape))

    def plain_plural(self, one: str, many: str, n: int, /, **values: Value) -> str:
        """The form for `n`, not HTML."""
        return self._said(self._form(one, many, n), {"n": self.number(n), **values}, unmarked)

    def template(self, msgid: str) -> str:
        """The text of `msgid` with its placeholders unfilled, for review. Raises MissingText."""
        return self._find(msgid)[0].forms[0]

    def knows(self, msgid: str) -> bool:
        """Whether this is one of ours."""
        return any(msgid in one.entries for one in self._catalogues)

    def lines(self, parts: Iterable[Value]) -> Safe:
        """One part a line, as HTML."""
        return Safe(self._led("\n".join(self._shown(part, escape) for part in parts)))

    def listing(self, items: Iterable[Value]) -> Safe:
        """`a, b et c`; in Arabic letters `a، b، c`, since و must not touch a value."""
        shown = [self._shown(item, escape) for item in items]
        return Safe("، ".join(shown) if self.rtl else format_list(shown, locale=self._formats))

    def day_and_time(self, moment: dt.datetime) -> Safe:
        """`jeudi 5 mars 2026 à 18:30`."""
        return self(_DAY_AND_TIME, date=self.long_date(moment), time=self.time(moment))

    def duration(self, span: dt.timedelta) -> Safe:
        """The two largest parts of `span`: `1 heure et 30 minutes`."""
        return self.listing(list(self._parts(span))[:2]) or self(_MOMENT)

    def ago(self, span: dt.timedelta) -> Safe:
        """How long ago, in the largest unit: `il y a 2 jours`."""
        largest = next(self._parts(span), None)
        return self(_AGO, duration=largest) if largest else self(_JUST_NOW)

    def _parts(self, span: dt.timedelta) -> Iterator[Safe]:
        for unit, (one, many) in _UNITS:
            n, span = divmod(span, unit)
            if n > 0:
                yield self.plural(one, many, n)

    def _find(self, msgid: str) -> tuple[Entry, Catalogue]:
        for catalogue in self._catalogues:
            if (entry := catalogue.entries.get(msgid)) and entry.ready:
                return entry, catalogue
        raise MissingText(f"No catalogue of {self.language} holds {msgid!r}: add it to locales/*/SUBJECT.po.")

    def _form(self, one: str, many: str, n: int) -> str:
        entry, catalogue = self._find(one)
        if entry.many != many:
            raise MissingText(f"{entry.path}: {one!r} is there, but not with the plural {many!r}.")
        return entry.forms[catalogue.plural(n)]

    def _said(self, template: str, values: Mapping[str, Value], dress: Callable[[str], str]) -> str:
        return self._led(template.format(**{name: self._shown(value, dress) for name, value in values.items()}))

    def _shown(self, value: Value, dress: Callable[[str], str]) -> str:
        if isinstance(value, Safe):
            return dress(value)
        if isinstance(value, str):
            return isolated(dress(value), self.rtl, LRI if isinstance(value, Ltr) else FSI)
        return dress(self._written(value))

    def _written(self, value: float | dt.date | dt.time | dt.timedelta) -> Safe:
        if isinstance(value, int | float):
            return Safe(value) if isinstance(value, int) and value >= 0 else self.number(value)
        if isinstance(value, dt.timedelta):
            return self.duration(value)
        if isinstance(value, dt.time):
            return self.time(value)
        return self.day_and_time(value) if isinstance(value, dt.datetime) else self.long_date(value)

    def _led(self, text: str) -> str:
        return led(text) if self.rtl else text


class Catalogues:
    """The languages of this process. `catalogues[code]` speaks; a code that is not spoken here gets the first one."""

    def __init__(self, texts: Mapping[str, Texts]) -> None:
        self._texts = texts
        self.languages = tuple(texts)

    @classmethod
    def load(
        cls, folder: Path | None = None, languages: Iterable[str] = tuple(LANGUAGES), zone: dt.tzinfo = dt.UTC
    ) -> "Catalogues":
        """Read the .po files under `folder` (default: ours); `zone` is the lab's. Raises CatalogueError."""
        folder = folder or Path(__file__).parent
        wanted = list(languages)
        if not wanted or not set(wanted) <= set(LANGUAGES):
            raise CatalogueError(f"LANGUAGES is {','.join(wanted)!r}: choose among {', '.join(LANGUAGES)}.")
        read = {code: read_catalogue(folder, language) for code, language in LANGUAGES.items()}
        return cls({code: Texts([read[one] for one in (code, *LANGUAGES[code].falls_back)], zone) for code in wanted})

    def __getitem__(self, language: str) -> Texts:
        return self._texts.get(language) or self._texts[self.languages[0]]
