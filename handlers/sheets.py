"""The workbook of a session: a sheet with who came and all questions, and one for each question.

In Arabic and Darija its sheets run right to left. What people wrote is text: never a formula, a link or a number.
"""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from conversations import told
from handlers import export_words as words
from handlers.export_words import Cell, answers, said, voters
from locales.marks import N_
from locales.texts import Texts
from services.lab import Lab
from services.outcomes import Outcome, Session, is_open
from storage.questions import QUIZ

A4 = 9
BAR = "#0b6357"
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_DIRECTIONS = re.compile("[\u200e\u200f\u2066-\u2069]")  # no part of a sheet's name


def workbook(session: Session, texts: Texts, lab: Lab) -> bytes:
    """The file, in the language of `texts`."""
    # It takes a third of a second, and most who start the bot never need it.
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **AS_TEXT}) as book:
        paper = Paper(book, texts)
        _summary(paper, session, lab)
        for outcome in session.outcomes:
            _question(paper, outcome, number_of(outcome, session))
    return out.getvalue()


def table(
    texts: Texts, title: Sequence[str], head: Sequence[str], body: Sequence[Sequence[Cell]], widths: Sequence[int]
) -> bytes:
    """A workbook with one table: lines of title, the columns' names (msgids), and the last row in bold."""
    import xlsxwriter  # noqa: PLC0415

    out, row = BytesIO(), 0
    with xlsxwriter.Workbook(out, {"in_memory": True, **AS_TEXT}) as book:
        paper = Paper(book, texts)
        sheet = paper.sheet(_DIRECTIONS.sub("", texts.plain(N_("Summary"))), *widths)
        for line in title:
            row = paper.write(sheet, row, [line], paper.large)
        row = paper.write(sheet, row + 1, paper.head(*head), paper.bold)
        for cells in body:
            row = paper.write(sheet, row, cells, paper.bold if cells is body[-1] else None)
    return out.getvalue()


def number_of(outcome: Outcome, session: Session) -> str:
    """The number of a question; with its round if there was more than one."""
    return f"{outcome.round}.{outcome.number}" if session.rounds > 1 else str(outcome.number)


class Paper:
    """A workbook in one language."""

    def __init__(self, book: Any, texts: Texts) -> None:
        self.book, self.texts = book, texts
        alike = {"reading_order": 2 if texts.rtl else 1, "text_wrap": True, "valign": "top"}
        self.plain = book.add_format(alike)
        self.bold = book.add_format({**alike, "bold": True})
        self.large = book.add_format({**alike, "bold": True, "font_size": 14, "text_wrap": False})

    def sheet(self, name: str, *widths: int) -> Any:
        """A new sheet; its columns are so many characters wide."""
        sheet = self.book.add_worksheet(name)
        if self.texts.rtl:
            sheet.right_to_left()
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def write(self, sheet: Any, row: int, cells: Sequence[Cell], style: Any = None) -> int:
        """One row; returns the number of the next."""
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell, style or self.plain)
            elif cell is not None:
                sheet.write_number(row, column, cell, style or self.plain)
        return row + 1

    def head(self, *msgids: str) -> list[Cell]:
        """The words at the top of columns."""
        return [self.texts.plain(one) for one in msgids]


def _summary(paper: Paper, session: Session, lab: Lab) -> None:
    texts, came = paper.texts, session.attendance
    sheet = paper.sheet(texts.plain(N_("Summary")), 10, 50, *[14] * 9)
    row = paper.write(sheet, 0, [lab.name.pick(texts.language)], paper.large)
    row = paper.write(sheet, row, [str(texts.long_date(session.day))], paper.large)
    head = paper.head(words.CAME, *words.SOURCES.values(), words.WALK_INS)
    numbers = [came.people, None, *words.came(came)]
    row = paper.write(sheet, row + 1, [None, None, head[0], None, *head[1:]], paper.bold)
    row = paper.write(sheet, row, [None, None, *numbers])
    head = paper.head(words.NUMBER, words.QUESTION, words.VOTED, words.STATE, *words.SOURCES.values())
    row = paper.write(sheet, row + 1, head, paper.bold)
    for one in session.outcomes:
        voted, sources = one.voters, voters(one)[-len(words.SOURCES) :]
        known: list[Cell] = [
            number_of(one, session),
            told.heading(texts, one),
            voted,
            said(texts, words.STATES, one.state),
        ]
        row = paper.write(sheet, row, [*known, *sources])


