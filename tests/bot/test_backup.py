"""A backup and its way back, on both databases: rows, media, keys, the list of the erased, and the marker."""

import tarfile
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import backup, restore
from bot.restore import RestoreError, restored_at
from services import people as persons
from services import rooms, votes
from services.presses import Press
from services.privacy import ERASED_FILE
from services.rooms import Asked
from storage import migrate, updates
from storage.database import Database
from storage.dumps import DumpError
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.questions import QuestionRow
from storage.rooms import questions as all_questions
from storage.seals import Seals
from storage.tables import Base
from tests.databases import postgres_tools

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
async def store(database: Database, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A migrated store with one person, one photo and one key."""
    postgres_tools(monkeypatch)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
    await migrate.upgrade(database)
    await add_person(database, 1)
    (data_dir / "media" / "ab").mkdir(parents=True)
    (data_dir / "media" / "ab" / "photo.jpg").write_bytes(b"a photo")
    return database


async def add_person(database: Database, telegram_id: int) -> None:
    async with database.transaction() as session:
        session.add(PersonRow(telegram_id=telegram_id, language="ary", created_at=NOON))


async def people(database: Database) -> list[int]:
    async with database.reading() as session:
        return list(await session.scalars(select(PersonRow.telegram_id).order_by(PersonRow.id)))


def names(archive: Path) -> list[str]:
    with tarfile.open(archive) as packed:
        return packed.getnames()


async def test_keys_are_never_in_the_backup_of_the_store(store: Database, data_dir: Path, tmp_path: Path) -> None:
    Seals(data_dir / "keys").mac("people", b"x")
    (data_dir / ERASED_FILE).write_text("abc 2026-09-01\n")
    made = await backup.make(store, data_dir, tmp_path / "safe", NOON)
    assert made.keys
    assert [path.name for path in (made.store, made.keys)] == [
        "twiza-20261001-120000.tar.gz",
        "twiza-20261001-120000-keys.tar.gz",
    ]
    assert names(made.store) == ["manifest.json", "database", "media/ab/photo.jpg"]
    assert names(made.keys) == ["keys/people.key", ERASED_FILE]
    assert {path.stat().st_mode & 0o777 for path in (made.store, made.keys)} == {0o600}
    assert sorted(path.name for path in (tmp_path / "safe").iterdir()) == sorted([made.store.name, made.keys.name])


async def test_there_and_back(store: Database, data_dir: Path, tmp_path: Path) -> None:
    seals = Seals(data_dir / "keys")
    sealed = seals.seal("draft-1", b"my words")
    (data_dir / ERASED_FILE).write_text("abc 2026-09-01\n")
    made = await backup.make(store, data_dir, tmp_path / "safe", NOON)

    await add_person(store, 2)
    (data_dir / "media" / "later.jpg").write_bytes(b"a later photo")
    (data_dir / ERASED_FILE).write_text("abc 2026-09-01\ndef 2026-10-02\n")
    seals.destroy("draft-1")

    await restore.put_back(store, data_dir, made.store, made.keys, LATER, over=True)
    assert await people(store) == [1]
    assert [path.name for path in (data_dir / "media").rglob("*.*")] == ["photo.jpg"]
    assert Seals(data_dir / "keys").open("draft-1", sealed) == b"my words"
    assert (data_dir / "keys" / "draft-1.key").stat().st_mode & 0o777 == 0o600
    assert (data_dir / ERASED_FILE).read_text() == "abc 2026-09-01\ndef 2026-10-02\n"
    marker = restored_at(data_dir)
    assert marker
    assert (marker.at, marker.taken_at) == (LATER, NOON)
    await add_person(store, 3)
    assert await people(store) == [1, 3]


async def test_a_live_store_is_not_replaced_by_mistake(store: Database, data_dir: Path, tmp_path: Path) -> None:
    made = await backup.make(store, data_dir, tmp_path / "safe", NOON)
    await add_person(store, 2)
    with pytest.raises(RestoreError, match="say --yes"):
        await restore.put_back(store, data_dir, made.store, made.keys, LATER)
    assert (await people(store), restored_at(data_dir)) == ([1, 2], None)


async def test_a_store_without_keys_or_media(database: Database, data_dir: Path, tmp_path: Path,
                                             monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    postgres_tools(monkeypatch)
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
    await migrate.upgrade(database)
    made = await backup.make(database, data_dir, tmp_path / "safe", NOON)
    assert made.keys is None
    await restore.put_back(database, data_dir, made.store, None, LATER, over=True)
    assert not (data_dir / "media").exists()


@pytest.mark.only("sqlite")
async def test_onto_a_new_machine(store: Database, data_dir: Path, tmp_path: Path) -> None:
    Seals(data_dir / "keys").mac("people", b"x")
    made = await backup.make(store, data_dir, tmp_path / "safe", NOON)
    fresh = Database(f"sqlite+aiosqlite:///{tmp_path}/new/twiza.db")
    await restore.put_back(fresh, tmp_path / "new", made.store, made.keys, LATER)
    assert await people(fresh) == [1]
    assert (tmp_path / "new" / "keys" / "people.key").exists()
    await fresh.close()


async def test_a_bad_backup_changes_nothing(store: Database, data_dir: Path, tmp_path: Path) -> None:
    Seals(data_dir / "keys").mac("people", b"x")
    made = await backup.make(store, data_dir, tmp_path / "safe", NOON)
    assert made.keys
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(made.store.read_bytes()[:-200])
    other = "postgresql" if store.is_sqlite else "sqlite"
    complaints = {
        made.keys: "goes to --keys",
        cut: "is damaged",
        changed(made.store, tmp_path / "a.tar.gz", store.dialect, other): f"The backup is of {other}",
        changed(made.store, tmp_path / "b.tar.gz", str(migrate.head()), "feedc0ffee00"): "newer Twiza",
    }
    for archive, complaint in complaints.items():
        with pytest.raises(RestoreError, match=complaint):
            await restore.put_back(store, data_dir, archive, None, LATER, over=True)
    assert (await people(store), restored_at(data_dir)) == ([1], None)


async def test_a_damaged_dump_leaves_the_live_rows(store: Database, data_dir: Path, tmp_path: Path) -> None:
    made = await backup.make(store, data_dir, tmp_path / "safe", NOON)
    with pytest.raises(DumpError):
        damaged = with_dump(made.store, tmp_path / "c.tar.gz", b"no database at all")
        await restore.put_back(store, data_dir, damaged, None, LATER, over=True)
    assert await people(store) == [1]


@pytest.mark.only("postgresql")
async def test_pg_dump_missing_is_said(database: Database, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(DumpError, match="pg_dump is missing"):
        await backup.make(database, data_dir, data_dir / "safe", NOON)


async def test_a_store_that_is_not_there_cannot_be_dumped(data_dir: Path) -> None:
    nothing = Database(f"sqlite+aiosqlite:///{data_dir}/twiza.db")
    with pytest.raises(DumpError, match="cannot be copied: unable to open database file"):
        await backup.make(nothing, data_dir, data_dir / "safe", NOON)
    assert list((data_dir / "safe").iterdir()) == []


def changed(archive: Path, copy: Path, old: str, new: str) -> Path:
    """The archive with one word of its manifest replaced."""
    return rewritten(archive, copy, backup.MANIFEST, lambda content: content.replace(old.encode(), new.encode()))


def with_dump(archive: Path, copy: Path, dump: bytes) -> Path:
    """The archive with another dump."""
    return rewritten(archive, copy, backup.DUMP, lambda _content: dump)


def rewritten(archive: Path, copy: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """The archive with one of its files changed."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as packed, tarfile.open(copy, "w:gz") as fresh:
        packed.extractall(folder, filter="data")
        (Path(folder) / name).write_bytes(change((Path(folder) / name).read_bytes()))
        fresh.add(folder, ".")
    return copy


async def test_what_waited_in_the_backup_is_not_sent_again(store: Database, data_dir: Path, tmp_path: Path) -> None:
    async with store.transaction() as session:
        for dedupe, state in (("a", "ready"), ("b", "sending"), ("c", "retry"), ("d", "sent")):
            session.add(OutboxRow(dedupe=dedupe, screen="x", values={}, due_at=NOON, state=state))
        await updates.mark(session, 7, NOON, b"owed")
    made = await backup.make(store, data_dir, tmp_path / "safe", NOON)
    await restore.put_back(store, data_dir, made.store, made.keys, LATER, over=True)
    await restore.hold_back(store, data_dir)
    async with store.reading() as session:
        found = await session.execute(select(OutboxRow.dedupe, OutboxRow.state))
        states = dict(iter(found))
        assert states == {"a": "uncertain", "b": "uncertain", "c": "uncertain", "d": "sent"}
        assert await updates.all_owed(session) == []
    assert restored_at(data_dir) is None


async def test_without_a_restore_nothing_is_held_back(store: Database, data_dir: Path) -> None:
    async with store.transaction() as session:
        session.add(OutboxRow(dedupe="a", screen="x", values={}, due_at=NOON))
    await restore.hold_back(store, data_dir)
    async with store.reading() as session:
        assert await session.scalar(select(OutboxRow.state)) == "ready"


async def test_a_restore_closes_open_votes(store: Database, data_dir: Path, tmp_path: Path) -> None:
    async with store.transaction() as session:
        await persons.meet(session, 71, "fr", NOON)
        opener = await persons.find(session, 71)
        assert opener is not None
        room = await rooms.create(session, opener, [Asked("scale", {"fr": "?"}, low=1, high=5)], NOON)
        (question,) = await all_questions(session, room.id)
        await votes.open_question(session, Seals(data_dir / "keys"), opener, Press(room.id), question.id, NOON)
    Seals(data_dir / "keys").mac(f"question-{question.id}", b"a voter")
    made = await backup.make(store, data_dir, tmp_path / "safe", NOON)
    assert made.keys is not None
    with tarfile.open(made.keys) as packed:
        assert [name for name in packed.getnames() if "question-" in name] == []
    await restore.put_back(store, data_dir, made.store, made.keys, LATER, over=True)
    await restore.hold_back(store, data_dir)
    async with store.reading() as session:
        again = await session.get_one(QuestionRow, question.id)
        assert (again.state, again.closed_at, again.totals) == ("closed", LATER, {"voters": 0, "counts": [0] * 5})
