"""The ballot box alone, without Telegram: what a vote costs in rooms of any size, and whom it keeps waiting.

    ./run bench box                                        # rooms of 100, 1,000 and 10,000 people, about a minute
    ./run bench box --people 1000 --database postgresql+psycopg://…     # on an empty database of yours

In each room everybody votes, `--batch` at a time. Then votes come at a steady rate while ordinary transactions (the
done-mark of an update) are begun 50 times a second, whatever the votes do: through the box, and as a baseline with a
transaction for each vote.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import room
from bench.machine import machine
from bench.measuring import percentile, workplace
from bench.spine import numbers
from bot.assembly import loop_factory
from bot.ballotbox import BallotBox
from services import ballots
from services.ballots import Questions, Tap
from services.clock import SystemClock
from storage import updates
from storage.database import Database
from storage.seals import Seals

FIRST = 1_000_000
ORDINARY = 50  # transactions a second
OPTIONS = 4


@dataclass
class Hall:
    """One full room; `tap` is the next one, of the next person, for the next option."""

    database: Database
    seals: Seals
    question: int
    people: int
    taps: int = 0

    def tap(self) -> Tap:
        """Somebody taps."""
        number, self.taps = self.taps, self.taps + 1
        person, option = number % self.people, (number + number // self.people) % OPTIONS
        return Tap(number + 1, FIRST + person, self.question, option, room.FIRST_MESSAGE + person, "")

    async def alone(self, tap: Tap) -> None:
        """Count one tap in an ordinary transaction of its own."""
        async with self.database.transaction() as session:
            connection = await session.connection()
            await connection.run_sync(ballots.cast, self.seals, [tap], SystemClock().now(), Questions())


async def opened(url: str, folder: Path, people: int) -> Hall:
    """A room with so many people on a fresh database."""
    question = await room.fill(url, people, FIRST)
    return Hall(Database(url), Seals(folder / "keys"), question.id, people)


async def cost(hall: Hall, batch: int) -> str:
    """Everybody votes once: a row of the table."""
    votes = max(hall.people, 1000) // batch * batch
    cpu, start, took, known = time.process_time(), time.perf_counter(), list[float](), Questions()
    for _ in range(votes // batch):
        taps, began = [hall.tap() for _ in range(batch)], time.perf_counter()
        counted = partial(ballots.cast, seals=hall.seals, taps=taps, now=SystemClock().now(), known=known)
        await hall.database.swiftly(counted)
        took.append(time.perf_counter() - began)
    rate, used = votes / (time.perf_counter() - start), (time.process_time() - cpu) / votes * 1000
    return f"| {hall.people:,} | {batch} | {used:.3f} | {rate:,.0f} | {statistics.median(took) * 1000:.1f} |"


async def at_a_rate(rate: float, seconds: float, one: Callable[[], Awaitable[object]]) -> list[float]:
    """Do it so often whatever happens; seconds from when each was due to its end, ordered."""
    start, took = time.perf_counter(), list[float]()

    async def timed(due: float) -> None:
        await one()
        took.append(time.perf_counter() - due)

    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * seconds)):
            due = start + number / rate
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            group.create_task(timed(due))
    return sorted(took)


async def beside(hall: Hall, put: Callable[[Tap], Awaitable[object]], label: str, rate: float, seconds: float) -> str:
    """Ordinary transactions beside votes: a row of the table."""
    marks = iter(range(hall.taps * 10 + 1, hall.taps * 10 + 10**6))

    async def ordinary() -> None:
        async with hall.database.transaction() as session:
            await updates.mark(session, next(marks), SystemClock().now())

    votes, others = await asyncio.gather(
        at_a_rate(rate, seconds, lambda: put(hall.tap())), at_a_rate(ORDINARY, seconds, ordinary)
    )
    figures = [f"{percentile(some, 50):.1f} / {percentile(some, 99):.1f}" for some in (others, votes)]
    return f"| {label} | {rate:,.0f} | {' | '.join(figures)} |"


async def measured(url: str, folder: Path, people: list[int], asked: argparse.Namespace) -> None:
    """Print the two tables."""
    print("| people in the room | votes a commit | CPU ms a vote | votes/s | ms a commit |\n|---|---|---|---|---|")
    for number in people:
        hall = await opened(url.format(number), folder / str(number), number)
        print(await cost(hall, asked.batch), flush=True)
        last = number == people[-1]
        if not last:
            await hall.database.close()
    print("\n| votes | votes/s | ordinary transactions p50 / p99 ms | votes p50 / p99 ms |\n|---|---|---|---|")
    box = BallotBox(hall.database, hall.seals, SystemClock(), lambda _room: None)
    print(await beside(hall, box.put, "the ballot box", asked.rate, asked.seconds), flush=True)
    await box.stop()
    print(await beside(hall, hall.alone, "a transaction each", asked.rate, asked.seconds), flush=True)
    await hall.database.close()


def main(arguments: list[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser("bench box", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=numbers, default=[100, 1000, 10_000])
    parser.add_argument("--batch", type=int, default=50, help="votes a commit")
    parser.add_argument("--rate", type=float, default=1000.0, help="votes a second beside ordinary transactions")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--database", help="an empty one, for one size of the room; else SQLite files that go again")
    asked = parser.parse_args(arguments)
    if asked.database and len(asked.people) > 1:
        parser.error("with --database say one number of --people")
    print(machine(), flush=True)
    with workplace() as folder, asyncio.Runner(loop_factory=loop_factory()) as runner:
        url = asked.database or f"sqlite+aiosqlite:///{folder}/{{}}.db"
        runner.run(measured(url, Path(folder), asked.people, asked))
