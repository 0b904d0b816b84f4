"""A Telegram of a few lines in a process of its own: `python -m bench.fake`, spoken to by JSON lines (see `Orders`).

The strict sandbox checks every call against the specification and would be the slowest part of a benchmark. This one
only keeps what decides the figures: offsets, batches of 100, one webhook in flight a chat and 100 in all, and a round
trip of a chosen length, half of it before a request takes effect and half before its answer is back.
"""

import asyncio
import gc
import re
import sys
import time
from collections import deque
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from bench.wire import Framed, Poster
from bot.assembly import loop_factory

FIELD = re.compile(rb'name="(\w+)"\r\n(?:Content-(?!Disposition)[^\r]*\r\n)*\r\n([^\r]*)\r\n--')
ANSWERS = ("sendMessage",)
CONNECTIONS = 100  # Telegram's max_connections for webhooks, as twiza asks for
BATCH = 100
SOON = 0.5  # the same offset twice within so many seconds is answered with one update only
RETRY_AFTER = 0.2
Update = dict[str, Any]
BOT = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": True,
       "can_read_all_group_messages": False, "supports_inline_queries": False}  # fmt: skip


class Refused(Exception):
    """This call is refused for so many seconds (429)."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Telegram:
    """What waits for the bot, and what it answered."""

    def __init__(self, latency: float) -> None:
        self.half = latency / 2
        self.pending: dict[int, Update] = {}
        self.came: dict[int, float] = {}  # chat -> when its text came, seconds
        self.answered: dict[int, list[float]] = {}  # chat -> when answers to it came
        self.next_id = 1000
        self.connected, self.progress, self.more = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.hook: Hook | None = None
        self._asked = (-1, 0.0)

    def update_of(self, person: int, text: str) -> Update:
        """The update of a person who writes to the bot; every person writes once."""
        update_id, self.next_id = self.next_id, self.next_id + 1
        who = {"id": person, "first_name": "Aicha"}
        message = {"message_id": update_id, "date": int(time.time()), "text": text, "chat": {**who, "type": "private"},
                   "from": {**who, "is_bot": False, "language_code": "fr"}}  # fmt: skip
        return {"update_id": update_id, "message": message}

    def hand_over(self, update: Update) -> None:
        """This waits for the bot from now on."""
        self.pending[update["update_id"]] = update
        self.more.set()
        if self.hook:
            self.hook.deliver(update["update_id"])

    def replied(self, body: bytes) -> None:
        """What rode in the reply to a post: nothing, to a text."""

    async def call(self, method: str, given: dict[str, Any]) -> Any:
        """The result of one call to the Bot API."""
        if method == "getUpdates":
            return await self._updates(int(given.get("offset", 0)), int(given.get("timeout", 0)))
        if method in ANSWERS:
            return self._take(int(given["chat_id"]), given["text"])
        if method == "setWebhook":
            self.hook = Hook(self, given["url"], given.get("secret_token", ""))
            self.connected.set()
        return BOT if method == "getMe" else True

    def _take(self, chat: int, text: str) -> dict[str, Any]:
        self.answered.setdefault(chat, []).append(time.perf_counter())
        self.progress.set()
        return self.message(chat, text)

    def message(self, chat: int, text: str) -> dict[str, Any]:
        """One of the bot's, as it is confirmed."""
        return {"message_id": self.next_id, "date": int(time.time()), "text": text, "from": BOT,
                "chat": {"id": chat, "type": "private", "first_name": "Aicha"}}  # fmt: skip

    async def _updates(self, offset: int, longest: int) -> list[Update]:
        for update_id in [one for one in self.pending if one < offset]:
            del self.pending[update_id]
        self.connected.set()
        if not self.pending and longest:
            await signal(self.more, longest)
        (before, at), now = self._asked, time.monotonic()
        self._asked = (offset, now)
        limit = 1 if offset == before and now - at < SOON and offset else BATCH
        return list(self.pending.values())[:limit]


class Hook:
    """The webhook: every update is posted until it is answered with 200."""

    def __init__(self, telegram: Telegram, url: str, secret: str) -> None:
        self._telegram, self._secret = telegram, secret
        parts = urlsplit(url)
        self._host, self._port, self._path = parts.hostname or "", parts.port or 80, parts.path
        self._waiting: deque[int] = deque()
        self._free: list[Poster] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = 0
        self.refused = 0

    def deliver(self, update_id: int) -> None:
        """Post this update (every chat has one only, so there is no order to keep)."""
        self._waiting.append(update_id)
        if self._busy < CONNECTIONS:
            self._busy += 1
            task = asyncio.create_task(self._empty())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _empty(self) -> None:
        while self._waiting:
            update_id = self._waiting.popleft()
            body = orjson.dumps(self._telegram.pending[update_id])
            while await self._post(body) != 200:
                self.refused += 1
                await asyncio.sleep(RETRY_AFTER)
            del self._telegram.pending[update_id]
        self._busy -= 1

    async def _post(self, body: bytes) -> int:
        late = await pause(self._telegram.half)
        poster = self._free.pop() if self._free else await self._connect()
        answer = poster.post(f"{self._host}:{self._port}", self._path, self._secret, body) if poster else None
        status, reply = await answer if answer else (0, b"")
        if poster and status:
            self._free.append(poster)
        await pause(self._telegram.half - late)
        self._telegram.replied(reply)
        return status

    async def _connect(self) -> Poster | None:
        try:
            _, poster = await asyncio.get_running_loop().create_connection(Poster, self._host, self._port)
        except OSError:
            return None
        return poster


