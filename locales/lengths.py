"""Lengths as Telegram counts them (UTF-16 units), and cuts that break no visible character and no markup."""

import html
import re
import unicodedata
from collections.abc import Iterator

_ZWJ = "\u200d"
_ENTITY = re.compile(r"&#?\w+;", re.ASCII)
ELLIPSIS = "…"


def utf16_len(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, units: int) -> str:
    """Plain `text` in at most `units`, with an ellipsis where it was cut; a grapheme or an HTML entity stays whole."""
    if utf16_len(text) <= units:
        return text
    kept, room = "", units - utf16_len(ELLIPSIS)
    for piece in _pieces(text):
        if (room := room - utf16_len(piece)) < 0:
            break
        kept += piece
    return (kept + ELLIPSIS)[: max(units, 0)]


def cut_at_word(text: str, units: int) -> str:
    """The same, cut between two words where there are some."""
    kept = cut(text, units)
    if kept == text or text.startswith(kept[: -len(ELLIPSIS)] + " "):
        return kept
    head = kept.rpartition(" ")[0].rstrip(" ,;:،؛")
    return f"{head}{ELLIPSIS}" if head else kept


def visible_len(text: str) -> int:
    """The UTF-16 units that remain of HTML `text` once the markup is read."""
    return utf16_len(html.unescape(re.sub(r"<[^>]*>", "", text)))


def graphemes(text: str) -> Iterator[str]:
    """The visible characters of `text`: with their marks, joined emoji and flags in one piece."""
    cluster = ""
    for char in text:
        if cluster and not _joins(cluster, char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for token in _ENTITY.finditer(text):
        yield from graphemes(text[start : token.start()])
        yield token.group()
        start = token.end()
    yield from graphemes(text[start:])


def _joins(cluster: str, char: str) -> bool:
    if unicodedata.category(char) in ("Mn", "Me", "Mc") or char == _ZWJ or cluster.endswith(_ZWJ):
        return True
    if "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f":
        return True
    return _is_flag_half(char) and len(cluster) == 1 and _is_flag_half(cluster)


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
