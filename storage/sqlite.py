"""SQLite under SQLAlchemy, with as few changes of thread as can be (docs/performance.md says what each costs).

SQLAlchemy's adapter of aiosqlite goes to the connection's thread four times a statement: cursor, execute, fetch, close.
Here a statement that writes goes once, and one that only reads runs on the event loop at once: its rows are made into
objects there anyway, and in WAL mode a reader waits for nobody. BEGIN rides with the first statement.
"""

import sqlite3
from collections import deque
from typing import Any

from aiosqlite import connect
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.util.concurrency import await_

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",
)
# Columns (None where a statement returns no rows), how many rows were changed, the id inserted last, the rows.
Found = tuple[Any, int, int | None, list[Any]]
NOTHING: Found = (None, -1, None, [])


class FetchedCursor(AsyncAdapt_aiosqlite_cursor):
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
        self._run(sqlite3.Cursor.execute, operation, parameters or ())

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        """DB-API's."""
        self._run(sqlite3.Cursor.executemany, operation, seq_of_parameters)

    def close(self) -> None:
        """Forget the rows; the cursor itself is closed."""
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def _run(self, way: Any, operation: Any, parameters: Any) -> None:
        connection: Any = self._adapt_connection
        self._found = connection.run(way, operation, parameters)
        self._rows = deque(self._found[3])


class Writer(AsyncAdapt_aiosqlite_connection):
    """A connection that writes: every statement is one visit to its thread, and so is the commit."""

    __slots__ = ("_began",)

    _cursor_cls = FetchedCursor
    BEGIN = "BEGIN IMMEDIATE"

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._began = False

    def run(self, way: Any, operation: Any, parameters: Any) -> Found:
        """Run one statement, the first of a transaction with its BEGIN."""
        begin = "" if self._began else self.BEGIN
        self._began = True
        try:
            return self._visit(begin, way, operation, parameters)
        except Exception as error:  # noqa: BLE001 - as SQLAlchemy's adapter: it raises what it is handed
            self._handle_exception(error)

    def _visit(self, *statement: Any) -> Found:
        found: Found = await_(self._connection._execute(_execute, self._connection._conn, *statement))
        return found

    def commit(self) -> None:
        """Commit; without a statement there is nothing to."""
        if self._began:
            super().commit()
            self._began = False

    def rollback(self) -> None:
        """Roll back; without a statement there is nothing to."""
        if self._began:
            super().rollback()
            self._began = False


class Reader(Writer):
    """A connection that only reads, on the event loop itself."""

    __slots__ = ()

    BEGIN = "BEGIN"

    def _visit(self, *statement: Any) -> Found:
        return _execute(self._connection._conn, *statement)

    def rollback(self) -> None:
        """End the snapshot."""
        if self._began:
            self._connection._conn.rollback()
            self._began = False


def connected(kind: type[Writer], dialect: Any, _record: Any, arguments: Any, options: Any) -> Writer:
    """A new connection, for SQLAlchemy's event `do_connect`."""
    opening = connect(*arguments, **options)
    opening._thread.daemon = True  # as SQLAlchemy does: a connection left open must not keep the program alive
    connection: Any = await_(opening)
    await_(connection._execute(_prepare, connection._conn))
    return kind(dialect.dbapi, connection)


def _prepare(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # the driver never begins by itself; Writer.run does
    for pragma in PRAGMAS:
        connection.execute(pragma).close()


def _execute(connection: sqlite3.Connection, begin: str, way: Any, operation: Any, parameters: Any) -> Found:
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
