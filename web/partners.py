"""/partner/TOKEN: a body sees what was passed to it, as the public would see it, and answers; no script, no person.

The door is asked for at each request: closed, over or with a new link, it shows nothing.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from locales.languages import NAMES
from locales.marks import N_
from locales.texts import Catalogues, Safe, Texts, unbroken
from services import partners, places, publicity, statuses
from services.clock import Clock
from services.desk import Faster
from services.lab import Lab
from services.partners import TooMany
from services.statuses import Status
from storage.challenges import ChallengeRow, ThreadRow
from storage.database import AWAY, Database
from storage.partners import PartnerRow
from web.forms import form_of
from web.live import PAGES, RETRY_AFTER
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
}
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

LONGEST_BODY = 7 * partners.LONGEST  # bytes: the longest answer, each letter of it escaped


@dataclass(frozen=True, slots=True)
class Host:
    """What bot/ hands in."""

    database: Database
    clock: Clock
    catalogues: Catalogues
    lab: Lab
    admins: Collection[int]
    wake: Callable[[Collection[str]], None]


@dataclass(frozen=True, slots=True)
class Passed:
    """One report as the page shows it."""

    id: int
    head: Safe
    lines: list[Safe]
    words: str
    said: list[Safe]


def add_routes(app: web.Application, host: Host) -> None:
    """Add the page and where an answer is sent."""

    async def page(request: web.Request) -> web.Response:
        try:
            async with host.database.reading() as session:
                return await _page(host, session, request)
        except AWAY:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None

    async def answer(request: web.Request) -> web.Response:
        try:
            return await _answered(host, request)
        except AWAY:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None

    app.router.add_get(PATH, page)
    app.router.add_post(PATH, answer)


async def _answered(host: Host, request: web.Request) -> web.Response:
    sent, now, outcome = await form_of(request, LONGEST_BODY), host.clock.now(), "sent"
    number, words = sent.get("report", ""), sent.get("words", "")
    async with host.database.transaction() as session:
        door = await partners.by_token(session, request.match_info["token"], now)
        try:
            if door is None or not number.isdecimal() or len(number) > 15 or len(words) > partners.LONGEST:
                raise LookupError(number)
            await partners.answer(session, door, int(number), words, host.admins, now)
        except (LookupError, Faster):
            outcome = "lost"
        except TooMany:
            outcome = "many"
        await session.flush()
        response = await _page(host, session, request, outcome)
    host.wake({"outbox", "cards"})
    return response


async def _page(host: Host, session: AsyncSession, request: web.Request, outcome: str = "") -> web.Response:
    door = await partners.by_token(session, request.match_info["token"], host.clock.now())
    texts = _texts(host, request)
    found = (
        [await _passed(host, session, texts, one) for one in await partners.behind(session, host.lab, door)]
        if door
        else []
    )
    html = PAGES.get_template("partner.html").render(
        texts=texts,
        lab=texts.lines([host.lab.name.pick(texts.language)]),
        said={key: texts(msgid) for key, msgid in SAID.items()},
        names={code: NAMES[code] for code in host.catalogues.languages},
        body=door.body if door else "",
        passed=found,
        outcome=outcome if door else "",
        longest=partners.LONGEST,
    )
    return web.Response(text=html, content_type="text/html", status=200 if door else 404)


def _texts(host: Host, request: web.Request) -> Texts:
    spoken_here, wanted = host.catalogues.languages, request.query.get("language", "")
    return host.catalogues[wanted if wanted in spoken_here else likely(request, spoken_here)]


async def _passed(host: Host, session: AsyncSession, texts: Texts, one: ChallengeRow) -> Passed:
    status = await statuses.told_status(session, one, host.clock.now())
    lines = [*_about(host.lab, texts, one), texts("Status: {status}", status=texts(STATUS[status]))]
    said = [await _line(session, texts, line) for line in await partners.answers(session, one.id)]
    head = texts("Report {ref}", ref=unbroken(one.ref))
    return Passed(one.id, head, lines, publicity.words_of(one), said)


def _about(lab: Lab, texts: Texts, one: ChallengeRow) -> list[Safe]:
    lines, commune = [], places.by_code(lab, one.commune)
    if one.category:
        lines.append(texts("Type: {category}", category=lab.category(one.category).words.pick(texts.language)))
    known = [part for part in (commune and commune.names.pick(texts.language), publicity.landmark_of(one)) if part]
    return [*lines, *([texts("Place: {place}", place=" · ".join(known))] if known else [])]


async def _line(session: AsyncSession, texts: Texts, line: ThreadRow) -> Safe:
    door = await session.get(PartnerRow, line.partner_id) if line.partner_id else None
    when: datetime = line.at
    return texts(
        "{body}, on {date}: {words}", body=door.body if door else "", date=texts.date(when), words=line.text or ""
    )
