"""Waiting for what happens in other processes, threads and sockets: for a condition, with a deadline, never blindly."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import text

from storage.database import Database

T = TypeVar("T")
LOOK_EVERY = 0.005
WAITING = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def nothing() -> None:
    """What is done meanwhile, usually."""


async def until(look: Callable[[], T], what: str = "it", seconds: float = 90.0,
                meanwhile: Callable[[], None] = nothing) -> T:  # fmt: skip
    """What `look` returns once that is true; AssertionError when it does not happen in time."""

    async def soon() -> T:
        return look()

    return await until_known(soon, what, seconds, meanwhile)


async def until_known(look: Callable[[], Awaitable[T]], what: str = "it", seconds: float = 90.0,
                      meanwhile: Callable[[], None] = nothing) -> T:  # fmt: skip
    """The same for something that has to be asked for."""
    end = time.monotonic() + seconds
    while not (found := await look()):
        assert time.monotonic() < end, f"did not happen within {seconds:.0f} s: {what}"
        meanwhile()
        await asyncio.sleep(LOOK_EVERY)
    return found


async def until_somebody_waits(database: Database) -> None:
    """Return once a second transaction waits for its turn (PostgreSQL)."""

    async def waits() -> bool:
        async with database.reading() as session:
            return bool(await session.scalar(WAITING))

    await until_known(waits, "somebody to wait for their turn")
