"""/g/TOKEN: a guardian says yes or no for a volunteer under age. No script, no account; the token is the key."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from aiohttp import web

from conversations.guardians import guardian_words
from locales.languages import NAMES
from locales.marks import N_
from locales.texts import Catalogues, Texts
from services import guardians
from services.clock import Clock
from services.lab import Lab
from storage import volunteers as rows
from storage.database import AWAY, Database, written
from web.forms import form_of
from web.live import RETRY_AFTER, rendered
from web.visits import likely

PATH = "/g/{token:[A-Za-z0-9_-]{8,40}}"
LONGEST_BODY = 100  # bytes
SAID = {
    "language": N_("Language"),
    "unknown": N_("This link leads nowhere any more. Please ask for the newest one."),
    "yes": N_("✅ I agree"),
    "no": N_("✖️ I do not agree"),
    "said_yes": N_("✅ Thank you, it is noted: you said yes. You can take it back here at any time."),
    "said_no": N_("✖️ You said no. If you change your mind, press yes."),
}


@dataclass(frozen=True, slots=True)
class Host:
    """What bot/ hands in; `wake` tells the postman that rows were written."""

    database: Database
    clock: Clock
    catalogues: Catalogues
    lab: Lab
    wake: Callable[[Collection[str]], None]


def add_routes(app: web.Application, door: Host) -> None:
    """Add the page; what it loads is served by web/live.py."""

    async def page(request: web.Request) -> web.Response:
        return await _page(door, request)

    async def said(request: web.Request) -> web.Response:
        agrees = (await form_of(request, LONGEST_BODY)).get("agrees")
        if agrees not in ("yes", "no"):
            raise web.HTTPBadRequest
        await _answer(door, request.match_info["token"], agrees == "yes")
        raise web.HTTPSeeOther(request.rel_url.path_qs)

    app.router.add_get(PATH, page)
    app.router.add_post(PATH, said)


async def _answer(door: Host, token: str, agrees: bool) -> None:
    try:
        async with door.database.transaction() as session:
            await guardians.answer(session, door.lab, token, agrees, door.clock.now())
    except AWAY:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None
    door.wake(written(session))


async def _page(door: Host, request: web.Request) -> web.Response:
    texts = _texts(door, request)
    try:
        async with door.database.reading() as session:
            found = await rows.by_token(session, request.match_info["token"])
    except AWAY:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None
    lab = door.lab.name.pick(texts.language)
    state = {"yes": bool(found and found[1].yes_at), "no": bool(found and found[1].no_at)}
    html = rendered(
        "guardian.html",
        texts=texts,
        lab=texts.lines([lab]),
        said={key: texts(msgid) for key, msgid in SAID.items()},
        names={code: NAMES[code] for code in door.catalogues.languages},
        lines=guardian_words(texts, lab, found[0].name, found[1].name) if found else [],
        agreed=state["yes"],
        refused=state["no"],
    )
    return web.Response(text=html, content_type="text/html", status=200 if found else 404)


def _texts(door: Host, request: web.Request) -> Texts:
    spoken_here, wanted = door.catalogues.languages, request.query.get("language", "")
    return door.catalogues[wanted if wanted in spoken_here else likely(request, spoken_here)]
