"""The HTTP server: one aiohttp application with strict headers; pages and webhooks add their routes to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

LARGEST_BODY = 1024 * 1024
GRACE_SECONDS = 5.0
# Whoever has not sent a whole head by then, or says no more after an answer, is let go (aiohttp's own: an hour).
# A proxy that keeps connections should let go of them first.
SILENCE_SECONDS = 75.0

# Nothing is loaded from elsewhere, framed, sniffed or remembered; a page that needs more sets its own header.
STRICT = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
NAME = {"Server": "twiza"}  # aiohttp's own names its version and Python's

# What is posted here goes past the application, whose routes, signals and headers cost as much again as HTTP itself.
SHORTCUTS = web.AppKey("shortcuts", dict[str, Handler])


def create_app() -> web.Application:
    """An application without routes; every answer, errors too, carries the strict headers."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[errors_say_little])
    app.on_response_prepare.append(_be_strict)
    app[SHORTCUTS] = {}
    return app


def add_shortcut(app: web.Application, path: str, handler: Handler) -> None:
    """Add POST `path` for a machine that posts a lot; only errors carry the strict headers."""
    app.router.add_post(path, handler)
    app[SHORTCUTS][path] = handler


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve until the block ends (requests in hand get a few seconds); gives the address, port 0 takes a free one.

    OSError if the port is taken.
    """
    runner = web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=GRACE_SECONDS,
        keepalive_timeout=SILENCE_SECONDS,
    )
    await runner.setup()
    assert runner.server
    runner.server.request_handler = _shorter(app.get(SHORTCUTS, {}), runner.server.request_handler)
    try:
        await web.TCPSite(runner, host, port).start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _shorter(shortcuts: dict[str, Handler], usual: Any) -> Any:
    async def handle(request: web.Request) -> web.StreamResponse:
        handler = shortcuts.get(request.raw_path) if request.method == "POST" else None
        return await (errors_say_little(request, handler) if handler else usual(request))

    return handle


@web.middleware
async def errors_say_little(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A status and its name for whoever asks wrongly, nothing about what is inside."""
    try:
        return await handler(request)
    except web.HTTPError as error:
        headers = STRICT | NAME | _kept(error)
        return web.Response(status=error.status, text=f"{error.status} {error.reason}\n", headers=headers)


def _kept(error: web.HTTPError) -> dict[str, str]:
    return {name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers}


async def _be_strict(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in STRICT.items():
        response.headers.setdefault(name, value)
    response.headers.update(NAME)
