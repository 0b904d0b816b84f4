"""How fast we send: three lanes with priorities, as a PTB rate limiter.

Answers wait only for their own chat, live fan-out for a free slot, bulk is evenly paced and yields to both. A slot
comes back one second after the answer arrived: 0 refusals at 28.8/s on a strict sliding second; bulk has a window
of its own, so that no second holds more than SEND_RATE of it. A 429 stops that chat or the lanes of bulk for exactly
retry_after, also over a restart (bot/brakes.py); the caller decides whether to send again.

    await bot.send_message(chat_id, text, rate_limit_args=Lane.BULK)       # without it: Lane.ANSWER
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter, ExtBot

from bot.errors import wait_of
from bot.request import call
from services.clock import Clock
from storage.brakes import BULK

SLOTS = 30  # requests in any second, over all chats; more where the operator's SEND_RATE is higher
SLOT_BACK_AFTER = 1.0
CAUGHT_UP = 0.05  # seconds by which bulk may be late and make up for it
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


class Stays(Exception):
    """A message whose turn has come shall not leave any more."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A lane, and what is awaited with the turn in hand, before the request: it raises Stays if it shall not leave."""

    lane: Lane
    leaves: Callable[[], Awaitable[None]] | None = None


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


class Window:
    """So many requests in any second, as the other side counts: a place comes back a second after the answer came."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._busy = 0
        self._backs: deque[float] = deque()

    def free_at(self, now: float) -> float:
        """When a place is free: `now`, a moment to come, or infinity if that is not known yet."""
        while self._backs and self._backs[0] <= now:
            self._backs.popleft()
        over = self._busy + len(self._backs) - self.most
        if over < 0:
            return now
        return self._backs[over] if over < len(self._backs) else float("inf")

    def take(self) -> None:
        """One place more is taken; answers take theirs even where none is free."""
        self._busy += 1

    def give_back(self, at: float | None) -> None:
        """It is free at this moment; None: at once, since nothing was sent."""
        self._busy -= 1
        if at is not None:
            self._backs.append(at)


class Lanes(BaseRateLimiter[Lane | Turn]):
    """The limiter of the whole bot; `send_rate` is bulk messages a second, time is the clock's.

    `braked` is called when Telegram asks to wait: the chat, 0 for all that goes to many, and until when.
    """

    def __init__(self, clock: Clock, send_rate: float = 25.0, slots: int | None = None) -> None:
        self._clock, self._pace = clock, 1 / send_rate
        bulk = max(1, int(send_rate))
        self._window, self._bulk_window = Window(slots or max(SLOTS, bulk)), Window(bulk)
        self._gates: dict[int | str, Gate] = {}
        self._most_gates = REMEMBERED_CHATS
        self._live_waiting = 0
        self._freed = asyncio.Event()
        self._bulk_turn, self._live_turn = asyncio.Lock(), asyncio.Lock()
        self._next_bulk = self._closed_until = float("-inf")
        self.braked: Callable[[int, float], None] = lambda chat, until: None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    def restore(self, brakes: dict[int, datetime]) -> None:
        """Heed what Telegram asked an earlier process to wait for."""
        for chat, until in brakes.items():
            if chat == BULK:
                self._closed_until = max(self._closed_until, until.timestamp())
            else:
                self._gate(chat).closed_until = until.timestamp()

    async def process_request(self, callback: Callable[..., Coroutine[Any, Any, Any]], args: Any,
                              kwargs: dict[str, Any], endpoint: str, data: dict[str, Any],
                              rate_limit_args: Lane | Turn | None) -> Any:  # fmt: skip
        """Send when it is this request's turn."""
        chat, turn = data.get("chat_id"), _turn(rate_limit_args)
        counted = endpoint.startswith(COUNTED) or turn.lane is Lane.BULK
        if chat is None or endpoint in FREE or not counted:
            return await callback(*args, **kwargs)
        await self._chats_turn(chat)
        windows = await self._lanes_turn(turn.lane)
        back: float | None = None
        try:
            if turn.leaves:
                await turn.leaves()
            back = SLOT_BACK_AFTER
            return await callback(*args, **kwargs)
        except RetryAfter as refusal:
            self._close(turn.lane, chat, wait_of(refusal))
            raise
        finally:
            for window in windows:
                window.give_back(None if back is None else self._now() + back)
            self._freed.set()

    def _now(self) -> float:
        return self._clock.now().timestamp()

    async def _until(self, moment: float) -> None:
        if (left := moment - self._now()) > 0:
            await self._clock.sleep(left)

    async def _chats_turn(self, chat: int | str) -> None:
        gate, now = self._gate(chat), self._now()
        at = gate.reserve(now)
        while at > now:
            await self._clock.sleep(at - now)
            now, at = self._now(), gate.closed_until  # which may have closed while we waited

    def _gate(self, chat: int | str) -> Gate:
        if chat not in self._gates:
            if len(self._gates) >= self._most_gates:
                self._gates = {one: gate for one, gate in self._gates.items() if not gate.idle(self._now())}
                # A wide announcement keeps thousands busy: they are not all looked through again for each new one.
                self._most_gates = max(REMEMBERED_CHATS, 2 * len(self._gates))
            self._gates[chat] = Gate(*(GROUP_WINDOW if _is_group(chat) else CHAT_WINDOW))
        return self._gates[chat]

    async def _lanes_turn(self, lane: Lane) -> list[Window]:
        """Wait for it; the windows in which it has taken a place."""
        if lane is Lane.LIVE:
            await self._live()
        elif lane is Lane.BULK:
            await self._bulk()
        windows = [self._window, self._bulk_window] if lane is Lane.BULK else [self._window]
        for window in windows:
            window.take()
        return windows

    async def _live(self) -> None:
        self._live_waiting += 1
        try:
            async with self._live_turn:
                await self._open_and_free(lambda: self._window.free_at(self._now()))
        finally:
            self._live_waiting -= 1
            self._freed.set()  # bulk yields to us only while we wait

    async def _bulk(self) -> None:
        async with self._bulk_turn:
            await self._until(self._next_bulk)
            await self._open_and_free(self._bulk_free_at)
            now = self._now()
            # What a late timer cost is caught up, else 1,000 a second never are.
            self._next_bulk = (self._next_bulk if now - self._next_bulk <= CAUGHT_UP else now) + self._pace

    def _bulk_free_at(self) -> float:
        if self._live_waiting:
            return float("inf")
        return max(window.free_at(self._now()) for window in (self._window, self._bulk_window))

    async def _open_and_free(self, free_at: Callable[[], float]) -> None:
        """Wait until no 429 stands in the way and a place is free."""
        while True:
            await self._until(self._closed_until)
            at = free_at()
            if at <= self._now():
                return
            if at < float("inf"):
                await self._until(at)
                continue
            self._freed.clear()
            await self._freed.wait()

    def _close(self, lane: Lane, chat: int | str, seconds: float) -> None:
        until = self._now() + seconds
        if lane is Lane.ANSWER or _is_group(chat):
            gate = self._gate(chat)
            gate.closed_until = max(gate.closed_until, until)
            if isinstance(chat, int):
                self.braked(chat, gate.closed_until)
        else:
            self._closed_until = max(self._closed_until, until)
            self.braked(BULK, self._closed_until)


def _turn(given: Lane | Turn | None) -> Turn:
    return given if isinstance(given, Turn) else Turn(given or Lane.ANSWER)


async def in_lane(bot: "ExtBot[Any]", lane: Lane, method: str, given: dict[str, Any]) -> Any:
    """One call in its lane, without PTB's own methods around it (bot/request.py)."""
    if bot.rate_limiter is None:
        return await call(bot, bot.request, method, given)
    return await bot.rate_limiter.process_request(call, (bot, bot.request, method, given), {}, method, given, lane)


def _is_group(chat: int | str) -> bool:
    return isinstance(chat, str) or chat < 0
