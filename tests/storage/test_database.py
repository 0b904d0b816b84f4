"""The database: a transaction commits whole or not at all, and writers queue."""

import asyncio
import sqlite3
import threading
import time
import traceback
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, event, select, text, update
from sqlalchemy.exc import DBAPIError

from services import people
from storage.base import Base, UtcDateTime
from storage.database import AWAY, Database
from storage.people import PersonRow
from storage.updates import DoneMark, mark

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


async def add(database: Database, telegram_id: int) -> None:
    async with database.transaction() as session:
        await people.meet(session, telegram_id, "fr", NOON)


async def ids(database: Database) -> list[int]:
    async with database.reading() as session:
        return list(await session.scalars(select(PersonRow.telegram_id).order_by(PersonRow.telegram_id)))


async def test_a_transaction_commits(database: Database) -> None:
    await add(database, 7)
    assert await ids(database) == [7]


async def test_an_error_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError, match="power cut"):
        async with database.transaction() as session:
            await people.meet(session, 7, "fr", NOON)
            raise RuntimeError("power cut")
    assert await ids(database) == []


async def test_the_id_of_who_was_erased_is_nobody_elses(database: Database) -> None:
    await add(database, 7)
    async with database.transaction() as session:
        gone = await session.scalar(select(PersonRow.id))
        await session.execute(delete(PersonRow))
    await add(database, 8)
    async with database.reading() as session:
        assert await session.scalar(select(PersonRow.id)) == gone + 1


def test_every_table_that_counts_its_rows_never_gives_an_id_twice() -> None:
    counted = [one for one in Base.metadata.sorted_tables if "id" in one.primary_key.columns]
    assert [one.name for one in counted if not one.dialect_options["sqlite"]["autoincrement"]] == []
    assert len(counted) > 10


async def test_meeting_twice_keeps_the_first(database: Database) -> None:
    await add(database, 7)
    await add(database, 7)
    assert await ids(database) == [7]


async def test_300_changes_at_once_lose_none(database: Database) -> None:
    await add(database, 0)
    changed = update(PersonRow).values(telegram_id=PersonRow.telegram_id + 1)

    async def change() -> None:
        async with database.transaction() as session:
            await session.execute(changed)

    await asyncio.gather(*(change() for _ in range(300)))
    assert await ids(database) == [300]


async def test_reading_goes_on_while_somebody_writes(database: Database) -> None:
    await add(database, 7)
    async with database.transaction() as session:
        await people.meet(session, 8, "fr", NOON)
        assert await ids(database) == [7]
    assert await ids(database) == [7, 8]


async def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    casablanca = timezone(timedelta(hours=1))
    async with database.transaction() as session:
        await mark(session, 7, NOON.astimezone(casablanca), None)
    async with database.reading() as session:
        stored = await session.scalar(select(DoneMark.done_at))
    assert stored == NOON
    assert stored is not None and stored.utcoffset() == timedelta(0)


async def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="naive datetime"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 5), database.engine.dialect)


async def test_it_says_whether_it_is_there(database: Database, tmp_path: Path) -> None:
    assert await database.is_there() is True
    away = Database(f"sqlite+aiosqlite:///{tmp_path}/data/x.db")
    (tmp_path / "data").rmdir()
    assert await away.is_there() is False
    await away.close()


async def test_sqlite_is_set_up_for_safety(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/twiza.db")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 5000,
              "cache_size": -400}  # fmt: skip
    async with database.reading() as session:
        found = {name: (await session.execute(text(f"PRAGMA {name}"))).scalar() for name in wanted}
    assert found == wanted
    assert database.file == tmp_path / "twiza.db"
    await database.close()


async def test_scrubbing_leaves_no_erased_word_in_the_files(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/twiza.db")
    await database.create_all()
    async with database.transaction() as session:
        session.add(PersonRow(telegram_id=7, language="fr", name="CanaryName", created_at=NOON))
    async with database.transaction() as session:
        await session.execute(update(PersonRow).values(name=None))
    await database.scrub()
    assert [path.name for path in tmp_path.iterdir() if b"CanaryName" in path.read_bytes()] == []
    await database.close()


async def test_an_error_does_not_quote_what_somebody_wrote(database: Database) -> None:
    canary = "Canary" + "Name"  # the traceback quotes this file
    with pytest.raises(DBAPIError) as caught:
        async with database.transaction() as session:
            session.add(PersonRow(telegram_id=None, language="fr", name=canary, created_at=NOON))
    assert canary not in "".join(traceback.format_exception(caught.value))


async def test_swift_work_commits_or_leaves_nothing_behind(database: Database) -> None:
    await add(database, 7)

    def renamed(connection: Connection) -> None:
        connection.execute(update(PersonRow).values(telegram_id=8))

    def broken(connection: Connection) -> None:
        connection.execute(update(PersonRow).values(telegram_id=9))
        raise RuntimeError("power cut")

    await database.swiftly(renamed)
    with pytest.raises(RuntimeError, match="power cut"):
        await database.swiftly(broken)
    await add(database, 10)
    assert await ids(database) == [8, 10]


async def test_a_glimpse_waits_for_no_writer_and_sees_what_is_committed(database: Database) -> None:
    def found(connection: Connection) -> list[int | None]:
        return list(connection.scalars(select(PersonRow.telegram_id)))

    async with database.transaction() as session:
        session.add(PersonRow(telegram_id=7, language="fr", created_at=NOON))
        await session.flush()
        assert await database.glimpse(found) == []
    assert await database.glimpse(found) == [7]


async def test_the_loop_does_not_wait_for_a_slow_disk(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/twiza.db")
    assert database.swift
    takes, here = [0.01] * 5 + [0.0] * 25, threading.get_ident()
    committed: list[bool] = []

    class Slow(sqlite3.Connection):
        def commit(self) -> None:
            time.sleep(takes[len(committed)])
            committed.append(threading.get_ident() == here)
            super().commit()

    event.listen(database.swift, "do_connect", lambda *how: how[-1].update(factory=Slow))
    for _ in takes:
        await database.swiftly(lambda connection: connection.scalar(text("SELECT 1")))
    assert committed[0] and not committed[4] and any(committed[5:])
    await database.close()


async def test_swift_work_does_not_wait_long_for_a_stranger_who_writes(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/twiza.db")
    await database.create_all()
    with closing(sqlite3.connect(tmp_path / "twiza.db", isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(AWAY):
            await database.swiftly(lambda connection: connection.scalar(select(PersonRow.id)))
    assert await database.swiftly(lambda connection: connection.scalar(select(PersonRow.id))) is None
    await database.close()
