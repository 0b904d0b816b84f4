"""The phones in the browser: pages, and the JSON and event stream that they live on (docs/phones.md)."""

from typing import Any

from aiohttp import web

from sandbox.acts import ACTS, FILE_ACTS, seen_as
from sandbox.asked import sent, values_of
from sandbox.board import Board
from sandbox.clockface import moved
from sandbox.lines import add_ledger
from sandbox.serving import BOARD, PAGES, guarded, page
from sandbox.telegram import Telegram
from sandbox.wall import PhoneSpec, Wall

Json = dict[str, Any]
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp", "audio/", "video/")


def add_routes(app: web.Application, telegram: Telegram, wall: Wall | None = None) -> Board:
    """Put the wall, its API and the ledger into an app; the Board gives the phones by their keys."""
    board = app[BOARD] = Board(telegram, wall or Wall())
    routes = app.router
    routes.add_get("/", page("wall.html"))
    routes.add_static("/pages/", PAGES)
    routes.add_get("/api/wall", guarded(_whole))
    routes.add_get("/api/events", _events)
    routes.add_post("/api/phones", guarded(_add))
    routes.add_get(r"/api/phones/{phone:\d+}", guarded(_phone))
    routes.add_delete(r"/api/phones/{phone:\d+}", guarded(_remove))
    routes.add_post(r"/api/phones/{phone:\d+}/{act}", guarded(_act))
    routes.add_get("/api/files/{file_id}", guarded(_file))
    routes.add_post("/api/clock", guarded(_clock))
    routes.add_post("/api/faults", guarded(_fault))
    routes.add_post("/api/play", guarded(_play))
    routes.add_post("/api/play/{act:next|stop}", guarded(_play_on))
    routes.add_post("/api/crowd", guarded(_crowd))
    add_ledger(app, board, page("ledger.html"))
    app.on_response_prepare.append(_protect)
    app.on_shutdown.append(_close)
    return board


async def _whole(_: web.Request, board: Board) -> Json:
    return board.whole()


async def _events(request: web.Request) -> web.StreamResponse:
    board = request.app[BOARD]
    return await board.live.serve(request, board.whole)


async def _add(request: web.Request, board: Board) -> Json:
    values = await values_of(request)
    spec = PhoneSpec("", _short(values["name"], 64), _short(values.get("role", ""), 40),
                     _short(values.get("language", "fr"), 8))  # fmt: skip
    if not spec.name:
        raise ValueError("a phone needs a name")
    return board.phone(board.add(spec).id)


def _short(text: str, most: int) -> str:
    cleaned = str(text).strip()
    if len(cleaned) > most:
        raise ValueError(f"at most {most} characters")
    return cleaned


async def _phone(request: web.Request, board: Board) -> Json:
    return board.phone(board.at(_number(request)).id)


async def _remove(request: web.Request, board: Board) -> None:
    board.remove(_number(request))


def _number(request: web.Request) -> int:
    return int(request.match_info["phone"])


async def _act(request: web.Request, board: Board) -> None:
    what, phone = request.match_info["act"], board.at(_number(request))
    if what in FILE_ACTS:
        files, values = await sent(request)
        await FILE_ACTS[what](phone, files, values)
    else:
        values = await values_of(request)
        await ACTS[what](phone, values)
    board.player.noticed(phone.id, seen_as(what, values), values)


async def _file(request: web.Request, board: Board) -> web.Response:
    """Only pictures and sound are shown; anything else is downloaded, and no file can act as a page."""
    stored = board.telegram.files.get(request.match_info["file_id"])
    shown = stored.mime.startswith(SHOWN)
    headers = {"Content-Type": stored.mime if shown else "application/octet-stream", "Accept-Ranges": "bytes",
               "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "max-age=3600"}  # fmt: skip
    if not shown:
        headers["Content-Disposition"] = "attachment"
    return part_of(stored.content, request, headers)


def part_of(content: bytes, request: web.Request, headers: dict[str, str]) -> web.Response:
    """All of it, or the range asked for: players look at the end of a sound for its length."""
    if "Range" not in request.headers:
        return web.Response(body=content, headers=headers)
    first, last, _ = request.http_range.indices(len(content))
    headers["Content-Range"] = f"bytes {first}-{last - 1}/{len(content)}"
    return web.Response(status=206, body=content[first:last], headers=headers)


async def _clock(request: web.Request, board: Board) -> Json:
    await moved(board, await values_of(request))
    return {"now": board.telegram.now()}


async def _fault(request: web.Request, board: Board) -> Json:
    values = await values_of(request)
    board.switches.flip(values["fault"], bool(values["on"]))
    board.live.tell("faults", {"faults": board.switches.state})
    return {"faults": board.switches.state}


async def _crowd(_: web.Request, board: Board) -> None:
    if board.wall.crowd is None:
        raise LookupError("there is no crowd")
    await board.wall.crowd()


async def _play(request: web.Request, board: Board) -> Json:
    board.player.start((await values_of(request))["play"])
    return {"play": board.player.state}


async def _play_on(request: web.Request, board: Board) -> Json:
    (board.player.next if request.match_info["act"] == "next" else board.player.stop)()
    return {"play": board.player.state}


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if request.path.startswith("/pages/"):
        response.headers.setdefault("Cache-Control", "no-cache")


async def _close(app: web.Application) -> None:
    app[BOARD].unsubscribe()
    app[BOARD].live.close()
