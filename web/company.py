"""/company: an organisation signs up on a page, with the questions and checks of the chat. No script, no account.

What is sent waits under a reference until somebody opens its link in Telegram. The answer is the same for everybody, so
that nobody learns here who is registered.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from hashlib import blake2b
from secrets import token_bytes
from typing import Any

from aiohttp import web

from conversations import company_form, company_rest
from conversations.company_form import Registering
from conversations.company_rest import DAYS_OF, EACH, LEVEL_OF
from conversations.company_words import KIND_WORDS, WELCOME
from conversations.on_a_page import WORDS, Field, Read, Sent, fields, read
from conversations.spoken import asked, spoken
from locales.languages import NAMES
from locales.texts import Catalogues, Texts, ltr
from services import company_sign_ups, skills
from services.clock import Clock
from services.company_sign_ups import TOKEN, Full, new_token
from services.lab import Lab
from services.limits import PerDay, PerMinute
from services.skills import Skill
from storage.database import AWAY, Database
from web.arrivals import address_of
from web.company_words import AGREE, ASKS, COMPLETE, DAYS, LEVEL, LONG, NUMERIC, REF, SAID
from web.forms import several_of
from web.live import RETRY_AFTER, rendered
from web.visits import likely, ours

PATH, SENT = "/company", r"/company/{token:[\w-]{24}}"
LONGEST_BODY, MOST_FIELDS = 30_000, 220  # bytes: a letter may take twelve; each of 60 skills has three fields
AN_ADDRESS, EVERYBODY = 6, 30  # in a minute
A_DAY = 30  # new ones from one address: of the places that wait nobody fills more than a few
TRAP = "website"  # a field that nobody sees: only a program fills it in
INSTEAD = {"close": "skills"}
APART = ("kind", "close", "phone")  # asked before, asked with the skills, asked as "phone or e-mail"
STATUS = {"again": 422, "trap": 422, "foreign": 403, "many": 429, "full": 503, "day": 429}

Serve = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Host:
    """What bot/ hands in; `telegram` makes a deep link of a payload."""

    database: Database
    clock: Clock
    catalogues: Catalogues
    lab: Lab
    public_url: str
    telegram: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page as it was filled in: what was sent, and what of it is understood: the five answers, the rest."""

    token: str
    sent: Sent
    around: Registering
    first: Read
    rest: Read


def add_routes(app: web.Application, host: Host) -> None:
    """Add the page, where it is sent, and what follows."""
    an_address, everybody, a_day = PerMinute(AN_ADDRESS), PerMinute(EVERYBODY), PerDay(A_DAY)
    unknowable = token_bytes(32)  # with it a day's counts do not say of which address they are

    async def page(request: web.Request) -> web.Response:
        if not _kind(request):
            return _answer(host, request, "company_kind.html", welcome=_texts(host, request)(WELCOME),
                           kinds={key: _texts(host, request)(words) for key, words in KIND_WORDS.items()})  # fmt: skip
        return _sheet_page(host, request, await _read(host, request, {}), "")

    async def send(request: web.Request) -> web.Response:
        if not _kind(request):
            raise web.HTTPBadRequest
        sheet = await _read(host, request, await several_of(request, LONGEST_BODY, MOST_FIELDS))
        said, now = _refused(host, request, sheet), host.clock.now()
        if not (said or (an_address.count(address_of(request), now) and everybody.count("", now))):
            said = "many"
        mark = blake2b(address_of(request).encode(), key=unknowable, digest_size=16).digest()
        said = said or ("" if a_day.count(mark, now) else "day")
        said = said or await _kept(host, _texts(host, request).language, sheet)
        if said:
            return _sheet_page(host, request, sheet, said)
        raise web.HTTPSeeOther(f"{PATH}/{sheet.token}?language={_texts(host, request).language}")

    async def sent(request: web.Request) -> web.Response:
        return await _sent_page(host, request)

    app.router.add_get(PATH, _guarded(page))
    app.router.add_post(PATH, _guarded(send))
    app.router.add_get(SENT, _guarded(sent))


def _guarded(serve: Serve) -> Serve:
    async def guarded(request: web.Request) -> web.Response:
        try:
            return await serve(request)
        except AWAY:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None

    return guarded


def _kind(request: web.Request) -> str:
    wanted = request.query.get("kind", "")
    return wanted if wanted in KIND_WORDS else ""


async def _read(host: Host, request: web.Request, said: Sent) -> Sheet:
    async with host.database.reading() as session:
        offered = await skills.offered(session, host.lab)
    sent, token = _each({**said, "kind": [_kind(request)]}), next(iter(said.get("token", ())), "")
    offers = any(said.get("skills", ())) or any(said.get("skills" + WORDS, ()))
    apart = frozenset(said.get("skills", ())) if sent.get("days") == [EACH] else frozenset()
    around = Registering(host.lab, offered, kind=_kind(request), offers=offers, apart=apart)
    first = read(company_form.FORM, around, sent, INSTEAD)
    rest = read(company_rest.FORM, around, sent, {})
    return Sheet(token if TOKEN.fullmatch(token) else new_token(), sent, around, first, rest)


