"""One process a SQLite data folder: a second one refuses to start. Released by the system when the process ends."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import IO, Self

NAME = "twiza.lock"


class AlreadyRunning(Exception):
    """Another process has this data; the message says which and what to do."""


class Lock:
    """A context manager: `with Lock(data_dir): ...`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise AlreadyRunning(
                f"Twiza is running already on {self._path.parent} (process {holder}). Stop that one first, or use "
                "PostgreSQL, where several processes may share the work."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file:
            self._file.close()
            self._file = None
