"""Asks an application over a real socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import ClientSession, web

from web.server import serving


@asynccontextmanager
async def client_of(app: web.Application) -> AsyncIterator[ClientSession]:
    """A client of `app`, which is served on a free port meanwhile."""
    async with serving(app, "127.0.0.1", 0) as address, ClientSession(address) as client:
        yield client