def _question(paper: Paper, outcome: Outcome, number: str) -> None:
    texts = paper.texts
    name = _DIRECTIONS.sub("", texts.plain(N_("Question {number}"), number=number))
    sheet = paper.sheet(name, 10, 50, *[14] * 9)
    row = paper.write(sheet, 0, [told.heading(texts, outcome)], paper.large)
    kind, state = said(texts, words.KINDS, outcome.kind), said(texts, words.STATES, outcome.state)
    row = paper.write(sheet, row, [kind, state])
    if outcome.average is not None:
        row = paper.write(sheet, row, [None, *paper.head(words.AVERAGE), round(outcome.average, 2)])
    if not outcome.is_told and not is_open(outcome):
        row = paper.write(sheet, row, [None, *paper.head(words.FEW)])
    columns = _columns(outcome)
    first = paper.write(sheet, row + 1, paper.head(*filter(None, columns)), paper.bold)
    for place, cells in enumerate(answers(outcome, texts.language)):
        paper.write(sheet, first + place, _under(columns, cells))
    last = first + len(outcome.answers)
    whole = _under(columns, [None, *paper.head(words.took_part(outcome)), *voters(outcome)])
    paper.write(sheet, last, whole, paper.bold)
    _names(paper, sheet, outcome, last + 2)
    if outcome.is_told and outcome.answers and not outcome.is_written:
        below = last + 2 + (len(outcome.signed) + 2 if outcome.signed else 0)
        sheet.insert_chart(below, 1, _chart(paper, name, first, last - 1))


def _names(paper: Paper, sheet: Any, outcome: Outcome, row: int) -> None:
    """Who chose what, where the vote showed names."""
    found = words.signed(outcome, paper.texts.language)
    row = paper.write(sheet, row, [None, *paper.head(words.ANSWER, words.NAME)], paper.bold) if found else row
    for name, chose in found:
        row = paper.write(sheet, row, [None, chose, name])


def _columns(outcome: Outcome) -> list[str | None]:
    """What stands above the figures of this kind; None above those that it does not have."""
    count, second = words.COUNTS.get(outcome.kind, words.VOTES), words.SECONDS.get(outcome.kind)
    right = words.RIGHT if outcome.kind == QUIZ else None
    if outcome.is_written:
        return [words.NUMBER, words.ANSWER, count, None, None, None, *words.SOURCES.values()]
    return [words.LETTER, words.ANSWER, count, words.PERCENT, second, right, *words.SOURCES.values()]


def _under(columns: Sequence[str | None], cells: Sequence[Cell]) -> list[Cell]:
    """The cells of the columns that there are."""
    return [cell for column, cell in zip(columns, cells, strict=True) if column]


def _chart(paper: Paper, sheet: str, first: int, last: int) -> Any:
    """Columns with their numbers, in reading order."""
    chart, rtl = paper.book.add_chart({"type": "column"}), paper.texts.rtl
    label = 0 if last - first > 5 else 1  # many answers: their letters
    chart.add_series(
        {
            "categories": [sheet, first, label, last, label],
            "values": [sheet, first, 2, last, 2],
            "fill": {"color": BAR},
            "data_labels": {"value": True},
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})
    chart.set_x_axis({"reverse": rtl})
    chart.set_y_axis({"major_gridlines": {"visible": False}})
    return chart
