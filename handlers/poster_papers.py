"""A poster on paper: A4 with the square to scan and three languages, as PDF (shaped Arabic) and as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

from locales.isolates import bare
from locales.marks import N_
from locales.texts import Catalogues, Texts
from services import places, squares
from services.lab import Lab
from services.posters import Hung

FONTS = Path(__file__).parent / "fonts"
FAMILY = "IBM Plex Sans Arabic"
WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 16.0  # mm
SQUARE = 104.0  # mm
ORDER = ("ar", "ary", "fr")
INK, BRAND, SOFT = "#16231f", "#0b6357", "#4d5b55"
TITLE = N_("A problem here? Tell it, we answer you.")
HOW = N_("Scan with your phone, then write, speak or send a photo on Telegram.")
NOT_URGENT = N_("In danger? Call {number} at once: this is not an emergency service.")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a poster: `size` in points, `top` of its box in mm."""

    words: str
    language: str
    top: float
    size: float
    bold: bool = False
    colour: str = INK


def lines(catalogues: Catalogues, lab: Lab, hung: Hung, link: str) -> list[Line]:
    """Everything that is written on it, from the top."""
    spoken = [catalogues[code] for code in ORDER if code in catalogues.languages]
    made = [Line(_plain(lab.name.pick(spoken[0].language)), spoken[0].language, 14, 20, True, BRAND)]
    for number, texts in enumerate(spoken):
        made.append(Line(_plain(texts.plain(TITLE)), texts.language, 28 + number * 15, 24, True))
    below = 28 + len(spoken) * 15 + SQUARE + 12
    for number, texts in enumerate(spoken):
        where = about(texts, lab, hung)
        made.append(Line(_plain(texts.plain(HOW)), texts.language, below + number * 19, 13.5))
        if where:
            made.append(Line(_plain(where), texts.language, below + 7 + number * 19, 12, True, BRAND))
    police = lab.emergency.police
    foot = [Line(_plain(link), "fr", 272, 11, False, SOFT)]
    said = {texts.plain(NOT_URGENT, number=police): texts.language for texts in (spoken[0], spoken[-1])}
    foot += [Line(_plain(one), code, 278 + 5 * n, 10, False, SOFT) for n, (one, code) in enumerate(said.items())]
    return [*made, *foot]


def about(texts: Texts, lab: Lab, hung: Hung) -> str:
    """Place, theme and partner, as far as they are known."""
    commune = places.by_code(lab, hung.commune)
    parts = [commune.names.pick(texts.language) if commune else ""]
    parts.append(lab.category(hung.category).words.pick(texts.language) if hung.category else "")
    return " · ".join(part for part in (*parts, hung.partner or "") if part)


def _plain(words: str) -> str:
    # On paper a line stands alone in its direction: marks would be drawn as boxes by some viewers.
    return bare(words)


def _square_top(made: Sequence[Line]) -> float:
    return 28 + 15 * sum(one.size == 24 for one in made) + 4


def pdf(made: Sequence[Line], link: str) -> bytes:
    """The poster as PDF, Arabic shaped, one page; lines that are too wide get smaller letters."""
    from fpdf import FPDF  # noqa: PLC0415 - it takes a third of a second, and most runs print no poster

    page = FPDF(format="A4")
    page.set_auto_page_break(False)
    page.add_page()
    for style, name in (("", "Regular"), ("B", "Bold")):
        page.add_font(FAMILY, style, FONTS / f"IBMPlexSansArabic-{name}.ttf")
    for one in made:
        rtl = one.language in ("ar", "ary")
        # No script is named: a partner's name may be in the other letters, and joins only in its own.
        page.set_text_shaping(use_shaping_engine=True, direction="rtl" if rtl else "ltr")
        page.set_text_color(*_rgb(one.colour))
        size = one.size
        page.set_font(FAMILY, "B" if one.bold else "", size)
        while page.get_string_width(one.words) > WIDTH - 2 * MARGIN and size > 7:
            size -= 0.5
            page.set_font(FAMILY, "B" if one.bold else "", size)
        page.set_xy(MARGIN, one.top)
        page.cell(WIDTH - 2 * MARGIN, one.size * 0.5, one.words, align="C")
    picture = BytesIO(squares.png(link, "q", scale=16, border=2))
    page.image(picture, x=(WIDTH - SQUARE) / 2, y=_square_top(made), w=SQUARE)
    return bytes(page.output())


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def svg(made: Sequence[Line], link: str) -> bytes:
    """The poster as SVG, to be changed in a drawing program: words stay words, in the viewer's fonts."""
    square = squares.square(link, "q")
    side = square.symbol_size(border=2)[0]
    drawn = square.svg_inline(border=2, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None)
    left, top = (WIDTH - SQUARE) / 2, _square_top(made)
    placed = drawn.replace("<svg", f'<svg x="{left}" y="{top}" width="{SQUARE}" height="{SQUARE}"', 1)
    if "viewBox" not in placed:
        placed = placed.replace("<svg", f'<svg viewBox="0 0 {side} {side}"', 1)
    words = "\n".join(_svg_line(one) for one in made)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'font-family="{FAMILY}, Noto Sans Arabic, sans-serif" text-anchor="middle">'
    )
    return f'{head}\n<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fff"/>\n{words}\n{placed}\n</svg>\n'.encode()


def _svg_line(one: Line) -> str:
    rtl = one.language in ("ar", "ary")
    size = one.size * 0.3528  # mm of a point
    room = (WIDTH - 2 * MARGIN) / max(1, len(one.words)) / 0.56  # letters are about 0.56 of their size wide
    fits = min(size, room)
    weight = ' font-weight="700"' if one.bold else ""
    way = ' direction="rtl"' if rtl else ""
    return (
        f'<text x="{WIDTH / 2:g}" y="{one.top + size:.1f}" font-size="{fits:.2f}" fill="{one.colour}"{weight}{way} '
        f'xml:lang="{"ar" if rtl else "fr"}">{escape(one.words)}</text>'
    )
