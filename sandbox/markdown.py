"""Telegram's two Markdown dialects to text and entities; mistakes raise 400 with Telegram's words."""

import re
from dataclasses import dataclass, field

from sandbox.checks import units
from sandbox.entities import Entity, cannot_parse

RESERVED = "_*[]()~`>#+-=|{}.!"
MARKS = {
    "```": "pre",
    "__": "underline",
    "||": "spoiler",
    "*": "bold",
    "_": "italic",
    "~": "strikethrough",
    "`": "code",
}
OLD_MARKS = {"```": "pre", "*": "bold", "_": "italic", "`": "code"}
NAMES = {
    "pre": "Pre",
    "underline": "Underline",
    "spoiler": "Spoiler",
    "bold": "Bold",
    "italic": "Italic",
    "strikethrough": "Strikethrough",
    "code": "Code",
}
LINK = re.compile(r"\]\(((?:\\.|[^\\)])+)\)", re.DOTALL)


@dataclass
class _Reader:
    source: str
    marks: dict[str, str]
    strict: bool
    at: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[tuple[str, int, int]] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.text.append(piece)
        self.length += units(piece)
        self.at += len(piece)

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if not (self._escaped() or self._mark() or self._bracket()):
                self._plain()
        if self.stack:
            kind, _, begin = self.stack[-1]
            raise cannot_parse(f"Can't find end of {NAMES.get(kind, 'TextUrl')} entity at byte offset {begin}")
        return "".join(self.text), self.entities

    def _escaped(self) -> bool:
        following = self.source[self.at + 1 : self.at + 2]
        if (
            self.source[self.at] != "\\"
            or not following
            or following not in (RESERVED + "\\" if self.strict else "_*`[")
        ):
            return False
        self.at += 1
        self.add(following)
        return True

    def _mark(self) -> bool:
        inside = self.stack[-1][0] if self.stack else ""
        for mark, kind in self.marks.items():
            if self.source.startswith(mark, self.at) and (inside not in ("code", "pre") or kind == inside):
                self._toggle(mark, kind, inside)
                return True
        return inside in ("code", "pre") and self._verbatim()

    def _verbatim(self) -> bool:
        self.add(self.source[self.at])
        return True

    def _toggle(self, mark: str, kind: str, inside: str) -> None:
        if kind == inside:
            _, offset, _ = self.stack.pop()
            self._entity({"type": kind, "offset": offset, "length": self.length - offset})
        else:
            self.stack.append((kind, self.length, self._bytes()))
        self.at += len(mark)

    def _bracket(self) -> bool:
        if self.source[self.at] == "[":
            self.stack.append(("text_link", self.length, self._bytes()))
            self.at += 1
            return True
        if self.source[self.at] != "]" or not self.stack or self.stack[-1][0] != "text_link":
            return False
        _, offset, _ = self.stack.pop()
        target = LINK.match(self.source, self.at)
        self.at = target.end() if target else self.at + 1
        if target:
            self._entity(
                {"type": "text_link", "offset": offset, "length": self.length - offset, "url": target.group(1)}
            )
        return True

    def _entity(self, entity: Entity) -> None:
        if entity["length"]:
            self.entities.append(entity)

    def _plain(self) -> None:
        char = self.source[self.at]
        if self.strict and char in RESERVED:
            raise cannot_parse(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        self.add(char)

    def _bytes(self) -> int:
        return len(self.source[: self.at].encode(errors="surrogatepass"))


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of MarkdownV2 (block quotes are read as plain text)."""
    return _Reader(source, MARKS, strict=True).read()


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of the legacy Markdown."""
    return _Reader(source, OLD_MARKS, strict=False).read()
