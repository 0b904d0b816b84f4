"""`./run soak`: kill -9 at every crash point of a challenge, the lab's answer and a live vote, on both databases.

    ./run soak --play "a live vote" --every 10
    ./run soak --play "a burst of votes" --random 100       # killed at so many random moments instead
    ./run soak --play "an announcement" --random 100        # one to 2,000 people, killed so often in the middle
    ./run soak --play "a step" --random 10                  # told to 500 supporters, killed so often in the middle

The suite takes some of these points (tests/crashes/test_crashes.py); all of them take about half an hour.
"""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bot.zone import use_packaged_zones
from tests.crashes.announcing import announced
from tests.crashes.following import followed
from tests.crashes.life import Nursery, nursery
from tests.crashes.runs import EVERY, PLAYS, Fresh, Outcome, Play, points_of, run, wrongs
from tests.databases import SqliteFiles, postgres

DATABASES = ("sqlite", "postgresql")
ANNOUNCEMENT, STEP = "an announcement", "a step"
PEOPLE, SUPPORTERS = 2000, 500
Death = tuple[str, str | None, float | None]  # how it is called; the point, or the share of the way that a run takes


def main(arguments: list[str] | None = None) -> None:
    """Kill everywhere, say what came of it; exit code 1 if anything was lost or said too often."""
    parser = argparse.ArgumentParser(prog="./run soak", description=__doc__)
    parser.add_argument("--db", choices=(*DATABASES, "both"), default="both")
    parser.add_argument(
        "--play", choices=[*(play.name for play in EVERY), ANNOUNCEMENT, STEP], help="one scenario only"
    )
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th point only")
    parser.add_argument("--random", type=int, default=0, metavar="N", help="N lives, each killed at a random moment")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    given = parser.parse_args(arguments)
    use_packaged_zones()
    chosen = DATABASES if given.db == "both" else (given.db,)
    if given.play == ANNOUNCEMENT:
        sys.exit(sum(announce(name, given) for name in chosen) > 0)
    if given.play == STEP:
        sys.exit(sum(tell(name, given) for name in chosen) > 0)
    plays = [play for play in EVERY if play.name == given.play] or PLAYS
    wrong = [soak(name, play, given) for name in chosen for play in plays]
    sys.exit(any(wrong))


def soak(database: str, play: Play, given: argparse.Namespace) -> int:
    """One scenario on one database: how many of its lives went wrong."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source = SqliteFiles(folder) if database == "sqlite" else stack.enter_context(postgres())
        bots = stack.enter_context(nursery())
        return asyncio.run(kill_everywhere(bots, source.fresh, folder, play, f"{play.name} on {database}", given))


def announce(database: str, given: argparse.Namespace) -> int:
    """An announcement whose bot dies again and again: how many things went wrong."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source = SqliteFiles(folder) if database == "sqlite" else stack.enter_context(postgres())
        bots = stack.enter_context(nursery())
        kills = given.random or 100
        outcome = asyncio.run(announced(bots, source.fresh, folder / "one", PEOPLE, kills, given.seed))
    wrong = outcome.wrongs()
    print(f"{ANNOUNCEMENT} on {database}: {PEOPLE} people, {len(outcome.in_flight)} kills, {dict(outcome.states)}, "
          f"{max(outcome.in_flight)} in flight at most at a death, {len(wrong)} went wrong")  # fmt: skip
    print("".join(f"  {line}\n" for line in wrong[:20]), end="")
    return len(wrong)


def tell(database: str, given: argparse.Namespace) -> int:
    """A step told to supporters by a bot that dies again and again: how many things went wrong."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source = SqliteFiles(folder) if database == "sqlite" else stack.enter_context(postgres())
        bots, kills = stack.enter_context(nursery()), given.random or 10
        outcome = asyncio.run(followed(bots, source.fresh, folder / "one", SUPPORTERS, kills, given.seed))
    wrong, twice = outcome.wrongs(), sum(n == 2 for n in outcome.arrived.values())
    print(f"{STEP} on {database}: {SUPPORTERS} supporters, {kills} kills, {dict(outcome.states)}, {twice} heard it "
          f"twice of {sum(outcome.in_flight)} in flight at a death, {len(wrong)} went wrong")  # fmt: skip
    print("".join(f"  {line}\n" for line in wrong[:20]), end="")
    return len(wrong)


async def kill_everywhere(
    bots: Nursery, fresh: Fresh, folder: Path, play: Play, name: str, given: argparse.Namespace
) -> int:
    """Play it once whole, then once for each death; how many went wrong."""
    began = time.monotonic()
    whole = await run(bots, fresh, folder / "whole", play)
    deaths, shortest = at_random(given) if given.random else at_points(whole, given.every), whole.seconds
    wrong = passed_by = again = 0
    for number, (label, point, share) in enumerate(deaths, 1):
        print(f"\r{name}: {number}/{len(deaths)} {label[:70]:<70}", end="", flush=True)
        found: list[str] = []
        try:
            outcome = await run(bots, fresh, folder / "one", play, point, None if share is None else share * shortest)
            found = wrongs(whole, outcome)
            passed_by += not outcome.killed
            shortest = shortest if outcome.killed else min(shortest, outcome.seconds)
            again += bool(outcome.said - whole.said)
        except AssertionError as failure:
            found = [str(failure)]
        shutil.rmtree(folder / "one")
        wrong += bool(found)
        for line in found:
            print(f"\n  killed {label}: {line}")
    seconds = time.monotonic() - began
    print(f"\r{name}: killed in {len(deaths) - passed_by} of {len(deaths)} lives, {wrong} went wrong, "
          f"{again} said something twice, {seconds:.0f} s{'':<30}")  # fmt: skip
    return wrong


def at_points(whole: Outcome, every: int) -> list[Death]:
    """At each point that a run passes."""
    return [(point, point, None) for point in points_of(whole)[::every]]


def at_random(given: argparse.Namespace) -> list[Death]:
    """At moments spread over the time that a run takes."""
    dice = random.Random(given.seed)
    shares = [dice.random() for _ in range(given.random)]
    return [(f"at {share:.1%} of its way", None, share) for share in shares]


if __name__ == "__main__":
    main()
