"""The result of a question as a picture to share: as on the wall, in one language, SVG and PNG.

svg = pictures.card(outcome, texts, house.lab, day)
(png,) = await canvas.to_png(svg)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from conversations import told
from handlers.canvas import Canvas, drawable, wrapped
from handlers.results import apart
from locales.lengths import cut
from locales.marks import N_
from locales.texts import Texts
from services.lab import Lab
from services.outcomes import Answer, Outcome
from services.words import spoken
from storage.questions import RANKING

WIDTH, EDGE = 1080, 64
INNER = WIDTH - 2 * EDGE
LOWEST = 1080  # the picture is at least square
PAPER, PANEL, LINE, INK, SOFT, BRAND = "#f6f1e7", "#ffffff", "#d9cebb", "#16231f", "#4d5b55", "#0b6357"
# The wall's colours and shapes (web/pages/wall.css), one for each letter.
TONES = ("#0b63a8", "#b23c17", "#22753a", "#7d3f98", "#8a5a00", "#00727a", "#b3235f", "#4450b8", "#5f6420", "#5c4639")
ROUND, SQUARE, ARCH = "round", "square", "arch"
SHAPES = (
    ROUND,
    SQUARE,
    "50,0 100,96 0,96",
    "50,0 100,50 50,100 0,50",
    "50,0 100,39 81,98 19,98 0,39",
    "25,5 75,5 100,50 75,95 25,95 0,50",
    "50,0 64.6,14.6 85.4,14.6 85.4,35.4 100,50 85.4,64.6 85.4,85.4 64.6,85.4 50,100 35.4,85.4 14.6,85.4 14.6,64.6 "
    "0,50 14.6,35.4 14.6,14.6 35.4,14.6",
    "0,0 100,0 100,62 50,100 0,62",
    "22,0 78,0 78,22 100,22 100,78 78,78 78,100 22,100 22,78 0,78 0,22 22,22",
    ARCH,
)
LOWERED = {2: 9, 4: 4, 7: -5, 9: 3}  # letters sit in the middle of what one sees of a shape
BADGE, LABEL, LABEL_LINE = 68, 36, 44
NOTE, NOTE_LINE = 28, 40  # what stands small under the words of an answer
DOZEN = 12  # texts on one picture
LONGEST = 160  # characters of a text
GREEN = "#22753a"
TICK = "6,54 20,40 40,60 80,16 94,30 40,88"
GAP = 18  # between two answers
COLUMNS = 330  # the height of the tallest step
LOGO = (
    '<rect width="48" height="48" rx="13" fill="#0f7b6c"/><g fill="none" stroke="#fff" stroke-width="2.6" '
    'stroke-linejoin="round"><path d="M14 14h20v20H14z"/><path d="M14 14h20v20H14z" transform="rotate(45 24 24)"/></g>'
    '<circle cx="24" cy="24" r="4.4" fill="#f4b740"/>'
)


def card(outcome: Outcome, texts: Texts, lab: Lab, day: datetime) -> str:
    """The SVG; `day` is when the session was."""
    canvas = Canvas(WIDTH, texts.rtl)
    heights = _Heights(outcome, texts)
    height = max(LOWEST, heights.whole)
    canvas.rect(0, 0, WIDTH, height, PAPER)
    _top(canvas, texts, lab, day)
    y = _lines(canvas, heights.question, 246, heights.size, INK, bold=True)
    y += (height - heights.whole) / 2  # what is left over is shared
    if not outcome.is_told:
        _few(canvas, outcome, texts, y)
    elif outcome.is_scale:
        _scale(canvas, outcome, texts, y)
    elif outcome.is_written:
        _texts(canvas, outcome, texts, y)
    else:
        _bars(canvas, outcome, texts, y)
    _bottom(canvas, heights.notes, height)
    return canvas.svg(height)


class _Heights:
    """How much room the parts take: the question's lines and size, the notes below, the whole."""

    def __init__(self, outcome: Outcome, texts: Texts) -> None:
        words = told.heading(texts, outcome)
        self.size = 54 if len(words) <= 60 else 46 if len(words) <= 140 else 38
        self.question = wrapped(words, self.size, INNER, bold=True)
        self.notes = _notes(outcome, texts)
        middle: float = COLUMNS + 240 if outcome.is_told else 150
        if not outcome.is_scale:
            rows = sum(row.height + GAP for row in _rows_of(outcome, texts))
            middle = rows + (0 if outcome.is_told else 90)
        self.whole = 246 + len(self.question) * self.size * 1.3 + middle + 100 + 48 * len(self.notes)


