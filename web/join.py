"""/j/CODE: a newcomer votes in the browser, without an account. Each page is made by the server and works without JS.

A device is a cookie of this room (services/devices.py). It counts as being there from its first vote, or once its page
listens to the room. Its taps go through the same ballot box as those on Telegram.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from conversations.voting import FULL, name_kept
from locales.formats import Safe
from locales.languages import NAMES
from locales.texts import Catalogues, Texts
from services import devices, names, sharing
from services.ballots import Outcome, Tap, Told, web_tap
from services.clock import Clock
from services.limits import PerMinute
from services.retention import GUESTS_STAY
from services.sharing import Handed
from services.words import Words
from storage import devices as device_rows
from storage import rooms as rows
from storage.database import AWAY, Database
from storage.devices import DeviceRow
from storage.questions import QUIZ, QuestionRow
from storage.rooms import RoomRow
from storage.seals import Seals
from web import guesses, voting
from web.arrivals import Arrivals, address_of
from web.live import RETRY_AFTER, opened, rendered
from web.visits import Hand, Visit, Vote, code_in, likely, ours, sent
from web.voting import Moment
from web.walls import Feed, News, TooMany, Walls, event
from web.wording import JOINING, LESS, SAID
from web.written import NO_SLIP, Slip

COOKIE, LANGUAGE = "twiza", "language"
MOST_TAPS = 60  # of one browser in a minute: more than a finger does
COOKIES_STAY = timedelta(days=30)
BEAT = timedelta(seconds=1.5)

# What is said after a tap that changed nothing; where it counted, the tick says it.
AFTER = {Outcome.CLOSED: "closed", Outcome.STRANGER: "old", Outcome.OLD: "old", Outcome.TOO_MANY: "too_many",
         Outcome.NOT_YET: "not_yet"}  # fmt: skip
HANDED = {Handed.VOTE_FIRST: "vote_first", Handed.FULL: "phone_full", Handed.CLOSED: "old"}
STATUS = {"foreign": 403, "many": 429, "wait": 429, "slow": 429, "away": 503}
MISSING = {voting.UNKNOWN: 404, voting.OVER: 410}


class Away(Exception):
    """The tap cannot be counted now; nothing of it is kept."""


@dataclass(frozen=True)
class Door:
    """What bot/ hands in; `telegram` makes a deep link of a payload, `count` is the ballot box and raises Away.

    `version` is that of the privacy text, `named_days` how long names stay.
    """

    database: Database
    seals: Seals
    clock: Clock
    catalogues: Catalogues
    walls: Walls
    name: Words
    version: str
    named_days: int
    public_url: str
    telegram: Callable[[str], str]
    count: Callable[[Tap], Awaitable[Told]]
    changed: Callable[[int], None]


def add_routes(app: web.Application, door: Door) -> None:
    """Add the pages and their streams; what they load is served by web/live.py."""
    doorman = Doorman(door)
    app.router.add_get("/j", doorman.typed)
    app.router.add_get("/j/{code}", doorman.page)
    app.router.add_post("/j/{code}", doorman.vote)
    app.router.add_get("/j/{code}/events", doorman.events)


class Doorman:
    """Answers browsers."""

    def __init__(self, door: Door) -> None:
        self._door, self._arrivals, self._guesses = door, Arrivals(door.clock), guesses.Guesses(door.clock)
        self._taps = PerMinute(MOST_TAPS)

    async def typed(self, request: web.Request) -> web.Response:
        """A code was typed into a page."""
        if code := code_in(request.query.get("code", "")):
            return to(f"/j/{code}")
        return self._in_language(request) or self._page(Visit(self._texts(request), ""), Moment(voting.UNKNOWN))

    async def page(self, request: web.Request) -> web.Response:
        """The room as it is now, or in another language."""
        if answer := self._in_language(request):
            return answer
        try:
            async with self._door.database.reading() as session:
                visit = await self._visit(session, request)
                return await self._shown(session, visit, request.query.get("said", ""))
        except AWAY:
            return self._away(request)

    async def vote(self, request: web.Request) -> web.Response:
        """A tap: from a form, or from the page's script (`?page`), which wants the page at once."""
        try:
            async with self._door.database.reading() as session:
                visit = await self._visit(session, request)
            visit, said, told = await self._counted(visit, request)
            if "page" in request.query or said in STATUS or not visit.live:
                return await self._after(visit, said, told)
        except AWAY:
            return self._away(request)
        answer = to(f"/j/{visit.code}?said={said}" if said else f"/j/{visit.code}")
        self._remember(answer, visit)
        return answer

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Each version of the room as soon as it has it, and signs of life."""
        try:
            async with self._door.database.reading() as session:
                visit = await self._visit(session, request)
            if not visit.room:
                raise web.HTTPNotFound
            await self._entered(visit, request)
            with self._door.walls.following(visit.room.id) as feed:
                return await self._told(request, feed)
        except (TooMany, *AWAY):
            raise web.HTTPServiceUnavailable(headers={"Retry-After": RETRY_AFTER}) from None

    async def _told(self, request: web.Request, feed: Feed) -> web.StreamResponse:
        response, clock, told = await opened(request), self._door.clock, 0
        news: News | None = None
        due = clock.now()
        with suppress(ConnectionResetError):  # the page was closed
            while news := await feed.after(news):
                if news.version != told or clock.now() >= due:
                    stage = event("stage", {"version": news.version})
                    await response.write(stage if news.version != told else news.beat)
                    told, due = news.version, clock.now() + BEAT
        return response

    # Who asks

    async def _visit(self, session: AsyncSession, request: web.Request) -> Visit:
        tries = request.cookies.get(guesses.COOKIE, "")[:16]
        visit = Visit(self._texts(request), code_in(request.match_info["code"]), tries=tries)
        room = await rows.by_code(session, visit.code) if visit.code else None
        cookie = request.cookies.get(COOKIE, "")
        mark = devices.known(self._door.seals, room.id, cookie) if room else None
        device = await device_rows.device_of(session, room.id, mark) if room and mark else None
        if not device and self._guessed(request, room):
            return replace(visit, must_wait=True)
        if room is None:
            return visit
        return replace(visit, room=room, cookie=cookie, mark=mark, device=device)

    def _guessed(self, request: web.Request, room: RoomRow | None) -> bool:
        """Whether too many wrong codes came from there; counts this one if it is wrong."""
        browser, address = request.cookies.get(guesses.COOKIE, "")[:16], address_of(request)
        if self._guesses.must_wait(browser, address, room.id if room else None):
            return True
        if room is None:
            self._guesses.wrong(browser, address)
        return False

    async def _entered(self, visit: Visit, request: web.Request) -> Visit:
        """The visit with its device, which may be new; without one if it has no cookie or too many have come."""
        room, mark = visit.live, visit.mark
        if visit.device or not room or not mark or not self._arrivals.may(address_of(request)):
            return visit
        async with self._door.database.transaction() as session:
            device = await devices.enter(session, room.id, mark)
        self._guesses.came(address_of(request), room.id)
        self._door.changed(room.id)
        return replace(visit, device=device)

    def _texts(self, request: web.Request) -> Texts:
        spoken = self._door.catalogues.languages
        chosen = request.cookies.get(LANGUAGE, "")
        return self._door.catalogues[chosen if chosen in spoken else likely(request, spoken)]

    # What they send

    async def _counted(self, visit: Visit, request: web.Request) -> tuple[Visit, str, Told | None]:
        """Count the tap; the key of what there is to say about it."""
        if said := self._refused(visit, request):
            return visit, said, None
        form = await sent(request)
        if form is None:
            return visit, "old", None
        visit = await self._entered(visit, request)
        if not visit.device:
            return visit, "many", None
        said, told = await self._done(visit.device, form)
        return visit, said, told

    async def _done(self, device: int, form: Vote | Hand) -> tuple[str, Told | None]:
        """Do what the form of this browser asks for."""
        if not self._taps.count(device, self._door.clock.now()):
            return "slow", None
        if isinstance(form, Hand):
            return await self._handed_on(device, form), None
        try:
            told = await self._door.count(web_tap(device, form.question, form.option, form.turn, form.guest))
        except Away:
            return "away", None
        return AFTER.get(told.outcome, ""), told

    async def _handed_on(self, device: int, form: Hand) -> str:
        """Give the next person a ballot of their own; the key of what there is to say about it."""
        async with self._door.database.transaction() as session:
            holder = await session.get(DeviceRow, device, with_for_update=True)
            question = await session.get(QuestionRow, form.question)
            if holder is None or question is None:
                return "old"
            return HANDED.get(await sharing.hand_on(session, self._door.seals, holder, question, form.guest), "")

    def _refused(self, visit: Visit, request: web.Request) -> str:
        """Why nothing that comes from there can count; empty if it can."""
        if not ours(request, self._door.public_url):
            return "foreign"
        if not visit.live:
            return "gone"  # the page says it
        return "" if visit.mark else "cookie"

    # What they see

    async def _shown(self, session: AsyncSession, visit: Visit, said: str = "", slip: Slip = NO_SLIP) -> web.Response:
        moment, door = Moment(voting.UNKNOWN), self._door
        said = "wait" if visit.must_wait else said
        if visit.room:
            here = (visit.texts, visit.room, visit.device)
            moment = await voting.moment_of(session, door.seals, *here, door.clock.now())
        answer = self._page(visit, moment, said, slip)
        self._remember(answer, visit)
        return answer

    async def _after(self, visit: Visit, said: str, told: Told | None) -> web.Response:
        """The page after a tap; where it counted, what was told is all there is to show (but of games and names)."""
        asked = told.question if told and told.outcome is Outcome.COUNTED else None
        enough = asked and asked.kind != QUIZ and not asked.named
        if told and told.question and enough and visit.room and not visit.room.queue_id:
            held = voting.Held(visit.device, told.tap.guest)
            standing = (told.question, held, told.choice, told.tap.update_id + 1)
            return self._page(visit, voting.ballot(visit.texts, visit.room, *standing))
        async with self._door.database.reading() as session:
            return await self._shown(session, visit, said)

    def _away(self, request: web.Request) -> web.Response:
        visit = Visit(self._texts(request), code_in(request.match_info["code"]))
        return self._page(visit, Moment("away"), "away")

    def _page(self, visit: Visit, moment: Moment, said: str = "", slip: Slip = NO_SLIP) -> web.Response:
        texts, door = visit.texts, self._door
        html = rendered(
            "join.html",
            texts=texts,
            moment=moment,
            note=_note(texts, moment, said, slip),
            slip=slip,
            code=visit.code,
            lab=texts.lines([door.name.pick(texts.language)]),
            said={key: texts(msgid) for key, msgid in JOINING.items()},
            kept_name=name_kept(texts, door.named_days),
            less=lambda option: texts.plain(LESS, answer=option.words),
            names={code: NAMES[code] for code in door.catalogues.languages},
            telegram=door.telegram(f"r_{visit.code}"),
        )
        status = STATUS.get(said) or MISSING.get(moment.name, 200)
        # Under the strict policy browsers would not say that a form comes from this page.
        return web.Response(
            text=html, content_type="text/html", status=status, headers={"Referrer-Policy": "same-origin"}
        )

    # Cookies

    def _remember(self, answer: web.Response, visit: Visit) -> None:
        """A cookie for a browser that has none of this room; after the end it goes with what we keep of the room."""
        room, door, path = visit.room, self._door, f"/j/{visit.code}"
        if room and room.ended_at and visit.mark:
            self._set(answer, COOKIE, visit.cookie, path, room.ended_at + GUESTS_STAY - door.clock.now())
        elif visit.live and not visit.mark:
            self._set(answer, COOKIE, devices.issue(door.seals, visit.live.id), path, COOKIES_STAY)
        elif not room:
            self._set(answer, guesses.COOKIE, visit.tries or guesses.new_browser(), "/j", guesses.STAYS)

    def _in_language(self, request: web.Request) -> web.Response | None:
        """Remember the language that was tapped, and show the same page in it."""
        language = request.query.get("language", "")
        if language not in self._door.catalogues.languages:
            return None
        answer = to(request.rel_url.raw_path)
        self._set(answer, LANGUAGE, language, "/j", COOKIES_STAY)
        return answer

    def _set(self, answer: web.Response, name: str, value: str, path: str, stays: timedelta) -> None:
        secure = self._door.public_url.startswith("https://")
        age = max(0, int(stays.total_seconds()))
        answer.set_cookie(name, value, path=path, max_age=age, secure=secure, httponly=True, samesite="Lax")


def _note(texts: Texts, moment: Moment, said: str, slip: Slip) -> Safe | None:
    """What there is to say of a tap or a text that was not counted; what is full says how it is emptied."""
    most = slip.most or (moment.questions[0].most if moment.questions else 0)
    if said == "too_many" and moment.questions:
        return texts(FULL[moment.questions[0].kind], most=most)
    longest = slip.longest or names.LONGEST
    return texts(SAID[said], most=most, length=slip.length, longest=longest) if said in SAID else None


def to(path: str) -> web.Response:
    """Another page, asked for with GET."""
    return web.Response(status=303, headers={"Location": path})
