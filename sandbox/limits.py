"""Telegram's speed limits: per chat, per group and for bulk over all chats; refusals carry retry_after."""

import math
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from sandbox.errors import too_many

PATIENCE = {10: 30.0, 40: 120.0}


@dataclass
class Window:
    """At most `most` calls in any `seconds`; whoever goes on during a refusal waits longer."""

    most: int
    seconds: float
    taken: deque[float] = field(default_factory=deque)
    until: float = 0.0
    pushes: int = 0

    def wait(self, now: float) -> float:
        """Seconds until the next call is allowed, 0 when it is allowed now."""
        if now < self.until:
            self.pushes += 1
            self.until = max(self.until, now + PATIENCE.get(self.pushes, 0.0))
            return self.until - now
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) < self.most:
            self.pushes = 0
            return 0.0
        self.until = self.taken[-self.most] + self.seconds
        return self.until - now


class Limits:
    """The limits in force; every figure may be changed, `on = False` switches all off."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._windows: dict[Hashable, Window] = {}
        self.on = True
        self.chat = (10, 10.0)
        self.group = (20, 60.0)
        self.bulk = (30, 1.0)

    def take(self, chat_id: int, *, group: bool, reply: bool, calls: int = 1) -> None:
        """Count a call to a chat or raise 429. Answers to someone who just wrote (`reply`) are not bulk."""
        if not self.on:
            return
        keys: list[tuple[Hashable, tuple[int, float]]] = [(chat_id, self.group if group else self.chat)]
        if not reply:
            keys.append(("bulk", self.bulk))
        windows = [self._window(key, figure) for key, figure in keys]
        wait = max(window.wait(self._now()) for window in windows)
        if wait > 0:
            raise too_many(max(1, math.ceil(wait)))
        for window in windows:
            window.taken.extend([self._now()] * calls)

    def _window(self, key: Hashable, figure: tuple[int, float]) -> Window:
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = Window(*figure)
        window.most, window.seconds = figure
        return window
