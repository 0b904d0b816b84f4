"""The readable page of one's copy: reports with their pictures and voices, and what else is kept, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from handlers.desk_words import ROLES
from handlers.kept import KEPT, LABELS, PURPOSES, TECHNICAL
from handlers.kept_words import in_words
from handlers.notices import HEARS
from handlers.privacy_reports import Report, reports
from handlers.screens import View
from locales.formats import Safe
from locales.languages import NAMES
from services import tallies
from services.belongings import Row, tables, tagged
from services.words import spoken
from storage.questions import QuestionRow

IN_REPORTS = ("challenges", "challenge_parts", "challenge_thread", "challenge_statuses", "media")
# Columns whose value is a key: what it says in words.
WORDS: dict[tuple[str, str], Mapping[Any, str]] = {
    ("consents", "purpose"): PURPOSES,
    ("staff", "role"): ROLES,
    ("staff_notices", "choice"): HEARS,
}

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True, slots=True)
class Section:
    """One thing that is kept: its name, why, and for each row its lines or a whole report."""

    what: Safe
    why: Safe
    rows: list[list[Safe]]
    reports: list[Report]


async def page(view: View, found: dict[str, list[Row]], places: Mapping[int, int], part: int) -> str:
    """The page of one part, in the person's language; `places` says in which part each file (media id) is."""
    texts = view.texts
    told = {name: _rows(view, name, rows) for name, rows in found.items() if name not in IN_REPORTS}
    told |= {"room_signed": await _chosen(view, found["room_signed"])} if "room_signed" in found else {}
    sections = [_section(view, name, told[name]) for name in KEPT if told.get(name)]
    if "challenges" in found:
        every = await reports(view, found, places, part)
        sections.insert(1, Section(texts(KEPT["challenges"][0]), texts(KEPT["challenges"][1]), [], every))
    rest = [_besides(view, name, len(found[name])) for name in KEPT if name in told and not told[name]]
    from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415 - 2 MB, which only whoever makes a copy needs

    return (
        Environment(loader=FileSystemLoader(PAGES), autoescape=True)
        .get_template("privacy.html")
        .render(
            title=texts.plain("This is everything we keep about you."),
            made=texts("This copy was made on {when}.", when=texts.day_and_time(view.house.clock.now())),
            sections=sections,
            besides=texts("Besides this we keep:") if rest else "",
            rest=rest,
            language=texts.language,
            rtl=texts.rtl,
        )
    )


def _section(view: View, name: str, rows: list[list[Safe]]) -> Section:
    what, why = KEPT[name]
    return Section(view.texts(what), view.texts(why), rows, [])


def _besides(view: View, name: str, count: int) -> Safe:
    what, why = (view.texts(one) for one in KEPT[name])
    return view.texts("• <b>{what}</b> ({count}): {why}", what=what, count=count, why=why)


def _rows(view: View, name: str, rows: list[Row]) -> list[list[Safe]]:
    """The rows that say something to a reader, a line each value."""
    table = next(one for one in tables() if one.__tablename__ == name)
    labelled = [one.name for one in tagged(table, "personal") if one.name not in TECHNICAL]
    keys = [(column, words) for (owner, column), words in WORDS.items() if owner == name]
    lines = [
        [view.texts(words[row[column]]) for column, words in keys]
        + [_line(view, one, row[one]) for one in labelled if row.get(one)]
        for row in rows
    ]
    return [one for one in lines if one]


async def _chosen(view: View, rows: list[Row]) -> list[list[Safe]]:
    """What stands beside one's name: the question, and the words of the choice."""
    texts, lines = view.texts, list[list[Safe]]()
    for row in rows:
        question = await view.session.get_one(QuestionRow, row["question_id"])
        chose = texts.listing(tallies.chosen(question, row["choice"], texts.language))
        words = texts("Question: {question}", question=spoken(question.words, texts.language))
        lines.append([words, texts("What you chose: {choice}", choice=chose)])
    return lines


def _line(view: View, column: str, value: Any) -> Safe:
    return Safe(Safe("<b>{}</b> <bdi>{}</bdi>").format(view.texts(LABELS[column]), _shown(view, column, value)))


def _shown(view: View, column: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return view.texts.long_date(value)
    if column == "language":
        return NAMES[value]
    if column == "answers" and isinstance(value, list):
        return " · ".join(_answered(view, one) for one in value)
    return in_words(view, column, value) if isinstance(value, str) else str(value)


def _answered(view: View, one: dict[str, str]) -> str:
    words = one.get("words") or view.texts.plain("🎤 voice message")
    return f"{one['question']} {words}" if one["question"] else words