class Door(Framed):
    """One connection of the bot: `POST /botTOKEN/METHOD`, its parameters as a form or as JSON."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self._telegram = telegram
        self._tasks: set[asyncio.Task[None]] = set()

    def heard(self, head: bytes, body: bytes) -> None:
        """One call."""
        method = head.split(b" ", 2)[1].rsplit(b"/", 1)[1].decode()
        task = asyncio.create_task(self._answer(method, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, method: str, body: bytes) -> None:
        late = await pause(self._telegram.half)
        try:
            status, answer = "200 OK", {"ok": True, "result": await self._telegram.call(method, parameters(body))}
        except Refused as refused:
            status, answer = "429 Too Many Requests", refusal(refused.seconds)
        await pause(self._telegram.half - late)
        self.write(f"HTTP/1.1 {status}", orjson.dumps(answer))


def refusal(seconds: int) -> dict[str, Any]:
    """How Telegram says it."""
    words = f"Too Many Requests: retry after {seconds}"
    return {"ok": False, "error_code": 429, "description": words, "parameters": {"retry_after": seconds}}


def parameters(body: bytes) -> dict[str, Any]:
    """What a call says; of one with files the other fields."""
    if body.startswith(b"{"):
        given: dict[str, Any] = orjson.loads(body)
        return given
    if body.startswith(b"--"):
        return {name.decode(): value.decode() for name, value in FIELD.findall(body)}
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


async def pause(seconds: float) -> float:
    """Half a round trip, nothing at all where there is none; how late it ended (the loop counts in whole ms)."""
    if seconds <= 0:
        return 0
    due = time.perf_counter() + seconds
    await asyncio.sleep(seconds)
    return time.perf_counter() - due


async def signal(event: asyncio.Event, limit: float) -> None:
    """Wait until `event` happens anew, at most `limit` seconds."""
    event.clear()
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), limit)


class Orders:
    """What the benchmark asks for: {"do": NAME, ...} on stdin, the answer as one line on stdout."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def connected(self, limit: float) -> dict[str, Any]:
        """Wait until the bot polls or has set its webhook; whether it did within `limit` seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._telegram.connected.wait(), limit)
        return {"connected": self._telegram.connected.is_set()}

    async def load(self, first: int, count: int, text: str, rate: float, limit: float) -> dict[str, Any]:
        """`count` people (ids from `first`) write, all at once or `rate` a second whatever the bot does.

        Ends when each is answered, or after `limit` seconds; times in seconds, latencies of each answer in order.
        """
        telegram, everyone = self._telegram, range(first, first + count)
        updates = [telegram.update_of(person, text) for person in everyone]
        start = time.perf_counter()
        telegram.came |= {person: start + number / rate if rate else start for number, person in enumerate(everyone)}
        writing = asyncio.create_task(self._write(everyone, updates))
        waiting = deque(everyone)
        while waiting and (left := start + limit - time.perf_counter()) > 0:
            while waiting and waiting[0] in telegram.answered:
                waiting.popleft()
            if waiting:
                await signal(telegram.progress, left)
        await writing
        return self._report(everyone, start)

    async def _write(self, everyone: range, updates: list[Update]) -> None:
        for person, update in zip(everyone, updates, strict=True):
            if (early := self._telegram.came[person] - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            self._telegram.hand_over(update)

    def _report(self, everyone: range, start: float) -> dict[str, Any]:
        telegram = self._telegram
        answers = {person: telegram.answered.get(person, []) for person in everyone}
        firsts = [times[0] for times in answers.values() if times]
        return {
            "seconds": max(firsts, default=start) - start,
            "answered": len(firsts),
            "twice": sum(len(times) > 1 for times in answers.values()),
            "latencies": [times[0] - telegram.came[person] for person, times in answers.items() if times],
            "refused": telegram.hook.refused if telegram.hook else 0,
        }

    async def obey(self) -> None:
        """Until stdin ends."""
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            order = orjson.loads(line)
            print(orjson.dumps(await getattr(self, order.pop("do"))(**order)).decode(), flush=True)


async def serve(telegram: Telegram, orders: "type[Orders]") -> None:
    """Open a port, say which, obey."""
    gc.disable()  # it would hold up the round trips; nothing here goes in circles
    server = await asyncio.get_running_loop().create_server(lambda: Door(telegram), "127.0.0.1", 0)
    print(orjson.dumps({"port": server.sockets[0].getsockname()[1]}).decode(), flush=True)
    await orders(telegram).obey()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(serve(Telegram(float(sys.argv[1])), Orders))
