"""Backups: the database and the media in one file, the keys in another, to be kept apart.

Whoever holds both can read who wrote an anonymous report, so they belong in different places. The list of the erased
goes with the keys, apart from the rows that it names: a restore on a new machine must erase them again. The keys of
live votes stay out: they are to vanish with the vote, and a restore closes it.
"""

import json
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.ballots import KEY_PREFIX
from services.privacy import ERASED_FILE
from storage.database import Database
from storage.dumps import dump
from storage.migrate import revision

DUMP, MANIFEST, MEDIA, KEYS = "database", "manifest.json", "media", "keys"


@dataclass(frozen=True, slots=True)
class Backup:
    """The two files of one backup; `keys` is None where no key exists yet."""

    store: Path
    keys: Path | None


async def make(database: Database, data_dir: Path, folder: Path, now: datetime) -> Backup:
    """Write a backup into `folder` while the bot runs. DumpError or OSError say why not."""
    name = f"twiza-{now:%Y%m%d-%H%M%S}"
    with _scratch(folder) as scratch:
        await dump(database, scratch / DUMP)
        about = {"taken_at": now.isoformat(), "dialect": database.dialect, "revision": await revision(database)}
        (scratch / MANIFEST).write_text(json.dumps(about))
        contents = {MANIFEST: scratch / MANIFEST, DUMP: scratch / DUMP, MEDIA: data_dir / MEDIA}
        store = _pack(folder / f"{name}.tar.gz", contents)
    # The keys last: none of the rows copied before may miss its key.
    return Backup(store, _pack_keys(data_dir, folder / f"{name}-keys.tar.gz"))


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        yield Path(scratch)


def _pack_keys(data_dir: Path, path: Path) -> Path | None:
    contents = {KEYS: data_dir / KEYS, ERASED_FILE: data_dir / ERASED_FILE}
    return _pack(path, contents) if (data_dir / KEYS).is_dir() else None


def _pack(path: Path, contents: dict[str, Path]) -> Path:
    """Files and folders under new names in one archive that only its owner reads; complete or not there at all."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.touch(mode=0o600)
    with tarfile.open(unfinished, "w:gz", compresslevel=6) as archive:
        for name, source in contents.items():
            for file in [source, *sorted(source.rglob("*"))]:
                if file.is_file() and not (name == KEYS and file.name.startswith(KEY_PREFIX)):
                    archive.add(file, f"{name}/{file.relative_to(source)}" if file != source else name)
    return unfinished.replace(path)
