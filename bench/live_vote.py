"""Votes: a tap in, a row on disk, then its answer; ours against stock python-telegram-bot and grammY, in one run.

    ./run bench live_vote                               # everything, about five minutes; grammY where node and npm are
    ./run bench live_vote --bots ours --modes webhook --latencies 0 --people 300

Every person in the room taps once: first `--people` of them at once (drained), then others at a steady rate, whatever
the bot does (open loop). All on SQLite with WAL and synchronous=FULL, answered after the commit; `--slow-fsync 5` makes
every fsync 5 ms slower. What each figure means: docs/performance.md.
"""

import argparse
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path
from typing import Any

from bench.child import ROOT
from bench.machine import machine
from bench.measuring import FIRST_PERSON, Bot, Cell, Plan, Run, measure
from bench.postgres import POSTGRESQL, SQLITE, fresh
from bench.slow_fsync import slowed
from bench.spine import flaw, median, names, numbers

GRAMMY = ROOT / "bench" / "grammy"
TAPS = f"{FIRST_PERSON} v:1:0 v:1:1 v:1:2 v:1:3"
OURS = "SELECT voter FROM room_ballots"
THEIRS = "SELECT person FROM bench_votes"
RATES = {0: 1000.0, 40: 2000.0}  # taps a second, by the round trip to Telegram
SECONDS = 3.0


def voting(label: str, module: str, variant: str, kept: str = THEIRS, confirms: str = "after the commit") -> Bot:
    """A bot that counts votes."""
    return Bot(label, module, variant, confirms, kept, TAPS, fake="bench.taps")


BOTS = {
    "ours": voting("ours", "bench.ours", "votes", OURS),
    "stock": voting("stock PTB", "bench.stock", "votes", confirms="before handling"),
    "grammy": voting("grammY (runner; answer in the reply)", str(GRAMMY / "bot.mjs"), "votes", confirms="mixed"),
}
Runs = dict[tuple[str, Cell], list[Run]]


def main(arguments: list[str]) -> None:
    """The command line."""
    asked = options().parse_args(arguments)
    bots = [name for name in asked.bots if name != "grammy" or grammy_is_there()]
    cells = [Cell(*one) for one in product(asked.modes, asked.latencies)]
    print(machine(), flush=True)
    with slowed(asked.slow_fsync):
        runs = all_runs(bots, cells, asked)
    print("\n" + "\n".join(table(runs)), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(report(runs), indent=1))


def options() -> argparse.ArgumentParser:
    """What can be chosen."""
    parser = argparse.ArgumentParser(
        "bench live_vote", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--bots", type=names, default=list(BOTS), help=f"some of {','.join(BOTS)}")
    parser.add_argument("--modes", type=names, default=["polling", "webhook"])
    parser.add_argument("--latencies", type=numbers, default=[0, 40], help="round trips to Telegram in ms")
    parser.add_argument("--people", type=int, default=4000, help="who tap at once")
    parser.add_argument("--rate", type=float, help="taps a second for the latencies; 1,000, with a round trip 2,000")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for so long")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--slow-fsync", type=int, default=0, metavar="MS", help="needs a C compiler")
    parser.add_argument("--postgresql", metavar="URL", help="ours on this server; its user may create databases")
    parser.add_argument("--json", type=Path, help="write all that was measured to this file")
    return parser


def grammy_is_there() -> bool:
    """Whether grammY can be measured here; its packages are installed the first time."""
    if not (shutil.which("node") and shutil.which("npm")):
        print("no node and npm here: without grammY")
        return False
    if not (GRAMMY / "node_modules").exists():
        print("installing grammY ...", flush=True)
        return (
            subprocess.run(
                ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], cwd=GRAMMY, check=False
            ).returncode
            == 0
        )
    return True


def all_runs(bots: list[str], cells: list[Cell], asked: argparse.Namespace) -> Runs:
    """Every bot in every cell, within a cell in turn, so that what the machine does meanwhile meets all."""
    runs: Runs = {}
    for cell in cells:
        plan = Plan(200, asked.people, asked.rate or RATES.get(cell.latency, RATES[0]), asked.seconds)
        for name in bots * asked.repeats:
            print(f"  {cell.mode}, {cell.latency} ms: {BOTS[name].label} ...", flush=True)
            with fresh(asked.postgresql if BOTS[name].is_ours else None):
                run = measure(BOTS[name], cell, plan)
            runs.setdefault((name, cell), []).append(replace(run, promises=run.promises | {"rate": plan.rate}))
    return runs


def table(runs: Runs) -> Iterator[str]:
    """Medians as a table of Markdown; ratios are to grammY, else to stock."""
    yield ("| from Telegram | bot | votes/s drained | ratio | CPU s per 1,000 | p50 / p99 ms at a steady rate | "
           "RSS MB | on disk | confirmed | each counted, answered once |")  # fmt: skip
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for (name, cell), some in runs.items():
        base = runs.get(("grammy", cell)) or runs.get(("stock", cell), [])
        yield f"| {cell.mode}, {cell.latency} ms | {BOTS[name].label} | {' | '.join(columns(some, base))} |"


def columns(some: list[Run], base: list[Run]) -> Iterator[str]:
    """The figures of one row."""
    drained, p50, p99 = (median(some, figure) for figure in ("drained", "p50", "p99"))
    yield f"{drained:.0f}"
    yield f"{drained / max(median(base, 'drained'), 0.1):.2f}" if base else "-"
    yield f"{median(some, 'cpu'):.2f}"
    rate = f"at {some[0].promises['rate']:.0f}/s"
    yield f"{p50:.1f} / {p99:.1f} {rate}" if p50 is not None else f"cannot {rate}"
    yield f"{median(some, 'rss'):.0f}"
    yield ", ".join(f"{name}={some[0].promises[name]}" for name in (*SQLITE, *POSTGRESQL) if name in some[0].promises)
    yield str(some[0].promises["confirms"])
    yield "yes" if all(run.flawless for run in some) else "NO: " + "; ".join(flaw(run) for run in some)


def report(runs: Runs) -> dict[str, Any]:
    """All that was measured, as JSON."""
    cells = [
        {"bot": name, **asdict(cell), "runs": [asdict(run) for run in some]} for (name, cell), some in runs.items()
    ]
    return {"machine": machine(), "cells": cells}
