"""Announcements: how many a second, how evenly, and what answers feel of it; ours against PTB's AIORateLimiter.

    ./run bench broadcast                                  # everything, about eight minutes
    ./run bench broadcast --parts strict,fast --people 5000

strict   900 messages to a Telegram that refuses the 31st in any second, SEND_RATE=30, 40 ms away (and PTB's limiter)
fast     `--people` messages with SEND_RATE=1100, 40 ms away
many     100,000 recipients written to the outbox and sent with SEND_RATE=1100: seconds, memory, CPU
beside   5,000 messages with SEND_RATE=30, of which every 100th is refused for a second, while people say hello
What each figure means: docs/performance.md.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench import aio
from bench.child import Child
from bench.machine import machine
from bench.measuring import STARTED_WITHIN, percentile, workplace
from bench.sender import FIRST_WRITER
from bench.spine import names

LATENCY = 0.04
REST = 0.5  # seconds: what follows the last message is counted too
FASTEST = 1100
HELLO, HELLOS = "Bonjour", 5


def main(arguments: list[str]) -> None:
    """The command line."""
    asked = options().parse_args(arguments)
    print(machine(), flush=True)
    for part in asked.parts:
        print(f"\n{part}: ", end="", flush=True)
        print("\n  ".join(PARTS[part](asked)), flush=True)


def options() -> argparse.ArgumentParser:
    """What can be chosen."""
    parser = argparse.ArgumentParser(
        "bench broadcast", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--parts", type=names, default=list(PARTS), help=f"some of {','.join(PARTS)}")
    parser.add_argument("--strict", type=int, default=900, help="messages of the part `strict`")
    parser.add_argument("--people", type=int, default=20_000, help="recipients of the part `fast`")
    parser.add_argument("--many", type=int, default=100_000, help="recipients of the part `many`")
    parser.add_argument("--beside", type=int, default=5000, help="recipients of the part `beside`")
    parser.add_argument("--beside-rate", type=int, default=30, help="SEND_RATE of the part `beside`")
    return parser


@contextmanager
def sending(rate: int, people: int, *, writers: int = 0, module: str = "bench.sender", latency: float = LATENCY,
            **minds: int) -> Iterator[tuple[Child, Child]]:  # fmt: skip
    """A fake Telegram that minds its limits, and a bot that has this to send."""
    with workplace() as folder, Child("bench.strict", latency) as fake:
        fake.ask(do="minds", **minds)
        api = f"http://127.0.0.1:{fake.said['port']}"
        with Child(module, api, folder, rate, people, writers) as bot:
            yield fake, bot


def sent(rate: int, people: int, **given: Any) -> dict[str, Any]:
    """Send all of it; what the fake Telegram saw, and what the bot used."""
    with sending(rate, people, **given) as (fake, bot):
        seen = fake.ask(do="received", count=people, limit=30 + 2 * people / rate)
        time.sleep(REST)
        return cost(seen, bot)


def cost(seen: dict[str, Any], bot: Child) -> dict[str, Any]:
    """What was seen, and what it took."""
    used, before = bot.ask(), bot.said
    cpu = (used["cpu"] - before["cpu"]) / max(seen["people"], 1) * 1000
    rate = seen["people"] / max(seen["seconds"], 0.001)
    return seen | {"rate": rate, "cpu": cpu, "grown": used["rss"] - before["rss"], "rss": used["rss"], **before}


def line(label: str, seen: dict[str, Any]) -> str:
    """One result in words."""
    return (f"{label}: {seen['people']} got it, {seen['twice']} twice, {seen['rate']:.1f}/s, "
            f"{seen['refused']} refused, at most {seen['most_in_a_second']} in any second, "
            f"{seen['cpu']:.2f} CPU s per 1,000, "
            f"{seen['rss']:.0f} MB (+{seen['grown']:.0f})")  # fmt: skip


def strict(asked: argparse.Namespace) -> Iterator[str]:
    """The 31st in any second is refused."""
    yield line("ours", sent(30, asked.strict, limit=30))
    if aio.installed():
        yield line("PTB, AIORateLimiter(30, 1)", sent(30, asked.strict, limit=30, module="bench.aio"))
    else:
        yield "without PTB's AIORateLimiter: its package could not be installed"


def fast(asked: argparse.Namespace) -> Iterator[str]:
    """As fast as a paid broadcast."""
    seen = sent(FASTEST, asked.people, limit=0)
    yield line("ours", seen) + f"; the slowest whole second saw {seen['slowest_second']}"


def many(asked: argparse.Namespace) -> Iterator[str]:
    """100,000 people."""
    seen = sent(FASTEST, asked.many, limit=0)
    yield f"written to the outbox in {seen['snapshot']:.2f} s"
    yield line("ours", seen)


def beside(asked: argparse.Namespace) -> Iterator[str]:
    """Answers meanwhile: hello five times a second, from somebody else each time."""
    writers = max(10, int(0.8 * asked.beside / asked.beside_rate * HELLOS))
    with sending(asked.beside_rate, asked.beside, writers=writers, limit=0, faulty=100, wait=1) as (fake, bot):
        fake.ask(do="connected", limit=STARTED_WITHIN)
        alone = fake.ask(do="received", count=50, limit=STARTED_WITHIN)
        heard = fake.ask(do="load", first=FIRST_WRITER, count=writers, text=HELLO, rate=HELLOS, limit=300)
        seen = cost(fake.ask(do="received", count=asked.beside, limit=60 + 3 * asked.beside / asked.beside_rate), bot)
    answers = sorted(heard["latencies"])
    p50, p95 = percentile(answers, 50) or 0.0, percentile(answers, 95) or 0.0
    yield line("ours", seen) + f", {seen['injected']} injected 429s"
    yield (f"{heard['answered']} of {writers} answered meanwhile (it began with {alone['people']} sent): "
           f"p50 {p50:.0f} ms, p95 {p95:.0f} ms")  # fmt: skip


PARTS: dict[str, Callable[[argparse.Namespace], Iterator[str]]] = {
    "strict": strict,
    "fast": fast,
    "many": many,
    "beside": beside,
}
