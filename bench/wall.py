"""Change to event: how soon a vote moves on every wall, and what that costs, against an event for each vote.

    ./run bench wall                                  # 200 viewers, 100 votes a second, about 20 s
    ./run bench wall --viewers 500 --rate 300 --seconds 5 --json wall.json

Two processes: the server, in which a number goes up at a steady rate, and this one, which holds the viewers. Each vote
counts from the moment at which it was due until a viewer hears of a state that holds it. The baseline tells every vote
to every viewer at once, as most hand-written event streams do (sandbox/live.py).
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from bench.child import Child
from bench.gauge import listen
from bench.machine import machine
from bench.measuring import percentile
from bot.assembly import loop_factory
from locales.texts import Catalogues
from sandbox.live import Live
from services.clock import SystemClock
from services.words import Words
from web import live
from web.server import create_app, serving
from web.walls import Walls

KINDS = {"ours": "the wall", "each": "an event for each vote"}
TOKEN = "a-token-of-the-benchmark"
MARK = b'"voters":'
GATHERING = 1.5  # seconds in which the viewers come, before the first vote
LATE = 4.0  # seconds that viewers have for the final total after the last vote
OPTIONS = [{"words": {"fr": f"Proposition {n}", "ar": f"الاقتراح {n}", "ary": ""}, "count": None} for n in range(6)]


@dataclass(frozen=True)
class Plan:
    """So many viewers, votes a second, and seconds of votes."""

    viewers: int = 200
    rate: float = 100.0
    seconds: float = 8.0

    @property
    def votes(self) -> int:
        """How many votes there are."""
        return int(self.rate * self.seconds)


@dataclass(frozen=True)
class Run:
    """ms from vote to event, events a second and viewer, percent of a core, MB; who ended with the final total."""

    kind: str
    p50: float | None
    p95: float | None
    p99: float | None
    events: float
    core: float
    rss: float
    final: int


def main(arguments: list[str]) -> None:
    """The command line."""
    asked = options().parse_args(arguments)
    plan = Plan(asked.viewers, asked.rate, asked.seconds)
    print(machine(), flush=True)
    runs = [measure(kind, plan) for kind in asked.kinds.split(",")]
    print(f"\n{plan.viewers} viewers, {plan.rate:.0f} votes/s for {plan.seconds:.0f} s\n")
    print("\n".join(table(runs, plan)), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps({"plan": asdict(plan), "runs": [asdict(run) for run in runs]}, indent=1))


def options() -> argparse.ArgumentParser:
    """What can be chosen."""
    parser = argparse.ArgumentParser("bench wall", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--viewers", type=int, default=Plan.viewers)
    parser.add_argument("--rate", type=float, default=Plan.rate, help="votes a second")
    parser.add_argument("--seconds", type=float, default=Plan.seconds)
    parser.add_argument("--kinds", default=",".join(KINDS), help=f"some of {','.join(KINDS)}")
    parser.add_argument("--json", type=Path, help="write all that was measured to this file")
    return parser


def table(runs: list[Run], plan: Plan) -> Iterator[str]:
    """The runs as a table of Markdown."""
    yield "| | vote to event p50 / p95 / p99 ms | events/s a viewer | of a core | RSS MB | all saw the final total |"
    yield "|---|---|---|---|---|---|"
    for run in runs:
        final = "yes" if run.final == plan.viewers else f"NO: {run.final} of {plan.viewers}"
        figures = " / ".join("-" if one is None else f"{one:.0f}" for one in (run.p50, run.p95, run.p99))
        yield f"| {KINDS[run.kind]} | {figures} | {run.events:.1f} | {run.core:.0f} % | {run.rss:.0f} | {final} |"


def measure(kind: str, plan: Plan) -> Run:
    """One server, all its viewers, all votes."""
    print(f"  {KINDS[kind]} ...", flush=True)
    with Child("bench.wall", kind, plan.rate, plan.votes) as child:
        return asyncio.run(_measure(kind, plan, child))


async def _measure(kind: str, plan: Plan, child: Child) -> Run:
    start: float = child.said["start"]
    viewers = [Viewer(start, plan) for _ in range(plan.viewers)]
    tasks = [asyncio.create_task(one.look(child.said["port"])) for one in viewers]
    await asyncio.sleep(start - time.monotonic())
    before = child.ask()
    await asyncio.sleep(start + plan.seconds - time.monotonic())
    after = child.ask()
    await asyncio.wait(tasks, timeout=LATE)
    for task in tasks:
        task.cancel()
    waits = sorted(wait for one in viewers for wait in one.waits)
    return Run(
        kind=kind,
        p50=percentile(waits, 50),
        p95=percentile(waits, 95),
        p99=percentile(waits, 99),
        events=sum(one.events for one in viewers) / plan.viewers / plan.seconds,
        core=(after["cpu"] - before["cpu"]) / plan.seconds * 100,
        rss=after["rss"],
        final=sum(one.shown == plan.votes for one in viewers),
    )


class Viewer:
    """One screen: `waits` holds the seconds from each vote to the event that showed it."""

    def __init__(self, start: float, plan: Plan) -> None:
        self.shown, self.events, self.waits = 0, 0, list[float]()
        self._start, self._plan = start, plan

    async def look(self, port: int) -> None:
        """Read the stream until the last vote is shown."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /live/{TOKEN}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        while self.shown < self._plan.votes:
            line = await reader.readline()
            if MARK in line:
                self._hear(int(line.rpartition(MARK)[2].partition(b",")[0]))
        writer.close()

    def _hear(self, voters: int) -> None:
        now, self.events = time.monotonic(), self.events + (voters > self.shown)
        self.waits += [now - self._start - vote / self._plan.rate for vote in range(self.shown + 1, voters + 1)]
        self.shown = max(self.shown, voters)


