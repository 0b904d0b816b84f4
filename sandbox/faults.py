"""Faults that can be switched on: slow answers, refusals, 5xx and cut connections, before or after the effect."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.errors import ApiError, Dropped, too_many

WORDS = {
    401: "Unauthorized",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


@dataclass
class Fault:
    """One fault: `method` (or `*`), what (`latency`, `drop` or an HTTP status), when, how often (None: always)."""

    method: str
    what: int | str
    when: str
    times: int | None
    seconds: float


class Faults:
    """The faults in force, in the order in which they were added; the first that fits strikes."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._sleep = sleep
        self.active: list[Fault] = []
        self.latency = 0.0

    def add(
        self,
        method: str = "*",
        what: int | str = 502,
        *,
        when: str = "before",
        times: int | None = 1,
        seconds: float = 0.0,
    ) -> Fault:
        """Switch a fault on: `add("sendMessage", "drop", when="after")`, `add("*", 429, seconds=3)`.

        `download` is the method of fetching a file.
        """
        if when not in ("before", "after") or not (what in ("latency", "drop") or isinstance(what, int)):
            raise ValueError(f"no such fault: {what} {when}")
        fault = Fault(method, what, when, times, seconds)
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """Switch everything off."""
        self.active.clear()
        self.latency = 0.0

    async def strike(self, method: str, when: str) -> None:
        """Let the faults of this method and moment happen: sleeps, raises ApiError or Dropped."""
        if when == "before" and self.latency:
            await self._sleep(self.latency)
        for fault in [one for one in self.active if one.when == when and one.method in ("*", method)]:
            self._spend(fault)
            await self._happen(fault)

    def _spend(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.active.remove(fault)

    async def _happen(self, fault: Fault) -> None:
        if fault.what == "latency":
            return await self._sleep(fault.seconds)
        if fault.what == "drop":
            raise Dropped(after_effect=fault.when == "after")
        if fault.what == 429:
            raise too_many(max(1, round(fault.seconds)))
        raise ApiError(int(fault.what), WORDS.get(int(fault.what), "Internal Server Error"))
