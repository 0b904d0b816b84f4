"""The ledger of the postman: each attempt is written before the message leaves, each result after it.

One writer without a timer: what queued during the last commit is the next transaction, departures and results
together. So a commit serves one message at 25 a second, and dozens at 1,000.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.leader import LEASE, Leader
from services.clock import Clock
from storage import departures
from storage.database import AWAY, Database

log = logging.getLogger(__name__)

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Entry:
    row_id: int
    columns: Columns | None  # None: it is about to leave, for the time `attempt`
    left: bool
    fence: int
    attempt: int
    written: "asyncio.Future[bool]"


class Ledger:
    """`leaves` and `note` return once their commit is on disk."""

    def __init__(self, database: Database, leader: Leader, clock: Clock) -> None:
        self._database, self._leader, self._clock = database, leader, clock
        self._entries: list[_Entry] = []
        self._writer: asyncio.Task[None] | None = None

    async def leaves(self, row_id: int, fence: int, attempt: int) -> bool:
        """Mark the row as being sent for the time `attempt`; whether it may leave. AWAY while the database is."""
        return await self._enter(row_id, None, False, fence, attempt)

    async def note(self, row_id: int, fence: int, columns: Columns, *, left: bool) -> None:
        """Write what became of a row that `left`, or did not; while the database is away it is held here."""
        await self._enter(row_id, columns, left, fence)

    async def _enter(self, row_id: int, columns: Columns | None, left: bool, fence: int, attempt: int = 0) -> bool:
        entry = _Entry(row_id, columns, left, fence, attempt, asyncio.get_running_loop().create_future())
        self._entries.append(entry)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="ledger")
        return await entry.written

    async def _write(self) -> None:
        try:
            while self._entries:
                entries, self._entries = self._entries, []
                await self._commit(entries)
        finally:
            self._writer = None

    async def _commit(self, entries: list[_Entry]) -> None:
        try:
            gone = await self._database.swiftly(partial(_written, entries, self._leader.owner, self._clock.now()))
        except AWAY as error:
            await self._later(entries, error)
        except Exception as error:  # noqa: BLE001 - whoever waits for it hears of it
            for entry in entries:
                _tell(entry, error)
        else:
            for entry in entries:
                _tell(entry, entry.row_id in gone)

    async def _later(self, entries: list[_Entry], error: BaseException) -> None:
        """Nothing leaves now; results are written once the database is back, since sending again would be worse."""
        for entry in entries:
            if entry.columns is None:
                _tell(entry, error)
        results = [entry for entry in entries if entry.columns is not None]
        if results:
            log.error("what was sent could not be noted, trying again: %s", type(error).__name__)
            self._entries = results + self._entries
            await self._clock.sleep(1)


def _tell(entry: _Entry, answer: bool | BaseException) -> None:
    if entry.written.done():  # nobody waits for it any more
        return
    if isinstance(answer, BaseException):
        entry.written.set_exception(answer)
    else:
        entry.written.set_result(answer)


def _written(entries: list[_Entry], owner: str, now: datetime, connection: Connection) -> set[int]:
    """All of it in one transaction; the rows that leave."""
    for fence in {entry.fence for entry in entries}:
        departures.note(connection, fence, [_result(one) for one in entries if one.left and one.fence == fence])
    departures.note_unsent(connection, [_result(one) for one in entries if one.columns is not None and not one.left])
    gone: set[int] = set()
    for fence in {entry.fence for entry in entries if entry.columns is None}:
        leaving = {one.row_id: one.attempt for one in entries if one.columns is None and one.fence == fence}
        gone |= departures.depart(connection, LEASE, owner, fence, now, leaving)
    return gone


def _result(entry: _Entry) -> Columns:
    return {"id": entry.row_id, **(entry.columns or {})}
