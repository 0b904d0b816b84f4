"""SQLite in one visit to the connection's thread a statement, where SQLAlchemy's adapter of aiosqlite makes four.

It asks for a cursor, executes, fetches and closes one by one, and on a busy loop every visit waits for the
interpreter's lock: that was most of what a statement cost (docs/performance.md). BEGIN rides with the first statement.
"""

import sqlite3
from collections import deque
from typing import Any

from aiosqlite import connect
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.util.concurrency import await_

# Columns (None where a statement returns no rows), how many rows were changed, the id inserted last, the rows.
Found = tuple[Any, int, int | None, list[Any]]
NOTHING: Found = (None, -1, None, [])


class OneHopCursor(AsyncAdapt_aiosqlite_cursor):
    """SQLAlchemy's cursor over rows that are fetched already."""

    __slots__ = ("_found", "arraysize")

    def __init__(self, adapt_connection: Any) -> None:
        self._adapt_connection = adapt_connection
        self._rows: deque[Any] = deque()
        self._found = NOTHING
        self.arraysize = 1

    @property
    def description(self) -> Any:
        """DB-API's."""
        return self._found[0]

    @property
    def rowcount(self) -> int:
        """DB-API's."""
        return self._found[1]

    @property
    def lastrowid(self) -> Any:
        """DB-API's."""
        return self._found[2]

    def execute(self, operation: Any, parameters: Any = None) -> None:
        """DB-API's."""
        self._visit(sqlite3.Cursor.execute, operation, parameters or ())

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        """DB-API's."""
        self._visit(sqlite3.Cursor.executemany, operation, seq_of_parameters)

    def close(self) -> None:
        """Forget the rows; the cursor itself was closed in its visit."""
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def _visit(self, way: Any, operation: Any, parameters: Any) -> None:
        connection: Any = self._adapt_connection
        self._found = connection.visit(way, operation, parameters)
        self._rows = deque(self._found[3])


class OneHopConnection(AsyncAdapt_aiosqlite_connection):
    """SQLAlchemy's connection; `begin` is what the next statement brings along."""

    __slots__ = ("begin",)

    _cursor_cls = OneHopCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.begin = ""

    def visit(self, way: Any, operation: Any, parameters: Any) -> Found:
        """Run one statement in the connection's thread."""
        begin, self.begin = self.begin, ""
        try:
            job = self._connection._execute(_run, self._connection._conn, begin, way, operation, parameters)
            found: Found = await_(job)
        except Exception as error:  # noqa: BLE001 - as SQLAlchemy's adapter: it raises what it is handed
            self._handle_exception(error)
        return found

    def commit(self) -> None:
        """Commit; without a statement there is nothing to."""
        if not self._is_empty():
            super().commit()

    def rollback(self) -> None:
        """Roll back; without a statement there is nothing to."""
        if not self._is_empty():
            super().rollback()

    def _is_empty(self) -> bool:
        begin, self.begin = self.begin, ""
        return bool(begin)


def connected(dialect: Any, _record: Any, arguments: Any, options: Any) -> OneHopConnection:
    """A new connection, for SQLAlchemy's event `do_connect`."""
    opening = connect(*arguments, **options)
    opening._thread.daemon = True  # as SQLAlchemy does: a connection left open must not keep the program alive
    return OneHopConnection(dialect.dbapi, await_(opening))


def _run(connection: sqlite3.Connection, begin: str, way: Any, operation: Any, parameters: Any) -> Found:
    cursor = connection.cursor()
    try:
        if begin:
            cursor.execute(begin)
        way(cursor, operation, parameters)
        # Rows first: SQLite counts what a RETURNING statement changes while they are fetched.
        rows = cursor.fetchall() if cursor.description else []
        return cursor.description, cursor.rowcount, cursor.lastrowid, rows
    finally:
        cursor.close()
