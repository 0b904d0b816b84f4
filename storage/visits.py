"""SQLite's thread, visited once a statement (docs/decisions/0014)."""

import asyncio
import sqlite3
from collections.abc import Iterable
from typing import Any, Self

import aiosqlite

ROWS_AT_A_TIME = 64  # aiosqlite's own, for reading bit by bit, which nobody here does


class Outcome:
    """What a statement gave: all its rows, what they are called, how many it changed."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.rows = cursor.fetchall() if cursor.description else []
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()

    def fetchall(self) -> Self:
        """Itself: aiosqlite asks for this on SQLite's thread and hands over what it gets."""
        return self


class AtOnce(sqlite3.Connection):
    """A connection whose statements are over when they return."""

    def execute(self, *statement: Any) -> Any:
        """Run a statement and read its rows; an `Outcome`."""
        return Outcome(super().execute(*statement))

    def executemany(self, *statement: Any) -> Any:
        """Run a statement for each set of values; an `Outcome`."""
        return Outcome(super().executemany(*statement))


class Cursor:
    """What SQLAlchemy takes for aiosqlite's cursor."""

    arraysize = 1

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._outcome: Any = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        """Run a statement; its rows come along."""
        self._outcome = await self._connection.execute_fetchall(sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Run a statement for each set of values."""
        self._outcome = await self._connection.executemany(sql, parameters)

    async def fetchall(self) -> list[Any]:
        """The rows that came along."""
        rows: list[Any] = self._outcome.rows
        return rows

    async def close(self) -> None:
        """Nothing is open any more."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outcome, name)


class Connection(aiosqlite.Connection):
    """A connection with such cursors."""

    def stop(self) -> "asyncio.Future[Any] | None":
        """End its thread, once: who asked again while it closes waited for ever for an answer of the ended thread."""
        return super().stop() if self._running else None

    def cursor(self) -> Any:
        """A cursor; nobody goes to SQLite's thread for it."""
        return Cursor(self)


def connect(file: str, **options: Any) -> Connection:
    """As `aiosqlite.connect`; its thread never keeps the process alive, as with SQLAlchemy's own connections."""
    connection = Connection(lambda: sqlite3.connect(file, factory=AtOnce, **options), ROWS_AT_A_TIME)
    connection._thread.daemon = True
    return connection
