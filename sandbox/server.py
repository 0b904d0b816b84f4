"""The HTTP door: the Bot API and its files, for any bot whose base URL points here."""

import json
from typing import Any

from aiohttp import web

from sandbox.checks import Upload, sound
from sandbox.errors import ApiError, Dropped
from sandbox.telegram import Telegram

LARGEST = 60 * 1024 * 1024
UNREADABLE = (ValueError, LookupError, web.RequestPayloadError)
WORLD = web.AppKey("world", Telegram)


def make_app(world: Telegram) -> web.Application:
    """An aiohttp application with /bot<token>/<method> and /file/bot<token>/<path>."""
    app = web.Application(client_max_size=LARGEST)
    app[WORLD] = world
    app.router.add_route("*", "/bot{token}/{method}", answer_call)
    app.router.add_get("/file/bot{token}/{path:.+}", answer_download)
    app.on_shutdown.append(_close)
    return app


async def _close(app: web.Application) -> None:
    await app[WORLD].close()


async def answer_call(request: web.Request) -> web.Response:
    """One call: parameters from the query, a form, multipart or JSON."""
    try:
        params, files = await _read(request)
        status, body = await request.app[WORLD].call(
            request.match_info["token"], request.match_info["method"], params, files
        )
    except ApiError as refusal:
        status, body = refusal.code, refusal.body()
    except web.HTTPRequestEntityTooLarge:
        status, body = 413, ApiError(413, "Request Entity Too Large").body()
    except Dropped:
        return _cut(request)
    return web.json_response(body, status=status, headers=_headers(body))


def _headers(body: dict[str, Any]) -> dict[str, str]:
    seconds = body.get("parameters", {}).get("retry_after")
    return {"Retry-After": str(seconds)} if seconds else {}


def _cut(request: web.Request) -> web.Response:
    """Close the line without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    try:
        return await _parameters(request)
    except UNREADABLE as wrong:
        raise ApiError(400, "Bad Request: can't parse the request") from wrong


async def _parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return params | _json(await request.read()), {}
    if request.method != "POST":
        return params, {}
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(sound(value.filename), sound(value.content_type), value.file.read())
        else:
            params[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    return params, files


def _json(body: bytes) -> dict[str, Any]:
    try:
        params = json.loads(body or b"{}")
    except (ValueError, RecursionError) as wrong:
        raise ApiError(400, "Bad Request: can't parse the request as a JSON object") from wrong
    if not isinstance(params, dict):
        raise ApiError(400, "Bad Request: object expected as the request")
    return params


async def answer_download(request: web.Request) -> web.Response:
    """The bytes of a file; a wrong token and an unknown path look alike."""
    world, found = request.app[WORLD], request.match_info
    try:
        status, body = await world.download(found["token"], found["path"])
    except Dropped:
        return _cut(request)
    return web.Response(body=body, status=status)
