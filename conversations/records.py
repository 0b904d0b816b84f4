"""A record of real projects: as a paper in French and in Arabic, and in words for whoever asks whether it is true."""

from conversations.certificates import LONGEST_NAME, STATES, TELEGRAM, hours, plain
from conversations.form import TEXT, Answers, Choice, Form, Step
from conversations.papers import ACCENT, INK, SOFT, Colour, Paper, a_name, undrawable
from locales.formats import Safe
from locales.marks import N_
from locales.texts import Catalogues, Texts, ltr
from services import records
from services.records import Entry, entries_of
from services.words import Words, alike, spoken
from storage.records import RecordRow

TITLE = N_("Record of real projects")
WORKED = N_("in these missions as a volunteer; each says who confirmed the hours:")
EDGE, SQUARE, TALLEST = 20.0, 30.0, 75.0  # millimetres; no mission takes more than the last


def name_step(answers: Answers, called: str) -> list[Step]:
    """The name, the one by which we know them by a tap."""
    own = [Choice(TELEGRAM, alike(called))] if called and not undrawable(called) else []
    ask = N_("📄 Which name should stand on your record? Write it as you want it, in Arabic or Latin letters.")
    return [Step("name", ask=ask, label=N_("Name"), choices=own, accepts=TEXT, clean=a_name(LONGEST_NAME))]


FORM = Form("record", (name_step,), submit=records.make)


def name(answers: Answers, called: str) -> str:
    """The name that they want."""
    return called if answers.kind("name") == "choice" else str(answers.value("name"))


def lines(texts: Texts, lab: Words, row: RecordRow, most: int | None = None) -> list[Safe]:
    """What stands on it: the name, the day, each mission, the sum, the code; in short with at most so many missions."""
    told = [texts("Name: {name}", name=row.name or ""), texts("Made on: {date}", date=texts.long_date(row.made_at))]
    for one in entries_of(row)[:most]:
        told += _entry(texts, lab, one)[: 1 if most else None]
    return [*told, _sum(texts, row), texts("Code: {text}", text=ltr(row.code))]


def _entry(texts: Texts, lab: Words, one: Entry) -> list[Safe]:
    told = [texts("Mission: {mission} ({date}, {hours})", mission=spoken(one.title, texts.language),
                  date=texts.long_date(one.day), hours=hours(texts, one.minutes))]  # fmt: skip
    if about := spoken(one.about, texts.language):
        told.append(texts("What was done: {text}", text=about))
    if one.organisation:
        told.append(texts("In charge: {who}", who=one.organisation))
    who = one.confirmed_for or texts("team {lab}", lab=lab.pick(texts.language))
    told.append(texts("Hours confirmed by: {who}, {date}", who=who, date=texts.long_date(one.confirmed)))
    return told


def _sum(texts: Texts, row: RecordRow) -> Safe:
    done = entries_of(row)
    whole = hours(texts, sum(one.minutes for one in done))
    return texts("Missions: {count}. Time in all: {hours}", count=len(done), hours=whole)


def paper(catalogues: Catalogues, lab: Words, row: RecordRow, address: str) -> bytes:
    """Pages in French, then pages in Arabic; the code at the head of each first page."""
    found = Paper(row.code, row.made_at)
    for place, code in enumerate(("fr", "ar")):
        if place:
            found.page()
        _pages(found, catalogues[code], lab, row, address)
    return found.content()


def _pages(found: Paper, texts: Texts, lab: Words, row: RecordRow, address: str) -> None:
    width = found.width - 2 * EDGE

    def put(y: float, line: Safe, size: float = 11, bold: bool = False, colour: Colour = INK) -> float:
        return found.text(EDGE, y, width, plain(line), size=size, bold=bold, rtl=texts.rtl, colour=colour)

    y = _head(found, texts, lab, row, address)
    for one in entries_of(row):
        if y > found.height - EDGE - TALLEST:
            found.page()
            y = EDGE
        for at, line in enumerate(_entry(texts, lab, one)):
            y = put(y, line, bold=not at)
        y += 4
    put(y + 2, _sum(texts, row), 13, bold=True, colour=ACCENT)


def _head(found: Paper, texts: Texts, lab: Words, row: RecordRow, address: str) -> float:
    beside = found.width - 2 * EDGE - SQUARE - 6
    found.square(EDGE if texts.rtl else found.width - EDGE - SQUARE, EDGE, SQUARE, address)
    x, y = (EDGE + SQUARE + 6 if texts.rtl else EDGE), EDGE - 2
    states = texts.plain(STATES, lab=lab.pick(texts.language))
    said = [(texts.plain(TITLE), 20.0, True, ACCENT), (states, 12, False, INK),
            (row.name or "", 17, True, INK), (texts.plain(WORKED), 12, False, INK),
            (plain(texts("Made on: {date}", date=texts.long_date(row.made_at))), 10, False, SOFT)]  # fmt: skip
    for words, size, bold, colour in said:
        y = found.text(x, y, beside, words, size=size, bold=bold, rtl=texts.rtl, colour=colour) + 1
    y = max(y, EDGE + SQUARE) + 2
    y = found.text(EDGE, y, found.width - 2 * EDGE, f"{row.code} · {address}", size=10, colour=SOFT) + 2
    found.line(EDGE, y, found.width - EDGE, y)
    return y + 5
