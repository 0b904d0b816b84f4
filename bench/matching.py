"""Matching: how long it takes to rank every volunteer for one mission, reading them from the database included.

./run bench matching                                    # 10,000 volunteers, SQLite, a few seconds
./run bench matching --postgres postgresql://postgres@127.0.0.1:5432/postgres
"""

import argparse
import asyncio
import os
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from bench.machine import machine
from bench.measuring import FIRST_PERSON, workplace
from bench.postgres import VARIABLE, fresh
from services import missions, waves
from services.lab import Lab
from services.missions import Plan
from services.people import Person
from services.volunteers import DAYS, PARTS
from storage.database import Database
from storage.migrate import upgrade
from storage.missions import GOING, HandRow, MissionRow
from storage.people import PersonRow
from storage.volunteers import VolunteerRow

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ZONE = "Africa/Casablanca"
AT_ONCE = 2000
PLAN = Plan({"fr": "Soutien scolaire"}, ("tutoring", "youth"), 5, "2026-11-28T09:00", "2026-11-28T12:00", {},
            languages=("ary", "fr"), commune="06.385.01.01")  # fmt: skip


def main(arguments: list[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser("bench matching", description=__doc__)
    parser.add_argument("--volunteers", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=21)
    parser.add_argument("--postgres", metavar="URL", help="a server that may make databases; else SQLite")
    asked = parser.parse_args(arguments)
    print(machine(), flush=True)
    with workplace() as folder, fresh(asked.postgres):
        asyncio.run(measure(os.environ.get(VARIABLE, f"sqlite+aiosqlite:///{folder}/twiza.db"), asked))


async def measure(url: str, asked: argparse.Namespace) -> None:
    """Fill the database, then rank."""
    database, lab = Database(url), Lab.load()
    await upgrade(database)
    mission_id = await fill(database, lab, asked.volunteers)
    took, fit = list[float](), 0
    for _ in range(asked.repeats):
        async with database.reading() as session:
            mission = await session.get_one(MissionRow, mission_id)
            begun = time.perf_counter()
            fit = len(await waves.candidates(session, lab, mission))
            took.append((time.perf_counter() - begun) * 1000)
    await database.close()
    count = f"{asked.volunteers:,} volunteers, {fit:,} fit"
    print(f"{count}: median {statistics.median(took):.0f} ms, most {max(took):.0f} ms")


async def fill(database: Database, lab: Lab, people: int) -> int:
    """Volunteers as they might be, a third of whom has done something; the mission."""
    chance = random.Random(5)
    async with database.transaction() as session:
        for some in slices(range(people)):
            known = [{"telegram_id": FIRST_PERSON + one, "language": "ary", "language_chosen": True, "created_at": NOW}
                     for one in some]  # fmt: skip
            await session.execute(insert(PersonRow), known)
        ids = list(await session.scalars(select(PersonRow.id).order_by(PersonRow.id)))
        for some in slices(ids):
            await session.execute(insert(VolunteerRow), [_card(lab, chance, one) for one in some])
        maker = Person(ids[0], FIRST_PERSON, "fr")
        mission = await missions.create(session, maker, PLAN, ZONE, NOW)
        before = await missions.create(session, maker, PLAN, ZONE, NOW)
        done = {"mission_id": before.id, "state": GOING, "reasons": [], "minutes": 90, "confirmed_at": NOW}
        for some in slices(ids[::3]):
            await session.execute(insert(HandRow), [done | {"person_id": one} for one in some])
        before.begins_at = before.ends_at = NOW
        return mission.id


def slices(things: Sequence[int]) -> Iterator[Sequence[int]]:
    """So many at a time as one statement takes."""
    return (things[at : at + AT_ONCE] for at in range(0, len(things), AT_ONCE))


def _card(lab: Lab, chance: random.Random, person: int) -> dict[str, Any]:
    skills = [one.key for one in lab.skills]
    days, parts = chance.sample(DAYS, chance.randint(1, 4)), chance.sample(PARTS, chance.randint(1, 3))
    return {
        "person_id": person,
        "name": f"Volunteer {person}",
        "age": chance.choice(["18-25", "26-35", "36-59"]),
        "commune": chance.choice([one.code for one in lab.area.communes]),
        "skills": " ".join(chance.sample(skills, chance.randint(1, 5))),
        "languages": chance.choice(["ary", "ary fr", "ar ary fr", "fr"]),
        "times": " ".join(f"{day}-{part}" for day in days for part in parts),
        "transport": chance.choice(["own", "bus", "none"]),
        "created_at": NOW,
        "changed_at": NOW,
    }
