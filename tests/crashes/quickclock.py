"""A clock that runs faster than the machine's and jumps; the test and the bot's process share it through a file."""

import asyncio
import mmap
import struct
import time
from datetime import UTC, datetime
from pathlib import Path

RATE = 2.0  # seconds of ours in one of the wall's
NAP = 0.02  # seconds of the wall's: how soon a sleeper notices a jump
SHAPE = struct.Struct("dd")  # when it started (epoch seconds of the machine), how far it has jumped
FIRST = datetime(2026, 10, 5, 10, 0, tzinfo=UTC).timestamp()  # what it shows then: far from the morning's digest


class QuickClock:
    """services.clock.Clock, RATE times as fast as the machine's."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(SHAPE.pack(time.time(), 0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), SHAPE.size)

    def now(self) -> datetime:
        """The present moment of every process that shares the file."""
        return datetime.fromtimestamp(self._seconds(), UTC)

    async def sleep(self, seconds: float) -> None:
        """Sleep on this clock; a jump wakes those whose time has come."""
        due = self._seconds() + seconds
        await asyncio.sleep(0)
        while (left := due - self._seconds()) > 0:  # noqa: ASYNC110 - an event does not reach another process
            await asyncio.sleep(min(left / RATE, NAP))

    def jump(self, seconds: float) -> None:
        """Everybody's clock goes forward."""
        start, jumped = SHAPE.unpack(self._shared)
        self._shared[:] = SHAPE.pack(start, jumped + seconds)

    def _seconds(self) -> float:
        start, jumped = SHAPE.unpack(self._shared)
        return float(FIRST + (time.time() - start) * RATE + jumped)
