import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import visits
from storage.database import Database

WORDS = Table("words", MetaData(), Column("id", Integer, primary_key=True), Column("word", String, unique=True))


async def opened(folder: Path) -> Database:
    """A database with three words."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'words.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(WORDS.metadata.create_all)
        await connection.execute(insert(WORDS), [{"word": "one"}, {"word": "two"}, {"word": "three"}])
    return database


async def words(database: Database) -> list[str]:
    """All words."""
    async with database.reading() as session:
        return list(await session.scalars(select(WORDS.c.word).order_by(WORDS.c.id)))


async def test_rows_counts_and_ids_come_back(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    async with database.transaction() as session:
        added = await session.execute(insert(WORDS).values(word="four"))
        changed = await session.execute(update(WORDS).where(WORDS.c.id > 2).values(word=WORDS.c.word + "!"))
        gone = await session.execute(delete(WORDS).where(WORDS.c.id < 3).returning(WORDS.c.word))
        assert (added.inserted_primary_key, changed.rowcount, gone.scalars().all()) == ((4,), 2, ["one", "two"])
    assert await words(database) == ["three!", "four!"]
    await database.close()


async def test_what_fails_leaves_nothing_and_the_connection_goes_on(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await session.execute(insert(WORDS).values(word="four"))
            await session.execute(insert(WORDS).values(word="one"))
    with pytest.raises(OperationalError):
        async with database.reading() as session:
            await session.execute(text("SELECT nothing"))
    assert await words(database) == ["one", "two", "three"]
    await database.close()


async def test_a_reading_sees_one_moment(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    async with database.reading() as session:
        before = list(await session.scalars(select(WORDS.c.word)))
        async with database.transaction() as writing:
            await writing.execute(insert(WORDS).values(word="four"))
        assert list(await session.scalars(select(WORDS.c.word))) == before
    assert await words(database) == [*before, "four"]
    await database.close()


async def test_cancelled_in_a_statement_nothing_stays_open(tmp_path: Path) -> None:
    database = await opened(tmp_path)

    async def write() -> None:
        async with database.transaction() as session:
            await session.execute(insert(WORDS).values(word="four"))
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await asyncio.sleep(0)
    for _ in range(50):
        await words(database)
    task.cancel()
    await asyncio.wait([task])
    async with database.transaction() as session:
        await session.execute(insert(WORDS).values(word="five"))
    assert await words(database) == ["one", "two", "three", "five"]
    await database.close()


async def test_a_connection_that_is_given_up_while_it_closes_ends(tmp_path: Path) -> None:
    connection = await visits.connect(str(tmp_path / "words.db"))
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()  # as SQLAlchemy does where whoever waited for the closing is cancelled
    await asyncio.wait_for(closing, 10)
    connection._thread.join(10)
    assert not connection._thread.is_alive()
