"""Brings a database to the newest schema. `python -m storage.migrate "Workshops"` writes the next revision."""

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.database import Database

FOLDER = Path(__file__).parent / "migrations"
FORMATTER = {
    "hooks": "ruff",
    "ruff.type": "module",
    "ruff.module": "ruff",
    "ruff.options": "format --quiet REVISION_SCRIPT_FILENAME",
}


class NewerDatabase(Exception):
    """The database was written by a version of Twiza that this one does not know."""


async def upgrade(database: Database) -> None:
    """Apply what is missing, all of it or nothing; does nothing on a current database. May raise NewerDatabase."""
    found = await revision(database)
    if found is not None and not knows(found):
        raise NewerDatabase(f"The database ({found}) is of a newer Twiza. Update this one; a demo: delete data/demo.")
    await _run(database, lambda config: command.upgrade(config, "head"))


async def revision(database: Database) -> str | None:
    """The revision that the database is at, None if it is empty."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(lambda bare: MigrationContext.configure(bare).get_current_revision())


def head() -> str | None:
    """The newest revision of this version of Twiza."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def knows(revision: str) -> bool:
    """Whether this version of Twiza can bring a database at `revision` further."""
    return any(script.revision == revision for script in ScriptDirectory(str(FOLDER)).walk_revisions())


async def write_revision(message: str) -> None:
    """Write the difference between the newest schema and the tables in storage/ as a new revision, to be read."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/twiza.db")
        await upgrade(database)
        await _run(database, lambda config: command.revision(config, message, autogenerate=True))
        await database.close()


async def _run(database: Database, work: Callable[[Config], object]) -> None:
    def with_connection(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        for option, value in FORMATTER.items():
            config.set_section_option("post_write_hooks", option, value)
        work(config)

    async with database.changing_schema() as connection:
        await connection.run_sync(with_connection)


if __name__ == "__main__":
    asyncio.run(write_revision(sys.argv[1]))
