"""The webhook: Telegram posts one update, we answer 200 once it is settled."""

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from web.bodies import body_of
from web.server import add_shortcut

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MOST_BYTES = 256 * 1024  # an update over 64 KiB is dropped by Telegram itself
RETRY_AFTER = "5"

# Runs one update to its end: whether it is settled and may be confirmed, or the call to Telegram that rides in the
# answer when it is. bot/ hands it in.
Deliver = Callable[[dict[str, Any]], Awaitable[bool | dict[str, Any]]]


def add_routes(app: web.Application, secret: str, deliver: Deliver) -> None:
    """Add POST /telegram: 403 without the secret, 408 if no body comes, 503 + Retry-After while none is kept."""

    async def telegram(request: web.Request) -> web.Response:
        if not _knows(request.headers.get(SECRET_HEADER, ""), secret):
            raise web.HTTPForbidden
        if (request.content_length or 0) > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, request.content_length or 0)
        settled = await deliver(_update(await body_of(request)))
        if isinstance(settled, dict):
            return web.Response(body=orjson.dumps(settled), content_type="application/json")
        if settled:
            return web.Response()
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER})

    add_shortcut(app, PATH, telegram)


def _knows(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())


def _update(body: bytes) -> dict[str, Any]:
    try:
        update = _parsed(body)
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(update, dict) or not _is_id(update.get("update_id")):
        raise web.HTTPBadRequest
    return update


def _parsed(body: bytes) -> Any:
    """JSON; what orjson refuses (a lone surrogate) goes the standard library's way."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body)


def _is_id(number: object) -> bool:
    # To Python true and false are whole numbers too.
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63
