"""Migrations: they lead to exactly the tables of storage/, on both databases, and lose no row on the way."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, String, delete, func, inspect, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage import migrate
from storage.consents import ConsentRow
from storage.database import Database
from storage.people import PersonRow
from storage.tables import Base
from tests.databases import SqliteFiles
from tests.waiting import until_somebody_waits

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
async def empty(database: Database) -> Database:
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
    return database


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def test_the_migrated_schema_is_the_one_in_the_code(empty: Database) -> None:
    await migrate.upgrade(empty)
    async with empty.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_database_knows_its_revision(empty: Database) -> None:
    assert await migrate.revision(empty) is None
    await migrate.upgrade(empty)
    assert await migrate.revision(empty) == migrate.head()
    await migrate.upgrade(empty)
    assert await migrate.revision(empty) == migrate.head()


def test_revisions_of_other_versions_are_strangers() -> None:
    assert migrate.knows(str(migrate.head()))
    assert not migrate.knows("feedc0ffee00")


def test_the_newest_revision_is_the_one_that_alembic_means() -> None:
    assert migrate.head() == ScriptDirectory(str(migrate.FOLDER)).get_current_head()
    assert not migrate.knows("")


def test_the_newest_revision_is_the_one_from_which_no_other_goes_on(other_folder: Path) -> None:
    assert migrate.head() is None
    for name, before in (("one", None), ("two", "one"), ("three", "two")):
        line = f'"{before}"' if before else None
        (other_folder / f"{name}.py").write_text(f'revision = "{name}"\ndown_revision = {line}\n')
    assert migrate.head() == "three"
    assert [migrate.knows(one) for one in ("one", "three", "four")] == [True, True, False]


async def with_one_consent(database: Database) -> None:
    async with database.transaction() as session:
        person = PersonRow(telegram_id=1, language="fr", created_at=NOON)
        session.add(person)
        await session.flush()
        session.add(
            ConsentRow(person_id=person.id, purpose="contact", text_version="1", given_at=NOON, method="button")
        )


@pytest.mark.only("postgresql")
async def test_of_two_starts_on_an_empty_database_the_second_waits(empty: Database) -> None:
    other = Database(empty.url.render_as_string(hide_password=False))
    async with empty.changing_schema():
        second = asyncio.create_task(migrate.upgrade(other))
        await until_somebody_waits(empty)
    await second
    assert await migrate.revision(other) == migrate.head()
    await other.close()


async def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(database: Database) -> None:
    await with_one_consent(database)

    def widen(connection: Connection) -> None:
        operations = Operations.context(MigrationContext.configure(connection))
        with operations, op.batch_alter_table("people") as people:
            people.alter_column("language", existing_type=String(3), type_=String(9))

    async with database.changing_schema() as connection:
        await connection.run_sync(widen)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(ConsentRow)) == 1


async def test_a_migration_that_orphans_rows_leaves_everything_as_it_was(sqlite_files: SqliteFiles) -> None:
    with sqlite_files.fresh() as url:
        database = Database(url)
        await with_one_consent(database)
        with pytest.raises(IntegrityError):
            async with database.changing_schema() as connection:
                await connection.execute(delete(PersonRow))
        async with database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(PersonRow)) == 1
        await database.close()


@pytest.fixture
def other_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations without revisions, used instead of ours."""
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (tmp_path / "migrations" / name).write_text((migrate.FOLDER / name).read_text())
    monkeypatch.setattr(migrate, "FOLDER", tmp_path / "migrations")
    return tmp_path / "migrations" / "versions"


async def test_a_new_revision_is_written_from_the_tables(other_folder: Path) -> None:
    await migrate.write_revision("The first tables")
    (written,) = other_folder.glob("*_the_first_tables.py")
    assert written.read_text().startswith('"""The first tables."""\n')
    assert 'op.create_table(\n        "people",' in written.read_text()
    assert "_where=None" not in written.read_text(), "of indexes only those over some of the rows say which"


async def test_a_migration_that_fails_half_way_leaves_nothing(empty: Database, other_folder: Path) -> None:
    (other_folder / "bad.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\nrevision, down_revision = 'bad', None\n"
        "def upgrade():\n    op.create_table('half', sa.Column('id', sa.Integer))\n    op.execute('SELECT nonsense')\n"
    )
    with pytest.raises(DBAPIError, match="nonsense"):
        await migrate.upgrade(empty)
    async with empty.engine.connect() as connection:
        assert await connection.run_sync(lambda bare: inspect(bare).get_table_names()) == []
