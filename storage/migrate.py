"""Brings a database to the newest schema. `python -m storage.migrate "Workshops"` writes the next revision."""

import asyncio
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from storage.database import Database

FOLDER = Path(__file__).parent / "migrations"
_NAMED = re.compile(r'^(down_)?revision = "(\w+)"', re.MULTILINE)
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
    if found is not None and found == head():
        return
    if found is not None and not knows(found):
        raise NewerDatabase(f"The database ({found}) is of a newer Twiza. Update this one; a demo: delete data/demo.")
    await _run(database, lambda command, config: command.upgrade(config, "head"))


async def revision(database: Database) -> str | None:
    """The revision that the database is at, None if it is empty."""
    async with database.engine.connect() as connection:
        if not await connection.run_sync(lambda bare: inspect(bare).has_table("alembic_version")):
            return None
        found: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def head() -> str | None:
    """The newest revision of this version of Twiza: the one from which no other goes on."""
    named = list(_named())
    before = {one for down, one in named if down}
    return next((one for down, one in named if not down and one not in before), None)


def knows(revision: str) -> bool:
    """Whether this version of Twiza can bring a database at `revision` further."""
    return ("", revision) in _named()


def _named() -> Iterator[tuple[str, str]]:
    """Every revision in our files, and ("down_", the one before it); Alembic would ask for 12 MB to say it."""
    for path in (FOLDER / "versions").glob("*.py"):
        yield from _NAMED.findall(path.read_text())


async def write_revision(message: str) -> None:
    """Write the difference between the newest schema and the tables in storage/ as a new revision, to be read."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/twiza.db")
        await upgrade(database)
        await _run(database, lambda command, config: command.revision(config, message, autogenerate=True))
        await database.close()


async def _run(database: Database, work: Callable[[Any, Any], object]) -> None:
    # 12 MB, which a bot whose database is up to date does without.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    def with_connection(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        for option, value in FORMATTER.items():
            config.set_section_option("post_write_hooks", option, value)
        work(command, config)

    async with database.changing_schema() as connection:
        await connection.run_sync(with_connection)


if __name__ == "__main__":
    asyncio.run(write_revision(sys.argv[1]))
