"""HTML to text and entities as Telegram does it, offsets in UTF-16 units, with Telegram's words for mistakes."""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.checks import units
from sandbox.errors import bad

Entity = dict[str, Any]
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
SPECIAL = re.compile("[<&]")
ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)(\s*=\s*)?("[^"]*"|'[^']*'|[a-zA-Z0-9.\-]+)?""")


def cannot_parse(words: str) -> Exception:
    """The refusal of a text whose entities are wrong."""
    return bad(f"can't parse entities: {words}")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    pieces: int


@dataclass
class _Reader:
    """One pass over an HTML text; `at` counts characters, messages count bytes."""

    html: str
    at: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def bytes_before(self, at: int) -> int:
        return len(self.html[:at].encode(errors="surrogatepass"))

    def add(self, piece: str) -> None:
        self.text.append(piece)
        self.length += units(piece)

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.html):
            if self.html[self.at] == "<":
                self._tag()
            elif found := REFERENCE.match(self.html, self.at):
                self.add(_character(found))
                self.at = found.end()
            else:
                special = SPECIAL.search(self.html, self.at + 1)
                until = special.start() if special else len(self.html)
                self.add(self.html[self.at : until])
                self.at = until
        if self.stack:
            raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return "".join(self.text), self.entities

    def _tag(self) -> None:
        if self.html.startswith("</", self.at):
            self._end()
        else:
            self._start()

    def _start(self) -> None:
        begin = self.at
        found = re.compile(r"<([^\s>/]*)").match(self.html, begin)
        tag = found.group(1).lower() if found else ""
        place = self.bytes_before(begin)
        if begin + 1 + len(tag) >= len(self.html):
            raise cannot_parse(f"Unclosed start tag at byte offset {place}")
        if tag not in TAGS:
            raise cannot_parse(f'Unsupported start tag "{tag}" at byte offset {place}')
        self.at = begin + 1 + len(tag)
        attributes = self._attributes(tag, place)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {place}')
        self.stack.append(_Open(tag, attributes, self.length, len(self.text)))

    def _attributes(self, tag: str, place: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            rest = re.compile(r"[\s/]*(>)?").match(self.html, self.at)
            self.at = rest.end() if rest else self.at
            if rest and rest.group(1):
                return found
            part = ATTRIBUTE.match(self.html, self.at)
            if self.at >= len(self.html):
                raise cannot_parse(f"Unclosed start tag at byte offset {place}")
            if not part:
                raise cannot_parse(f'Empty attribute name in the tag "{tag}" at byte offset {place}')
            if part.group(2) and part.group(3) is None:
                raise cannot_parse(f"Unclosed start tag at byte offset {place}")
            found[part.group(1).lower()] = unescape((part.group(3) or "").strip("\"'"))
            self.at = part.end()

    def _end(self) -> None:
        begin, place = self.at, self.bytes_before(self.at)
        close = self.html.find(">", begin)
        if not self.stack:
            raise cannot_parse(f"Unexpected end tag at byte offset {place}")
        if close < 0:
            raise cannot_parse(f"Unclosed end tag at byte offset {place}")
        name, opened = self.html[begin + 2 : close].strip().lower(), self.stack.pop()
        if name not in ("", opened.tag):
            raise cannot_parse(
                f'Unmatched end tag at byte offset {place}, expected "</{opened.tag}>", found "</{name}>"'
            )
        self.at = close + 1
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        if length:
            self.entities.append(_entity(opened, length, "".join(self.text[opened.pieces :])))


def _entity(opened: _Open, length: int, inside: str) -> Entity:
    kind = TAGS[opened.tag]
    entity: Entity = {"type": kind, "offset": opened.offset, "length": length}
    attributes = opened.attributes
    if kind == "text_link":
        return _link(entity, attributes.get("href", inside))
    if kind == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    if kind == "custom_emoji":
        entity["custom_emoji_id"] = attributes.get("emoji-id", "")
    if kind == "code" and attributes.get("class", "").startswith("language-"):
        entity["language"] = attributes["class"].removeprefix("language-")
    return entity


def _link(entity: Entity, url: str) -> Entity:
    if user := re.fullmatch(r"tg://user\?id=(\d+)", url):
        return entity | {"type": "text_mention", "user": {"id": int(user.group(1))}}
    return entity | {"url": url}


def _character(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else found.group(0)


def unescape(text: str) -> str:
    """The four named references that Telegram knows, and numeric ones."""
    return REFERENCE.sub(_character, text)


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """Text and entities of Telegram's HTML; mistakes raise 400 with Telegram's words."""
    return _Reader(html).read()
