"""What a request carries, for as long as somebody may take to send it."""

import asyncio

from aiohttp import web

BODY_SECONDS = 20.0  # a form of ours is a few kilobytes, an update of Telegram 64 at most


async def body_of(request: web.Request) -> bytes:
    """The whole body; 408 for whoever has not sent it by then, also drop by drop. Read again it is there at once."""
    if request.content.is_eof():  # a clock for what is there already would cost more than reading it
        return await request.read()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