def _top(canvas: Canvas, texts: Texts, lab: Lab, day: datetime) -> None:
    canvas.rect(0, 0, WIDTH, 150, PANEL)
    canvas.rect(0, 150, WIDTH, 3, LINE)
    canvas.raw(EDGE, 33, 84, LOGO, 48)
    name, *_ = wrapped(lab.name.pick(texts.language), 36, INNER - 110, bold=True)
    canvas.text(EDGE + 110, 70, name, 36, INK, bold=True)
    canvas.text(EDGE + 110, 115, drawable(str(texts.long_date(day))), 30, SOFT)


def _lines(canvas: Canvas, lines: Sequence[str], y: float, size: float, fill: str, bold: bool = False) -> float:
    """Lines below each other; where the next would stand."""
    for line in lines:
        canvas.text(EDGE, y, line, size, fill, bold)
        y += size * 1.3
    return y


@dataclass(frozen=True, slots=True)
class _Row:
    """One answer: its words in lines, and what stands small under them."""

    answer: Answer
    lines: Sequence[str]
    notes: Sequence[str]
    least: int  # how high it is at least

    @property
    def inner(self) -> int:
        """How high its lines are."""
        return LABEL_LINE * len(self.lines) + NOTE_LINE * len(self.notes)

    @property
    def height(self) -> int:
        """How high it is, without the gap after it."""
        return max(self.least, 40 + self.inner)


def _rows_of(outcome: Outcome, texts: Texts) -> list[_Row]:
    """The answers in their order; of what was written the first dozen, and how many more there are."""
    if not outcome.is_written:
        return [_option(outcome, one, texts) for one in outcome.answers]
    room = INNER - BADGE - 190
    rows = [
        _Row(one, wrapped(cut(spoken(one.words, texts.language), LONGEST), LABEL, room), (), 84)
        for one in outcome.answers[:DOZEN]
    ]
    more = len(outcome.answers) - DOZEN
    last = texts.plain(told.NOTHING) if not rows else texts.plain(told.MORE, count=more) if more > 0 else ""
    return [*rows, _Row(Answer("", {}), wrapped(last, LABEL, room), (), 84)] if last else rows


def _option(outcome: Outcome, one: Answer, texts: Texts) -> _Row:
    """An answer with its words beside its badge and figures, and what is said of it."""
    room = INNER - BADGE - 60 - (200 if outcome.is_told else 0)
    beside = told.beside(texts, outcome, one)
    notes = [str(beside)] if beside else [texts.plain(told.RIGHT)] if one.right else []
    lines = wrapped(spoken(one.words, texts.language), LABEL, room)
    return _Row(one, lines, [line for note in notes for line in wrapped(note, NOTE, room)], 104)


def _bars(canvas: Canvas, outcome: Outcome, texts: Texts, y: float) -> None:
    """A bar for each answer with its badge, words and figures."""
    for row in _rows_of(outcome, texts):
        one, tone = row.answer, TONES[row.answer.place % len(TONES)]
        canvas.rect(EDGE, y, INNER, row.height, PANEL, 18)
        if one.percent:
            canvas.rect(EDGE, y, max(INNER * one.percent / 100, 36), row.height, _pale(tone), 18)
        _row(canvas, row, y)
        _figures(canvas, outcome, one, y + row.height / 2)
        y += row.height + GAP


def _figures(canvas: Canvas, outcome: Outcome, one: Answer, middle: float) -> None:
    """The share and the count; where the answers have a rank one large figure, the others stand below the words."""
    if one.second is not None:
        large = str(one.count) if outcome.kind == RANKING else f"{one.percent} %"
        canvas.text(WIDTH - EDGE - 22, middle + 15, large, 42, INK, bold=True, anchor="end")
        return
    canvas.text(WIDTH - EDGE - 92, middle + 15, f"{one.percent} %", 42, INK, bold=True, anchor="end")
    canvas.text(WIDTH - EDGE - 22, middle + 13, str(one.count), 32, SOFT, anchor="end")


def _row(canvas: Canvas, row: _Row, y: float) -> None:
    """The badge of an answer, its words, and what is said of it; a tick on the right one."""
    one, start = row.answer, EDGE + BADGE + 40
    _badge(canvas, one.place, one.letter, EDGE + 18, y + (row.height - BADGE) / 2)
    below = y + (row.height - row.inner) / 2 + LABEL_LINE / 2 + LABEL / 3
    for line in row.lines:
        canvas.text(start, below, line, LABEL, INK, bold=one.right)
        below += LABEL_LINE
    for line in row.notes:
        if one.right:
            canvas.polygon(start, below - 30, NOTE, TICK, GREEN)
        canvas.text(start + (40 if one.right else 0), below - 4, line, NOTE, GREEN if one.right else SOFT, one.right)
        below += NOTE_LINE