class Room:
    """A room in which somebody votes at a steady rate."""

    def __init__(self) -> None:
        self.voters = 0

    async def find(self, _token: str) -> int:
        """Every token opens it."""
        return 1

    async def look(self, _room_id: int) -> dict[str, Any]:
        """What a wall shows; the database's part is not measured here."""
        asked = {"id": 1, "number": 1, "of": 12, "kind": "single", "state": "open", "words": OPTIONS[0]["words"],
                 "options": OPTIONS, "low": 0, "high": 0, "voters": self.voters, "closes_at": None}  # fmt: skip
        return {"version": 1, "state": "live", "code": "12345", "people": 300, "question": asked}


def serve(kind: str, rate: float, votes: int) -> None:
    """The server's process."""
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_serve(kind, rate, votes))


async def _serve(kind: str, rate: float, votes: int) -> None:
    room, app = Room(), create_app()
    change = _ours(app, room) if kind == "ours" else _each(app, room)
    async with serving(app, "127.0.0.1", 0) as address:
        start = time.monotonic() + GATHERING
        listen(port=int(address.rpartition(":")[2]), start=start)
        for vote in range(1, votes + 1):
            await asyncio.sleep(start + vote / rate - time.monotonic())
            room.voters = vote
            await change()
        await asyncio.Event().wait()


def _ours(app: web.Application, room: Room) -> Any:
    walls = Walls(room.find, room.look, SystemClock())
    live.add_routes(app, walls, Catalogues.load(), live.Host(Words(fr="NOTIL"), "a_bot", str))

    async def change() -> None:
        walls.changed(1)

    return change


def _each(app: web.Application, room: Room) -> Any:
    stream = Live()

    async def events(request: web.Request) -> web.StreamResponse:
        return await stream.serve(request, lambda: {"voters": 0, "": ""})

    async def change() -> None:
        stream.tell("room", await room.look(1))

    app.router.add_get("/live/{token}/events", events)
    return change


if __name__ == "__main__":
    serve(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
