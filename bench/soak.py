"""`./run soak`: kill -9 at every crash point of a challenge and of the lab's answer, on both databases.

The suite takes some of these points (tests/crashes/test_crashes.py); all of them take about twenty minutes.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bot.zone import use_packaged_zones
from tests.crashes.life import Nursery, nursery
from tests.crashes.runs import PLAYS, Fresh, Play, points_of, run, wrongs
from tests.databases import SqliteFiles, postgres

DATABASES = ("sqlite", "postgresql")


def main(arguments: list[str] | None = None) -> None:
    """Kill everywhere, say what came of it; exit code 1 if anything was lost or said too often."""
    parser = argparse.ArgumentParser(prog="./run soak", description=__doc__)
    parser.add_argument("--db", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--play", choices=[play.name for play in PLAYS], help="one scenario only")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th point only")
    given = parser.parse_args(arguments)
    use_packaged_zones()
    chosen = DATABASES if given.db == "both" else (given.db,)
    plays = [play for play in PLAYS if given.play in (None, play.name)]
    wrong = [soak(name, play, given.every) for name in chosen for play in plays]
    sys.exit(any(wrong))


def soak(database: str, play: Play, every: int) -> int:
    """One scenario on one database: how many of its points went wrong."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        source = SqliteFiles(folder) if database == "sqlite" else stack.enter_context(postgres())
        bots = stack.enter_context(nursery())
        return asyncio.run(kill_everywhere(bots, source.fresh, folder, play, f"{play.name} on {database}", every))


async def kill_everywhere(bots: Nursery, fresh: Fresh, folder: Path, play: Play, name: str, every: int) -> int:
    """Play it once whole, then once for each point; how many went wrong."""
    began = time.monotonic()
    whole = await run(bots, fresh, folder / "whole", play)
    points = points_of(whole)[::every]
    wrong = passed_by = again = 0
    for number, point in enumerate(points, 1):
        print(f"\r{name}: {number}/{len(points)} {point[:70]:<70}", end="", flush=True)
        found: list[str] = []
        try:
            outcome = await run(bots, fresh, folder / "one", play, point)
            found = wrongs(whole, outcome)
            passed_by += not outcome.killed
            again += bool(outcome.said - whole.said)
        except AssertionError as failure:
            found = [str(failure)]
        shutil.rmtree(folder / "one")
        wrong += bool(found)
        for line in found:
            print(f"\n  killed {point}: {line}")
    seconds = time.monotonic() - began
    print(f"\r{name}: killed at {len(points) - passed_by} of {len(points)} points, {wrong} went wrong, "
          f"{again} said something twice, {seconds:.0f} s{'':<30}")  # fmt: skip
    return wrong


if __name__ == "__main__":
    main()
