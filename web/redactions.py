"""/redact/TOKEN: a member of the team draws boxes over a photo; the link is for one browser, for half an hour.

Who holds the link must still be at the desk: that is asked at each request.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from locales.marks import N_
from locales.texts import Catalogues, Texts
from services import people, redaction
from services.clock import Clock
from services.desk import Faster
from services.people import Person
from services.redaction import Drawing
from services.roles import Role, holds
from services.words import Words
from storage.database import AWAY, Database
from storage.people import PersonRow
from storage.redactions import RedactionRow
from web.bodies import body_of
from web.live import RETRY_AFTER, rendered

PATH = r"/redact/{token:[\w-]{32}}"
COOKIE = "twiza_redact"
SAID = {
    "title": N_("Cover parts of a photo"),
    "how": N_("Draw with a finger over faces, plates and names: they turn black, which nobody can undo in the copy."),
    "cover": N_("⬛ Cover"),
    "crop": N_("✂️ Keep only this"),
    "undo": N_("↩️ Take the last one back"),
    "save": N_("💾 Save"),
    "saved": N_("✓ Saved. The chat shows you the copy: there you say whether the public sees it."),
    "over": N_("This link no longer works. In the chat, choose “Cover parts of it” again."),
    "failed": N_("That did not work. Please try once more."),
    "script": N_("This page needs JavaScript."),
}


Serve = Callable[["Host", web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Host:
    """What bot/ hands in: `media` is the folder of our copies, `admins` the Telegram ids of the settings."""

    database: Database
    clock: Clock
    catalogues: Catalogues
    name: Words
    media: Path
    admins: frozenset[int]
    wake: Callable[[Collection[str]], None]


def add_routes(app: web.Application, host: Host) -> None:
    """Add the page, its photo and where it is saved."""

    async def page(request: web.Request) -> web.Response:
        return await _guarded(_page, host, request)

    async def photo(request: web.Request) -> web.Response:
        return await _guarded(_photo, host, request)

    async def save(request: web.Request) -> web.Response:
        return await _guarded(_save, host, request)

    app.router.add_get(PATH, page, allow_head=False)  # who only looks ahead does not use the link up
    app.router.add_get(f"{PATH}/photo", photo)
    app.router.add_post(PATH, save)


async def _guarded(serve: Serve, host: Host, request: web.Request) -> web.Response:
    try:
        return await serve(host, request)
    except AWAY:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None
    except FileNotFoundError:  # the report was erased meanwhile
        raise web.HTTPNotFound from None


async def _member(session: AsyncSession, host: Host, row: RedactionRow | None) -> Person | None:
    """Whose link it is, if they are still at the desk."""
    owner = await session.get(PersonRow, row.person_id) if row else None
    person = await people.find(session, owner.telegram_id, host.admins) if owner else None
    return person if person and holds(person.roles, Role.MODERATOR) else None


async def _known(session: AsyncSession, host: Host, request: web.Request) -> RedactionRow | None:
    token, cookie = request.match_info["token"], request.cookies.get(COOKIE, "")
    return await redaction.known(session, token, cookie, host.clock.now())


async def _page(host: Host, request: web.Request) -> web.Response:
    cookie = None
    async with host.database.transaction() as session:
        row = await _known(session, host, request)
        if row is None and (entered := await redaction.enter(session, request.match_info["token"], host.clock.now())):
            row, cookie = entered
        person = await _member(session, host, row)
    texts = host.catalogues[person.language if person else host.catalogues.languages[0]]
    response = web.Response(
        text=_html(host, texts, request.match_info["token"] if person else ""),
        content_type="text/html",
        status=200 if person else 404,
    )
    if cookie and person:
        left = int(redaction.LINK_LIFE.total_seconds())
        secure = request.headers.get("X-Forwarded-Proto", request.scheme) == "https"
        where = f"/redact/{request.match_info['token']}"
        response.set_cookie(COOKIE, cookie, max_age=left, path=where, httponly=True, samesite="Lax", secure=secure)
    return response


def _html(host: Host, texts: Texts, token: str) -> str:
    said = {key: texts(msgid) for key, msgid in SAID.items()}
    lab = texts.lines([host.name.pick(texts.language)])
    return rendered("redact.html", texts=texts, said=said, token=token, lab=lab)


async def _photo(host: Host, request: web.Request) -> web.Response:
    async with host.database.reading() as session:
        row = await _known(session, host, request)
        if row is None or await _member(session, host, row) is None:
            raise web.HTTPNotFound
        name = await _name(session, row)
    content = await asyncio.to_thread((host.media / name).read_bytes)
    return web.Response(body=content, content_type="image/jpeg")


async def _name(session: AsyncSession, row: RedactionRow) -> str:
    try:
        media, _ = await redaction.photo(session, row.media_id)
    except (LookupError, Faster):
        raise web.HTTPNotFound from None
    return media.public_path or str(media.shown_path)  # what was covered once stays covered


async def _save(host: Host, request: web.Request) -> web.Response:
    async with host.database.reading() as session:
        row = await _known(session, host, request)
        if row is None or await _member(session, host, row) is None:
            raise web.HTTPNotFound
        name = await _name(session, row)
    drawing = await _drawing(request)
    fresh = await asyncio.to_thread(redaction.draw, host.media, name, drawing)
    if not await _keep(host, request, fresh):
        (host.media / fresh).unlink(missing_ok=True)
        raise web.HTTPNotFound
    host.wake({"outbox"})
    return web.json_response({"saved": True})


async def _keep(host: Host, request: web.Request, fresh: str) -> bool:
    """Rights and link are asked again: drawing took a moment."""
    async with host.database.transaction() as session:
        row = await _known(session, host, request)
        person = await _member(session, host, row)
        if row is None or person is None:
            return False
        try:
            await redaction.keep(session, row, person, fresh, host.media, host.clock.now())
        except (LookupError, Faster):
            return False
    return True


async def _drawing(request: web.Request) -> Drawing:
    if request.content_type != "application/json":  # a form of another page cannot send that
        raise web.HTTPUnsupportedMediaType
    try:
        await body_of(request)
        return redaction.drawing_of(await request.json())
    except (ValueError, LookupError, OverflowError, RecursionError):  # no JSON, an unknown charset, a hostile number
        raise web.HTTPBadRequest from None
