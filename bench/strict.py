"""A Telegram that minds its limits: `python -m bench.strict LATENCY`. It refuses (429) what comes too fast.

Sends to whom nobody expects an answer from are counted, the first time and again, and by the second; people may write
meanwhile, as in bench/fake.py.
"""

import asyncio
import sys
import time
from collections import Counter, deque
from typing import Any

from bench.fake import Orders, Refused, Telegram, serve, signal
from bot.assembly import loop_factory

SENDS = ("sendMessage", "sendPhoto")
SECOND = 1.0


class Strict(Telegram):
    """Counts what goes to many; `limit` a second at most, and every `faulty`-th is refused for `wait` seconds."""

    def __init__(self, latency: float) -> None:
        super().__init__(latency)
        self.limit = self.faulty = self.wait = 0
        self.got: Counter[int] = Counter()
        self.times: list[float] = []
        self.first: dict[int, float] = {}
        self.refused = self.injected = self.asked = 0
        self.in_flight = self.most_in_flight = 0
        self._last_second: deque[float] = deque()

    async def call(self, method: str, given: dict[str, Any]) -> Any:
        """As ever, but for sends."""
        if method not in SENDS or int(given["chat_id"]) in self.came:
            return await super().call(method, given)
        self.asked += 1
        now = time.perf_counter()
        self._mind(now)
        self.got[int(given["chat_id"])] += 1
        self.first.setdefault(int(given["chat_id"]), now)
        self.times.append(now)
        self.progress.set()
        return self.message(int(given["chat_id"]), given.get("text", ""))

    def _mind(self, now: float) -> None:
        if self.faulty and self.asked % self.faulty == 0:
            self.injected += 1
            raise Refused(self.wait)
        while self._last_second and self._last_second[0] <= now - SECOND:
            self._last_second.popleft()
        if self.limit and len(self._last_second) >= self.limit:
            self.refused += 1
            raise Refused(1)
        self._last_second.append(now)


class Watching(Orders):
    """More orders."""

    def __init__(self, telegram: Strict) -> None:
        super().__init__(telegram)
        self._strict = telegram

    async def minds(self, limit: int, faulty: int = 0, wait: int = 1) -> dict[str, Any]:
        """So many a second at most from now on; every so-manieth is refused."""
        self._strict.limit, self._strict.faulty, self._strict.wait = limit, faulty, wait
        return {}

    async def moments(self) -> dict[str, Any]:
        """When each chat got something first (on the clock of time.perf_counter), and who got something again."""
        got = self._strict.got
        return {
            "chats": list(self._strict.first),
            "times": list(self._strict.first.values()),
            "twice": [chat for chat, count in got.items() if count > 1],
            "thrice": [chat for chat, count in got.items() if count > 2],
        }

    async def received(self, count: int, limit: float) -> dict[str, Any]:
        """Wait until so many people got something, at most so many seconds; what came in all."""
        strict, ends = self._strict, time.perf_counter() + limit
        while len(strict.got) < count and (left := ends - time.perf_counter()) > 0:
            await signal(strict.progress, left)
        times = strict.times
        return {
            "people": len(strict.got),
            "twice": sum(count > 1 for count in strict.got.values()),
            "refused": strict.refused,
            "injected": strict.injected,
            "seconds": times[-1] - times[0] if times else 0.0,
            "first": times[0] if times else 0.0,
            "most_in_a_second": most_in_a_second(times),
            "slowest_second": held(times),
        }


def most_in_a_second(times: list[float]) -> int:
    """The most that any second, wherever it begins, has seen."""
    begin = most = 0
    for end, at in enumerate(times):
        while times[begin] <= at - SECOND:
            begin += 1
        most = max(most, end - begin + 1)
    return most


def held(times: list[float]) -> int:
    """The fewest that any of the whole seconds between the first and the last saw, without the first and the last."""
    if len(times) < 2 or times[-1] - times[0] < 3 * SECOND:
        return 0
    seconds = Counter(int(at - times[0]) for at in times)
    return min(seconds[second] for second in range(1, int(times[-1] - times[0])))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(serve(Strict(float(sys.argv[1])), Watching))
