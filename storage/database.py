"""The connection to SQLite or PostgreSQL; the only place that knows which one it is."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import cache, cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import (
    URL,
    AdaptedConnection,
    Connection,
    Engine,
    ExceptionContext,
    FromClause,
    PoolProxiedConnection,
    UpdateBase,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, object_mapper

from storage import visits
from storage.base import Base, partial_everywhere

# Errors that say "the database is away", not "the statement is wrong".
AWAY = (OperationalError, InterfaceError, PoolTimeout, ConnectionError, TimeoutError)

READERS, WRITERS = 4, 1  # connections to SQLite; all stay open, since opening one costs a thread and five pragmas

QUICK = 0.002  # seconds: a commit that is over sooner waits less for the disk than a change of threads would take
NEWEST = 0.2  # what the newest commit counts for among those before it

Found = TypeVar("Found")

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-400",  # KiB a connection: what SQLite lets go of, the system still holds
)


class Database:
    """One database; `transaction()` writes, `reading()` reads.

    On SQLite all writers of the process share one lock, so that they queue here instead of inside SQLite.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        self.engine = self._engine("BEGIN IMMEDIATE", WRITERS)
        self._readers = self._engine("BEGIN", READERS) if self.is_sqlite else _at_once(self.engine)
        self._thread = ThreadPoolExecutor(1, "commits")  # starts no thread before there is work
        self._writing = asyncio.Lock()
        self._commit_takes = 0.0  # seconds, of late

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a SQLite file."""
        return self.dialect == "sqlite"

    @property
    def file(self) -> Path | None:
        """The SQLite file, None on PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def _engine(self, begin: str, connections: int) -> AsyncEngine:
        if not self.is_sqlite:
            return _opened(self.url, pool_size=10, max_overflow=10, pool_pre_ping=True)
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        # Every session ends its own transaction: a second rollback by the pool would be for nothing.
        pool = {"pool_size": connections, "max_overflow": 0, "pool_reset_on_return": None}
        engine = _opened(self.url, connect_args={"async_creator_fn": visits.connect}, **pool)
        _listen_to_sqlite(engine.sync_engine, begin)
        return engine

    @cached_property
    def swift(self) -> Engine | None:
        """One connection of `sqlite3` itself; None on PostgreSQL."""
        if not self.is_sqlite:
            return None
        engine = self._alone("BEGIN IMMEDIATE")
        event.listen(engine, "connect", _soon_impatient)
        engine.dialect.do_commit = self._commit  # type: ignore[method-assign]
        return engine

    @cached_property
    def _eye(self) -> Connection:
        """Another one, for `glimpse` on SQLite: kept open, each query its own transaction."""
        return self._alone().connect()

    def _alone(self, begin: str = "") -> Engine:
        alone = {"pool_size": 1, "max_overflow": 0, "connect_args": {"check_same_thread": False}}
        engine = create_engine(self.url.set(drivername="sqlite"), hide_parameters=True, **alone)
        event.listen(engine, "handle_error", _first_lines_only)
        _listen_to_sqlite(engine, begin)
        return engine

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose work commits at the end, or leaves nothing behind."""
        if not self.is_sqlite:
            async with self._session() as session, session.begin():
                yield session
            return
        async with self._writing, self._session() as session, session.begin():
            yield session

    async def swiftly(self, work: Callable[[Connection], Found]) -> Found:
        """Run short work in one transaction and return what it returns.

        On SQLite the work is done here: a change of threads at each statement costs more than the statements. So it
        must be a matter of milliseconds. The commit waits for the disk: on another thread unless the disk is quick.
        """
        if self.swift is None:
            async with self.engine.begin() as connection:
                return await connection.run_sync(work)
        async with self._writing:
            with self.swift.connect() as bare:
                found = work(bare)
                if self._commit_takes < QUICK:
                    bare.commit()
                else:
                    await asyncio.get_running_loop().run_in_executor(self._thread, bare.commit)
                return found

    async def glimpse(self, work: Callable[[Connection], Found]) -> Found:
        """Run a query of well under a millisecond and return what it returns; on SQLite here, as in `swiftly`."""
        if not self.is_sqlite:
            async with self._readers.connect() as connection:
                return await connection.run_sync(work)
        return work(self._eye)

    def _commit(self, dbapi_connection: PoolProxiedConnection) -> None:
        began = time.perf_counter()
        dbapi_connection.commit()
        self._commit_takes += NEWEST * (time.perf_counter() - began - self._commit_takes)

    def _session(self) -> AsyncSession:
        return AsyncSession(self.engine, sync_session_class=_Writing, expire_on_commit=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for queries; on SQLite it never waits for a writer."""
        async with AsyncSession(self._readers, expire_on_commit=False, autoflush=False) as session:
            yield session

    async def is_there(self) -> bool:
        """Whether the database answers."""
        try:
            async with self.reading() as session:
                await session.execute(text("SELECT 1"))
        except (DBAPIError, PoolTimeout, OSError, TimeoutError):
            return False
        return True

    @asynccontextmanager
    async def changing_schema(self) -> AsyncIterator[AsyncConnection]:
        """A connection for migrations, committed at the end.

        SQLite rebuilds a table to change it: with foreign keys on, dropping the old one would delete the rows that
        point to it. They are off meanwhile and checked before the commit (IntegrityError).
        """
        async with self._writing, self.engine.connect() as connection:
            await self._foreign_keys(connection, "OFF")
            try:
                async with connection.begin():
                    if not self.is_sqlite:  # two processes may start on the same empty database
                        await connection.execute(_SCHEMA)
                    yield connection
                    if self.is_sqlite and (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first():
                        raise IntegrityError("PRAGMA foreign_key_check", None, ValueError("rows point to nothing"))
            finally:
                await self._foreign_keys(connection, "ON")

    async def _foreign_keys(self, connection: AsyncConnection, state: Literal["ON", "OFF"]) -> None:
        # On the driver's own connection: SQLAlchemy would begin a transaction, in which the pragma does nothing.
        if self.is_sqlite:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            await driver.execute(f"PRAGMA foreign_keys={state}")

    async def create_all(self) -> None:
        """Make every table at once (tests and the demo; the live store migrates)."""
        partial_everywhere()
        async with self.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def scrub(self) -> None:
        """Empty SQLite's write-ahead log, where erased rows would otherwise stay readable."""
        if self.is_sqlite:
            async with self._writing, self.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

    async def close(self) -> None:
        """Give back all connections."""
        await self.engine.dispose()
        await self._readers.dispose()
        if "swift" in vars(self) and self.swift:
            self.swift.dispose()
        if "_eye" in vars(self):
            self._eye.close()
            self._eye.engine.dispose()
        self._thread.shutdown()


def _listen_to_sqlite(engine: Engine, begin: str) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    # To the driver itself: a statement of SQLAlchemy's would cost as much again as the one after it.
    if begin:
        engine.dialect.do_begin = partial(_begin, begin)  # type: ignore[method-assign]


def _begin(begin: str, connection: Any) -> None:
    adapter = connection.dbapi_connection
    if isinstance(adapter, AdaptedConnection):
        adapter.run_async(lambda driver: driver.execute(begin))
    else:
        adapter.execute(begin).close()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver never begins by itself; our listener of "begin" does
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _soon_impatient(connection: Any, _record: Any) -> None:
    # Writers of ours queue before they come here: only a stranger who writes to the file could make the loop wait.
    connection.execute("PRAGMA busy_timeout=200")


def _opened(url: URL, **options: Any) -> AsyncEngine:
    """An engine whose errors do not quote what people wrote."""
    engine = create_async_engine(url, hide_parameters=True, **options)
    event.listen(engine.sync_engine, "handle_error", _first_lines_only)
    return engine


def _at_once(engine: AsyncEngine) -> AsyncEngine:
    """The same connections without a transaction: each query sees what is committed, as it does in one of ours."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _first_lines_only(context: ExceptionContext) -> None:
    # The lines below, PostgreSQL's DETAIL, hold the whole row.
    for error in filter(None, (context.original_exception, context.sqlalchemy_exception)):
        error.args = tuple(str(one).partition("\n")[0] for one in error.args)


class _Writing(Session):
    """A session that notes the tables it writes to."""


def written(session: AsyncSession) -> frozenset[str]:
    """The tables to which a transaction's session wrote (with what it added by `session.add`, once flushed)."""
    return frozenset(session.info.get("written", ()))


@event.listens_for(_Writing, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if isinstance(state.statement, UpdateBase):
        _note(state.session, state.statement.table)


@event.listens_for(_Writing, "after_flush")
def _note_flush(session: Session, _context: UOWTransaction) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        _note(session, object_mapper(row).local_table)


def _note(session: Session, table: FromClause) -> None:
    session.info.setdefault("written", set()).add(table.description)


_TURN = text("SELECT pg_advisory_xact_lock(:number)")
_SCHEMA = text("SELECT pg_advisory_xact_lock(0, 0)")  # a pair of numbers is never a person's
_TEAM = text("SELECT pg_advisory_xact_lock(0, 1)")
_LINKS = text("SELECT pg_advisory_xact_lock(0, 2)")


async def in_turn(session: AsyncSession, person_id: int) -> None:
    """Wait until no other transaction, in whatever process, works for this person; ours does until it ends.

    On SQLite writers queue anyway. Not a lock on the person's row: it would leave beside an anonymous report who wrote.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_TURN, {"number": person_id})


async def alone_with_the_team(session: AsyncSession) -> None:
    """Wait until no other transaction changes who belongs to the team with which roles; none does until ours ends."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_TEAM)


async def alone_with_links(session: AsyncSession) -> None:
    """Wait until no other transaction joins challenges; none does until ours ends, so that no circle comes about."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_LINKS)


def insert_if_new(session: AsyncSession, table: type[Base]) -> Any:
    """An INSERT that does nothing on a conflict, in the dialect of `session`."""
    return _insert_if_new(session.get_bind().dialect.name, table)


def _insert(dialect: str, bare: Any) -> Any:
    # Of the two dialects only the one in use is loaded: they take 2 MB each.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(bare)


@cache
def _insert_if_new(dialect: str, table: type[Base]) -> Any:
    bare: Any = table.__table__  # the ORM's way, with the class, costs twice as much
    return _insert(dialect, bare).on_conflict_do_nothing()


def insert_or_update(on: AsyncSession | Connection, table: type[Base], *changed: str, if_newer: str) -> Any:
    """An INSERT that on a conflict sets the `changed` columns, where `if_newer` rises or was NULL."""
    dialect = on.dialect if isinstance(on, Connection) else on.get_bind().dialect
    return _insert_or_update(dialect.name, table, changed, if_newer)


@cache
def _insert_or_update(dialect: str, table: type[Base], changed: tuple[str, ...], if_newer: str) -> Any:
    bare: Any = table.__table__
    insert = _insert(dialect, bare)
    standing, new = bare.c[if_newer], insert.excluded[if_newer]
    return insert.on_conflict_do_update(
        index_elements=list(bare.primary_key),
        set_={name: insert.excluded[name] for name in (*changed, if_newer)},
        where=standing.is_(None) | (standing < new),
    )
