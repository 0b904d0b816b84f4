"""The ledger: every call and every update, filterable, with bounded memory."""

from collections import deque
from dataclasses import dataclass
from typing import Any

from sandbox.checks import Upload

KEPT = 5_000


@dataclass(frozen=True)
class Entry:
    """One line: a `call` of the bot, an `update` for it, or a `delivery` to its webhook; `at` in epoch seconds."""

    number: int
    at: float
    kind: str
    method: str
    chat: int | str | None
    status: int
    request: Any
    answer: Any

    def holds(self, text: str) -> bool:
        """Is the text anywhere in it (letter case does not matter)?"""
        return text.casefold() in f"{self.method} {self.request} {self.answer}".casefold()


class Ledger:
    """What went over the line, the newest `kept` entries."""

    def __init__(self, kept: int = KEPT) -> None:
        self._entries: deque[Entry] = deque(maxlen=kept)
        self._count = 0

    def add(
        self, at: float, kind: str, method: str, *, chat: int | str | None, status: int, request: Any, answer: Any
    ) -> Entry:
        """Write one line; uploads are shown by name and size only."""
        self._count += 1
        entry = Entry(self._count, at, kind, method, chat, status, _shown(request), answer)
        self._entries.append(entry)
        return entry

    def entries(
        self,
        *,
        kind: str | None = None,
        method: str | None = None,
        chat: int | str | None = None,
        text: str | None = None,
        after: int = 0,
    ) -> list[Entry]:
        """Entries in order that fit all given filters; `after` is the number of the last entry seen."""
        return [
            entry
            for entry in self._entries
            if entry.number > after
            and kind in (None, entry.kind)
            and method in (None, entry.method)
            and chat in (None, entry.chat)
            and (text is None or entry.holds(text))
        ]

    def clear(self) -> None:
        """Forget everything written so far; numbers go on."""
        self._entries.clear()


def _shown(value: Any) -> Any:
    if isinstance(value, Upload):
        return f"<{value.filename}, {len(value.content)} bytes>"
    if isinstance(value, dict):
        return {name: _shown(inner) for name, inner in value.items()}
    return value
