"""The ledger for the browser: a page, a filtered list, the details of a line, and a live stream."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.board import Board
from sandbox.checks import whole_number
from sandbox.ledger import Entry
from sandbox.live import frame, opened

Json = dict[str, Any]
Page = Callable[[web.Request], Awaitable[web.StreamResponse]]
QUIET = "getUpdates"
BEAT = 0.25
LONGEST = 160
TELLING = ("text", "caption", "data", "action", "file_id", "command")


def add_ledger(app: web.Application, board: Board, page: Page) -> None:
    """/ledger and the two addresses under it."""
    closing = asyncio.Event()

    async def listed(request: web.Request) -> web.Response:
        return web.json_response({"entries": [brief(one) for one in fitting(board, request, _after(request))]})

    async def detailed(request: web.Request) -> web.Response:
        number = whole_number(request.match_info["number"])
        entry = next((one for one in board.telegram.ledger.entries() if one.number == number), None)
        if entry is None:
            return web.json_response({"error": "this line is no longer kept"}, status=404)
        return web.json_response(brief(entry) | {"request": entry.request, "answer": entry.answer}, dumps=_dumps)

    async def stream(request: web.Request) -> web.StreamResponse:
        response = await opened(request)
        after = _after(request)
        with suppress(ConnectionResetError):  # the page was closed
            while not closing.is_set():
                found = fitting(board, request, after)
                after = max([after, *(one.number for one in found)])
                text = f"id: {after}\n{frame('ledger', [brief(one) for one in found])}" if found else ": still here\n\n"
                await response.write(text.encode())
                await _pause(closing)
        return response

    async def close(_: web.Application) -> None:
        closing.set()

    app.router.add_get("/ledger", page)
    app.router.add_get("/api/ledger", listed)
    app.router.add_get("/api/ledger/events", stream)
    app.router.add_get(r"/api/ledger/{number:\d+}", detailed)
    app.on_shutdown.append(close)


async def _pause(closing: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(closing.wait(), BEAT)
    except TimeoutError:
        return


def _after(request: web.Request) -> int:
    given = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    return whole_number(given) or 0


def fitting(board: Board, request: web.Request, after: int) -> list[Entry]:
    """Lines that fit the query: kind, method, chat, text; polling for updates only with `polls`."""
    asked = request.query
    named = asked.get("chat", "")
    chat = whole_number(named) or named or None
    found = board.telegram.ledger.entries(kind=asked.get("kind") or None, method=asked.get("method") or None, chat=chat,
                                          text=asked.get("text") or None, after=after)  # fmt: skip
    return [one for one in found if one.method != QUIET or asked.get("polls") or asked.get("method") == QUIET]


def brief(entry: Entry) -> Json:
    """One line without its details."""
    return {"number": entry.number, "at": entry.at, "kind": entry.kind, "method": entry.method, "chat": entry.chat,
            "status": entry.status, "gist": gist(entry)[:LONGEST]}  # fmt: skip


def gist(entry: Entry) -> str:
    """A few words that stand for a line: the refusal, the text, the data pressed."""
    if isinstance(entry.answer, dict) and not entry.answer.get("ok", True):
        return str(entry.answer.get("description", ""))
    return next((str(value) for value in _telling(entry.request)), "")


def _telling(value: Any) -> list[str]:
    if not isinstance(value, dict):
        return []
    here = [str(value[name]) for name in TELLING if isinstance(value.get(name), str)]
    return here + [words for inner in value.values() for words in _telling(inner)]


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
