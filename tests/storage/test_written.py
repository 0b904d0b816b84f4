from datetime import UTC, datetime

from sqlalchemy import select, update

from storage import updates
from storage.base import Base
from storage.database import Database, written
from storage.people import PersonRow

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


async def test_a_session_knows_the_tables_it_wrote_to(database: Database) -> None:
    async with database.transaction() as session:
        session.add(PersonRow(telegram_id=7, language="fr", language_chosen=True, created_at=NOW))
    assert written(session) == {"people"}
    async with database.transaction() as session:
        await session.scalars(select(PersonRow))
        assert written(session) == frozenset()
        await updates.mark(session, 1, NOW, None)
        await session.execute(update(PersonRow).values(language="ary"))
    assert written(session) == {"done_marks", "people"}
    assert written(session) <= set(Base.metadata.tables)
