"""The results of a session as files: CSV, XLSX and JSON (docs/exports.md). No moment of a vote is in them, and no voter
but those who gave their name on a vote that shows names.

content = exports.made("xlsx", session, texts, house.lab)
name = exports.filename("xlsx", session, house.lab)
"""

import csv
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import orjson

from conversations import told
from handlers import export_words as words
from handlers import sheets
from handlers.export_words import Cell, answers, said, voters
from locales.texts import Texts
from services.lab import Lab
from services.outcomes import Answer, Outcome, Session

FORMAT, VERSION = "twiza.session", 1  # raised when a reader would have to change
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it spreadsheets take UTF-8 for something else
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
KNOWN = (words.ROUND, words.NUMBER, words.QUESTION, words.KIND, words.STATE)
ANSWERED = (words.LETTER, words.ANSWER, words.VOTES, words.PERCENT, words.SECOND, words.RIGHT)
COUNTED = (*ANSWERED, *words.SOURCES.values(), words.WALK_INS, words.NAME)

Maker = Callable[[Session, Texts, Lab], bytes]


def made(kind: str, session: Session, texts: Texts, lab: Lab) -> bytes:
    """The file of this kind (csv, xlsx, json), in the language of `texts`."""
    return MAKERS[kind](session, texts, lab)


def filename(kind: str, session: Session, lab: Lab) -> str:
    """`vote-2026-03-05-12.xlsx`: the day in the lab's zone, and the session's number."""
    return f"vote-{session.day.astimezone(lab.zone):%Y-%m-%d}-{session.room}.{kind}"


def csv_of(session: Session, texts: Texts, lab: Lab) -> bytes:
    """One table: a line for who came, then for each question how many voted, each of its answers, and each name that a
    vote with names shows, with what it chose."""
    out, came = StringIO(), session.attendance
    table = csv.writer(out)
    table.writerow([texts.plain(one) for one in (*KNOWN, *COUNTED)])
    numbers = [came.people, None, None, None, *words.came(came)]
    table.writerow([*[None] * (len(KNOWN) + 1), texts.plain(words.CAME), *numbers, None])
    for outcome in session.outcomes:
        table.writerows([neutral(cell) for cell in row] for row in _rows(outcome, texts))
    return BYTE_ORDER_MARK + out.getvalue().encode()


def _rows(outcome: Outcome, texts: Texts) -> Iterator[list[Cell]]:
    question = told.heading(texts, outcome)
    kind, state = said(texts, words.KINDS, outcome.kind), said(texts, words.STATES, outcome.state)
    known: list[Cell] = [outcome.round, outcome.number, question, kind, state]
    yield [*known, None, texts.plain(words.took_part(outcome)), *voters(outcome), None, None]
    for row in answers(outcome, texts.language):
        yield [*known, *row, None, None]
    for name, chose in words.signed(outcome, texts.language):
        yield [*known, None, chose, *[None] * (len(COUNTED) - 3), name]


def neutral(cell: Cell) -> Cell:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


def json_of(session: Session, texts: Texts, lab: Lab) -> bytes:
    """All that is told, in every language that was written."""
    came = session.attendance
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "lab": lab.name.model_dump(),
        "session": session.room,
        "day": f"{session.day.astimezone(lab.zone):%Y-%m-%d}",
        "state": session.state,
        "people": {"all": came.people, "telegram": came.phones, "web": came.web, "without_phone": came.walk_ins},
        "questions": [_question(one) for one in session.outcomes],
    }
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2)


def _question(outcome: Outcome) -> dict[str, Any]:
    return {
        "round": outcome.round,
        "number": outcome.number,
        "kind": outcome.kind,
        "state": outcome.state,
        "text": outcome.words,
        "most": outcome.most,
        "voters": outcome.voters,
        "sources": outcome.sources,
        "held_back": outcome.held_back,
        "average": outcome.average,
        "answers": [_answer(one) for one in outcome.answers],
        "named": outcome.named,
        "names": [{"name": one.name, "chose": one.chose} for one in outcome.signed],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "letter": answer.letter,
        "text": answer.words,
        "votes": answer.count,
        "percent": answer.percent,
        "second": answer.second,
        "right": answer.right,
        "sources": answer.by_source,
    }


MAKERS: dict[str, Maker] = {"csv": csv_of, "xlsx": sheets.workbook, "json": json_of}
