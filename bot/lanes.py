"""How fast we send: three lanes with priorities, as a PTB rate limiter.

Answers wait only for their own chat, live fan-out for a free slot, bulk is evenly paced and yields to both. A slot
comes back one second after the answer arrived: 0 refusals at 28.8/s on a strict sliding second. A 429 stops that chat
or the lanes of bulk for exactly retry_after; the caller decides whether to send again.

    await bot.send_message(chat_id, text, rate_limit_args=Lane.BULK)       # without it: Lane.ANSWER
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from enum import IntEnum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.errors import wait_of
from services.clock import Clock

SLOTS = 30  # requests in any second, over all chats
SLOT_BACK_AFTER = 1.0
CHAT_BURST = 4
CHAT_WINDOW = (10, 10.5)  # messages, seconds (with a little air): 1/s to a person
GROUP_WINDOW = (20, 61.0)  # 20 a minute to a group
REMEMBERED_CHATS = 5_000
FREE = ("sendChatAction",)
COUNTED = ("send", "edit", "copy", "forward", "stopPoll")


class Lane(IntEnum):
    """Who goes first."""

    ANSWER = 1
    LIVE = 2
    BULK = 3


class Gate:
    """One chat: one message a second with short bursts, and no more than its window allows."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._sent: deque[float] = deque(maxlen=most)
        self._paced = float("-inf")
        self.closed_until = float("-inf")

    def reserve(self, now: float) -> float:
        """Take the next place; the moment at which it may be used."""
        at = max(now, self.closed_until, self._paced - (CHAT_BURST - 1))
        if len(self._sent) == self._most:
            at = max(at, self._sent[0] + self._seconds)
        self._paced = max(self._paced, at) + 1
        self._sent.append(at)
        return at

    def idle(self, now: float) -> bool:
        """Whether forgetting this chat would change nothing."""
        return self.closed_until <= now and (not self._sent or self._sent[-1] + self._seconds <= now)


class Lanes(BaseRateLimiter[Lane]):
    """The limiter of the whole bot; `send_rate` is bulk messages a second, time is the clock's."""

    def __init__(self, clock: Clock, send_rate: float = 25.0, slots: int = SLOTS) -> None:
        self._clock, self._pace, self._slots = clock, 1 / send_rate, slots
        self._gates: dict[int | str, Gate] = {}
        self._used = 0
        self._live_waiting = 0
        self._freed = asyncio.Event()
        self._bulk_turn, self._live_turn = asyncio.Lock(), asyncio.Lock()
        self._next_bulk = self._closed_until = float("-inf")
        self._returns: set[asyncio.Task[None]] = set()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Forget the slots on their way back."""
        for task in self._returns:
            task.cancel()

    async def process_request(self, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any,
                              kwargs: dict[str, Any], endpoint: str, data: dict[str, Any],
                              rate_limit_args: Lane | None) -> Any:  # fmt: skip
        """Send when it is this request's turn."""
        chat = data.get("chat_id")
        if chat is None or endpoint in FREE or not endpoint.startswith(COUNTED):
            return await callback(*args, **kwargs)
        lane = rate_limit_args or Lane.ANSWER
        await self._chats_turn(chat)
        await self._lanes_turn(lane)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as refusal:
            self._close(lane, chat, wait_of(refusal))
            raise
        finally:
            self._give_back()

    def _now(self) -> float:
        return self._clock.now().timestamp()

    async def _until(self, moment: float) -> None:
        if (left := moment - self._now()) > 0:
            await self._clock.sleep(left)

    async def _chats_turn(self, chat: int | str) -> None:
        gate = self._gate(chat)
        await self._until(gate.reserve(self._now()))
        while gate.closed_until > self._now():  # closed while we waited
            await self._until(gate.closed_until)

    def _gate(self, chat: int | str) -> Gate:
        if chat not in self._gates:
            if len(self._gates) >= REMEMBERED_CHATS:
                self._gates = {one: gate for one, gate in self._gates.items() if not gate.idle(self._now())}
            self._gates[chat] = Gate(*(GROUP_WINDOW if _is_group(chat) else CHAT_WINDOW))
        return self._gates[chat]

    async def _lanes_turn(self, lane: Lane) -> None:
        if lane is Lane.LIVE:
            await self._live()
        elif lane is Lane.BULK:
            await self._bulk()
        self._used += 1

    async def _live(self) -> None:
        self._live_waiting += 1
        try:
            async with self._live_turn:
                await self._open_and_free(lambda: True)
        finally:
            self._live_waiting -= 1
            self._freed.set()  # bulk yields to us only while we wait

    async def _bulk(self) -> None:
        async with self._bulk_turn:
            await self._until(self._next_bulk)
            await self._open_and_free(lambda: not self._live_waiting)
            self._next_bulk = self._now() + self._pace

    async def _open_and_free(self, may: Callable[[], bool]) -> None:
        """Wait until no 429 stands in the way, a slot is free and `may` agrees."""
        while True:
            await self._until(self._closed_until)
            if self._used < self._slots and may():
                return
            self._freed.clear()
            await self._freed.wait()

    def _close(self, lane: Lane, chat: int | str, seconds: float) -> None:
        until = self._now() + seconds
        if lane is Lane.ANSWER or _is_group(chat):
            gate = self._gate(chat)
            gate.closed_until = max(gate.closed_until, until)
        else:
            self._closed_until = max(self._closed_until, until)

    def _give_back(self) -> None:
        task = asyncio.create_task(self._give_back_later(), name="a slot on its way back")
        self._returns.add(task)
        task.add_done_callback(self._returns.discard)

    async def _give_back_later(self) -> None:
        await self._clock.sleep(SLOT_BACK_AFTER)
        self._used -= 1
        self._freed.set()


def _is_group(chat: int | str) -> bool:
    return isinstance(chat, str) or chat < 0
