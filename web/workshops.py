"""/w/CODE: a workshop as everybody may read it, in three languages; answering is done in Telegram.

No script, nothing from elsewhere. A workshop for invited people has no page, and a draft has none yet. The link of an
online workshop is not on it: it is for those who come.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from conversations import calendars
from conversations import workshops as words
from conversations.calendars import Owner, calendar
from conversations.workshops import Told
from locales.isolates import bare
from locales.languages import NAMES
from locales.marks import N_
from locales.texts import Catalogues, Texts
from services import registrations
from services.clock import Clock
from services.words import Words, spoken
from services.workshops import CODE_LENGTH
from storage import workshops as rows
from storage.database import AWAY, Database
from storage.workshops import DRAFT, INVITED, PUBLIC, PUBLISHED
from web.live import RETRY_AFTER, qr, rendered
from web.visits import likely

PATH = f"/w/{{code:[0-9a-z]{{{CODE_LENGTH}}}}}"
WHATSAPP = "https://wa.me/?text="
LONGEST_PREVIEW = 200  # characters below the title in a chat
SAID = {
    "language": N_("Language"),
    "unknown": N_("We do not find this workshop.\nPerhaps its link was cut: please open it once more."),
    "answer": N_("Say on Telegram whether you come"),
    "how": N_("One tap is enough. You get a reminder, and word if something changes."),
    "calendar": N_("🗓 Into my calendar"),
    "forward": N_("🟢 Send it with WhatsApp"),
    "map": N_("🗺 On the map"),
    "scan": N_("Or scan this with your phone"),
}


@dataclass(frozen=True, slots=True)
class Host:
    """What bot/ hands in: the lab's name, where the world reaches us (or nowhere), and who makes deep links."""

    database: Database
    clock: Clock
    catalogues: Catalogues
    name: Words
    public_url: str
    telegram: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Visit:
    """The workshop that a browser asks for (None: it may not be seen), and the language to say it in."""

    texts: Texts
    told: Told | None


def add_routes(app: web.Application, door: Host) -> None:
    """Add the page and the file for the calendar; what the page loads is served by web/live.py."""

    async def page(request: web.Request) -> web.Response:
        return _page(door, await _visit(door, request), request)

    async def ics(request: web.Request) -> web.Response:
        visit = await _visit(door, request)
        if visit.told is None:
            raise web.HTTPNotFound
        return _file(door, visit.texts, visit.told)

    app.router.add_get(PATH, page)
    app.router.add_get(f"{PATH}.ics", ics)


async def _visit(door: Host, request: web.Request) -> Visit:
    try:
        async with door.database.reading() as session:
            return Visit(_texts(door, request), await _told(session, request.match_info["code"]))
    except AWAY:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None


async def _told(session: AsyncSession, code: str) -> Told | None:
    workshop = await rows.by_code(session, code)
    if workshop is None or workshop.state == DRAFT or workshop.access == INVITED or workshop.published_at is None:
        return None
    meetings = await rows.meetings(session, workshop.id)
    return Told(workshop, meetings, await registrations.free_seats(session, workshop))


def _texts(door: Host, request: web.Request) -> Texts:
    spoken_here, wanted = door.catalogues.languages, request.query.get("language", "")
    return door.catalogues[wanted if wanted in spoken_here else likely(request, spoken_here)]


def _address(door: Host, told: Told) -> str:
    """Where the page is: to the world, else the bot."""
    code = told.workshop.code
    return f"{door.public_url}/w/{code}" if door.public_url else door.telegram(f"w_{code}")


def _file(door: Host, texts: Texts, told: Told) -> web.Response:
    owner = Owner(door.name.pick(texts.language), _address(door, told))
    content = calendar(texts, told.workshop, told.meetings, owner, door.clock.now(), mine=False)
    named = {"Content-Disposition": f'attachment; filename="{told.workshop.code}.ics"'}
    return web.Response(body=content, content_type=calendars.TYPE, charset="utf-8", headers=named)


def _page(door: Host, visit: Visit, request: web.Request) -> web.Response:
    texts, told = visit.texts, visit.told
    html = rendered(
        "workshop.html",
        texts=texts,
        lab=texts.lines([door.name.pick(texts.language)]),
        said={key: texts(msgid) for key, msgid in SAID.items()},
        names={code: NAMES[code] for code in door.catalogues.languages},
        **(_shown(door, texts, told) if told else {}),
    )
    return web.Response(text=html, content_type="text/html", status=200 if told else 404)


def _shown(door: Host, texts: Texts, told: Told) -> dict[str, object]:
    workshop, now = told.workshop, door.clock.now()
    telegram = door.telegram(f"w_{workshop.code}")
    forwarded = words.to_forward(texts, told, _address(door, told))
    point = f"geo:{workshop.latitude},{workshop.longitude}" if workshop.latitude is not None else ""
    lines = words.lines(texts, told, now)
    return {
        "code": workshop.code,
        "title": spoken(workshop.title, texts.language),
        "lines": lines,
        "about": spoken(workshop.about, texts.language),
        "preview": bare(" · ".join(line.striptags() for line in lines))[:LONGEST_PREVIEW],
        "open": workshop.state == PUBLISHED and not told.over(now),
        "listed": workshop.access == PUBLIC,
        "telegram": telegram,
        "whatsapp": WHATSAPP + quote(forwarded, safe=""),
        "point": point,
        "square": qr(workshop.code, lambda code: door.telegram(f"w_{code}")),
    }
