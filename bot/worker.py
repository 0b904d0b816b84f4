"""A background loop: does what is due, sleeps until the next due time or until it is woken, and never just ends."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

from bot.health import Health
from services.clock import Clock
from storage.database import AWAY

log = logging.getLogger(__name__)

SWEEP_SECONDS = 30.0
SILENCE_SECONDS = 90.0  # over its sweep, before /healthz turns red
LONGEST_BACK_OFF = 30.0
LINGER = 0.02  # seconds: many wakes in a row become one look


class Worker:
    """Calls `work()` again and again; it returns the seconds until something is due (None: nothing is).

    An exception is logged, shown in /healthz and followed by a growing pause; `sweep` is the longest sleep, `first`
    how many seconds after its start it looks for the first time.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[float | None]], clock: Clock, health: Health,
                 sweep: float = SWEEP_SECONDS, first: float = 0.0) -> None:  # fmt: skip
        self.name = name
        self._work, self._clock, self._health, self._sweep, self._first = work, clock, health, sweep, first
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._failures = 0
        self._stopping = False

    def start(self) -> None:
        """Begin, in a task of its own."""
        self._health.expect(self.name, self._sweep + SILENCE_SECONDS)
        self._stopping = False
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self, seconds: float = 0.0) -> None:
        """End: what is under way gets `seconds`, the rest is taken up at the next start."""
        self._stopping = True
        self._woken.set()
        if self._task:
            await asyncio.wait([self._task], timeout=seconds)
            self._task.cancel()
            await asyncio.wait([self._task])
        self._task = None
        self._idle.set()
        self._health.dismiss(self.name)

    def wake(self) -> None:
        """Look now whether something is due."""
        self._idle.clear()
        self._woken.set()

    @property
    def idle(self) -> bool:
        """Whether it sleeps, with nothing due."""
        return self._task is None or self._idle.is_set()

    async def quiet(self) -> None:
        """Return when nothing is due and nothing is under way."""
        if self._task:
            await self._idle.wait()

    async def _run(self) -> None:
        if self._first:
            await self._sleep(self._first)
        while not self._stopping:
            self._woken.clear()
            await self._sleep(await self._pass())

    async def _pass(self) -> float:
        try:
            due = await self._work()
        except Exception as error:  # noqa: BLE001 - whatever it was, the loop goes on
            return self._failed(error)
        if self._failures:
            log.warning("%s works again", self.name)
        self._failures = 0
        self._health.green(self.name)
        return self._sweep if due is None else min(due, self._sweep)

    def _failed(self, error: Exception) -> float:
        self._failures += 1
        self._health.red(self.name, f"failed {self._failures} times: {type(error).__name__}")
        pause = min(2.0 ** (self._failures - 1), LONGEST_BACK_OFF)
        if isinstance(error, AWAY):
            log.error("%s: the database is away, next try in %.0f s (is it running? twiza doctor)", self.name, pause)
        else:
            log.error("%s stumbled, next try in %.0f s; please report this", self.name, pause, exc_info=error)
        return pause * random.uniform(0.5, 1)  # noqa: S311 - spreads retries, no secret

    async def _sleep(self, seconds: float) -> None:
        """Sleep on the clock; `wake` ends it."""
        if self._woken.is_set():
            return
        if seconds > 0:
            self._idle.set()
        alarm = asyncio.ensure_future(self._clock.sleep(seconds))
        waker = asyncio.ensure_future(self._woken.wait())
        try:
            await asyncio.wait((alarm, waker), return_when=asyncio.FIRST_COMPLETED)
            self._idle.clear()
            if waker.done() and not self._stopping:
                await asyncio.sleep(LINGER)
        finally:
            alarm.cancel()
            waker.cancel()
            self._idle.clear()
