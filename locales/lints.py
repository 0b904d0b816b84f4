"""What a machine can check of the catalogues: completeness, placeholders, markup, lengths; style.py has the wording."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

from locales import style
from locales.catalogues import Catalogue, Entry, read_catalogue
from locales.extract import Found, found_in
from locales.languages import LANGUAGES
from locales.lengths import utf16_len, visible_len

LONGEST_BUTTON = 30
LONGEST_TEXT = 4096
_TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "a", "code", "pre", "blockquote"}


def problems(root: Path) -> list[str]:
    """Everything that is wrong with the texts under `root`, one sentence each; empty when they may be released."""
    catalogues = [read_catalogue(root / "locales", language) for language in LANGUAGES.values()]
    found = found_in(root)
    return sorted({problem for catalogue in catalogues for problem in _problems(catalogue, found)})


def _problems(catalogue: Catalogue, found: list[Found]) -> Iterator[str]:
    yield from missing(catalogue, found)
    yield from unused(catalogue, found)
    buttons, plain = {one.msgid for one in found if one.button}, {one.msgid for one in found if one.plain}
    for entry in catalogue.entries.values():
        for problem in about_entry(entry, catalogue.language.code, entry.msgid in buttons, entry.msgid in plain):
            yield f"{_where(entry)}: {problem}"


def missing(catalogue: Catalogue, found: Iterable[Found]) -> Iterator[str]:
    """Msgids of the source that this catalogue does not hold (fall-backs do not count)."""
    for one in found:
        entry = catalogue.entries.get(one.msgid)
        if entry is None or not entry.ready:
            yield f"{one.where}: {one.msgid!r} is not in the catalogue {catalogue.language.folder}"
        elif one.many is not None and entry.many != one.many:
            yield f"{one.where}: {one.msgid!r} has another plural in {_where(entry)}"


def unused(catalogue: Catalogue, found: Iterable[Found]) -> Iterator[str]:
    """Msgids of the catalogue that no source says."""
    said = {one.msgid for one in found}
    for entry in catalogue.entries.values():
        if entry.msgid not in said:
            yield f"{_where(entry)}: no source says it; delete it or mark it with N_"


def about_entry(entry: Entry, language: str, button: bool, plain: bool) -> Iterator[str]:
    """What is wrong with one entry, form by form."""
    plurals = int(LANGUAGES[language].plural_forms.removeprefix("nplurals=")[0])
    if entry.many is not None and len(entry.forms) != plurals:
        yield f"has {len(entry.forms)} plural forms, not {plurals}"
    for form in entry.forms:
        yield from placeholders(form, entry)
        yield from (() if plain else markup(form))
        yield from lengths(form, button)
        yield from style.of(form, language)


def placeholders(form: str, entry: Entry) -> Iterator[str]:
    """The same names in braces as the msgid; a plural form may leave {n} out."""
    try:
        have, want = _names(form), _names(entry.msgid) | _names(entry.many or "")
    except ValueError as error:
        yield f"braces: {error}"
        return
    optional = {"n"} if entry.many else set()
    if have - optional != want - optional:
        yield f"has the placeholders {sorted(have)}, not {sorted(want)}"


def _names(text: str) -> set[str]:
    fields = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
    if odd := [name for name, spec, conversion in fields if spec or conversion or not name.isidentifier()]:
        raise ValueError(f"only plain names, not {odd}")
    return {name for name, _, _ in fields}


def markup(form: str) -> Iterator[str]:
    """Balanced HTML with Telegram's tags only."""
    reader = _Reader()
    reader.feed(form)
    reader.close()
    yield from reader.problems
    if reader.opened:
        yield f"leaves <{reader.opened[-1]}> open"
    if re.search(r"&(?!(?:lt|gt|amp|quot|#\d+);)", form):
        yield "has a bare &"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        if tag not in _TAGS:
            self.problems.append(f"<{tag}> is not a tag of Telegram")

    def handle_endtag(self, tag: str) -> None:
        if not self.opened or self.opened.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")


def lengths(form: str, button: bool) -> Iterator[str]:
    """Buttons of about 30 characters, texts within Telegram's limit."""
    if button and utf16_len(form) > LONGEST_BUTTON:
        yield f"is a button of {utf16_len(form)} characters, at most {LONGEST_BUTTON}: {form!r}"
    if visible_len(form) > LONGEST_TEXT:
        yield f"is longer than {LONGEST_TEXT}"


def _where(entry: Entry) -> str:
    return f"{entry.path.parent.name}/{entry.path.name} {entry.msgid!r}"
