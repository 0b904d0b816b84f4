"""How the running parts fare: what /healthz shows."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Part:
    within: float
    seen: float
    trouble: str | None = None


class Health:
    """Each part says that it is well at least every `within` seconds, or what its trouble is."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._parts: dict[str, _Part] = {}

    def expect(self, name: str, within: float) -> None:
        """From now on `name` has to be heard of every `within` seconds."""
        self._parts[name] = _Part(within, self._now())

    def dismiss(self, name: str) -> None:
        """`name` has stopped on purpose."""
        self._parts.pop(name, None)

    def green(self, name: str) -> None:
        """`name` is well."""
        if part := self._parts.get(name):
            part.seen, part.trouble = self._now(), None

    def red(self, name: str, trouble: str) -> None:
        """`name` is in trouble until it is green again."""
        if part := self._parts.get(name):
            part.trouble = trouble

    def report(self) -> dict[str, str]:
        """Every part: `ok`, or its trouble in a few words."""
        return {name: self._state(part) for name, part in self._parts.items()}

    @property
    def ok(self) -> bool:
        """Whether every part is well."""
        return all(state == "ok" for state in self.report().values())

    def _state(self, part: _Part) -> str:
        silent = self._now() - part.seen
        if part.trouble:
            return part.trouble
        return "ok" if silent <= part.within else f"not heard of for {silent:.0f} s"