def _texts(canvas: Canvas, outcome: Outcome, texts: Texts, y: float) -> None:
    """What was written, each with its number and how many wrote or support it."""
    for row in _rows_of(outcome, texts):
        one, middle = row.answer, y + row.height / 2
        if one.letter:
            canvas.rect(EDGE, y, INNER, row.height, PANEL, 18)
            canvas.text(EDGE + 18 + BADGE / 2, middle + 12, one.letter, 34, BRAND, bold=True, anchor="middle")
        below = y + (row.height - row.inner) / 2 + LABEL_LINE / 2 + LABEL / 3
        for number, line in enumerate(row.lines):
            canvas.text(EDGE + BADGE + 40, below + number * LABEL_LINE, line, LABEL, INK if one.letter else SOFT)
        if count := told.support(outcome, one):
            canvas.text(WIDTH - EDGE - 22, middle + 13, count, 34, SOFT, bold=True, anchor="end")
        y += row.height + GAP


def _badge(canvas: Canvas, place: int, letter: str, x: float, y: float) -> None:
    """The letter of an answer, in its colour and shape."""
    tone, shape = TONES[place % len(TONES)], SHAPES[place % len(SHAPES)]
    if shape in (ROUND, SQUARE, ARCH):
        canvas.rect(x, y, BADGE, BADGE, tone, {ROUND: BADGE / 2, SQUARE: BADGE * 0.12, ARCH: BADGE / 2}[shape])
        if shape == ARCH:
            canvas.rect(x, y + BADGE / 2, BADGE, BADGE / 2, tone)
    else:
        canvas.polygon(x, y, BADGE, shape, tone)
    canvas.text(x + BADGE / 2, y + BADGE / 2 + 13 + LOWERED.get(place, 0), letter, 34, "#ffffff", True, "middle")


def _scale(canvas: Canvas, outcome: Outcome, texts: Texts, y: float) -> None:
    """The steps upright from the first to the last, and their average. Numbers rise to the right in every language."""
    many = len(outcome.answers)
    wide, tallest = INNER / many, max(1, *(one.count or 0 for one in outcome.answers))
    for place, one in enumerate(outcome.answers):
        across = place if not texts.rtl else many - 1 - place
        x, high = EDGE + across * wide, COLUMNS * (one.count or 0) / tallest
        middle, thin = x + wide / 2, min(wide * 0.72, 130)
        canvas.rect(middle - thin / 2, y + 70 + COLUMNS - high, thin, high + 4, BRAND, 10)
        canvas.text(middle, y + 55 + COLUMNS - high, str(one.count), 34, INK, bold=True, anchor="middle")
        canvas.rect(x + wide * 0.06, y + 74 + COLUMNS, wide * 0.88, 4, INK)
        canvas.text(middle, y + 128 + COLUMNS, one.letter, 40, INK, bold=True, anchor="middle")
    if outcome.average is not None:
        mean = texts.plain("Average: {mean}", mean=round(outcome.average, 1))
        canvas.text(EDGE, y + 206 + COLUMNS, drawable(mean), 44, BRAND, bold=True)


def _few(canvas: Canvas, outcome: Outcome, texts: Texts, y: float) -> None:
    """The answers without figures."""
    canvas.text(EDGE, y + 30, drawable(texts.plain(N_("Too few votes to show the details"))), 38, BRAND, bold=True)
    y += 90
    for row in [] if outcome.is_scale else _rows_of(outcome, texts):
        canvas.rect(EDGE, y, INNER, row.height, PANEL, 18)
        _row(canvas, row, y)
        y += row.height + GAP


def _notes(outcome: Outcome, texts: Texts) -> list[str]:
    """How many voted, and where their votes came from."""
    held = told.held_back(texts, outcome.held_back, outcome.named)
    lines = [told.voters(texts, outcome), *apart(texts, outcome.sources), *held, *told.how(texts, outcome)]
    return [part for line in lines for part in wrapped(str(line), 34, INNER)]


def _bottom(canvas: Canvas, notes: Sequence[str], height: float) -> None:
    y = height - 48 * len(notes) - 8
    canvas.rect(EDGE, y - 46, INNER, 2, LINE)
    for number, note in enumerate(notes):
        canvas.text(EDGE, y + number * 48, note, 34 if number else 38, SOFT if number else INK, bold=not number)


def _pale(tone: str) -> str:
    """Three tenths of a colour on white, as the wall mixes it."""
    parts = [int(tone[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - (255 - part) * 0.3):02x}" for part in parts)
