"""Fixtures for every room; `database` gives a test a fresh SQLite and a fresh PostgreSQL in turn (`--db` chooses)."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from bot import outgoing, worker
from bot.assembly import loop_factory
from bot.zone import use_packaged_zones
from storage.database import Database
from tests.databases import KEPT, NoPostgres, PostgresServer, SqliteFiles, postgres, swift_folder

gc.disable()  # until all is imported
use_packaged_zones()

# Real pauses, in which what is out gathers for one commit: nothing to see, and half of the suite's time.
outgoing.LINGER = worker.LINGER = 0

KEPT.install()

# How long an example takes says more of what else the machine does than of us.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

DIALECTS = ("sqlite", "postgresql")


# Whoever begins these last waits for them alone.
LONG = ("crashes/", "test_transcripts", "test_random_walk", "test_hostile", "test_bench")
LONGEST = tuple(f"tests/{name}" for name in LONG)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: many a test waits for a lock, a socket or a browser."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Leave what was imported out of the garbage collector's rounds: they took a sixth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run tests on the event loop that the product runs on."""
    return {"loop": loop_factory() or asyncio.new_event_loop}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --db, so that one database alone can be tested quickly."""
    parser.addoption("--db", choices=(*DIALECTS, "both"), default="both", help="which databases to test on")


def pytest_configure(config: pytest.Config) -> None:
    """Name our marks."""
    config.addinivalue_line("markers", "only(dialect): a test of one database's own ways")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that uses a database once for each chosen one."""
    if "dialect" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--db")
        only = metafunc.definition.get_closest_marker("only")
        wanted = [one for one in (only.args if only else DIALECTS) if chosen in (one, "both")]
        metafunc.parametrize("dialect", wanted, scope="session")


@pytest.fixture(scope="session")
def sqlite_files() -> Iterator[SqliteFiles]:
    """The SQLite template of this session."""
    with swift_folder() as folder:
        yield SqliteFiles(Path(folder))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The PostgreSQL server of this session."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres())
        except NoPostgres as reason:
            pytest.skip(f"no PostgreSQL: {reason}")
        yield server


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with all tables."""
    source = request.getfixturevalue("sqlite_files" if dialect == "sqlite" else "postgres_server")
    with source.fresh() as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database with all tables; the test runs once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    yield database
    await database.close()
