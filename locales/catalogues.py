"""Catalogues read straight from .po files: one file a subject, several files a language."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from gettext import c2py
from pathlib import Path
from sys import intern

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from locales.languages import Language


class CatalogueError(Exception):
    """A catalogue is missing or unreadable; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a catalogue holds for one msgid: `forms` has one text, or one for each plural of the language."""

    msgid: str
    many: str | None
    forms: tuple[str, ...]
    path: Path
    fuzzy: bool = False

    @property
    def ready(self) -> bool:
        """True when every form is written and nobody marked it as a guess."""
        return bool(self.forms) and all(self.forms) and not self.fuzzy


@dataclass(frozen=True)
class Catalogue:
    """All entries of one language; `plural(n)` is the index of the form for `n`."""

    language: Language
    entries: Mapping[str, Entry]
    plural: Callable[[int], int]


def read_catalogue(folder: Path, language: Language) -> Catalogue:
    """Every .po file of `language` under `folder`, merged. Raises CatalogueError."""
    paths = sorted((folder / language.folder).glob("*.po"))
    if not paths:
        raise CatalogueError(f"No .po file in {folder / language.folder}: put the catalogue of {language.code} there.")
    entries: dict[str, Entry] = {}
    for entry in (entry for path in paths for entry in read_entries(path, language)):
        if twin := entries.get(entry.msgid):
            raise CatalogueError(f"{entry.path} and {twin.path} both hold {entry.msgid!r}: delete one of them.")
        entries[entry.msgid] = entry
    rule = language.plural_forms.split("plural=", 1)[1].rstrip(";")
    return Catalogue(language, entries, c2py(rule))


def read_entries(path: Path, language: Language) -> Iterator[Entry]:
    """The entries of one .po file. Raises CatalogueError."""
    catalog = _read(path)
    wanted = language.plural_forms.partition("plural=")[2].rstrip(";")
    if catalog.plural_expr.replace(" ", "") != wanted.replace(" ", ""):
        raise CatalogueError(f"{path}: its header must say Plural-Forms: {language.plural_forms}")
    return (_entry(message, path) for message in catalog if message.id)


def _read(path: Path) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, abort_invalid=True, ignore_obsolete=True)
    except (OSError, ValueError, PoFileError) as error:
        raise CatalogueError(f"{path} cannot be read ({error}): repair it or take it from the release.") from error


def _entry(message: Message, path: Path) -> Entry:
    ids, forms = _tuple(message.id), _tuple(message.string)
    # One string for the three languages.
    return Entry(intern(ids[0]), ids[1] if len(ids) > 1 else None, forms, path, message.fuzzy)


def _tuple(texts: str | Iterable[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())
