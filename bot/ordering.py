"""One person's updates run in the order in which they came, different people's at once."""

import asyncio
import inspect
from collections.abc import Awaitable, Hashable
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 64
IN_HAND = 100_000


@dataclass(slots=True)
class _Line:
    """Those who wait for one person's turn; asyncio's lock is first come, first served."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    members: int = 0


class PersonOrder(BaseUpdateProcessor):
    """PTB's update processor: a line a person, at most `at_once` handlers running.

    Waiting in a line takes no place among those running, so that one eager person holds nobody up.
    """

    def __init__(self, at_once: int = AT_ONCE) -> None:
        super().__init__(IN_HAND)
        self._running = asyncio.Semaphore(at_once)
        self._lines: dict[Hashable, _Line] = {}

    @property
    def lines(self) -> int:
        """How many people have updates in hand."""
        return len(self._lines)

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run `coroutine` when this person's earlier updates have ended."""
        key = order_key(update)
        line = self._lines.setdefault(key, _Line())
        line.members += 1
        try:
            async with line.turn, self._running:
                await coroutine
        finally:
            if inspect.iscoroutine(coroutine):
                coroutine.close()  # it never began when we were cancelled in the line
            line.members -= 1
            if not line.members:
                del self._lines[key]

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def order_key(update: object) -> Hashable:
    """Whose line an update stands in: the person's, else the chat's, else its own."""
    if isinstance(update, Update):
        if update.effective_user:
            return ("person", update.effective_user.id)
        if update.effective_chat:
            return ("chat", update.effective_chat.id)
    return ("alone", id(update))
