"""A process that has imported the bot, and forks a real process that runs it whenever a line on stdin asks for one.

Importing takes a second, forking some milliseconds. Says `{"pid": …}` when it has forked and `{"status": …}` when that
process has ended; one at a time.
"""

import asyncio
import json
import logging
import os
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import configure_mappers

from bot.assembly import build, loop_factory, run_until_stopped
from bot.settings import Settings
from bot.zone import use_packaged_zones
from handlers.register import import_all
from locales.texts import Catalogues
from services import categories, emergencies, places
from services.lab import Lab
from tests.crashes.points import Points, watch_calls, watch_commits, watch_files
from tests.crashes.quickclock import QuickClock

PROBLEM = "Le lampadaire est cassé"


@dataclass(frozen=True)
class Order:
    """What a forked process runs; `log` is a file in `folder`, `crash` the point at which the process kills itself."""

    folder: str
    log: str
    settings: dict[str, Any]
    crash: str | None = None

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))


async def live(order: Order, catalogues: Catalogues) -> None:
    """The product, with points, until it is told to stop."""
    folder = Path(order.folder)
    point = Points(folder / "points", folder / "armed", order.crash)
    watch_calls(point)
    watch_files(point)
    settings = Settings(_env_file=None, data_dir=folder / "data", **order.settings)
    bot = await build(settings, clock=QuickClock(folder / "clock"), lab=Lab.load(None), catalogues=catalogues)
    database = bot.house.database
    for engine in filter(None, (database.engine.sync_engine, database.swift)):
        watch_commits(point, engine)
    await run_until_stopped(bot)


def child(order: Order, catalogues: Catalogues) -> int:
    """In the forked process: run, log into the folder; the exit code."""
    log = (Path(order.folder) / order.log).open("a")
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    logging.basicConfig(level="INFO", stream=log, format="%(levelname)s %(name)s: %(message)s", force=True)
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(live(order, catalogues))
    except BaseException:  # noqa: BLE001 - whatever it was, this process ends here
        traceback.print_exc(file=log)
        return 1
    return 0


def warm_up(lab: Lab) -> None:
    """What is read or built at first use, so that every child has it already."""
    configure_mappers()
    categories.suggest(PROBLEM, lab)
    emergencies.urgent(PROBLEM)
    places.by_words(lab, PROBLEM)


def say(**words: Any) -> None:
    """One line to whoever asked."""
    print(json.dumps(words), flush=True)  # noqa: T201


def main() -> None:
    """Serve orders until stdin ends."""
    use_packaged_zones()
    lab = Lab.load(None)
    catalogues = Catalogues.load(zone=lab.zone)
    import_all()
    warm_up(lab)
    say(ready=True)
    for line in sys.stdin:
        order = Order(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            os._exit(child(order, catalogues))
        say(pid=pid)
        say(status=os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
