"""Brakes: what Telegram asks us (429) to wait is written down, so that a restart waits as well."""

import asyncio
import logging
from datetime import UTC, datetime

from bot.lanes import Lanes
from services.clock import Clock
from storage import brakes
from storage.database import AWAY, Database

log = logging.getLogger(__name__)


class Brakes:
    """Listens to the lanes; `begin` tells them what an earlier process was asked."""

    def __init__(self, database: Database, clock: Clock, lanes: Lanes) -> None:
        self._database, self._clock, self._lanes = database, clock, lanes
        self._tasks: set[asyncio.Task[None]] = set()
        lanes.braked = self.note

    async def begin(self) -> None:
        """Call it before the first message leaves."""
        async with self._database.reading() as session:
            self._lanes.restore(await brakes.held(session, self._clock.now()))

    def note(self, chat_id: int, until: float) -> None:
        """Nothing goes to this chat (0: to many) before this moment, in seconds since 1970."""
        task = asyncio.create_task(self._keep(chat_id, datetime.fromtimestamp(until, UTC)), name="a brake")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Return when all is written down."""
        await asyncio.gather(*self._tasks)

    async def _keep(self, chat_id: int, until: datetime) -> None:
        try:
            async with self._database.transaction() as session:
                await brakes.hold(session, chat_id, until)
        except AWAY as error:  # this process waits all the same
            log.error("a restart would not wait as Telegram asked: %s", type(error).__name__)
