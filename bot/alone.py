"""One process a data folder: SQLite has one writer, and a restore has none beside it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Another process holds the data folder; the message says what to do."""


@contextmanager
def alone(data_dir: Path, shared: bool = False) -> Iterator[None]:
    """Hold the data folder until the block or the process ends, however it ends; AlreadyRunning if it is taken.

    Processes that share a PostgreSQL database hold it `shared`: they keep out a restore, not each other.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "running.lock").open("a") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"Another Twiza is using {data_dir}. Stop it first, then try again.") from None
        yield
