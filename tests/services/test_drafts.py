"""Drafts: one a person, sealed under a key that goes with it."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services import drafts, people
from storage.database import Database
from storage.drafts import DraftRow
from storage.seals import Seals

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
DUE = NOON + timedelta(seconds=1.5)


@pytest.fixture
def seals(tmp_path: Path) -> Seals:
    return Seals(tmp_path / "keys")


@pytest.fixture
async def person(database: Database) -> AsyncIterator[int]:
    async with database.transaction() as session:
        await people.meet(session, 77, "fr", NOON)
        found = await people.find(session, 77)
    assert found is not None
    yield found.id


async def _save(database: Database, seals: Seals, person: int, form: str = "challenge", at: datetime = NOON) -> None:
    async with database.transaction() as session:
        await drafts.save(session, seals, person, form, {"words": "le lampadaire"}, at, DUE)


async def _key(database: Database, person: int) -> str:
    async with database.reading() as session:
        row = await session.get(DraftRow, person)
    assert row is not None
    return row.key


async def test_what_was_saved_is_loaded(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    async with database.reading() as session:
        found = await drafts.load(session, seals, person, NOON)
    assert found == drafts.Saved("challenge", {"words": "le lampadaire"}, DUE, NOON)


async def test_it_stays_under_its_key_while_it_grows(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    key = await _key(database, person)
    await _save(database, seals, person, at=NOON + timedelta(hours=1))
    assert await _key(database, person) == key
    assert seals.names("draft-") == [key]


async def test_another_form_gets_another_key(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    key = await _key(database, person)
    await _save(database, seals, person, form="desk.note")
    assert await _key(database, person) != key
    assert seals.names("draft-") == [await _key(database, person)]


async def test_dropped_it_is_gone_with_its_key(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    async with database.transaction() as session:
        await drafts.drop(session, seals, person)
        assert await drafts.load(session, seals, person, NOON) is None
    assert seals.names("draft-") == []


async def test_a_failed_transaction_leaves_it_readable(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as session:
            await drafts.drop(session, seals, person)
            raise ZeroDivisionError
    async with database.reading() as session:
        assert await drafts.load(session, seals, person, NOON) is not None


async def test_it_can_be_begun_anew_in_the_same_transaction(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    async with database.transaction() as session:
        await drafts.drop(session, seals, person)
        await drafts.save(session, seals, person, "challenge", {"words": "le pont"}, NOON)
    async with database.reading() as session:
        found = await drafts.load(session, seals, person, NOON)
    assert found == drafts.Saved("challenge", {"words": "le pont"}, None, NOON)


async def test_after_a_day_it_is_gone(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    later = NOON + drafts.KEPT_FOR
    async with database.reading() as session:
        assert await drafts.load(session, seals, person, later) is None
    async with database.transaction() as session:
        assert await drafts.expire(session, later - timedelta(seconds=1)) == []
    key = await _key(database, person)
    async with database.transaction() as session:
        assert await drafts.expire(session, later) == [key]
    async with database.reading() as session:
        assert await session.get(DraftRow, person) is None
    drafts.destroy(seals, [key])
    assert seals.names("draft-") == []


async def test_the_oldest_go_first_and_only_so_many_at_once(
    database: Database, seals: Seals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "AT_ONCE", 2)
    keys = []
    for number in range(3):
        async with database.transaction() as session:
            await people.meet(session, number, "fr", NOON)
            found = await people.find(session, number)
        assert found is not None
        await _save(database, seals, found.id, at=NOON - timedelta(minutes=number))
        keys.append(await _key(database, found.id))
    for gone in ({keys[1], keys[2]}, {keys[0]}, set()):
        async with database.transaction() as session:
            assert set(await drafts.expire(session, NOON + drafts.KEPT_FOR)) == gone


async def test_an_expired_one_gives_way_to_a_new_one(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    key = await _key(database, person)
    await _save(database, seals, person, at=NOON + timedelta(days=2))
    assert await _key(database, person) != key


async def test_without_its_key_it_is_no_draft(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    seals.destroy(await _key(database, person))
    async with database.reading() as session:
        assert await drafts.load(session, seals, person, NOON) is None


async def test_keys_that_a_crash_left_behind_are_found(database: Database, seals: Seals, person: int) -> None:
    await _save(database, seals, person)
    for name in ("draft-old", "draft-young", "authors"):
        seals.seal(name, b"x")
    past = datetime.now(UTC).timestamp() - 7200
    for name in ("draft-old", "authors", await _key(database, person)):
        os.utime(seals.folder / f"{name}.key", (past, past))
    async with database.reading() as session:
        assert await drafts.orphans(session, drafts.old_keys(seals)) == ["draft-old"]
