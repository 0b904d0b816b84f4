"""The faults that a person can switch on with one touch."""

from collections.abc import Callable
from typing import Any

from sandbox.faults import Fault, Faults

SLOW = 1.5
Maker = Callable[[Faults], Fault]
FAULTS: dict[str, tuple[str, Maker]] = {
    "down": ("Telegram is down (502)", lambda faults: faults.add("*", 502, times=None)),
    "cut": ("Connection cut before sending", lambda faults: faults.add("sendMessage", "drop", times=None)),
    "lost": (
        "Sent, but the answer is lost",
        lambda faults: faults.add("sendMessage", "drop", when="after", times=None),
    ),
    "failed": (
        "Sent, but the answer is 502",
        lambda faults: faults.add("sendMessage", 502, when="after", times=None),
    ),
    "flood": ("Too many requests (429, 3 s)", lambda faults: faults.add("sendMessage", 429, times=None, seconds=3)),
    "unauthorized": ("Polling refused (401)", lambda faults: faults.add("getUpdates", 401, times=None)),
    "unknown": ("Polling refused (404)", lambda faults: faults.add("getUpdates", 404, times=None)),
}
LATENCY = ("slow", "Slow network (1.5 s a call)")


class Switches:
    """Which of the faults are on."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._on: dict[str, Fault] = {}

    @property
    def state(self) -> list[dict[str, Any]]:
        """All switches: key, label, on."""
        labels = [LATENCY, *((key, label) for key, (label, _) in FAULTS.items())]
        return [{"key": key, "label": label, "on": self._is_on(key)} for key, label in labels]

    def flip(self, key: str, on: bool) -> None:
        """Switch one on or off; KeyError for a name that is none."""
        if key == LATENCY[0]:
            self._faults.latency = SLOW if on else 0.0
        elif on and not self._is_on(key):
            self._on[key] = FAULTS[key][1](self._faults)
        elif not on and self._is_on(key):
            self._faults.active.remove(self._on.pop(key))

    def _is_on(self, key: str) -> bool:
        if key == LATENCY[0]:
            return self._faults.latency > 0
        return self._on.get(key) in self._faults.active
