"""Waiting for what happens in other processes, threads and sockets: for a condition, with a deadline, never blindly."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_EVERY = 0.005


def nothing() -> None:
    """What is done meanwhile, usually."""


async def until(look: Callable[[], T], what: str = "it", seconds: float = 30.0,
                meanwhile: Callable[[], None] = nothing) -> T:  # fmt: skip
    """What `look` returns once that is true; AssertionError when it does not happen in time."""

    async def soon() -> T:
        return look()

    return await until_known(soon, what, seconds, meanwhile)


async def until_known(look: Callable[[], Awaitable[T]], what: str = "it", seconds: float = 30.0,
                      meanwhile: Callable[[], None] = nothing) -> T:  # fmt: skip
    """The same for something that has to be asked for."""
    end = time.monotonic() + seconds
    while not (found := await look()):
        assert time.monotonic() < end, f"did not happen within {seconds:.0f} s: {what}"
        meanwhile()
        await asyncio.sleep(LOOK_EVERY)
    return found
