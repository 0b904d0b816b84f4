"""A fresh PostgreSQL database for one run of our bot; the server's user may create databases.

with fresh("postgresql://postgres@127.0.0.1:5432/postgres"):      # None: SQLite, nothing is made
    measure(…)                                                    # bench/ours.py finds it by itself
"""

import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import make_url

if TYPE_CHECKING:
    from psycopg import Connection

VARIABLE = "BENCH_DATABASE_URL"
# What a database says of its promises, by its own names.
SQLITE, POSTGRESQL = ("journal_mode", "synchronous"), ("fsync", "synchronous_commit")


@contextmanager
def fresh(server: str | None) -> Iterator[None]:
    """Make a database, say to the processes of this one where it is, drop it at the end."""
    if server is None:
        yield
        return
    name = f"twiza_bench_{uuid.uuid4().hex[:8]}"
    with _connected(server) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        url = make_url(server).set(drivername="postgresql+psycopg", database=name)
        os.environ[VARIABLE] = url.render_as_string(hide_password=False)
        try:
            yield
        finally:
            del os.environ[VARIABLE]
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def vacuum() -> None:
    """What PostgreSQL does by itself soon after many rows were written."""
    with _connected(_url()) as connection:
        connection.execute("VACUUM (ANALYZE)")


def copied(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write many rows the way that PostgreSQL takes them quickest."""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with _connected(_url()) as connection, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def rows(query: str) -> list[int]:
    """The first column of what it finds there."""
    with _connected(_url()) as connection:
        return [row[0] for row in connection.execute(query)]  # type: ignore[call-overload]


def _connected(url: str) -> "Connection":
    import psycopg  # noqa: PLC0415 - this file is also imported by a bot on SQLite, whose memory is measured

    return psycopg.connect(url, autocommit=True)


def _url() -> str:
    return make_url(os.environ[VARIABLE]).set(drivername="postgresql").render_as_string(hide_password=False)
