"""Sheets for the people who review the wording: three languages side by side, in the order of the screens."""

import csv
import io
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment

from locales.catalogues import Catalogue, read_catalogue
from locales.extract import Found, found_in
from locales.languages import LANGUAGES

_SHEET = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Texts to review</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem;color:#222;background:#fff}
table{border-collapse:collapse;width:100%;table-layout:fixed;margin-bottom:2rem}
th,td{border:1px solid #bbb;padding:.5rem;text-align:start;vertical-align:top}
td{white-space:pre-line;overflow-wrap:anywhere}
td.missing{background:#fde2e1}
</style>
{% for screen, rows in screens %}<h2>{{ screen }}</h2>
<table><tr><th>English</th>{% for one in languages %}<th>{{ one.code }}</th>{% endfor %}</tr>
{% for row in rows %}<tr><td>{{ row.msgid }}</td>
{%- for one in languages %}
<td lang="{{ one.code }}" dir="{{ 'rtl' if one.rtl else 'ltr' }}"
{%- if not row.texts[one.code] %} class="missing"{% endif %}>{{ row.texts[one.code] }}</td>
{%- endfor %}</tr>
{% endfor %}</table>
{% endfor %}</html>
"""


@dataclass(frozen=True)
class Row:
    """One msgid, the source file that says it, and its text in each language: plural forms on lines of their own,
    empty if it is missing."""

    screen: str
    msgid: str
    texts: dict[str, str]


def rows(root: Path) -> list[Row]:
    """Every msgid once, in the order of the source under `root`."""
    catalogues = [read_catalogue(root / "locales", language) for language in LANGUAGES.values()]
    first: dict[str, Found] = {}
    for found in found_in(root):
        first.setdefault(found.msgid, found)
    return [_row(found, catalogues) for found in first.values()]


def _row(found: Found, catalogues: list[Catalogue]) -> Row:
    entries = {one.language.code: one.entries.get(found.msgid) for one in catalogues}
    texts = {code: "\n".join(entry.forms) if entry and entry.ready else "" for code, entry in entries.items()}
    return Row(found.where.partition(":")[0], found.msgid, texts)


def table(root: Path) -> str:
    """All texts as tab-separated values: screen, msgid, ar, ary, fr; line breaks are written as backslash n."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, dialect="excel-tab", lineterminator="\n")
    writer.writerow(["screen", "msgid", *LANGUAGES])
    for row in rows(root):
        writer.writerow([row.screen, *(text.replace("\n", "\\n") for text in (row.msgid, *row.texts.values()))])
    return sheet.getvalue()


def sheet(root: Path) -> str:
    """All texts as one HTML page, screen by screen."""
    screens = [(screen, list(group)) for screen, group in groupby(rows(root), lambda row: row.screen)]
    return Environment(autoescape=True).from_string(_SHEET).render(screens=screens, languages=[*LANGUAGES.values()])
