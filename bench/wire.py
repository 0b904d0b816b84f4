"""HTTP/1.1 as the fake Telegram needs it, in a few lines, so that it is never the one that is measured."""

import asyncio
import re
from typing import Any

CHUNKED = b"transfer-encoding: chunked"
LAST_CHUNK = b"0\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END = b"\r\n\r\n"


class Framed(asyncio.Protocol):
    """Cuts the stream into messages (first line and headers, body of Content-Length bytes, or in chunks)."""

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
            head, begins = self._held[:end], end + len(END)
            ends = self._end_of_body(head, begins)
            if ends is None or len(self._held) < ends:
                return
            body, self._held = self._held[begins:ends], self._held[ends:]
            self.heard(head, joined(body) if CHUNKED in head.lower() else body)

    def _end_of_body(self, head: bytes, begins: int) -> int | None:
        if CHUNKED in head.lower():
            last = self._held.find(LAST_CHUNK, begins)
            return None if last < 0 else last + len(LAST_CHUNK)
        length = LENGTH.search(head)
        return begins + (int(length[1]) if length else 0)

    def heard(self, head: bytes, body: bytes) -> None:
        """One message is complete."""
        raise NotImplementedError

    def write(self, first_line: str, body: bytes, headers: str = "") -> None:
        """Send one message of JSON."""
        if not self.transport.is_closing():
            head = f"{first_line}\r\n{headers}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self.transport.write(head.encode() + body)


def joined(chunks: bytes) -> bytes:
    """A body that came in chunks: each its length in hexadecimal, a line break, and so many bytes."""
    size, rest = chunks.split(b"\r\n", 1)
    length = int(size, 16)
    return rest[:length] + joined(rest[length + 2 :]) if length else b""


class Poster(Framed):
    """A connection that posts one body at a time and waits for the status of the answer."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None

    async def post(self, host: str, path: str, secret: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer; 0 if the connection broke before it came."""
        self._waiting = asyncio.get_running_loop().create_future()
        self.write(f"POST {path} HTTP/1.1", body, f"Host: {host}\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n")
        return await self._waiting

    def heard(self, head: bytes, body: bytes) -> None:
        """The answer."""
        self._end(int(head.split(b" ", 2)[1]), body)

    def connection_lost(self, error: Exception | None) -> None:
        """asyncio's."""
        self._end(0)

    def _end(self, status: int, body: bytes = b"") -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_result((status, body))
