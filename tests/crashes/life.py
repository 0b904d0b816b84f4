"""A bot in a process of its own that is started again whenever it dies, its Telegram here, and people with phones."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from sandbox.ledger import Ledger
from sandbox.server import make_app
from sandbox.telegram import Telegram
from tests.crashes.nursery import Order
from tests.crashes.quickclock import QuickClock
from tests.waiting import until
from web.server import serving

ROOT = Path(__file__).parents[2]
TOKEN = "123456:abcdefghijklmnopqrstuvwxyz0123456789"
SECRET = "a-secret-of-the-tests"
STAFF = 600_006
AWAY_FOR = 20.0  # seconds until a bot that died is started again: the lease of its lead is over
EVERYTHING = 1_000_000  # calls: on a slow machine many a look passes before all is done
TICK = 0.1


def by_webhook() -> dict[str, Any]:
    """Settings of a bot that is told of updates by a webhook."""
    port = free_port()
    return {"mode": "webhook", "public_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET, "http_port": port}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


class Nursery:
    """tests/crashes/nursery.py from outside; blocking."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.nursery"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.hear()

    def say(self, line: str) -> None:
        """Ask for a process."""
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """The next line."""
        assert self._process.stdout
        heard: dict[str, Any] = json.loads(self._process.stdout.readline())
        return heard

    def close(self) -> None:
        """No more orders."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A nursery that closes with the block."""
    one = Nursery()
    try:
        yield one
    finally:
        one.close()


class Life:
    """One bot's life over all its deaths: `deaths` are the statuses with which its processes ended."""

    def __init__(self, nursery: Nursery, folder: Path, world: Telegram, clock: QuickClock,
                 settings: dict[str, Any]) -> None:  # fmt: skip
        self.folder, self.world, self.clock = folder, world, clock
        self.deaths: list[int] = []
        self._nursery, self._settings = nursery, settings
        self._pid = 0
        self._ending = self._given_up = False
        self._may_rise = asyncio.Event()
        self._may_rise.set()
        self._task: asyncio.Task[None] | None = None

    def begin(self, crash: str | None = None) -> None:
        """Start the bot; it dies at the point `crash`, and is started again without."""
        self._ending = False
        self._task = asyncio.create_task(self._live(crash))

    async def _live(self, crash: str | None) -> None:
        begun = False
        while not begun or (self.killed and not self._given_up):
            begun = True
            self._nursery.say(Order(str(self.folder), f"log{len(self.deaths)}", self._settings, crash).to_json())
            self._pid = (await asyncio.to_thread(self._nursery.hear))["pid"]
            self.deaths.append((await asyncio.to_thread(self._nursery.hear))["status"])
            self._pid = 0
            await self._may_rise.wait()
            self.clock.jump(AWAY_FOR)
            crash = None
        assert self._ending or self._given_up, f"the bot ended by itself:\n{self.log}"

    def kill(self) -> None:
        """kill -9, now; it is started again."""
        self._signal(signal.SIGKILL)

    @asynccontextmanager
    async def dead(self) -> AsyncIterator[None]:
        """kill -9; it is started again only after a look at what it left."""
        deaths = len(self.deaths)
        self._may_rise.clear()
        try:
            self.kill()
            await until(lambda: len(self.deaths) > deaths, "the bot to die")
            yield
        finally:
            self._may_rise.set()

    def let_time_pass(self) -> None:
        """Whoever waits makes time pass quickly, but only while no message waits to be read: that would be rushing."""
        if self._task and self._task.done():
            self._task.result()
        if not self.world.updates.pending:
            self.clock.jump(TICK)

    @property
    def killed(self) -> bool:
        """Whether the last process ended by kill -9."""
        return bool(self.deaths) and os.WIFSIGNALED(self.deaths[-1]) and os.WTERMSIG(self.deaths[-1]) == signal.SIGKILL

    def arm(self) -> None:
        """Points count from now on."""
        (self.folder / "armed").touch()

    @property
    def points(self) -> list[str]:
        """The points passed since they were armed, over all processes."""
        path = self.folder / "points"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def log(self) -> str:
        """What the processes logged."""
        return "".join(path.read_text() for path in sorted(self.folder.glob("log*")))

    @property
    def story(self) -> str:
        """What happened, for a failure's message: the chats, the last points, the log."""
        chats = [
            f"{one.name} | {'bot' if message['from']['is_bot'] else 'me'}: {message.get('text') or list(message)}"
            for one in self.world.phones.values()
            for message in one.chat
        ]
        return "\n".join([*chats, "", *self.points[-20:], "", self.log])

    async def end(self, seconds: float = 10.0) -> None:
        """SIGTERM; the bot has to end well in time. Should it die just then, the next one is told."""
        self._ending = True
        task = self._task
        assert task
        while not task.done():
            await until(lambda: self._up or task.done(), "the bot to be up")
            await self._stop(seconds)
        await task
        assert self.deaths[-1] == 0, self.log

    async def give_up(self) -> None:
        """Leave no process behind when a test fails."""
        self._given_up = True
        while self._task and not self._task.done():
            self.kill()
            await asyncio.wait([self._task], timeout=1)

    async def _stop(self, seconds: float) -> None:
        before = len(self.deaths)
        self._signal(signal.SIGTERM)
        try:
            await until(lambda: len(self.deaths) > before, "the bot to stop", seconds)
        except AssertionError:
            self._signal(signal.SIGKILL)
            raise

    @property
    def _up(self) -> bool:
        log = self.folder / f"log{len(self.deaths)}"
        return bool(self._pid) and log.exists() and "is running" in log.read_text()

    def _signal(self, number: int) -> None:
        if self._pid:  # 0 would be our own process group
            with suppress(ProcessLookupError):
                os.kill(self._pid, number)


@asynccontextmanager
async def living(
    nursery: Nursery, folder: Path, database_url: str, kind: type[Telegram] = Telegram, **settings: Any
) -> AsyncIterator[Life]:
    """A Telegram (of this kind) with an HTTP door, and the life of a bot that has not begun."""
    clock = QuickClock(folder / "clock")
    world = kind(TOKEN, now=lambda: clock.now().timestamp(), sleep=clock.sleep)
    world.ledger = Ledger(kept=EVERYTHING)
    async with serving(make_app(world), "127.0.0.1", 0) as address:
        given = {"bot_token": TOKEN, "bot_api_url": address, "database_url": database_url, "admin_ids": [STAFF],
                 "http_port": free_port(), **settings}  # fmt: skip
        life = Life(nursery, folder, world, clock, given)
        try:
            yield life
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n{life.story}") from failure
        finally:
            await life.give_up()
