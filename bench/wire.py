"""HTTP/1.1 as the fake Telegram needs it, in a few lines, so that it is never the one that is measured."""

import asyncio
import re
from typing import Any

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END = b"\r\n\r\n"


class Framed(asyncio.Protocol):
    """Cuts the stream into messages (first line and headers, body of Content-Length bytes)."""

    def __init__(self) -> None:
        self._held = b""
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio's."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """asyncio's."""
        self._held += data
        while (end := self._held.find(END)) >= 0:
            length = LENGTH.search(self._held, 0, end)
            whole = end + len(END) + (int(length[1]) if length else 0)
            if len(self._held) < whole:
                return
            head, body, self._held = self._held[:end], self._held[end + len(END) : whole], self._held[whole:]
            self.heard(head, body)

    def heard(self, head: bytes, body: bytes) -> None:
        """One message is complete."""
        raise NotImplementedError

    def write(self, first_line: str, body: bytes, headers: str = "") -> None:
        """Send one message of JSON."""
        if not self.transport.is_closing():
            head = f"{first_line}\r\n{headers}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(head.encode() + body)


class Poster(Framed):
    """A connection that posts one body at a time and waits for the status of the answer."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: asyncio.Future[int] | None = None

    async def post(self, host: str, path: str, secret: str, body: bytes) -> int:
        """The status; 0 if the connection broke before it came."""
        self._waiting = asyncio.get_running_loop().create_future()
        self.write(f"POST {path} HTTP/1.1", body, f"Host: {host}\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n")
        return await self._waiting

    def heard(self, head: bytes, body: bytes) -> None:
        """The answer."""
        self._end(int(head.split(b" ", 2)[1]))

    def connection_lost(self, error: Exception | None) -> None:
        """asyncio's."""
        self._end(0)

    def _end(self, status: int) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(status)
