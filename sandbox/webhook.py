"""Webhook delivery: one update in flight per queue, at most max_connections, retries with back-off."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp

from sandbox.errors import Dropped
from sandbox.updates import Pending

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

Deliver = Callable[[str, Mapping[str, str], bytes], Awaitable[tuple[int, Mapping[str, str], bytes]]]
SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LONGEST_WAIT = 3_600.0
GONE_FOR = 23 * 3_600.0
UNREACHABLE = (aiohttp.ClientError, OSError, TimeoutError)


class Webhook:
    """Where updates go when the bot set a webhook, and how that went."""

    def __init__(self, world: "Telegram", deliver: Deliver | None) -> None:
        self._world = world
        self._deliver = deliver or self._over_http
        self._session: aiohttp.ClientSession | None = None
        self._busy: dict[Hashable, asyncio.Task[None]] = {}
        self._gone_since: float | None = None
        self.url, self.secret, self.max_connections = "", "", 40
        self.last_error: tuple[int, str] | None = None

    def set(self, url: str, secret: str, max_connections: int) -> None:
        """Begin delivering to `url`."""
        self.stop()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self.last_error = self._gone_since = None
        self.look()

    def stop(self) -> None:
        """No webhook any more; what was in flight is given up and stays queued."""
        self.url = ""
        for task in self._busy.values():
            task.cancel()
        self._busy.clear()

    def look(self) -> None:
        """Start a delivery for every queue that has something and nothing in flight."""
        for key in self._world.updates.keys() if self.url else ():
            if len(self._busy) >= self.max_connections:
                return
            self.arrived(key)

    def arrived(self, key: Hashable) -> None:
        """Something is in this queue: deliver it, unless the queue is being emptied or all connections are taken."""
        if self.url and key not in self._busy and len(self._busy) < self.max_connections:
            self._busy[key] = asyncio.get_running_loop().create_task(self._empty(key))

    async def _empty(self, key: Hashable) -> None:
        """Deliver one queue in order until nothing is left in it."""
        failures = 0
        try:
            while update := self._next(key):
                wait = await self._try(update, failures)
                failures = failures + 1 if wait else 0
                if wait:
                    await self._world.sleep(wait)
        finally:
            if self._busy.get(key) is asyncio.current_task():
                del self._busy[key]
                self.look()

    def _next(self, key: Hashable) -> Pending | None:
        return self._world.updates.first(key) if self.url else None

    async def _try(self, update: Pending, failures: int) -> float:
        """Deliver once; seconds to wait before the next attempt, 0 when it was taken."""
        headers = {"Content-Type": "application/json"} | ({SECRET: self.secret} if self.secret else {})
        try:
            status, answered, body = await self._deliver(self.url, headers, json.dumps(update.body()).encode())
        except UNREACHABLE as failure:
            return self._failed(update, 0, f"Connection failed: {failure}", failures, None)
        if not 200 <= status < 300:
            words = f"Wrong response from the webhook: {status}"
            return self._failed(update, status, words, failures, answered.get("Retry-After"))
        self._gone_since = None
        self._world.updates.settle(update.id)
        self._write(update, status, None)
        await self._carry_out(body)
        return 0.0

    def _failed(self, update: Pending, status: int, words: str, failures: int, retry_after: str | None) -> float:
        now = self._world.now()
        self.last_error = (int(now), words)
        self._write(update, status, words)
        self._gone_since = (self._gone_since if self._gone_since is not None else now) if status == 410 else None
        if self._gone_since is not None and now - self._gone_since >= GONE_FOR:
            self.url = ""
        asked = float(retry_after) if retry_after and retry_after.isdecimal() else 0.0
        return min(asked or 2.0 ** min(failures, 10), LONGEST_WAIT)

    def _write(self, update: Pending, status: int, words: str | None) -> None:
        world, request = self._world, {"update_id": update.id}
        world.ledger.add(world.now(), "delivery", update.kind, chat=None, status=status, request=request, answer=words)
        world.events.tell("delivery", update_id=update.id, status=status)

    async def _carry_out(self, body: bytes) -> None:
        """A `method` in the answer is a call whose result nobody sees."""
        try:
            call: Any = json.loads(body or b"null")
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(method := call.pop("method", None), str):
            with suppress(Dropped):
                await self._world.call(self._world.token, method, call)

    async def _over_http(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60), connector=connector)
        async with self._session.post(url, headers=dict(headers), data=body) as response:
            return response.status, response.headers, await response.read()

    async def close(self) -> None:
        """Stop delivering and wait until nothing runs."""
        tasks = list(self._busy.values())
        self.stop()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None
