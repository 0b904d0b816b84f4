"""Server-sent events with resume: who comes back with the last id seen gets what happened since."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.checks import whole_number

KEPT = 2_000
BEAT = 15.0
Line = tuple[int, str]


class Live:
    """One stream of numbered events for any number of pages."""

    def __init__(self, kept: int = KEPT) -> None:
        self._past: deque[Line] = deque(maxlen=kept)
        self._readers: set[asyncio.Queue[Line | None]] = set()
        self._run = secrets.token_hex(4)
        self._count = 0

    def tell(self, kind: str, data: Any) -> None:
        """Send an event to every page."""
        self._count += 1
        line = self._count, self._frame(kind, data)
        self._past.append(line)
        for reader in self._readers:
            reader.put_nowait(line)

    def close(self) -> None:
        """End all streams: the server stops."""
        for reader in self._readers:
            reader.put_nowait(None)

    async def serve(self, request: web.Request, whole: Callable[[], Any]) -> web.StreamResponse:
        """Answer one page: what it missed, or everything (`whole()`, as event `wall`), then what happens."""
        reader: asyncio.Queue[Line | None] = asyncio.Queue()
        missed = self._since(request.headers.get("Last-Event-ID", ""))
        first = [line for _, line in missed] if missed is not None else [self._frame("wall", whole())]
        self._readers.add(reader)
        response = await opened(request)
        try:
            with suppress(ConnectionResetError):  # the page was closed
                await response.write("".join(first).encode())
                await self._feed(reader, response)
        finally:
            self._readers.discard(reader)
        return response

    async def _feed(self, reader: asyncio.Queue[Line | None], response: web.StreamResponse) -> None:
        while True:
            try:
                line = await asyncio.wait_for(reader.get(), BEAT)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if line is None:
                return
            await response.write(line[1].encode())

    def _frame(self, kind: str, data: Any) -> str:
        return f"id: {self._run}-{self._count}\n{frame(kind, data)}"

    def _since(self, last: str) -> list[Line] | None:
        """Lines after an id; None when they are no longer known."""
        run, _, number = last.partition("-")
        seen = whole_number(number)
        if run != self._run or seen is None:
            return None
        oldest = self._past[0][0] if self._past else self._count + 1
        return [line for line in self._past if line[0] > seen] if seen >= oldest - 1 else None


def frame(kind: str, data: Any) -> str:
    """One event in the form of the protocol."""
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def opened(request: web.Request) -> web.StreamResponse:
    """A response ready for events."""
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(b"retry: 1000\n\n")
    return response
