"""Text in, answer out: our spine against the same bot written with stock python-telegram-bot, in one run.

    ./run bench spine                         # everything, about four minutes
    ./run bench spine --bots ours,stock --modes polling --latencies 0 --repeats 1 --json spine.json

A person's text becomes one durable row and one sendMessage. Three processes: a fake Telegram, one bot at a time, and
this one, which waits. What each figure means: docs/performance.md.
"""

import argparse
import json
import statistics
from collections.abc import Iterator
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Any

from bench.machine import machine
from bench.measuring import BOTS, Bot, Cell, Fall, Plan, Run, kill, measure

BOTH = ("ours", "stock")  # measured `--repeats` times, in turn; the others once
KILLED_AFTER = 0.5  # of the time in which they would all be answered
KILLED_TEXTS = 300
KILLED_LIMIT = 15.0
Runs = dict[tuple[str, Cell], list[Run]]


def main(arguments: list[str]) -> None:
    """The command line."""
    asked = options().parse_args(arguments)
    plan = Plan(drained=asked.drained, rate=asked.rate)
    print(machine(), flush=True)
    runs = all_runs(asked.bots, [Cell(*one) for one in product(asked.modes, asked.latencies)], plan, asked.repeats)
    print("\n" + "\n".join(table(runs, plan)), flush=True)
    falls = {name: kill_in_the_middle(BOTS[name], runs) for name in asked.bots if name in BOTH} if asked.kill else {}
    for name, fall in falls.items():
        print(told(BOTS[name], fall))
    if asked.json:
        asked.json.write_text(json.dumps(report(plan, runs, falls), indent=1))


def options() -> argparse.ArgumentParser:
    """What can be chosen."""
    parser = argparse.ArgumentParser("bench spine", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bots", type=names, default=["ours", "stock", "greeting", "draft", "stock-default"],
                        help=f"some of {','.join(BOTS)}")  # fmt: skip
    parser.add_argument("--modes", type=names, default=["polling", "webhook"])
    parser.add_argument("--latencies", type=numbers, default=[0, 40], help="round trips to Telegram in ms")
    parser.add_argument("--repeats", type=int, default=3, help="how often ours and stock are measured")
    parser.add_argument("--drained", type=int, default=Plan.drained, help="texts that wait at once (stock: a part)")
    parser.add_argument("--rate", type=float, default=Plan.rate, help="texts a second for the latencies")
    parser.add_argument("--no-kill", dest="kill", action="store_false", help="leave out the kill -9")
    parser.add_argument("--json", type=Path, help="write all that was measured to this file")
    return parser


def names(text: str) -> list[str]:
    """`a,b`."""
    return text.split(",")


def numbers(text: str) -> list[int]:
    """`0,40`."""
    return [int(one) for one in text.split(",")]


def all_runs(bots: list[str], cells: list[Cell], plan: Plan, repeats: int) -> Runs:
    """Every bot in every cell; within a cell in turn, so that what the machine does meanwhile meets all."""
    runs: Runs = {}
    for cell in cells:
        for name in in_turn(bots, repeats):
            print(f"  {cell.mode}, {cell.latency} ms: {BOTS[name].label} ...", flush=True)
            runs.setdefault((name, cell), []).append(measure(BOTS[name], cell, plan))
    return runs


def in_turn(bots: list[str], repeats: int) -> Iterator[str]:
    """A B C A B A B: the two that are compared again and again, the others once."""
    for number in range(repeats):
        yield from (name for name in bots if number == 0 or name in BOTH)


def kill_in_the_middle(bot: Bot, runs: Runs) -> Fall:
    """kill -9 when about half is done, by the speed that was measured."""
    speeds = [run.drained for (name, cell), some in runs.items() for run in some
              if BOTS[name] is bot and cell == Cell("polling", 0)]  # fmt: skip
    seconds = KILLED_AFTER * KILLED_TEXTS / statistics.median(speeds) if speeds else KILLED_AFTER
    return kill(bot, KILLED_TEXTS, seconds, KILLED_LIMIT)


def told(bot: Bot, fall: Fall) -> str:
    """The fall in one sentence."""
    return (f"kill -9 amid {fall.asked} texts, polling: {bot.label}: {fall.lost} lost, "
            f"{fall.asked - fall.answered} never answered, {fall.twice} answered twice")  # fmt: skip


def table(runs: Runs, plan: Plan) -> Iterator[str]:
    """Medians as a table of Markdown; ratios are to stock with the same SQLite settings."""
    yield (f"| from Telegram | bot | drained/s | x stock | CPU s per 1,000 | x stock | p50 / p99 ms "
           f"at {plan.rate:.0f}/s | RSS MB | SQLite | confirmed | each kept, answered once |")  # fmt: skip
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for (name, cell), some in runs.items():
        base = runs.get(("stock", cell), [])
        yield f"| {cell.mode}, {cell.latency} ms | {BOTS[name].label} | {' | '.join(columns(some, base))} |"


def columns(some: list[Run], base: list[Run]) -> Iterator[str]:
    """The figures of one row."""
    for figure in ("drained", "cpu"):
        value = median(some, figure)
        yield f"{value:.0f}" if figure == "drained" else f"{value:.2f}"
        yield f"{value / median(base, figure):.2f}" if base else "-"
    p50, p99 = median(some, "p50"), median(some, "p99")
    yield f"{p50:.0f} / {p99:.0f}" if p50 is not None else "cannot"
    yield f"{median(some, 'rss'):.0f}"
    said = some[0].promises
    yield f"{said['journal_mode']}, synchronous={said['synchronous']}"
    yield said["confirms"]
    yield "yes" if all(run.flawless for run in some) else "NO: " + "; ".join(flaw(run) for run in some)


def flaw(run: Run) -> str:
    """What was not right."""
    return f"{run.asked} asked, {run.answered} answered, {run.rows} rows, {run.twice} twice"


def median(some: list[Run], figure: str) -> Any:
    """The median of a figure; None where no run has it."""
    values = [value for run in some if (value := getattr(run, figure)) is not None]
    return statistics.median(values) if values else None


def report(plan: Plan, runs: Runs, falls: dict[str, Fall]) -> dict[str, Any]:
    """All that was measured, as JSON."""
    cells = [
        {"bot": name, **asdict(cell), "runs": [asdict(run) for run in some]} for (name, cell), some in runs.items()
    ]
    return {
        "machine": machine(),
        "plan": asdict(plan),
        "cells": cells,
        "kill": {name: asdict(fall) for name, fall in falls.items()},
    }
