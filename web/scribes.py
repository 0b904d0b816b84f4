"""What browsers write in a room: texts, support, taking back, a name. Each is a form, and works without JavaScript."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from services import names, sayings
from services.sayings import LONGEST, Outcome, Told, Voter
from storage.database import AWAY
from storage.devices import DeviceRow
from storage.questions import OPEN, QuestionRow
from storage.sayings import SayingRow
from web.forms import Form, form_of
from web.join import STATUS, Door, Doorman, to
from web.visits import Visit
from web.written import NO_SLIP, Slip

LONGEST_BODY = 8000  # bytes: the longest text, each letter of it escaped

# What is said after a text or a tap; nothing where the page shows it.
AFTER = {
    Outcome.CLOSED: "closed",
    Outcome.EMPTY: "empty",
    Outcome.TOO_LONG: "long",
    Outcome.TOO_MANY: "enough",
    Outcome.FULL: "full",
    Outcome.GONE: "stale",
    Outcome.OWN: "stale",
}

Does = Callable[[AsyncSession, Visit, Form], Awaitable[tuple[str, Slip]]]


def add_routes(app: web.Application, door: Door) -> None:
    """Add what the pages of web/join.py send besides votes."""
    scribe = Scribe(door)
    app.router.add_post("/j/{code}/say", scribe.say)
    app.router.add_post("/j/{code}/support", scribe.support)
    app.router.add_post("/j/{code}/back", scribe.back)
    app.router.add_post("/j/{code}/name", scribe.name)


class Scribe(Doorman):
    """Writes down."""

    async def say(self, request: web.Request) -> web.Response:
        """A text; what could not be noted stands in its place again."""
        return await self._does(request, self._said)

    async def support(self, request: web.Request) -> web.Response:
        """Support a text (`12:1`), or no more (`12:0`)."""
        return await self._does(request, self._supported)

    async def back(self, request: web.Request) -> web.Response:
        """One's own text goes."""
        return await self._does(request, self._taken_back)

    async def name(self, request: web.Request) -> web.Response:
        """The name that stands beside one's choices where a vote shows names; none if it is empty."""
        return await self._does(request, self._named)

    async def _does(self, request: web.Request, does: Does) -> web.Response:
        try:
            async with self._door.database.reading() as session:
                visit = await self._visit(session, request)
            visit, said, slip = await self._written(visit, request, does)
            if "page" in request.query or slip.text or said in STATUS or not visit.live:
                async with self._door.database.reading() as session:
                    return await self._shown(session, visit, said, slip)
        except AWAY:
            return self._away(request)
        answer = to(f"/j/{visit.code}?said={said}" if said else f"/j/{visit.code}")
        self._remember(answer, visit)
        return answer

    async def _written(self, visit: Visit, request: web.Request, does: Does) -> tuple[Visit, str, Slip]:
        form = await form_of(request, LONGEST_BODY)
        kept = Slip(_number(form.get("question", "")), form.get("text", ""))
        if said := self._refused(visit, request):
            return visit, said, kept
        visit = await self._entered(visit, request)
        if not visit.device or not visit.room:
            return visit, "many", kept
        async with self._door.database.transaction() as session:
            await session.get(DeviceRow, visit.device, with_for_update=True)  # one after the other: limits hold
            said, slip = await does(session, visit, form)
        self._door.changed(visit.room.id)
        return visit, said, slip

    async def _said(self, session: AsyncSession, visit: Visit, form: Form) -> tuple[str, Slip]:
        question_id, text, door = _number(form.get("question", "")), form.get("text", ""), self._door
        question = await session.get(QuestionRow, question_id)
        if question is None or not visit.room or question.room_id != visit.room.id:
            return "old", Slip(question_id, text)
        voter = Voter.device(visit.device or 0)
        told = await sayings.say(session, door.seals, question.id, voter, text, door.clock.now())
        if told.outcome is Outcome.NOTED:
            return ("left_out" if told.too_long or told.too_many else ""), NO_SLIP
        return AFTER[told.outcome], _slip(question, text, told)

    async def _named(self, session: AsyncSession, visit: Visit, form: Form) -> tuple[str, Slip]:
        question = await session.get(QuestionRow, _number(form.get("question", "")))
        device = await session.get(DeviceRow, visit.device or 0)
        if question is None or device is None or not visit.room or question.room_id != visit.room.id:
            return "old", NO_SLIP
        if not question.named or question.state != OPEN or device.guest_on == question.id:
            return "old", NO_SLIP
        name, door = names.fit("" if "none" in form else form.get("name", "")), self._door
        if len(name) > names.LONGEST:
            return "long_name", NO_SLIP
        if name:
            version, now = door.version, door.clock.now()
            await names.give(session, question.room_id, name, version, now, device=device.id)
        else:
            await names.take_back(session, question.room_id, device=device.id)
        return "", NO_SLIP

    async def _supported(self, session: AsyncSession, visit: Visit, form: Form) -> tuple[str, Slip]:
        saying, _, wanted = form.get("saying", "").partition(":")
        if not await _here(session, visit, _number(saying)):
            return "stale", NO_SLIP
        voter, door = Voter.device(visit.device or 0), self._door
        told = await sayings.support(session, door.seals, _number(saying), voter, wanted == "1", door.clock.now())
        return AFTER.get(told, ""), NO_SLIP

    async def _taken_back(self, session: AsyncSession, visit: Visit, form: Form) -> tuple[str, Slip]:
        voter, door = Voter.device(visit.device or 0), self._door
        number = _number(form.get("saying", ""))
        words = await sayings.take_back(session, door.seals, number, voter, door.clock.now())
        return ("" if words else "stale"), NO_SLIP


def _slip(question: QuestionRow, text: str, told: Told) -> Slip:
    return Slip(question.id, text, told.length, LONGEST[question.kind], question.most)


async def _here(session: AsyncSession, visit: Visit, saying_id: int) -> bool:
    row = await session.get(SayingRow, saying_id)
    question = await session.get(QuestionRow, row.question_id) if row else None
    return question is not None and visit.room is not None and question.room_id == visit.room.id


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0
