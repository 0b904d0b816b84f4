"""/partner/TOKEN: a body sees what was passed to it, as the public would see it, and answers; no script, no person.

The door is asked for at each request: closed, over or with a new link, it shows nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from locales.languages import NAMES
from locales.marks import N_
from locales.texts import Catalogues, Safe, Texts, unbroken
from services import partners, places, publications, publicity, statuses
from services.challenges import Piece
from services.clock import Clock
from services.desk import Faster
from services.lab import Lab
from services.partners import TooMany
from services.statuses import Status
from storage.challenges import ChallengeRow, ThreadRow
from storage.database import AWAY, Database
from storage.partners import PartnerRow
from web.forms import form_of
from web.live import RETRY_AFTER, rendered
from web.visits import likely

PATH = r"/partner/{token:[\w-]{32}}"
SAID = {
    "language": N_("Language"),
    "how": N_("You see here what was passed to you, as the public sees it, without the people who wrote."),
    "none": N_("Nothing waits here. 🌿"),
    "answer": N_("Your answer: the team and whoever reported it read it."),
    "send": N_("Send"),
    "sent": N_("✓ Thank you! The team and whoever reported it read your answer."),
    "lost": N_("Your answer was not kept: it was empty, too long, or the report is no longer here."),
    "many": N_("That was a lot for one day. Please go on tomorrow."),
    "over": N_("This link no longer works. Please ask the team for a new one."),
    "photo": N_("Photo"),
}
FILES = {"voice": N_("🎤 voice message"), "photo": N_("📷 a photo")}
STATUS: dict[Status, str] = {
    Status.RECEIVED: N_("Received"),
    Status.STUDY: N_("Under study"),
    Status.WORKSHOP: N_("In a workshop"),
    Status.TAKEN_UP: N_("Taken up"),
    Status.PROGRESS: N_("In progress"),
    Status.SOLVED: N_("Solved"),
    Status.NOT_OURS: N_("Depends on others"),
    Status.DUPLICATE: N_("Already reported"),
    Status.CLOSED: N_("Closed"),
}

LONGEST_BODY = 10 * partners.LONGEST  # bytes: the longest answer, each letter of it escaped


Serve = Callable[["Host", web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Host:
    """What bot/ hands in; `media` is the folder of our copies."""

    database: Database
    clock: Clock
    catalogues: Catalogues
    lab: Lab
    media: Path
    admins: Collection[int]
    wake: Callable[[Collection[str]], None]


@dataclass(frozen=True, slots=True)
class Passed:
    """One report as the page shows it: `photos` are the ids of those that the public may see."""

    id: int
    head: Safe
    lines: list[Safe]
    words: str
    photos: list[int]
    said: list[Safe]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer (a key of SAID); what was typed, and about which report, if it was not kept."""

    key: str = ""
    report: int = 0
    words: str = ""


def add_routes(app: web.Application, host: Host) -> None:
    """Add the page, its photos and where an answer is sent."""

    async def page(request: web.Request) -> web.Response:
        return await _guarded(_read, host, request)

    async def photo(request: web.Request) -> web.Response:
        return await _guarded(_photo, host, request)

    async def answer(request: web.Request) -> web.Response:
        return await _guarded(_answered, host, request)

    app.router.add_get(PATH, page)
    app.router.add_get(PATH + r"/photo/{media:\d{1,15}}", photo)
    app.router.add_post(PATH, answer)


async def _guarded(serve: Serve, host: Host, request: web.Request) -> web.Response:
    try:
        return await serve(host, request)
    except AWAY:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None


async def _read(host: Host, request: web.Request) -> web.Response:
    thanked = request.query.get("said") == "sent"
    async with host.database.reading() as session:
        return await _page(host, session, request, Outcome("sent" if thanked else ""))


async def _answered(host: Host, request: web.Request) -> web.Response:
    """Keep it and lead to the page, which can be loaded again; what was not kept stands there as it was typed."""
    sent = await form_of(request, LONGEST_BODY)
    number, words = sent.get("report", ""), sent.get("words", "")
    report = int(number) if number.isdecimal() and len(number) <= 15 else 0
    async with host.database.transaction() as session:
        if why := await _not_kept(host, session, request, report, words):
            return await _page(host, session, request, Outcome(why, report, words))
    host.wake({"outbox", "cards"})
    language = _texts(host, request).language
    raise web.HTTPSeeOther(f"{request.path}?language={language}&said=sent")


