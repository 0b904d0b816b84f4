"""The database fixture itself: each test gets an empty one, on both kinds."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from storage.database import Database
from storage.people import PersonRow


@pytest.mark.parametrize("time", [1, 2])
async def test_each_test_starts_empty(database: Database, dialect: str, time: int) -> None:
    person = PersonRow(telegram_id=2**40 + time, language="fr", created_at=datetime(2026, 10, 1, tzinfo=UTC))
    async with database.transaction() as session:
        session.add(person)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(PersonRow)) == 1
    assert (person.id, database.dialect) == (1, dialect)
