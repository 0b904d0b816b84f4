"""A wall of phones for tests: served over real HTTP, with a clock that a test moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession, FormData, web
from aiohttp.test_utils import TestClient, TestServer

from sandbox.board import Board
from sandbox.phones import add_routes
from sandbox.play import Play, Step
from sandbox.server import make_app
from sandbox.telegram import Telegram
from sandbox.wall import PhoneSpec, Wall
from tests.sandbox.conftest import TOKEN, Bot, HandClock

SAID, SALMA = 700_001, 700_002
PHONES = (
    PhoneSpec("resident", "سعيد", "Resident", "ar", user_id=SAID),
    PhoneSpec("staff", "Salma", "Staff", "fr", user_id=SALMA),
)
LAMP = Play(
    "lamp",
    "Play: a broken lamp",
    (
        Step("resident", "start", "Press START"),
        Step("resident", "says", "Say what is broken", "البولة مطفية"),
        Step("staff", "taps", "Take it", data="desk.study"),
        Step("staff", "looks", "It is yours", "Taken"),
    ),
    summary="From a phone to the desk and back",
    end="Your turn",
)


@dataclass
class Served:
    """The wall behind a client: what a page would ask for."""

    board: Board
    telegram: Telegram
    bot: Bot
    client: TestClient[web.Request, web.Application]
    moves: list[timedelta] = field(default_factory=list)

    async def get(self, path: str) -> Any:
        return await (await self.client.get(path)).json()

    async def post(self, path: str, **values: Any) -> Any:
        """The answer to a POST that must succeed."""
        answer = await self.client.post(path, json=values)
        assert answer.status == 200, await answer.text()
        return await answer.json()

    async def act(self, phone: int, what: str, **values: Any) -> Any:
        return await self.post(f"/api/phones/{phone}/{what}", **values)

    async def upload(self, phone: int, what: str, content: bytes, name: str, mime: str, **values: str) -> int:
        """The status of sending one file."""
        form = FormData(values)
        form.add_field("file", content, filename=name, content_type=mime)
        return (await self.client.post(f"/api/phones/{phone}/{what}", data=form)).status

    @property
    def url(self) -> str:
        return str(self.client.make_url("/")).rstrip("/")


@asynccontextmanager
async def serve(clock: HandClock, **more: Any) -> AsyncIterator[Served]:
    """A wall with two phones and the play of the lamp."""
    telegram = Telegram(TOKEN, now=clock.now, sleep=clock.sleep)
    moves: list[timedelta] = []

    async def move(step: timedelta) -> None:
        moves.append(step)
        await clock.move(step.total_seconds())

    app = make_app(telegram)
    board = add_routes(app, telegram, Wall(**{"phones": PHONES, "plays": (LAMP,), "move_clock": move, **more}))
    async with TestClient(TestServer(app)) as client:
        yield Served(board, telegram, Bot(telegram), client, moves)


async def events(session: ClientSession, url: str, count: int, last: str = "") -> list[tuple[str, str, str]]:
    """The first `count` events of a stream: (id, kind, data)."""
    found: list[tuple[str, str, str]] = []
    line: dict[str, str] = {}
    async with session.get(url, headers={"Last-Event-ID": last} if last else {}) as response:
        async for raw in response.content:
            name, _, value = raw.decode().rstrip("\n").partition(": ")
            if name:
                line[name] = value
            elif "event" in line:
                found.append((line["id"], line["event"], line["data"]))
                line = {}
            if len(found) == count:
                return found
    return found