async def _not_kept(host: Host, session: AsyncSession, request: web.Request, report: int, words: str) -> str:
    """Keep the answer; else why it was not kept (a key of SAID)."""
    now = host.clock.now()
    door = await partners.by_token(session, request.match_info["token"], now)
    try:
        if door is None or len(words) > partners.LONGEST:
            raise LookupError(report)
        await partners.answer(session, host.lab, door, report, Piece("text", words), host.admins, now)
    except (LookupError, Faster):
        return "lost"
    except TooMany:
        return "many"
    return ""


async def _photo(host: Host, request: web.Request) -> web.Response:
    """One released photo of a report behind this door."""
    async with host.database.reading() as session:
        door = await partners.by_token(session, request.match_info["token"], host.clock.now())
        passed = await partners.behind(session, host.lab, door) if door else []
        released = [photo for one in passed for photo in await publicity.pictures_of(session, one)]
        wanted = int(request.match_info["media"])
        name = next((publicity.public_file(one) for one in released if one.id == wanted), None)
    path = host.media / name if name else None
    if path is None or not await asyncio.to_thread(path.exists):
        raise web.HTTPNotFound
    return web.Response(body=await asyncio.to_thread(path.read_bytes), content_type="image/jpeg")


async def _page(host: Host, session: AsyncSession, request: web.Request, outcome: Outcome) -> web.Response:
    door = await partners.by_token(session, request.match_info["token"], host.clock.now())
    texts = _texts(host, request)
    passed = await partners.behind(session, host.lab, door) if door else []
    html = rendered(
        "partner.html",
        texts=texts,
        lab=texts.lines([host.lab.name.pick(texts.language)]),
        said={key: texts(msgid) for key, msgid in SAID.items()},
        names={code: NAMES[code] for code in host.catalogues.languages},
        body=partners.named(host.lab, door).pick(texts.language) if door else "",
        path=request.path,
        passed=[await _passed(host, session, texts, one) for one in passed],
        outcome=outcome,
        longest=partners.LONGEST,
    )
    return web.Response(text=html, content_type="text/html", status=200 if door else 404)


def _texts(host: Host, request: web.Request) -> Texts:
    spoken_here, wanted = host.catalogues.languages, request.query.get("language", "")
    return host.catalogues[wanted if wanted in spoken_here else likely(request, spoken_here)]


async def _passed(host: Host, session: AsyncSession, texts: Texts, one: ChallengeRow) -> Passed:
    status = await statuses.told_status(session, one, host.clock.now())
    lines = [*_about(host.lab, texts, one), texts("Status: {status}", status=texts(STATUS[status]))]
    said = [await _line(host.lab, session, texts, line) for line in await partners.answers(session, one.id)]
    photos = [photo.id for photo in await publicity.pictures_of(session, one)]
    head = texts("Report {ref}", ref=unbroken(one.ref))
    return Passed(one.id, head, lines, publicity.words_of(one), photos, said)


def _about(lab: Lab, texts: Texts, one: ChallengeRow) -> list[Safe]:
    lines, commune = [], places.by_code(lab, one.commune)
    if one.category:
        lines.append(texts("Type: {category}", category=lab.category(one.category).words.pick(texts.language)))
    place = publications.passed_place(lab, one)
    known = [part for part in (commune and commune.names.pick(texts.language), place) if part]
    return [*lines, *([texts("Place: {place}", place=" · ".join(known))] if known else [])]


async def _line(lab: Lab, session: AsyncSession, texts: Texts, line: ThreadRow) -> Safe:
    door = await session.get(PartnerRow, line.partner_id) if line.partner_id else None
    body = partners.named(lab, door).pick(texts.language) if door else ""
    said = " ".join(filter(None, [texts.plain(FILES[line.kind]) if line.kind in FILES else "", line.text]))
    return texts("{body}, on {date}: {words}", body=body, date=texts.date(line.at), words=said)
