"""Putting a backup back, and the marker that keeps old messages from being sent twice."""

import json
import logging
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.backup import DUMP, KEYS, MANIFEST, MEDIA
from services import roomkeeping
from services.privacy import ERASED_FILE
from storage import outbox, updates
from storage.database import Database
from storage.dumps import load
from storage.migrate import knows, revision, upgrade

log = logging.getLogger(__name__)

MARKER = "restored.json"


class RestoreError(Exception):
    """The backup was not put back, and nothing was changed; the message says why."""


@dataclass(frozen=True, slots=True)
class Restored:
    """When a backup was put back, and from when it was: what it holds unsent may have been sent since."""

    at: datetime
    taken_at: datetime


def restored_at(data_dir: Path) -> Restored | None:
    """The marker of the last restore, None if there was none or it is dealt with (then delete the file)."""
    try:
        read = json.loads((data_dir / MARKER).read_text())
    except FileNotFoundError:
        return None
    return Restored(datetime.fromisoformat(read["at"]), datetime.fromisoformat(read["taken_at"]))


async def put_back(database: Database, data_dir: Path, store: Path, keys: Path | None, now: datetime,
                   over: bool = False) -> None:  # fmt: skip
    """Replace database and media by a backup's, add its keys, bring the schema up to date.

    Refuses over a store that holds something unless `over`. The caller makes sure that no bot runs. RestoreError,
    DumpError or OSError say why not.
    """
    if not over and await _holds_something(database):
        raise RestoreError("There is a live store here already. To replace it for good, say --yes.")
    with _unpacked(store, data_dir) as folder, _unpacked(keys, data_dir) as key_folder:
        about = _about(folder, database)
        # Before the old rows come back: a crash in between must not send them.
        marker = {"at": now.isoformat(), "taken_at": about["taken_at"]}
        (data_dir / MARKER).write_text(json.dumps(marker))
        await load(database, folder / DUMP)
        _replace_folder(folder / MEDIA, data_dir / MEDIA)
        _add_keys(key_folder, data_dir)
    await upgrade(database)


async def _holds_something(database: Database) -> bool:
    there = database.file is None or database.file.exists()
    return there and await revision(database) is not None


def _about(folder: Path, database: Database) -> dict[str, str]:
    """The manifest, after a look whether this database can take the dump."""
    try:
        about: dict[str, str] = json.loads((folder / MANIFEST).read_text())
    except FileNotFoundError:
        raise RestoreError(
            "This is not a backup of Twiza (or it is the one of the keys: that goes to --keys)."
        ) from None
    if about["dialect"] != database.dialect:
        raise RestoreError(f"The backup is of {about['dialect']}, but DATABASE_URL is of {database.dialect}.")
    if not knows(about["revision"]):
        raise RestoreError("The backup was made by a newer Twiza: update this one first.")
    return about


@contextmanager
def _unpacked(archive: Path | None, data_dir: Path) -> Iterator[Path]:
    """A folder beside the data with what is in the archive; an empty one for None."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data_dir) as folder:
        try:
            if archive:
                with tarfile.open(archive) as packed:
                    packed.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError) as error:
            raise RestoreError(f"{archive} is not a backup or is damaged: {error}.") from error
        yield Path(folder)


def _replace_folder(new: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if new.is_dir():
        new.rename(old)


def _add_keys(folder: Path, data_dir: Path) -> None:
    """The backup's keys over those here; the list of the erased only grows."""
    for key in sorted((folder / KEYS).glob("*.key")):
        (data_dir / KEYS).mkdir(mode=0o700, exist_ok=True)
        key.chmod(0o600)
        key.replace(data_dir / KEYS / key.name)
    lists = [path for path in (folder / ERASED_FILE, data_dir / ERASED_FILE) if path.exists()]
    if lists:
        lines = dict.fromkeys(line for path in lists for line in path.read_text().splitlines())
        (data_dir / ERASED_FILE).write_text("".join(f"{line}\n" for line in lines))


async def hold_back(database: Database, data_dir: Path) -> None:
    """After a restore, send nothing of what the backup still had to send: most of it has been sent since.

    Open questions close: the backup's ballots may be of a key that is gone, and people's buttons of another question.
    """
    restored = restored_at(data_dir)
    if restored is None:
        return
    async with database.transaction() as session:
        held = await outbox.hold(session, "held back: it came with a backup")
        await updates.owe_nothing(session)
        await roomkeeping.close_all(session, restored.at)
    (data_dir / MARKER).unlink()
    log.warning("a backup was put back: %s messages that waited in it are held back and marked uncertain", held)
