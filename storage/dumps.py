"""The whole database as one file, taken while others write, and put back."""

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import MetaData

from storage.database import Database


class DumpError(Exception):
    """The database could not be dumped or loaded; the message is for an operator."""


async def dump(database: Database, path: Path) -> None:
    """Write a consistent copy to `path`: a SQLite file, or pg_dump's custom format. DumpError says why not."""
    if database.file:
        await asyncio.to_thread(_copy_sqlite, database.file, path)
    else:
        await _postgres_tool(database, "pg_dump", "--format=custom", "--no-owner", f"--file={path}")


async def load(database: Database, path: Path) -> None:
    """Replace the database by what `dump` wrote; nobody else may be using it. DumpError says why not."""
    if database.file:
        await asyncio.to_thread(_check_sqlite, path)
        await database.close()
        _replace_sqlite(database.file, path)
    else:
        await _postgres_tool(database, "pg_restore", "--list", str(path), connected=False)
        await _drop_everything(database)
        await _postgres_tool(database, "pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", str(path))


def _copy_sqlite(source: Path, path: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(path)) as copy,
        ):
            live.backup(copy)
            # One file that needs nothing beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise DumpError(f"{source} cannot be copied: {error}.") from error
    _check_sqlite(path)


def _check_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise DumpError(f"The copy of the database is damaged: {found}.")


def _replace_sqlite(live: Path, path: Path) -> None:
    # The old log belongs to the old file: beside the new one it would spoil it.
    for suffix in ("-wal", "-shm"):
        live.with_name(live.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(path, fresh := live.with_name(live.name + ".restoring"))
    fresh.chmod(0o600)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(live)


async def _drop_everything(database: Database) -> None:
    metadata = MetaData()
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.reflect)
        await connection.run_sync(metadata.drop_all)


async def _postgres_tool(database: Database, tool: str, *arguments: str, connected: bool = True) -> None:
    """Run pg_dump or pg_restore; the password goes by the environment, where other users do not see it."""
    if not shutil.which(tool):
        raise DumpError(f"{tool} is missing. On Debian or Ubuntu: sudo apt install postgresql-client, then try again.")
    url = database.url.set(drivername="postgresql", password=None).render_as_string()
    process = await asyncio.create_subprocess_exec(
        tool,
        *arguments,
        *([f"--dbname={url}"] if connected else []),
        env=os.environ | ({"PGPASSWORD": str(database.url.password)} if database.url.password else {}),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode:
        raise DumpError(f"{tool} failed: {said.decode(errors='replace').strip()}")
