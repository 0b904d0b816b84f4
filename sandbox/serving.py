"""How the wall's addresses answer: pages as files, JSON with a guard, mistakes as sentences."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.board import Board
from sandbox.errors import ApiError
from sandbox.phone import PhoneError

PAGES = Path(__file__).parent / "pages"
BOARD = web.AppKey("board", Board)
MISTAKES = (LookupError, ValueError, TypeError, OverflowError, web.RequestPayloadError, PhoneError, ApiError)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Answer = Callable[[web.Request, Board], Awaitable[Any]]


def page(name: str) -> Handler:
    """A handler for one of our pages."""

    async def show(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGES / name)

    return show


def guarded(answer: Answer) -> Handler:
    """JSON out; other sites' pages stay out; a mistake in what was asked is a 400 with a sentence."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if foreign(request):
            return web.json_response({"error": "This address is for its own pages only."}, status=403)
        try:
            result = await answer(request, request.app[BOARD])
        except MISTAKES as mistake:
            return web.json_response({"error": _words(mistake)}, status=400)
        return result if isinstance(result, web.StreamResponse) else web.json_response(result or {})

    return handle


def foreign(request: web.Request) -> bool:
    """Does the request come from a page of another site?"""
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host


def _words(mistake: BaseException) -> str:
    return f"there is no {mistake}" if isinstance(mistake, KeyError) else str(mistake) or type(mistake).__name__
