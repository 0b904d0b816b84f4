"""/verify/CODE: whether a certificate or a record is true. It shows what the paper shows, nothing else. No script."""

from dataclasses import dataclass

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from conversations import certificates as certificate_words
from conversations import records as record_words
from locales.formats import Safe
from locales.languages import NAMES
from locales.marks import N_
from locales.texts import Catalogues, Texts
from services import certificates, records
from services.clock import Clock
from services.limits import PerMinute
from services.words import Words
from storage import certificates as rows
from storage import records as record_rows
from storage.certificates import CertificateRow
from storage.database import AWAY, Database
from storage.records import RecordRow
from web.arrivals import address_of
from web.live import PAGES, RETRY_AFTER
from web.visits import likely

MOST = 30  # codes that one address may ask for in a minute
SAID = {
    "language": N_("Language"),
    "true": N_("✅ This certificate is true. Team {lab} gave it."),
    "withdrawn": N_("✖️ This certificate was withdrawn, or is too old to be checked: it does not count any more."),
    "record": N_("✅ This record is true. Team {lab} confirmed these hours."),
    "record_withdrawn": N_("✖️ This record was withdrawn: it does not count any more."),
    "unknown": N_("❓ There is no certificate with this code. Please compare each letter."),
}
STATUS = {"true": 200, "record": 200, "withdrawn": 410, "record_withdrawn": 410, "unknown": 404}
WITH_TEAM = ("true", "record")


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
            row = await _paper(session, code) if code else None
    except AWAY:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None
    state = _state(row)
    lab = door.name.pick(texts.language)
    html = PAGES.get_template("certificate.html").render(
        texts=texts,
        lab=texts.lines([lab]),
        said={"language": texts(SAID["language"])},
        names={one: NAMES[one] for one in door.catalogues.languages},
        told=texts(SAID[state], lab=lab) if state in WITH_TEAM else texts(SAID[state]),
        lines=_lines(door, texts, row) if state in WITH_TEAM else [],
    )
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=html, content_type="text/html", status=STATUS[state], headers=headers)


async def _paper(session: AsyncSession, code: str) -> CertificateRow | RecordRow | None:
    return await rows.by_code(session, code) or await record_rows.by_code(session, code)


def _state(row: CertificateRow | RecordRow | None) -> str:
    if row is None:
        return "unknown"
    if isinstance(row, RecordRow):
        return "record_withdrawn" if records.withdrawn(row) else "record"
    return "withdrawn" if certificates.withdrawn(row) else "true"


def _lines(door: Host, texts: Texts, row: CertificateRow | RecordRow | None) -> list[Safe]:
    if isinstance(row, RecordRow):
        return record_words.lines(texts, door.name, row)
    return certificate_words.lines(texts, row) if row else []


def _texts(door: Host, request: web.Request) -> Texts:
    spoken_here, wanted = door.catalogues.languages, request.query.get("language", "")
    return door.catalogues[wanted if wanted in spoken_here else likely(request, spoken_here)]
