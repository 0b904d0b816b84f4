"""The queue of updates as Telegram keeps it: offsets, retention, allowed kinds, ids that restart."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from sandbox.errors import ApiError, conflict

DAY = 86_400.0
KEPT = {"callback_query": 150.0, "inline_query": 150.0}
IDLE = 7 * DAY
ON_REQUEST = ("chat_member", "message_reaction", "message_reaction_count")
BATCH = 100
LONGEST_POLL = 50
ASKED_AGAIN = 0.5
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class Pending:
    """One update that waits; `key` names its webhook queue, `expires` is in epoch seconds."""

    id: int
    kind: str
    payload: dict[str, Any]
    key: Hashable
    expires: float

    def body(self) -> dict[str, Any]:
        """The Update object."""
        return {"update_id": self.id, self.kind: self.payload}


class Updates:
    """Updates for the bot, oldest first."""

    def __init__(self, now: Callable[[], float], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._now, self._sleep = now, sleep
        self._dice = random.Random(2013)  # noqa: S311 - numbers, not secrets; the same in every run
        self._waiting: dict[int, Pending] = {}
        self._queues: dict[Hashable, dict[int, Pending]] = {}
        self._soonest = float("inf")
        self._next = self._dice.randrange(1, 2**29)
        self._last = now()
        self._poller: asyncio.Future[None] | None = None
        self._asked: tuple[int, float] | None = None
        self.allowed: list[str] = []
        self.arrived: Callable[[Hashable], None] = lambda key: None

    @property
    def pending(self) -> list[Pending]:
        """What waits and has not expired, oldest first."""
        self._expire()
        return list(self._waiting.values())

    def keys(self) -> list[Hashable]:
        """Webhook queues in which something waits."""
        self._expire()
        return list(self._queues)

    def first(self, key: Hashable) -> Pending | None:
        """The oldest update of one webhook queue."""
        self._expire()
        return next(iter(self._queues.get(key, {}).values()), None)

    def _expire(self) -> None:
        now = self._now()
        if now < self._soonest:
            return
        for gone in [one for one in self._waiting.values() if one.expires <= now]:
            self.settle(gone.id)
        self._soonest = min((one.expires for one in self._waiting.values()), default=float("inf"))

    def wanted(self, kind: str) -> bool:
        """Did the bot ask for this kind (no list: everything but members, reactions)?"""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def add(self, kind: str, payload: dict[str, Any], key: Hashable) -> Pending | None:
        """Queue an update, or drop it when the bot does not want the kind."""
        if not self.wanted(kind):
            return None
        now = self._now()
        if now - self._last >= IDLE:
            self._next = self._dice.randrange(1, 2**29)
        update = Pending(self._next, kind, payload, key, now + KEPT.get(kind, DAY))
        self._waiting[update.id] = self._queues.setdefault(key, {})[update.id] = update
        self._soonest = min(self._soonest, update.expires)
        self._next, self._last = self._next + 1, now
        self.wake()
        self.arrived(key)
        return update

    def settle(self, update_id: int) -> None:
        """Forget one update: it was confirmed or a webhook took it."""
        update = self._waiting.pop(update_id, None)
        if update is None:
            return
        queue = self._queues[update.key]
        del queue[update_id]
        if not queue:
            del self._queues[update.key]

    def clear(self) -> None:
        """Drop everything that waits."""
        self._waiting.clear()
        self._queues.clear()

    def wake(self) -> None:
        """End a long poll that is under way with what there is."""
        if self._poller and not self._poller.done():
            self._poller.set_result(None)

    def interrupt(self, refusal: ApiError) -> None:
        """End a long poll that is under way with a refusal."""
        if self._poller and not self._poller.done():
            self._poller.set_exception(refusal)

    async def take(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """getUpdates: confirm below `offset`, then up to `limit` updates, waiting for the first at most `seconds`."""
        self.interrupt(conflict(TERMINATED))
        self._confirm(offset)
        limit = max(1, min(limit, BATCH)) if not self._again(offset) else 1
        if not self._waiting and seconds > 0:
            await self._first(min(seconds, LONGEST_POLL))
        self._expire()
        batch = [one.body() for one in islice(self._waiting.values(), limit)]
        self._asked = (offset, self._now()) if batch else None
        return batch

    def _again(self, offset: int) -> bool:
        """Was this offset answered less than half a second ago? Then Telegram gives one update only."""
        return self._asked is not None and self._asked[0] == offset and self._now() - self._asked[1] < ASKED_AGAIN

    def _confirm(self, offset: int) -> None:
        self._expire()
        if offset < 0:
            done = list(self._waiting)[:offset]
        elif offset > self._next:  # from before the ids restarted: it says nothing about these
            done = []
        else:
            done = list(takewhile(lambda update_id: update_id < offset, self._waiting))
        for update_id in done:
            self.settle(update_id)

    async def _first(self, seconds: float) -> None:
        """Wait for an update, for the end of the poll, or for another poller (raises 409)."""
        poller = self._poller = asyncio.get_running_loop().create_future()
        alarm = asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait((poller, alarm), return_when=asyncio.FIRST_COMPLETED)
            if poller.done():
                poller.result()
        finally:
            alarm.cancel()
            if self._poller is poller:
                self._poller = None
