"""The database fixture itself: each test gets an empty one, on both kinds."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.pool import QueuePool

from storage.database import Database
from storage.people import PersonRow
from tests.databases import KEPT


@pytest.mark.parametrize("time", [1, 2])
async def test_each_test_starts_empty(database: Database, dialect: str, time: int) -> None:
    person = PersonRow(telegram_id=2**40 + time, language="fr", created_at=datetime(2026, 10, 1, tzinfo=UTC))
    async with database.transaction() as session:
        session.add(person)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(PersonRow)) == 1
    assert (person.id, database.dialect) == (1, dialect)


async def test_a_database_that_is_closed_gives_back_its_connections(database_url: str) -> None:
    database = Database(database_url)
    pool = (database._readers if database.is_sqlite else database.engine).pool
    assert isinstance(pool, QueuePool)
    kept = pool.checkedin()
    async with database.reading() as session:
        await session.scalar(select(1))
    assert pool.checkedin() == max(kept, 1)
    await KEPT.close_for_good(database)
    assert pool.checkedin() == 0


@pytest.mark.only("postgresql")
async def test_whoever_comes_next_has_the_same_line_to_postgresql(database_url: str) -> None:
    await _backend(database_url)
    kept = KEPT.backends()  # several, where tests before had more than one at once
    assert await _backend(database_url) in kept


async def _backend(url: str) -> int:
    database = Database(url)
    async with database.reading() as session:
        pid = await session.scalar(text("SELECT pg_backend_pid()"))
    await database.close()
    assert pid
    return int(pid)
