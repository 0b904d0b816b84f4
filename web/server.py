"""The HTTP server: one aiohttp application with strict headers; pages and webhooks add their routes to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

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


def create_app() -> web.Application:
    """An application without routes; every answer, errors too, carries the strict headers."""
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[errors_say_little])
    app.on_response_prepare.append(_be_strict)
    return app


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
    try:
        await web.TCPSite(runner, host, port).start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@web.middleware
async def errors_say_little(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A status and its name for whoever asks wrongly, nothing about what is inside."""
    try:
        return await handler(request)
    except web.HTTPError as error:
        return web.Response(status=error.status, text=f"{error.status} {error.reason}\n", headers=_kept(error))


def _kept(error: web.HTTPError) -> dict[str, str]:
    return {name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers}


async def _be_strict(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in STRICT.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "twiza"  # aiohttp's own names its version and Python's
