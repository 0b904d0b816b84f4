"""The time of day, handed in wherever it matters: the system's, a movable one (demo), a still one (tests)."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Protocol

SETTLING_ROUNDS = 20  # turns of the event loop that a woken sleeper gets before the still clock goes on


class Clock(Protocol):
    """What everybody asks: aware datetimes in UTC, and a sleep in seconds that follows the same time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return once `seconds` have passed on this clock (at once, after one turn of the loop, if not positive)."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Sleep for real."""
        await asyncio.sleep(max(0.0, seconds))


class MovableClock:
    """The machine's clock plus an offset that the demo moves; those asleep wake earlier when it moves forward."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The machine's time plus the offset, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def move(self, by: timedelta) -> None:
        """Move the clock (call it in the event loop's thread). Moved back, nobody sleeps longer than they asked."""
        self.offset += by
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Sleep until this clock has gone `seconds` further, by itself or by being moved."""
        due = self.now() + timedelta(seconds=max(0.0, seconds))
        await asyncio.sleep(0)
        while (left := (due - self.now()).total_seconds()) > 0:
            if left > seconds:
                due, left = self.now() + timedelta(seconds=seconds), seconds
            await self._moved_within(left)

    async def _moved_within(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._moved.wait(), seconds)
        except TimeoutError:
            return


class StillClock:
    """Time that stands still until a test moves it; sleepers run in the order in which they are due."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("StillClock needs an aware datetime, such as datetime(2026, 3, 5, 9, tzinfo=UTC)")
        self._now = start.astimezone(UTC)
        self._serial = count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """The moment at which time stands, aware, in UTC."""
        return self._now

    def sleep(self, seconds: float) -> Coroutine[Any, Any, None]:
        """Wait until `advance` has moved the clock by `seconds` since this call, whenever it is awaited."""
        if seconds <= 0:
            return asyncio.sleep(0)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), next(self._serial), woken))
        return _done(woken)

    async def advance(self, seconds: float) -> None:
        """Move forward; each sleeper due on the way wakes at its own moment and may fall asleep again in between."""
        target = self._now + timedelta(seconds=seconds)
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= target:
            self._now, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
                await self._settle()
        self._now = target
        await self._settle()

    async def _settle(self) -> None:
        """Let the tasks that can run do so (not those that wait for a thread or a socket)."""
        for _ in range(SETTLING_ROUNDS):
            await asyncio.sleep(0)


async def _done(woken: asyncio.Future[None]) -> None:
    await woken
