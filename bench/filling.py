"""The database of a bot under test, filled by a process of its own: `python -m bench.filling URL FIRST PEOPLE VARIANT`.

What filling takes is not counted as the bot's. Tables, and people who have pressed START before; in `votes` they sit in
a room and hold its open question (bench/room.py).
"""

import asyncio
import subprocess
import sys

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

from bench import room
from bench.child import ROOT
from services.clock import SystemClock
from storage.database import Database, insert_if_new
from storage.migrate import upgrade
from storage.people import PersonRow

TEXTS = Table(
    "bench_texts",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("person", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
)


def filled(url: str, first: int, people: int, variant: str) -> None:
    """Fill it, elsewhere; CalledProcessError if that fails."""
    subprocess.run(
        [sys.executable, "-m", "bench.filling", url, str(first), str(people), variant],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=True,
    )


async def fill(url: str, first: int, people: int, variant: str) -> None:
    """Fill it, here."""
    database = Database(url)
    await upgrade(database)
    async with database.transaction() as session:
        await session.run_sync(lambda bare: TEXTS.metadata.create_all(bare.connection()))
    if variant == "votes":
        await room.fill(url, people, first)
    else:
        await _meet(database, first, people)
    await database.close()


async def _meet(database: Database, first: int, people: int) -> None:
    now = SystemClock().now()
    known = [
        {"telegram_id": first + number, "language": "fr", "language_chosen": True, "created_at": now}
        for number in range(people)
    ]
    async with database.transaction() as session:
        await session.execute(insert_if_new(session, PersonRow), known)


if __name__ == "__main__":
    asyncio.run(fill(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
