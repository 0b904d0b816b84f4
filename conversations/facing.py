"""Papers in two languages on facing halves: French on the left, Arabic on the right, paragraph beside paragraph.

both = Facing("Convention", catalogues, made)
both.say(lambda texts: texts.plain("Between"), size=14, bold=True)     # each in its language, on one line
content = both.content()
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from conversations.papers import INK, SOFT, Colour, Paper, undrawable
from locales.formats import Safe
from locales.texts import Catalogues, Texts

EDGE, GUTTER, FOOT, ROOM = 16.0, 12.0, 16.0, 22.0  # millimetres; ROOM: to sign

Say = Callable[[Texts], str | Safe]


class Facing:
    """Wide pages with two columns."""

    def __init__(self, title: str, catalogues: Catalogues, made: datetime) -> None:
        self._paper, self._y, self._pages = Paper(title, made, wide=True), EDGE, 1
        self._width = (self._paper.width - 2 * EDGE - GUTTER) / 2
        self._sides = ((catalogues["fr"], EDGE), (catalogues["ar"], EDGE + self._width + GUTTER))
        self._furnish()

    def say(self, say: Say, size: float = 10.5, bold: bool = False, colour: Colour = INK, gap: float = 1.5) -> None:
        """A paragraph in both languages, `gap` millimetres below the one before; both on the same page."""
        self._put([[_Line(plain(say(texts)), texts.rtl)] for texts, _ in self._sides], size, bold, colour, gap)

    def field(self, msgid: str, say: Say, key: str = "text") -> None:
        """`Label: {key}`: what people wrote in the other script, with numbers in it, stands on a line of its own."""
        found = []
        for texts, _ in self._sides:
            said = plain(say(texts))
            whole = texts.plain(msgid, **{key: said})
            label = _Line(texts.plain(msgid, **{key: ""}).strip(), texts.rtl)
            apart = _rtl(said, texts.rtl) != texts.rtl and any(one.isdecimal() for one in said)
            found.append([label, _Line(said, not texts.rtl)] if apart else [_Line(drawable(whole), texts.rtl)])
        self._put(found)

    def own(self, words: str, size: float = 10.5, bold: bool = False) -> None:
        """What somebody wrote, in both columns, in the direction of its own script."""
        self._put([[_Line(drawable(words), _rtl(words, texts.rtl))] for texts, _ in self._sides], size, bold)

    def _put(self, columns: Sequence[Sequence["_Line"]], size: float = 10.5, bold: bool = False, colour: Colour = INK,
             gap: float = 1.5) -> None:  # fmt: skip
        tall = [
            sum(self._paper.tall(self._width, one.words, size, bold, one.rtl) for one in lines) for lines in columns
        ]
        self.keep(gap + max(tall))
        ends, top = [], self._y + gap
        for (texts, x), lines in zip(self._sides, columns, strict=True):
            y = top
            for one in lines:
                y = self._paper.text(x, y, self._width, one.words, size, bold, one.rtl,
                                     align="right" if texts.rtl else "left", colour=colour)  # fmt: skip
            ends.append(y)
        self._y = max(ends)

    def keep(self, tall: float) -> None:
        """A new page, unless there is so much room on this one."""
        if self._y + tall > self._paper.height - FOOT:
            self._paper.page()
            self._pages, self._y = self._pages + 1, EDGE
            self._furnish()

    def boxes(self, msgid: str, left: Say, right: Say) -> None:
        """In each language two frames side by side: whose it is, in the direction of its script, and room to sign."""
        wide = (self._width - 4) / 2
        said = [
            (texts, x, [signed(plain(say(texts)), texts, msgid) for say in (left, right)]) for texts, x in self._sides
        ]
        tall = ROOM + max(
            sum(self._paper.tall(wide - 4, one.words, 8.5, False, one.rtl) for one in lines)
            for _, _, both in said
            for lines in both
        )
        self.keep(tall + 6)
        top = self._y + 4
        for texts, x, both in said:
            for at, lines in zip((x + wide + 4, x) if texts.rtl else (x, x + wide + 4), both, strict=True):
                self._paper.box(at, top, wide, tall)
                y = top + 1
                for one in lines:
                    y = self._paper.text(at + 2, y, wide - 4, one.words, 8.5, rtl=one.rtl,
                                         align="right" if texts.rtl else "left", colour=SOFT)  # fmt: skip
        self._y = top + tall

    def content(self) -> bytes:
        """The file."""
        return self._paper.content()

    def _furnish(self) -> None:
        middle, foot = self._paper.width / 2, self._paper.height - 10
        self._paper.line(middle, EDGE, middle, self._paper.height - FOOT)
        self._paper.text(EDGE, foot, self._paper.width - 2 * EDGE, str(self._pages), 8, align="middle", colour=SOFT)


@dataclass(frozen=True, slots=True)
class _Line:
    """Words and their direction."""

    words: str
    rtl: bool


def signed(name: str, texts: Texts, msgid: str) -> "tuple[_Line, _Line]":
    """The lines above a signature: whose it is, in the direction of its script, and what is to be written there."""
    arabic = any(unicodedata.bidirectional(one) in ("R", "AL") for one in name)
    return _Line(name, arabic), _Line(texts.plain(msgid), texts.rtl)


def plain(said: str | Safe) -> str:
    """HTML as the words it shows, as far as our papers can draw them; plain words as they are."""
    return drawable(unescape(str(said)) if isinstance(said, Safe) else said)


def drawable(words: str) -> str:
    """Without the letters that our papers cannot draw, such as emoji."""
    words = words.replace("\u202f", "\u00a0")  # the narrow space in 3 750 has no letter in our font
    missing = undrawable(words)
    return " ".join("".join(one for one in words if one not in missing).split()) if missing else words


def _rtl(words: str, otherwise: bool) -> bool:
    """The direction of the first letter that has one."""
    kinds = (unicodedata.bidirectional(one) for one in words)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), otherwise)
