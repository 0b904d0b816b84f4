"""Right-to-left care: values in isolates, lines that begin the right way (Unicode UAX #9)."""

import datetime as dt
import re
import unicodedata

LRI, FSI, PDI, RLM = "\u2066", "\u2068", "\u2069", "\u200f"
JOINER = "\u2060"  # invisible, and no line breaks beside it
_ISOLATES = "\u2066\u2067\u2068"
_MARKUP = re.compile(r"<[^>]*>|&#?\w+;")
_ARABIC = ("R", "AL")


class Ltr(str):
    """A token that reads left to right in any language: a phone, a time, a range, a reference, a URL."""

    __slots__ = ()


def ltr(value: object) -> Ltr:
    """`value` as a left-to-right token."""
    return Ltr(value)


def unbroken(value: str) -> Ltr:
    """`value` as a left-to-right token that a narrow screen does not break at its hyphens."""
    return Ltr(value.replace("-", f"{JOINER}-{JOINER}"))


def time_range(first: dt.time | dt.datetime, last: dt.time | dt.datetime) -> Ltr:
    """`14:30 – 17:00` on one line: a dash lets a line break beside it, also beside a no-break space."""
    return Ltr(f"{first:%H:%M}\u00a0{JOINER}–{JOINER}\u00a0{last:%H:%M}")


def people(value: object) -> str:
    """`value` as people's own words, whose first letter decides the direction: what any plain str is anyway."""
    return str(value)


def isolated(text: str, rtl: bool, mark: str = FSI) -> str:
    """`text` kept apart from the sentence around it, line by line (an isolate ends with its paragraph)."""
    if not (rtl or (mark == FSI and has_arabic(text))):
        return text
    return "\n".join(f"{mark}{line}{PDI}" if line.strip() else line for line in text.split("\n"))


def bare(text: str) -> str:
    """`text` without our marks of direction, for other programs: some show them as boxes."""
    return text.translate(dict.fromkeys(map(ord, f"{LRI}\u2067{FSI}{PDI}{RLM}\u200e")))


def has_arabic(text: str) -> bool:
    """True when a letter of `text` is written from right to left."""
    return any(unicodedata.bidirectional(char) in _ARABIC for char in text)


def led(text: str) -> str:
    """`text` (HTML or plain) in which each line is laid out from right to left, if it has a direction at all."""
    return "\n".join(RLM + line if _strays(line) else line for line in text.split("\n"))


def beside(sign: str, words: str) -> str:
    """A sign, then words, on a button: it stands where one begins to read them."""
    return f"{RLM if _first_strong(words) in _ARABIC else ''}{sign} {words}"


def _strays(line: str) -> bool:
    """Telegram takes a paragraph's direction from its first strong character outside isolates."""
    first = _first_strong(_MARKUP.sub("", line))
    return first == "L" or (not first and PDI in line)


def _first_strong(line: str) -> str:
    """The direction of the first strong character outside isolates; empty if there is none."""
    depth = 0
    for char in line:
        kind = unicodedata.bidirectional(char)
        if depth == 0 and kind in ("L", *_ARABIC):
            return kind
        depth += (char in _ISOLATES) - (char == PDI)
    return ""
