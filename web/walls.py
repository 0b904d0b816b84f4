"""Walls: what the open screens and phones of a room are told, and how a screen becomes a wall. Knows no HTTP.

    walls = Walls(find, snapshot, clock)
    walls.changed(room_id)              # after a commit: everybody who looks hears of it within a blink
    walls.pair("482913", token)         # the screen that shows these digits becomes the wall of this room

A room that nobody looks at is never read.
"""

import asyncio
import hashlib
import logging
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from services.clock import Clock
from storage.database import AWAY

log = logging.getLogger(__name__)

PACE = 0.2  # seconds between two looks at a room: viewers are told at most 5 times a second
AGAIN = 2.0  # seconds after which a room is read although nothing was heard: another process may have written
MOST_SCREENS = 200  # that wait for their room at once
MOST_VIEWERS = 2000
MOST_PHONES = 4000  # apart from the walls: these many streams of phones push no wall aside

Snapshot = dict[str, Any]
# The id of the room that this token opens. bot/ hands it in.
Find = Callable[[str], Awaitable[int | None]]
# The room as a wall shows it (services/displays.snapshot); LookupError when it is gone. bot/ hands it in.
Look = Callable[[int], Awaitable[Snapshot]]


class TooMany(Exception):
    """No more screens are served now."""


@dataclass(frozen=True, eq=False)
class News:
    """One telling: `state` is the whole room for those who do not know the state `id` yet, `beat` a sign of life.

    `version` is the room's, which phones wait for: votes do not raise it.
    """

    id: str
    version: int
    state: bytes
    beat: bytes


class Feed:
    """One room while somebody looks at it: read when it changed, made into bytes once for all viewers."""

    def __init__(self, look: Callable[[], Awaitable[Snapshot]], clock: Clock) -> None:
        self.viewers, self.over = 0, False
        self._look, self._clock = look, clock
        self._news: News | None = None
        self._wanted, self._told = asyncio.Event(), asyncio.Event()
        self._wanted.set()
        self._tasks = [asyncio.create_task(self._tell()), asyncio.create_task(self._tick())]

    def changed(self) -> None:
        """The room is read soon."""
        self._wanted.set()

    async def after(self, heard: News | None) -> News | None:
        """The newest telling, once it is not `heard`; None when there will be no more."""
        while self._news is heard and not self.over:
            await self._told.wait()
        return None if self.over else self._news

    def end(self) -> None:
        """Let all viewers go."""
        self.over = True
        self._told.set()
        for task in self._tasks:
            task.cancel()

    async def _tell(self) -> None:
        try:
            while await self._told_anew():
                await self._clock.sleep(PACE)
        finally:
            self.end()

    async def _told_anew(self) -> bool:
        """Read the room and tell; False when there is no such room any more."""
        await self._wanted.wait()
        self._wanted.clear()
        try:
            self._news = _news(await self._look(), self._clock)
        except LookupError as gone:
            log.warning("the room of a wall is gone: %r", gone)
            return False
        except AWAY as error:
            log.warning("a wall waits for the database: %s", type(error).__name__)
            return True
        told, self._told = self._told, asyncio.Event()
        told.set()
        return True

    async def _tick(self) -> None:
        while True:
            await self._clock.sleep(AGAIN)
            self._wanted.set()


def _news(snapshot: Snapshot, clock: Clock) -> News:
    room = orjson.dumps(snapshot)
    name = hashlib.blake2b(room, digest_size=9).hexdigest()
    beat = event("beat", {"now": clock.now()})
    return News(
        name, snapshot["version"], event("room", {"now": clock.now(), "room": orjson.Fragment(room)}, name), beat
    )


def event(kind: str, data: Any, name: str = "") -> bytes:
    """One server-sent event; `name` is the id that the browser gives when it comes back."""
    line = f"id: {name}\n" if name else ""
    return b"%sevent: %s\ndata: %s\n\n" % (line.encode(), kind.encode(), orjson.dumps(data))


class Walls:
    """All rooms that somebody looks at, and all screens that wait for theirs."""

    def __init__(self, find: Find, look: Look, clock: Clock) -> None:
        self._find, self._look, self._clock = find, look, clock
        self._feeds: dict[int, Feed] = {}
        self._screens: dict[str, asyncio.Future[str]] = {}
        self._viewers: Counter[str] = Counter()

    def changed(self, room_id: int) -> None:
        """Something of this room was committed."""
        if feed := self._feeds.get(room_id):
            feed.changed()

    def pair(self, digits: str, token: str) -> bool:
        """Let the screen with these six digits show the room; False if no screen shows them."""
        screen = self._screens.get(digits)
        if screen is None or screen.done():
            return False
        screen.set_result(token)
        return True

    @property
    def digits(self) -> list[str]:
        """What the screens show that wait for their room."""
        return [digits for digits, token in self._screens.items() if not token.done()]

    async def room(self, token: str) -> Snapshot:
        """The room that this token opens, as it is now. LookupError."""
        return await self._look(await self._opened(token))

    @asynccontextmanager
    async def watching(self, token: str) -> AsyncIterator[Feed]:
        """The feed of the room, for one viewer. LookupError if there is none, TooMany."""
        with self._viewing(await self._opened(token), "wall", MOST_VIEWERS) as feed:
            yield feed

    @contextmanager
    def following(self, room_id: int) -> Iterator[Feed]:
        """The feed of a room, for one of its phones. TooMany."""
        with self._viewing(room_id, "phone", MOST_PHONES) as feed:
            yield feed

    @contextmanager
    def _viewing(self, room_id: int, kind: str, most: int) -> Iterator[Feed]:
        if self._viewers[kind] >= most:
            raise TooMany
        feed = self._feeds.get(room_id)
        if feed is None or feed.over:
            feed = self._feeds[room_id] = Feed(lambda: self._look(room_id), self._clock)
        feed.viewers, self._viewers[kind] = feed.viewers + 1, self._viewers[kind] + 1
        try:
            yield feed
        finally:
            feed.viewers, self._viewers[kind] = feed.viewers - 1, self._viewers[kind] - 1
            if not feed.viewers:
                feed.end()
                self._forget(room_id, feed)

    @contextmanager
    def waiting(self) -> Iterator[tuple[str, asyncio.Future[str]]]:
        """Six digits that no other screen shows, and the token that comes once they were paired. TooMany."""
        if len(self._screens) >= MOST_SCREENS:
            raise TooMany
        digits = self._unused()
        self._screens[digits] = token = asyncio.get_running_loop().create_future()
        try:
            yield digits, token
        finally:
            del self._screens[digits]

    def close(self) -> None:
        """Let everybody go: the server stops."""
        for feed in self._feeds.values():
            feed.end()
        for screen in self._screens.values():
            screen.cancel()

    async def _opened(self, token: str) -> int:
        room_id = await self._find(token)
        if room_id is None:
            raise LookupError("no such room")
        return room_id

    def _forget(self, room_id: int, feed: Feed) -> None:
        if self._feeds.get(room_id) is feed:
            del self._feeds[room_id]

    def _unused(self) -> str:
        while (digits := f"{secrets.randbelow(10**6):06}") in self._screens:
            pass
        return digits
