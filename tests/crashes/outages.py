"""Databases that go away and come back: PostgreSQL behind a door that closes, SQLite locked by somebody else."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from typing import Protocol

from sqlalchemy import URL, make_url


class Outage(Protocol):
    """`url` leads to the database while it is there."""

    url: str

    def begin(self) -> None:
        """It is away from now on."""

    def end(self) -> None:
        """It is back."""


class Locked:
    """A SQLite file: whoever wants to write waits, and gives up after the busy timeout."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._other = sqlite3.connect(str(make_url(url).database), isolation_level=None)

    def begin(self) -> None:
        """Somebody else writes, and goes on and on."""
        self._other.execute("BEGIN IMMEDIATE")

    def end(self) -> None:
        """They have finished."""
        self._other.execute("ROLLBACK")

    def close(self) -> None:
        """Leave the file alone."""
        self._other.close()


class Door:
    """PostgreSQL as if it were stopped: connections end in the middle of whatever they do, new ones are refused."""

    def __init__(self, behind: URL) -> None:
        self._behind, self._open = behind, True
        self._writers: set[asyncio.StreamWriter] = set()
        self.url = ""

    @asynccontextmanager
    async def stand(self) -> AsyncIterator["Door"]:
        """Listen on a free port."""
        server = await asyncio.start_server(self._enter, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        url = self._behind.set(host="127.0.0.1", port=port, query={})
        self.url = url.render_as_string(hide_password=False)
        async with server:
            yield self
            self.begin()

    def begin(self) -> None:
        """Shut, also for those inside."""
        self._open = False
        for writer in self._writers:
            writer.transport.abort()

    def end(self) -> None:
        """Open again."""
        self._open = True

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open:
            writer.transport.abort()
            return
        inner_reader, inner_writer = await self._server()
        both = {writer, inner_writer}
        self._writers |= both
        await asyncio.gather(_pour(reader, inner_writer), _pour(inner_reader, writer))
        self._writers -= both

    async def _server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        folder = self._behind.query.get("host")
        if isinstance(folder, str):
            return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{self._behind.port or 5432}")
        return await asyncio.open_connection(self._behind.host, self._behind.port or 5432)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


Fresh = Callable[[], AbstractContextManager[str]]


@asynccontextmanager
async def unsteady(fresh: Fresh) -> AsyncIterator[tuple[Outage, str]]:
    """A fresh database that can go away, and the URL on which it never does."""
    with fresh() as url:
        if url.startswith("sqlite"):
            locked = Locked(url)
            yield locked, url
            locked.close()
        else:
            async with Door(make_url(url)).stand() as door:
                yield door, url
