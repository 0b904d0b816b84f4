"""Similar challenges: how long a question takes among 100,000 stored and public ones, and what it costs to keep one.

    ./run bench similar                                     # SQLite, about a minute
    ./run bench similar --postgres postgresql://postgres@127.0.0.1:5432/postgres

The reports are the halves of those in tests/fixtures/languages put together anew, each with a street of its own.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bench.machine import machine
from bench.measuring import workplace
from bench.postgres import VARIABLE, copied, fresh, vacuum
from services import similar
from services.lab import Lab
from services.similar import Looking
from services.terms import terms
from storage.challenges import ChallengeRow
from storage.database import Database
from storage.migrate import upgrade
from storage.publications import PublicationRow
from storage.terms import TermRow

FOLDER = Path(__file__).parents[1] / "tests" / "fixtures" / "languages"
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
AT_ONCE = 2000
STREETS = 4000


def main(arguments: list[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        "bench similar", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--challenges", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--postgres", metavar="URL", help="a server that may make databases; else SQLite")
    asked = parser.parse_args(arguments)
    print(machine(), flush=True)
    with workplace() as folder, fresh(asked.postgres):
        asyncio.run(measure(os.environ.get(VARIABLE, f"sqlite+aiosqlite:///{folder}/twiza.db"), asked))


async def measure(url: str, asked: argparse.Namespace) -> None:
    """Fill the database, then ask."""
    database, lab, chance = Database(url), Lab.load(), random.Random(6)
    await upgrade(database)
    began = time.perf_counter()
    await fill(database, lab, chance, asked.challenges)
    print(f"{asked.challenges:,} challenges written in {time.perf_counter() - began:.0f} s", flush=True)
    looked = [Looking(one["text"], one["commune"], one["category"]) for one in made(chance, lab, asked.questions)]
    for name, ask in (("public, one commune", public(lab)), ("public, no place", nowhere(lab)), ("desk", every(lab))):
        taken = [await timed(database, ask, looking) for looking in looked]
        told(name, taken)
    await database.close()


Ask = Callable[[AsyncSession, Looking], Awaitable[Any]]


def public(lab: Lab) -> Ask:
    """As before sending."""
    return lambda session, looking: similar.public(session, lab, looking, NOW)


def nowhere(lab: Lab) -> Ask:
    """The same of somebody who did not say where."""
    return lambda session, looking: similar.public(session, lab, Looking(looking.text, category=looking.category), NOW)


def every(lab: Lab) -> Ask:
    """As at the desk."""
    return lambda session, looking: similar.every(session, lab, looking, NOW, but=1)


async def timed(database: Database, ask: Ask, looking: Looking) -> float:
    """Seconds of one question."""
    async with database.reading() as session:
        began = time.perf_counter()
        await ask(session, looking)
        return time.perf_counter() - began


def told(name: str, taken: list[float]) -> None:
    """The figures in words."""
    ms = sorted(1000 * one for one in taken)
    print(f"{name}: median {statistics.median(ms):.1f} ms, p95 {ms[int(0.95 * len(ms))]:.1f}, most {ms[-1]:.1f}")


async def fill(database: Database, lab: Lab, chance: random.Random, many: int) -> None:
    """Challenges, all public, with their terms."""
    for start in range(1, many + 1, AT_ONCE):
        batch = list(enumerate(made(chance, lab, min(AT_ONCE, many + 1 - start)), start))
        async with database.transaction() as session:
            await session.execute(insert(ChallengeRow), [row(number, one) for number, one in batch])
            await session.execute(insert(PublicationRow), [{"challenge_id": number, "at": NOW} for number, _ in batch])
            each = [term for number, one in batch for term in found(number, one)]
            if database.is_sqlite:
                await session.execute(insert(TermRow), each)
        if not database.is_sqlite:  # some 80 for each challenge: as statements they took most of the time
            copied(TermRow.__tablename__, list(each[0]), [list(one.values()) for one in each])
    if not database.is_sqlite:
        vacuum()


def row(number: int, one: dict[str, str]) -> dict[str, Any]:
    """A challenge as it is stored."""
    known = {"id": number, "ref": f"{number}", "words": one["text"], "commune": one["commune"]}
    times = {"created_at": NOW, "waiting_since": NOW}
    return known | times | {"category": one["category"], "language": one["language"], "consent_version": "1"}


def found(number: int, one: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Its terms, for the team and for everybody."""
    for term in terms(one["text"]):
        for shown in (False, True):
            yield {"term": term, "public": shown, "commune": one["commune"], "challenge_id": number}


def made(chance: random.Random, lab: Lab, many: int) -> Iterator[dict[str, str]]:
    """Reports: halves of two of one writing, and a street."""
    reports = [json.loads(line) for name in ("duplicates", "holdout")
               for line in (FOLDER / f"gold_{name}.jsonl").read_text("utf-8").splitlines()]  # fmt: skip
    communes = [one.code for one in lab.area.communes]
    for _ in range(many):
        first = chance.choice(reports)
        second = chance.choice([one for one in reports if one["lang"] == first["lang"]])
        words = [*half(first["text"], 0), *half(second["text"], 1), f"rue{chance.randrange(STREETS)}"]
        language = "ary" if first["lang"] == "ary-Latn" else first["lang"]
        yield {
            "text": " ".join(words), "category": first["category"], "language": language,
            "commune": chance.choice(communes),
        }  # fmt: skip


def half(words: str, which: int) -> list[str]:
    """The first or the second half of the words."""
    parts = words.split()
    return parts[len(parts) // 2 :] if which else parts[: len(parts) // 2]
