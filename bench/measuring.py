"""One bot in one cell, once: start a fake Telegram and the bot, load them, count what is on disk at the end."""

import os
import socket
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import postgres
from bench.child import ROOT, Child

FIRST_PERSON = 7_000_001
TEXT = "There has been no light in our street since Friday"
GREETING = "Bonjour"
REST = 0.4  # seconds: what follows an answer (clearing, confirming) is counted too
STARTED_WITHIN = 20.0
TRIED = 0.8  # of the steady rate: who drains less is not asked to keep it
KEPT_QUIET = 1.5  # seconds for which the product waits whether more is coming (handlers/asking.py)


@dataclass(frozen=True)
class Bot:
    """A bot under test: its module, its variant there, and what shows a text on disk (SQL: one row a text)."""

    label: str
    module: str
    variant: str
    confirms: str
    kept: str = "SELECT person FROM bench_texts"
    text: str = TEXT
    quiet: float = 0.0
    fake: str = "bench.fake"

    @property
    def is_stock(self) -> bool:
        """Whether it is the one to compare with."""
        return self.module == "bench.stock"

    @property
    def is_ours(self) -> bool:
        """Whether it is the product."""
        return self.module == "bench.ours"


DRAFTS = "SELECT p.telegram_id FROM drafts d JOIN people p ON p.id = d.person_id"
BOTS = {
    "ours": Bot("ours: a row and an answer", "bench.ours", "echo", "after the commit"),
    "greeting": Bot("ours, the product: a greeting", "bench.ours", "product", "after the commit",
                    "SELECT update_id FROM done_marks", GREETING),
    "draft": Bot("ours, the product: a draft begins", "bench.ours", "product", "after the commit", DRAFTS,
                 quiet=KEPT_QUIET),
    "stock": Bot("stock PTB, WAL + FULL", "bench.stock", "full", "before handling"),
    "stock-default": Bot("stock PTB, SQLite as it comes", "bench.stock", "default", "before handling"),
    "stock-normal": Bot("stock PTB, WAL + NORMAL", "bench.stock", "normal", "before handling"),
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """How updates come (polling, webhook), and the round trip to Telegram in milliseconds."""

    mode: str
    latency: int


@dataclass(frozen=True)
class Plan:
    """How many people write before measuring, then all at once, then at a steady rate (a second, for seconds)."""

    warm_up: int = 40
    drained: int = 600
    rate: float = 100.0
    steady: float = 2.0
    limit: float = 60.0  # seconds after which what is not answered counts as never answered

    def fit_for(self, bot: Bot, cell: Cell) -> "Plan":
        """Stock drains less in the same time; its rate does not depend on how much waits."""
        if not bot.is_stock:
            return self
        warm_up, drained = max(1, self.warm_up // 2), max(1, self.drained // (20 if cell.latency else 3))
        return Plan(warm_up, drained, self.rate, self.steady, self.limit)


@dataclass
class Run:
    """What was measured: texts a second, CPU s per 1,000, MB; ms at the steady rate, None if that is far off."""

    drained: float
    cpu: float
    rss: float
    p50: float | None
    p99: float | None
    asked: int
    answered: int
    rows: int
    twice: int
    promises: dict[str, Any]
    complaints: list[str] = field(default_factory=list)

    @property
    def flawless(self) -> bool:
        """Whether each text was kept and answered once."""
        return self.asked == self.answered == self.rows and not self.twice


def measure(bot: Bot, cell: Cell, plan: Plan) -> Run:
    """Warm up, drain, keep a steady pace."""
    plan = plan.fit_for(bot, cell)
    steady = int(plan.rate * plan.steady)
    everybody = plan.warm_up + plan.drained + steady
    with workplace() as folder, Child(bot.fake, cell.latency / 1000) as fake:
        with start(bot, cell, fake, folder, everybody) as child:
            warm = load(fake, bot, 0, plan.warm_up, plan.limit)
            before = child.ask()
            drain = load(fake, bot, plan.warm_up, plan.drained, plan.limit)
            time.sleep(REST)
            after = child.ask()
            speed = drain["answered"] / max(drain["seconds"] - bot.quiet, 0.001)
            far_off = speed < plan.rate * TRIED
            pace = None if far_off else load(fake, bot, everybody - steady, steady, plan.limit, plan.rate)
            rss = child.ask()["rss"]
        loads = [one for one in (warm, drain, pace) if one]
        latencies = sorted(pace["latencies"]) if pace else []
        return Run(
            drained=speed,
            cpu=(after["cpu"] - before["cpu"]) / max(drain["answered"], 1) * 1000,
            rss=rss,
            p50=percentile(latencies, 50),
            p99=percentile(latencies, 99),
            asked=everybody if pace else everybody - steady,
            answered=sum(one["answered"] for one in loads),
            rows=len(kept(folder, bot)),
            twice=sum(one["twice"] for one in loads),
            promises={**child.said, "confirms": bot.confirms},
            complaints=child.complaints[:5],
        )


@dataclass
class Fall:
    """What a kill -9 in the middle of `asked` texts, and a new start, left behind."""

    asked: int
    kept: int
    answered: int
    twice: int

    @property
    def lost(self) -> int:
        """Texts that are nowhere."""
        return self.asked - self.kept


def kill(bot: Bot, texts: int, after: float, limit: float) -> Fall:
    """Let `texts` people write at once, kill the bot after so many seconds, start it again, wait at most `limit`."""
    cell = Cell("polling", 0)
    with workplace() as folder, Child(bot.fake, 0) as fake:
        with start(bot, cell, fake, folder, texts) as child:
            fake.say(**order(bot, 0, texts, limit))
            time.sleep(after)
            child.kill()
        with start(bot, cell, fake, folder, texts, wait=False):
            loaded = fake.hear()
        return Fall(texts, len(set(kept(folder, bot))), loaded["answered"], loaded["twice"])


def workplace() -> "tempfile.TemporaryDirectory[str]":
    """A folder on the disk on which the product would keep its data."""
    (ROOT / "data").mkdir(exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "data")


def start_ours(fake: Child, mode: str, folder: str, people: int, variant: str) -> Child:
    """Our bot in this variant, connected to the fake Telegram, on a database that knows so many people."""
    bot = Bot("ours", "bench.ours", variant, "after the commit")
    return start(bot, Cell(mode, 0), fake, folder, people)


def start(bot: Bot, cell: Cell, fake: Child, folder: str, people: int, *, wait: bool = True) -> Child:
    """The bot, connected to the fake Telegram, on a database that knows so many people."""
    api = f"http://127.0.0.1:{fake.said['port']}"
    known = (FIRST_PERSON, people) if bot.is_ours else ()
    child = Child(bot.module, api, cell.mode, free_port(), folder, *known, bot.variant)
    if wait and not fake.ask(do="connected", limit=STARTED_WITHIN)["connected"]:
        with child:
            child.kill()
        raise RuntimeError("\n".join(["the bot did not start:", *child.complaints]))
    return child


def load(fake: Child, bot: Bot, offset: int, count: int, limit: float, rate: float = 0) -> Any:
    """`count` people write; what the fake Telegram saw (bench.fake.Orders.load)."""
    return fake.ask(**order(bot, offset, count, limit, rate))


def order(bot: Bot, offset: int, count: int, limit: float, rate: float = 0) -> dict[str, Any]:
    """The order for it."""
    first = FIRST_PERSON + offset
    return {"do": "load", "first": first, "count": count, "text": bot.text, "rate": rate, "limit": limit}


def kept(folder: str, bot: Bot) -> list[int]:
    """Whose texts are on disk."""
    if postgres.VARIABLE in os.environ:
        return postgres.rows(bot.kept)
    with closing(sqlite3.connect(Path(folder) / "twiza.db")) as database:
        return [who for (who,) in database.execute(bot.kept)]


def free_port() -> int:
    """A port that nobody holds."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def percentile(ordered: list[float], percent: int) -> float | None:
    """The nearest-rank percentile, in ms of seconds; None of nothing."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000 if ordered else None
