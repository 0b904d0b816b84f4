"""/verify/CODE: whether a certificate or a record is true. It shows what the paper shows, nothing else. No script."""

from dataclasses import dataclass

from aiohttp import web

from conversations.verifying import lines, verdict
from locales.languages import NAMES
from locales.marks import N_
from locales.texts import Catalogues, Texts
from services import certificates, papers
from services.clock import Clock
from services.limits import PerMinute
from services.papers import Standing
from services.words import Words
from storage import papers as rows
from storage.database import AWAY, Database
from web.arrivals import address_of
from web.live import RETRY_AFTER, rendered
from web.visits import likely

MOST = 30  # codes that one address may ask for in a minute
STATUS = {Standing.TRUE: 200, Standing.WITHDRAWN: 410, Standing.REPLACED: 410, Standing.EXPIRED: 410}
LANGUAGE = N_("Language")


@dataclass(frozen=True, slots=True)
class Host:
    """What bot/ hands in."""

    database: Database
    clock: Clock
    catalogues: Catalogues
    name: Words


def add_routes(app: web.Application, door: Host) -> None:
    """Add the page; what it loads is served by web/live.py."""
    asked = PerMinute(MOST)

    async def page(request: web.Request) -> web.Response:
        if not asked.count(address_of(request), door.clock.now()):
            raise web.HTTPTooManyRequests
        return await _page(door, request)

    app.router.add_get("/verify/{code:[0-9A-Za-z-]{1,20}}", page)


async def _page(door: Host, request: web.Request) -> web.Response:
    texts, code = _texts(door, request), certificates.read(request.match_info["code"])
    try:
        async with door.database.reading() as session:
            row = await rows.by_code(session, code) if code else None
    except AWAY:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None
    state = papers.standing(row) if row else None
    html = rendered(
        "certificate.html",
        texts=texts,
        lab=texts.lines([door.name.pick(texts.language)]),
        said={"language": texts(LANGUAGE)},
        names={one: NAMES[one] for one in door.catalogues.languages},
        told=verdict(texts, door.name, row),
        lines=lines(texts, door.name, row) if row and state is Standing.TRUE else [],
    )
    headers, status = {"Cache-Control": "no-store"}, STATUS[state] if state else 404
    return web.Response(text=html, content_type="text/html", status=status, headers=headers)


def _texts(door: Host, request: web.Request) -> Texts:
    spoken_here, wanted = door.catalogues.languages, request.query.get("language", "")
    return door.catalogues[wanted if wanted in spoken_here else likely(request, spoken_here)]
