"""The wall's pages: /live (six digits), /live/TOKEN (the wall), and the event streams that they live on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from markupsafe import Markup

from locales.texts import Catalogues, Safe, Texts
from services.squares import square
from services.words import Words
from web.walls import AGAIN, Feed, TooMany, Walls, event
from web.wording import WORDS

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
WALL = r"/live/{token:[\w-]{16,32}}"
RETRY_AFTER = "5"
TEMPLATES = HERE / "templates"
STREAM = {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}


@dataclass(frozen=True)
class Host:
    """Who invites: the lab's name, the bot's username, and the link that lets people in, by the room's code."""

    name: Words
    bot: str
    link: Callable[[str], str]


@dataclass(frozen=True)
class Said:
    """One text in one language, as HTML."""

    language: str
    direction: str
    html: Safe


def add_routes(app: web.Application, walls: Walls, catalogues: Catalogues, host: Host) -> None:
    """Add the pages, their streams and /pages/; the streams end when the application shuts down."""
    texts = [catalogues[code] for code in sides(catalogues.languages)]

    async def pairing(_request: web.Request) -> web.Response:
        return page("pairing.html", texts, host)

    async def wall(request: web.Request) -> web.Response:
        try:
            room = await walls.room(request.match_info["token"])
        except LookupError:
            raise web.HTTPNotFound from None
        return page("wall.html", texts, host, code=room["code"], qr=qr(room["code"], host.link))

    async def digits(request: web.Request) -> web.StreamResponse:
        return await digits_stream(request, walls)

    async def events(request: web.Request) -> web.StreamResponse:
        return await wall_stream(request, walls)

    async def close(_app: web.Application) -> None:
        walls.close()

    app.router.add_static("/pages/", HERE / "pages")
    app.router.add_get("/live", pairing)
    app.router.add_get("/live/events", digits)
    app.router.add_get(WALL, wall)
    app.router.add_get(f"{WALL}/events", events)
    app.on_shutdown.append(close)


def sides(languages: Sequence[str]) -> list[str]:
    """The languages that stand side by side: French on the left, Arabic (or else Darija) on the right."""
    right = [code for code in ("ar", "ary") if code in languages][:1]
    return [code for code in ("fr", *right) if code in languages]


def page(
    name: str, texts: Sequence[Texts], host: Host, words: Mapping[str, str] = WORDS, **values: Any
) -> web.Response:
    """A page of templates/, with its words in each language."""
    said = {key: [one_said(one, one(msgid)) for one in texts] for key, msgid in words.items()}
    called = [host.name.pick(one.language) for one in texts]
    names = [one_said(one, one.lines([lab])) for one, lab in zip(texts, called, strict=True)]
    same = len(set(called)) == 1
    html = rendered(name, said=said, names=names, same_name=same, bot=host.bot, **values)
    return web.Response(text=html, content_type="text/html")


def rendered(template: str, /, **values: Any) -> str:
    """A page of templates/ with these values in it, as HTML."""
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415 - 2 MB, which only whoever shows a page needs

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def one_said(texts: Texts, html: Safe) -> Said:
    """A text of ours in one language, with its direction."""
    return Said(texts.language, "rtl" if texts.rtl else "ltr", html)


def qr(code: str | None, link: Callable[[str], str]) -> Markup:
    """The link that joins, as SVG; nothing once the room has no code any more."""
    if code is None:
        return Markup()
    made = square(link(code))
    return Markup(made.svg_inline(border=3, omitsize=True, svgclass="qr", dark="#000", light="#fff"))  # noqa: S704


async def wall_stream(request: web.Request, walls: Walls) -> web.StreamResponse:
    """The room now, unless the page knows this state already (Last-Event-ID); then its changes and signs of life."""
    try:
        async with walls.watching(request.match_info["token"]) as feed:
            return await _feed(request, feed)
    except LookupError:
        raise web.HTTPNotFound from None
    except TooMany:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None


async def _feed(request: web.Request, feed: Feed) -> web.StreamResponse:
    known, news = request.headers.get("Last-Event-ID", ""), None
    response = await opened(request)
    with suppress(ConnectionResetError):  # the page was closed
        while news := await feed.after(news):
            await response.write(news.beat if news.id == known else news.state)
            known = news.id
    return response


async def digits_stream(request: web.Request, walls: Walls) -> web.StreamResponse:
    """Six digits for this screen, signs of life, and in the end the token of the room that it is to show."""
    try:
        with walls.waiting() as (digits, token):
            response = await opened(request)
            with suppress(ConnectionResetError):  # the page was closed
                await response.write(event("digits", {"digits": digits}))
                await _await_pairing(response, token)
            return response
    except TooMany:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None


async def _await_pairing(response: web.StreamResponse, token: asyncio.Future[str]) -> None:
    while not (await asyncio.wait([token], timeout=AGAIN))[0]:
        await response.write(event("beat", {}))
    if not token.cancelled():  # the server stops
        await response.write(event("paired", {"token": token.result()}))


async def opened(request: web.Request) -> web.StreamResponse:
    """A stream of events that has begun."""
    response = web.StreamResponse(headers=STREAM)
    await response.prepare(request)
    await response.write(b"retry: 1000\n\n")
    return response
