"""The ballot box: one writer, no timer. What was put in during the last commit is the next transaction.

    box = BallotBox(database, seals, clock, changed)      # changed(room_id): the wall looks again
    told = await box.put(tap)                             # once it is on disk
    await box.settled()                                   # all that was put in before is; before closing a question
    await box.stop()                                      # takes no more, drains

A database that is away raises one of storage.database.AWAY from `put`: nothing of the tap is kept.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from services import ballots
from services.ballots import Outcome, Questions, Tap, Told
from services.clock import Clock
from storage.database import AWAY, Database
from storage.seals import Seals

MOST = 500  # taps in one transaction
TURNS = 3  # of the loop, in which what has reached this machine comes into the box: no time is waited for

Waiting = tuple[Tap, "asyncio.Future[Told]"]


class Stopped(Exception):
    """The box takes no more."""


class BallotBox:
    """Takes taps, counts them in groups."""

    def __init__(self, database: Database, seals: Seals, clock: Clock, changed: Callable[[int], None]) -> None:
        self._database, self._seals, self._clock, self._changed = database, seals, clock, changed
        self._known = Questions()
        self._waiting: deque[Waiting] = deque()
        self._counting: list[Waiting] = []
        self._writer: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def idle(self) -> bool:
        """Whether everything put in is on disk, or refused."""
        return self._writer is None

    async def put(self, tap: Tap) -> Told:
        """Return once the tap is on disk and may be answered."""
        if self._stopped:
            raise Stopped
        future: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting.append((tap, future))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="ballot box")
        return await future

    async def settled(self) -> None:
        """Return when everything that has been put in so far is on disk, or refused."""
        if before := [future for _tap, future in (*self._counting, *self._waiting)]:
            await asyncio.wait(before)

    async def quiet(self) -> None:
        """Return when nothing is in the box."""
        while self._writer:
            await asyncio.wait([self._writer])

    async def stop(self) -> None:
        """Take no more and write what waits."""
        self._stopped = True
        await self.quiet()

    async def _write(self) -> None:
        try:
            while self._waiting:
                for _ in range(TURNS):
                    await asyncio.sleep(0)
                self._counting = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                await self._count(self._counting)
        finally:
            self._writer, self._counting = None, []

    async def _count(self, batch: list[Waiting]) -> None:
        try:
            told = await self._cast([tap for tap, _ in batch])
        except Exception as error:  # noqa: BLE001 - whoever put it in hears of it
            await self._refuse(batch, error)
            return
        for (_tap, future), one in zip(batch, told, strict=True):
            if not future.done():
                future.set_result(one)

    async def _refuse(self, batch: list[Waiting], error: Exception) -> None:
        """One tap that breaks must not hold up the others: each is tried alone, unless the database is away."""
        if len(batch) > 1 and not isinstance(error, AWAY):
            for one in batch:
                await self._count([one])
            return
        for _tap, future in batch:
            if not future.done():
                future.set_exception(error)

    async def _cast(self, taps: list[Tap]) -> list[Told]:
        now = self._clock.now()
        told = await self._database.swiftly(
            lambda connection: ballots.cast(connection, self._seals, taps, now, self._known)
        )
        for room_id in {one.question.room_id for one in told if one.question and one.outcome is Outcome.COUNTED}:
            self._changed(room_id)
        return told
