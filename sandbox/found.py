"""Entities that Telegram finds by itself in any text: commands, mentions, hashtags, links, addresses, numbers."""

import re

from sandbox.checks import units
from sandbox.entities import Entity

PATTERNS = {
    "url": re.compile(r"(?:https?://|(?<![\w@./])(?=[\w-]+\.(?:com|org|net|ma|fr|me|io|dev|info|gov)\b))[^\s<>\"]+"),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w"),
    "bot_command": re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?!\w)(?!/)"),
    "mention": re.compile(r"(?<![\w/@])@[A-Za-z]\w{2,31}\b"),
    "hashtag": re.compile(r"(?<![\w/&])#(?=\w*[^\W\d_])\w{1,256}"),
    "phone_number": re.compile(r"(?<![\w+])\+\d[\d ()-]{6,17}\d(?!\w)"),
}
CLOSED = ("code", "pre", "text_link", "text_mention")


def found_in(text: str, given: list[Entity]) -> list[Entity]:
    """`given` entities and those found in the text, by offset, longer ones first; code and links stay untouched."""
    taken = [(one["offset"], one["offset"] + one["length"]) for one in given if one["type"] in CLOSED]
    found: list[Entity] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text) if _possible(kind, text) else ():
            start = units(text[: match.start()])
            end = start + units(match.group(0).rstrip(".,!?;:"))
            if all(end <= low or start >= high for low, high in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return sorted([*given, *found], key=lambda one: (one["offset"], -one["length"]))


def _possible(kind: str, text: str) -> bool:
    """A quick look that spares most texts the search."""
    return {
        "url": "." in text,
        "email": "@" in text,
        "bot_command": "/" in text,
        "mention": "@" in text,
        "hashtag": "#" in text,
        "phone_number": "+" in text,
    }[kind]
