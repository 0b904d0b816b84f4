"""The machine on which figures were measured, in one line: they mean nothing without it."""

import os
import platform
import statistics
import time
from importlib.metadata import version
from pathlib import Path

from bench.measuring import workplace

FSYNCS = 40
LIBRARIES = ("python-telegram-bot", "aiohttp", "SQLAlchemy", "aiosqlite")


def machine() -> str:
    """Cores, Python, libraries, what an fsync costs here, how busy the machine is besides."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (f"{os.cpu_count()} cores, Python {platform.python_version()}, {libraries}; fsync {fsync_ms():.2f} ms; "
            f"load {os.getloadavg()[0]:.1f} before the run")  # fmt: skip


def fsync_ms() -> float:
    """The median time of writing 4 KB to the disk for good."""
    with workplace() as folder, (Path(folder) / "fsync").open("wb", buffering=0) as file:
        return statistics.median(_once(file.fileno()) for _ in range(FSYNCS)) * 1000


def _once(descriptor: int) -> float:
    start = time.perf_counter()
    os.write(descriptor, bytes(4096))
    os.fsync(descriptor)
    return time.perf_counter() - start
