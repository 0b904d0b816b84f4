"""A picture drawn as SVG, mirrored for languages that run right to left, and made into PNG without a browser.

    canvas = Canvas(width=1080, rtl=True)
    canvas.text(64, 100, "بماذا نبدأ؟", size=40, bold=True)       # x counts from where reading begins
    svg = canvas.svg(height=900)
    (png,) = await to_png(svg)

Letters are shaped and ordered by resvg with the font that lies beside this file (fonts/LICENSE), on any machine alike.
"""

import base64
import html
import json
import re
import sys
import unicodedata
from asyncio import create_subprocess_exec, timeout
from asyncio.subprocess import PIPE
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from locales.isolates import LRI, PDI, has_arabic

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parent / "fonts"
FAMILY = "IBM Plex Sans Arabic"
FACES = {False: FONTS / "IBMPlexSansArabic-Regular.ttf", True: FONTS / "IBMPlexSansArabic-Bold.ttf"}
STACK = f"'{FAMILY}', 'Noto Sans Arabic', 'Geeza Pro', 'Noto Sans', 'Segoe UI', sans-serif"
RLI = "\u2067"
PATIENCE = 30.0  # seconds
MEASURED_AT = 100  # pixels: lengths grow with the size
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # those that keep words together stay
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0f\u200d\u20e3]")
_OUR_FONT_HAS = re.compile(r"[\u0000-\u024f\u0300-\u036f\u0600-\u06ff\u0750-\u077f\u2000-\u206f\u20ac\u2190-\u22ff\s]*")

Anchor = Literal["start", "middle", "end"]


class Canvas:
    """What was drawn so far. All x count from the side where reading begins."""

    def __init__(self, width: int, rtl: bool) -> None:
        self.width, self._rtl = width, rtl
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> None:
        """A rectangle, perhaps with round corners."""
        left = self.width - x - width if self._rtl else x
        self._parts.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius}" fill="{fill}"/>'
        )

    def polygon(self, x: float, y: float, size: float, points: str, fill: str) -> None:
        """A shape in a square; `points` are percents of its side: `50,0 100,100 0,100`."""
        left = self.width - x - size if self._rtl else x
        at = [tuple(map(float, point.split(","))) for point in points.split()]
        placed = " ".join(f"{left + size * across / 100:.1f},{y + size * down / 100:.1f}" for across, down in at)
        self._parts.append(f'<polygon points="{placed}" fill="{fill}"/>')

    def raw(self, x: float, y: float, size: float, inner: str, box: int) -> None:
        """Our own SVG of a square box, scaled into a square of this size."""
        left = self.width - x - size if self._rtl else x
        self._parts.append(f'<g transform="translate({left:.1f} {y:.1f}) scale({size / box:.4f})">{inner}</g>')

    def text(self, x: float, y: float, words: str, size: float, fill: str, bold: bool = False,
             anchor: Anchor = "start") -> None:  # fmt: skip
        """One line, whose baseline is at y; the direction of its words follows from their letters."""
        at = self.width - x if self._rtl else x
        side = {"start": "end", "end": "start"}.get(anchor, anchor) if self._rtl else anchor
        mark = RLI if has_arabic(words) else LRI
        weight = ' font-weight="700"' if bold else ""
        told = html.escape(f"{mark}{words}{PDI}", quote=False)
        place = f'x="{at:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{side}"'
        self._parts.append(f'<text {place} fill="{fill}"{weight}>{told}</text>')

    def svg(self, height: float) -> str:
        """The picture."""
        box = f'width="{self.width}" height="{height:.0f}" viewBox="0 0 {self.width} {height:.0f}"'
        inner = "\n".join(self._parts)
        return f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="{STACK}">\n{inner}\n</svg>\n'


async def to_png(*svgs: str) -> list[bytes]:
    """The pictures as PNG. Scripts that our font does not have are looked for among the machine's fonts."""
    command = (sys.executable, "-I", str(Path(__file__).with_name("raster.py")), FAMILY, *map(str, FACES.values()))
    wanted = json.dumps([[svg, not _OUR_FONT_HAS.fullmatch(_words(svg))] for svg in svgs])
    process = await create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    try:
        async with timeout(PATIENCE):
            told, _ = await process.communicate(wanted.encode())
    except BaseException:
        process.kill()
        raise
    if process.returncode:
        raise OSError(f"the pictures could not be made: code {process.returncode}")
    return [base64.b64decode(one) for one in json.loads(told)]


def _words(svg: str) -> str:
    return html.unescape("".join(re.findall(r">([^<]*)</text>", svg)))


def drawable(words: str) -> str:
    """The words on one line, without emoji and marks of direction: no font of ours has them."""
    kept = [
        " " if unicodedata.category(one) in ("So", "Sk", "Cs", "Co", "Cn") else one for one in _MARKS.sub("", words)
    ]
    return _SPACES.sub(" ", "".join(kept)).strip(" ")


def wrapped(words: str, size: float, width: float, bold: bool = False) -> list[str]:
    """The words in lines of at most this width; a word that is wider is broken."""
    lines = [""]
    for word in _pieces(drawable(words), size, width, bold):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and length(longer, size, bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _pieces(words: str, size: float, width: float, bold: bool) -> Iterator[str]:
    for word in words.split(" "):
        rest = word
        while length(rest, size, bold) > width:
            fits = next(end for end in range(len(rest), 0, -1) if end == 1 or length(rest[:end], size, bold) <= width)
            yield rest[:fits]
            rest = rest[fits:]
        yield rest


def length(words: str, size: float, bold: bool = False) -> float:
    """How wide a line is at most: letters stand apart here, joined ones are narrower."""
    return _face(bold).getlength(words) * size / MEASURED_AT


@cache
def _face(bold: bool) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415 - 5 MB, which only whoever draws needs

    return ImageFont.truetype(FACES[bold], MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)
