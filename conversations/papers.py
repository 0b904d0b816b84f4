"""Papers as PDF: Arabic shaped and laid out from right to left, numbers and Latin names inside it in their order.

    paper = Paper("Attestation", made=now)
    below = paper.text(20, 30, 120, "شهادة مشاركة", size=24, bold=True, rtl=True)     # millimetres
    paper.square(20, below, 30, "https://…")
    content = paper.content()                       # the same bytes for the same words and moment

Takes some tenths of a second: make it in a thread. fpdf2 and what it brings take 20 MB: it is imported with the first.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from conversations.checks import within
from conversations.steps import Problem
from locales.marks import N_
from services.squares import square

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = Path(__file__).parents[1] / "handlers" / "fonts"
FAMILY = "plex"
INK, SOFT, ACCENT = (26, 32, 44), (90, 98, 112), (15, 98, 84)
LINE = 1.55  # line height in sizes of the letters
POINT = 0.3528  # millimetres
SMALLEST = 8  # points
NO_LETTERS = N_("Our papers cannot show this: {letters}. Please write the name in Arabic or Latin letters.")
# Embeddings and overrides turn what stands around a name; isolates, which we add ourselves, do not.
_TURNING = dict.fromkeys([0x061C, 0x200E, *range(0x202A, 0x202F)])
_ISOLATED = re.compile("\u2068([^\u2066-\u2069]*)\u2069")

Colour = tuple[int, int, int]
SIDES = {"middle": "C", "left": "L", "right": "R"}  # "start" is the side where the script begins
Align = Literal["start", "middle", "left", "right"]


@cache
def _letters() -> frozenset[int]:
    """What both faces can draw."""
    pdf = _fpdf()()
    for face in ("Regular", "Bold"):
        pdf.add_font(face, "", FONTS / f"IBMPlexSansArabic-{face}.ttf")
    fonts: Any = pdf.fonts.values()
    return frozenset.intersection(*(frozenset(one.cmap) for one in fonts))


def _fpdf() -> "type[FPDF]":
    from fpdf import FPDF  # noqa: PLC0415 - 20 MB, which a bot that made no paper yet does without

    return FPDF


def _drawn(words: str) -> str:
    """As the page is laid out: fpdf knows no direction inside another, so a name in both scripts is not isolated."""
    return drawable(_ISOLATED.sub(lambda one: one[1] if _arabic(one[1]) else one[0], words.translate(_TURNING)))


def _arabic(text: str) -> bool:
    return any(unicodedata.bidirectional(one) in ("R", "AL") for one in text)


def drawable(text: str) -> str:
    """The same without the letters that would leave a hole; empty if nothing is left to read."""
    holes = set(undrawable(text)) - {"\n"}
    if not holes:
        return text
    kept = "".join(" " if unicodedata.category(one) == "Zs" else "" if one in holes else one for one in text)
    return re.sub(" {2,}", " ", kept).strip()


def undrawable(text: str) -> list[str]:
    """The letters that a paper would leave out, each once; joiners are none."""
    return list(dict.fromkeys(one for one in text if ord(one) not in _letters() and unicodedata.category(one) != "Cf"))


def a_name(most: int) -> Callable[[str], str | Problem]:
    """A check for a name on a paper: one line of at most `most` UTF-16 units, of letters that can be drawn."""

    def check(text: str) -> str | Problem:
        line = " ".join(text.split())
        if missing := undrawable(line):
            return Problem(NO_LETTERS, {"letters": " ".join(missing[:5])})
        return within(most)(line)

    return check


class Paper:
    """Pages of A4; lengths in millimetres from the upper left corner, sizes of letters in points."""

    def __init__(self, title: str, made: datetime, wide: bool = False) -> None:
        self._pdf = _fpdf()(orientation="landscape" if wide else "portrait", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title(title.translate(_TURNING))
        self._pdf.set_creator("Twiza")
        self._pdf.set_creation_date(made)
        for style, face in (("", "Regular"), ("B", "Bold")):
            self._pdf.add_font(FAMILY, style, FONTS / f"IBMPlexSansArabic-{face}.ttf")
        self.page()

    @property
    def width(self) -> float:
        """Of the page."""
        return float(self._pdf.w)

    @property
    def height(self) -> float:
        """Of the page."""
        return float(self._pdf.h)

    def page(self) -> None:
        """A new page."""
        self._pdf.add_page()

    def text(self, x: float, y: float, width: float, words: str, size: float = 12, bold: bool = False,
             rtl: bool = False, align: Align = "start", colour: Colour = INK) -> float:  # fmt: skip
        """A paragraph, wrapped to this width; returns the y below it."""
        pdf, side = self._pdf, SIDES.get(align, "R" if rtl else "L")
        self._write_as(size, bold, rtl)
        pdf.set_text_color(*colour)
        pdf.set_xy(x, y)
        pdf.multi_cell(width, size * POINT * LINE, _drawn(words), align=side, new_x="LEFT", new_y="NEXT",
                       padding=0)  # fmt: skip
        return float(pdf.get_y())

    def fitting(self, width: float, words: str, size: float, lines: int, bold: bool = False, rtl: bool = False,
                ) -> tuple[str, float]:  # fmt: skip
        """The words on so many lines of this width, and their size: smaller if need be, at the end cut."""
        words = " ".join(words.split())
        sizes = range(round(size), SMALLEST - 1, -1)
        fits = next((one for one in sizes if self._lines(width, words, one, bold, rtl) <= lines), None)
        if fits:
            return words, fits

        def needs(end: int) -> int:
            return self._lines(width, f"{words[:end]}…", SMALLEST, bold, rtl)

        most = bisect_left(range(len(words)), lines + 1, key=needs) - 1
        return f"{words[:most].rstrip()}…", SMALLEST

    def _lines(self, width: float, words: str, size: float, bold: bool, rtl: bool) -> int:
        self._write_as(size, bold, rtl)
        height, plain = size * POINT * LINE, _drawn(words)
        lines: Any = self._pdf.multi_cell(width, height, plain, dry_run=True, output="LINES", padding=0)
        return len(lines)

    def _write_as(self, size: float, bold: bool, rtl: bool) -> None:
        self._pdf.set_font(FAMILY, "B" if bold else "", size)
        self._pdf.set_text_shaping(use_shaping_engine=True, direction="rtl" if rtl else "ltr")

    def tall(self, width: float, words: str, size: float = 12, bold: bool = False, rtl: bool = False) -> float:
        """How tall that paragraph would be."""
        return self._lines(width, words, size, bold, rtl) * size * POINT * LINE

    def square(self, x: float, y: float, side: float, address: str) -> None:
        """A QR code, drawn as squares: sharp at any size."""
        rows = [bytes(row) for row in square(address, "m").matrix]
        step = side / len(rows)
        self._pdf.set_fill_color(*INK)
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                if dark:
                    self._pdf.rect(x + across * step, y + down * step, step, step, style="F")

    def box(self, x: float, y: float, width: float, height: float, colour: Colour = SOFT) -> None:
        """A thin frame."""
        self._pdf.set_draw_color(*colour)
        self._pdf.set_line_width(0.3)
        self._pdf.rect(x, y, width, height)

    def frame(self, margin: float, colour: Colour = ACCENT) -> None:
        """A line around the page."""
        self._pdf.set_draw_color(*colour)
        self._pdf.set_line_width(0.8)
        self._pdf.rect(margin, margin, self.width - 2 * margin, self.height - 2 * margin)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: Colour = SOFT) -> None:
        """A thin line."""
        self._pdf.set_draw_color(*colour)
        self._pdf.set_line_width(0.3)
        self._pdf.line(x, y, to_x, to_y)

    def content(self) -> bytes:
        """The file."""
        out = BytesIO()
        self._pdf.output(out)
        return out.getvalue()
