"""A Telegram whose clock stands still, and the bot's calls in short."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox import checks
from sandbox.checks import Upload
from sandbox.phone import Phone
from sandbox.telegram import Telegram

TOKEN = "2013:sandbox-token"
MORNING = 1_795_334_400.0
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\0"


@dataclass
class HandClock:
    """A clock that moves when a test moves it."""

    time: float = MORNING
    sleepers: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.time + seconds, future))
        await future

    async def move(self, seconds: float) -> None:
        """Move on and let whoever wakes run."""
        self.time += seconds
        for due, future in self.sleepers:
            if due <= self.time and not future.done():
                future.set_result(None)
        self.sleepers = [one for one in self.sleepers if not one[1].done()]
        await settle()


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


@dataclass
class Bot:
    """The bot's side of the in-process door."""

    world: Telegram

    async def __call__(self, method: str, files: dict[str, Upload] | None = None, **params: Any) -> Any:
        """The result of a call that must succeed."""
        status, body = await self.world.call(TOKEN, method, params, files)
        assert (status, body["ok"]) == (200, True), body
        return body["result"]

    async def refused(self, method: str, files: dict[str, Upload] | None = None, **params: Any) -> str:
        """The words of a call that must be refused."""
        status, body = await self.world.call(TOKEN, method, params, files)
        assert not body["ok"]
        assert body["error_code"] == status
        return str(body["description"])

    async def says(self, phone: Phone, text: str = "hello", **params: Any) -> Any:
        """sendMessage to a phone."""
        return await self("sendMessage", chat_id=phone.id, text=text, **params)

    async def updates(self, offset: int = 0, **params: Any) -> Any:
        """getUpdates."""
        return await self("getUpdates", offset=offset, **params)


def fits(kind: str, value: Any) -> Any:
    """The value, if it is what the specification says about this type."""
    return checks.value_of(kind, value, kind)


def inline(*labels: str) -> dict[str, Any]:
    """An inline keyboard with one row; the data of a button is its label in small letters."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()} for label in labels]]}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def world(clock: HandClock) -> AsyncIterator[Telegram]:
    world = Telegram(TOKEN, now=clock.now, sleep=clock.sleep)
    yield world
    await world.close()


@pytest.fixture
def bot(world: Telegram) -> Bot:
    return Bot(world)


@pytest.fixture
async def amina(world: Telegram) -> Phone:
    """A person who has pressed START; the bot has confirmed that update."""
    phone = world.phone("Amina", language_code="ar", username="amina", last_name="B.")
    await phone.start()
    world.updates.clear()
    return phone
