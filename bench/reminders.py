"""Reminders: right to the minute, and what a kill -9 in the middle of them costs; ours against timers as jobs.

    ./run bench reminders                         # 5,000 reminders, about six minutes
    ./run bench reminders --people 500 --bots ours

The reminders are due at two full minutes. In the middle of the first one the bot is killed, and started again
`--away` seconds later. What each figure means: docs/performance.md.
"""

import argparse
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.child import Child
from bench.machine import machine
from bench.measuring import FIRST_PERSON, workplace
from bench.reminding import RATE, ROOM
from bench.spine import names

MODULES = {"ours": "bench.reminding", "stock": "bench.reminding_stock"}
LATENCY = 0.04
MINUTE = 60.0
READY = {"ours": 0.004, "stock": 0.02}  # seconds a person until everything is prepared, generously
START = 8.0


@dataclass(frozen=True)
class Seen:
    """What the fake Telegram got, and what the bot wrote down of what it does not know."""

    people: int
    got: int
    on_time: int
    early: int
    latest: float
    twice: frozenset[int]
    thrice: int
    ambiguous: frozenset[int]


def main(arguments: list[str]) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        "bench reminders", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--bots", type=names, default=list(MODULES), help=f"some of {','.join(MODULES)}")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--away", type=float, default=3.0, help="seconds between the kill and the next start")
    asked = parser.parse_args(arguments)
    print(machine(), flush=True)
    for bot in asked.bots:
        for killed in (False, True):
            seen = play(bot, asked.people, asked.away if killed else None)
            print("; ".join([f"{bot}, {'killed in the middle' if killed else 'undisturbed'}", *told(seen)]), flush=True)


def play(bot: str, people: int, away: float | None) -> Seen:
    """One run; with `away` it is killed amid the first half and started again."""
    first = next_minute(time.time() + START + people * READY[bot])
    with workplace() as folder, Child("bench.strict", LATENCY) as fake:
        fake.ask(do="minds", limit=0)
        given = (f"http://127.0.0.1:{fake.said['port']}", folder)
        with Child(MODULES[bot], *given, people, first) as one:
            if away is not None:
                fake.ask(do="received", count=people // 4, limit=first - time.time() + MINUTE)
                one.kill()
            else:
                fake.ask(do="received", count=people, limit=first - time.time() + 2 * MINUTE)
        if away is not None:
            time.sleep(away)
            with Child(MODULES[bot], *given, 0, first):
                fake.ask(do="received", count=people, limit=first - time.time() + 2 * MINUTE)
                time.sleep(START)  # a second copy comes some seconds later
        return judged(fake.ask(do="moments"), people, first, ambiguous(Path(folder) / "twiza.db"))


def next_minute(moment: float) -> float:
    """The next full minute after a moment (seconds since 1970)."""
    return (moment // MINUTE + 1) * MINUTE


def judged(moments: dict[str, list[float]], people: int, first: float, unsure: frozenset[int]) -> Seen:
    """Each person's first copy against the minute in which it was due."""
    since = time.perf_counter() - time.time()
    arrived = {int(chat): at - since for chat, at in zip(moments["chats"], moments["times"], strict=True)}
    late = [at - due(chat, first) for chat, at in arrived.items()]
    on_time = sum(0 <= one < MINUTE for one in late)
    return Seen(people, len(arrived), on_time, sum(one < 0 for one in late), max(late, default=0.0),
                frozenset(map(int, moments["twice"])), len(moments["thrice"]), unsure)  # fmt: skip


def due(chat: int, first: float) -> float:
    """When this person's reminder is due."""
    return first + MINUTE * ((chat - FIRST_PERSON) // ROOM % 2)


def ambiguous(file: Path) -> frozenset[int]:
    """Whose reminder was under way at the kill, as the outbox has it; nobody's where there is no outbox."""
    if not file.exists():
        return frozenset()
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        query = "SELECT telegram_id FROM outbox JOIN people ON people.id = person_id WHERE attempt > 1"
        return frozenset(one for (one,) in db.execute(query))


def told(seen: Seen) -> Iterator[str]:
    """The figures in words."""
    yield f"{seen.people} due, {seen.people - seen.got} missed"
    yield f"{seen.on_time} within their minute, {seen.early} early, the latest {seen.latest:.1f} s after"
    outside = len(seen.twice - seen.ambiguous)
    yield f"{len(seen.twice)} got a second copy, {outside} of them outside the recorded set, {seen.thrice} a third"
    yield f"recorded as ambiguous: {len(seen.ambiguous)} (at {RATE:.0f}/s)"