def _each(sent: Sent) -> Sent:
    """Days and level said beside a skill, as the chat asks them: of each skill apart; of a single one they are all."""
    ticked = sent.get("skills", ())
    said = [key for key in ticked if any(sent.get(DAYS_OF + key, ())) or any(sent.get(LEVEL_OF + key, ()))]
    if len(ticked) > 1 and said:
        return {**sent, "days": [EACH]}
    for key in said:
        return {**sent, "days": sent.get(DAYS_OF + key, ()), "level": sent.get(LEVEL_OF + key, ())}
    return sent


def _refused(host: Host, request: web.Request, sheet: Sheet) -> str:
    """Why it cannot be kept as it is (a key of SAID); empty if it can."""
    if not ours(request, host.public_url):
        return "foreign"
    if any(sheet.sent.get(TRAP, ())):
        return "trap"
    return "again" if sheet.first.problems or sheet.rest.problems else ""


async def _kept(host: Host, language: str, sheet: Sheet) -> str:
    """Keep it; else why not (a key of SAID)."""
    said = {
        "first": {name: [one.kind, one.value] for name, one in sheet.first.answers.items()},
        "rest": {name: [one.kind, one.value] for name, one in sheet.rest.answers.items() if one.value is not None},
    }
    name, version, now = str(sheet.first.answers.value("name")), host.lab.privacy.version, host.clock.now()
    try:
        async with host.database.transaction() as session:
            await company_sign_ups.keep(session, sheet.token, name, said, language, version, now)
    except Full:
        return "full"
    return ""


# What it looks like


def _texts(host: Host, request: web.Request) -> Texts:
    spoken_here, wanted = host.catalogues.languages, request.query.get("language", "")
    return host.catalogues[wanted if wanted in spoken_here else likely(request, spoken_here)]


def _answer(host: Host, request: web.Request, template: str, status: int = 200, **values: Any) -> web.Response:
    texts = _texts(host, request)
    lab = host.lab.name.pick(texts.language)
    html = rendered(
        template,
        texts=texts,
        lab=texts.lines([lab]),
        said={key: texts(msgid) for key, msgid in SAID.items()},
        agree=texts(AGREE, lab=lab, days=host.lab.retention.web_sign_ups),
        names={code: NAMES[code] for code in host.catalogues.languages},
        **values,
    )
    return web.Response(text=html, content_type="text/html", status=status)


def _sheet_page(host: Host, request: web.Request, sheet: Sheet, said: str) -> web.Response:
    fresh = not said  # nothing was sent yet: nothing is wrong yet
    first, rest = (replace(one, problems={}) if fresh else one for one in (sheet.first, sheet.rest))
    texts, around, sent = _texts(host, request), sheet.around, sheet.sent
    answer = _answer(
        host,
        request,
        "company.html",
        STATUS.get(said, 200),
        kind=around.kind,
        kind_words=texts(KIND_WORDS[around.kind]),
        keep=f"kind={around.kind}&",
        token=sheet.token,
        trap=TRAP,
        note=said,
        beside={one.key: _beside(texts, sheet, one) for one in around.skills},
        fields=[_shown(texts, one) for one in fields(company_form.FORM, around, sent, first, APART)],
        rest=[_shown(texts, one) for one in fields(company_rest.FORM, around, sent, rest, APART)],
        opened=bool(rest.problems),
    )
    answer.headers["Referrer-Policy"] = "same-origin"  # without it a browser does not say where the form comes from
    return answer


def _beside(texts: Texts, sheet: Sheet, skill: Skill) -> list[dict[str, Any]]:
    """Days and level of one skill, to stand under its tick."""
    form = replace(company_rest.FORM, steps=company_rest.steps_of(skill))
    found = fields(form, sheet.around, sheet.sent, sheet.rest, ())
    return [{**_shown(texts, one), "head": head} for one, head in zip(found, (texts(DAYS), texts(LEVEL)), strict=True)]


def _shown(texts: Texts, field: Field) -> dict[str, Any]:
    step, problem = field.step, field.problem
    return {
        "name": step.name,
        "ask": asked(ASKS.get(step.name, step.ask), texts),
        "many": step.many,
        "choices": [(one.key, spoken(one.label, texts), one.key in field.picked) for one in field.choices],
        "written": field.written,
        "words": field.words,
        "optional": step.optional or step.name in NUMERIC,
        "problem": texts(problem.msgid, **problem.values) if problem else "",
        "long": step.name in LONG,
        "numeric": step.name in NUMERIC,
        "complete": COMPLETE.get(step.name, "off"),
    }


async def _sent_page(host: Host, request: web.Request) -> web.Response:
    token, texts = request.match_info["token"], _texts(host, request)
    async with host.database.reading() as session:
        row = await company_sign_ups.find(session, token)
    ref = texts(REF, ref=ltr(row.ref)) if row else ""
    return _answer(host, request, "company_sent.html", 200 if row else 404, ref=ref, link=host.telegram(f"e_{token}"))
