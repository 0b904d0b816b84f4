"""A room that browsers may enter: the real services, the real ballot box, over a real socket."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar

from bot.ballotbox import BallotBox
from services import byhand, displays, leading, people, rooms, tallies, votes
from services.ballots import Tap, Told
from services.byhand import Count
from services.clock import Clock, StillClock
from services.people import Person
from services.presses import Press
from services.rooms import Asked
from storage import rooms as rows
from storage.ballots import BallotRow
from storage.database import Database
from storage.devices import DeviceRow
from storage.questions import QuestionRow
from storage.rooms import RoomRow
from storage.seals import Seals
from tests.asread import catalogues_as_read
from tests.web.roomkit import HOST
from web import join, live, scribes, summary
from web.server import create_app, serving
from web.walls import Snapshot, Walls

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
BUS = Asked("single", {"fr": "Le bus ?", "ar": "الحافلة؟"}, ({"fr": "Oui", "ar": "نعم"}, {"fr": "Non", "ar": "لا"}))
DAYS = Asked(
    "multiple",
    {"fr": "Quels jours ?", "ar": "أي أيام؟"},
    tuple({"fr": day} for day in ("Lundi", "Mardi", "Jeudi")),
    most=2,
)
MOOD = Asked("scale", {"fr": "Ambiance"}, low=1, high=5)
ALL = "fr-MA,fr;q=0.9,en;q=0.5"


@dataclass
class Hall:
    """A room, its facilitator, and where browsers find it."""

    database: Database
    seals: Seals
    clock: Clock = field(default_factory=lambda: StillClock(NOON))
    address: str = ""
    room_id: int = 0
    code: str = ""
    public_url: str = ""
    refuses: Exception | None = None

    async def begins(self, *asked: Asked) -> None:
        async with self.database.transaction() as session:
            await people.meet(session, 1, "fr", NOON)
            room = await rooms.create(session, await self._leader(session), asked or (BUS, DAYS, MOOD), NOON)
            self.room_id, self.code = room.id, room.code or ""

    async def goes(self, times: int = 1) -> None:
        """The facilitator's large button."""
        for _ in range(times):
            await self.box.settled()
            async with self.database.transaction() as session:
                room = await session.get_one(RoomRow, self.room_id)
                press = Press(self.room_id, room.version)
                await leading.go(session, self.seals, await self._leader(session), press, self.clock.now())
            self.walls.changed(self.room_id)

    async def does(self, step: Any, *more: Any) -> None:
        """Another of the facilitator's steps: `rooms.reset`, `rooms.reopen`."""
        async with self.database.transaction() as session:
            before = (self.seals,) if step in (rooms.reset, votes.reopen, rooms.end) else ()
            await step(session, *before, await self._leader(session), Press(self.room_id), self.clock.now(), *more)
        self.walls.changed(self.room_id)

    async def _leader(self, session: Any) -> Person:
        found = await people.find(session, 1)
        assert found
        return found

    async def counts_by_hand(self, source: str, *counts: int) -> None:
        """What the facilitator counted on paper, or of raised hands, for the question on the wall."""
        async with self.database.transaction() as session:
            question = await session.get_one(QuestionRow, (await self.question()).id)
            count = Count(source, counts, sum(counts))
            await byhand.enter(session, await self._leader(session), question, count, self.clock.now())

    async def token(self) -> str:
        """What opens the wall."""
        async with self.database.reading() as session:
            return (await session.get_one(RoomRow, self.room_id)).token

    async def find(self, token: str) -> int | None:
        async with self.database.reading() as session:
            room = await rows.by_token(session, token)
            return room.id if room else None

    async def look(self, room_id: int) -> Snapshot:
        async with self.database.reading() as session:
            return await displays.snapshot(session, room_id)

    async def counts(self, tap: Tap) -> Told:
        if self.refuses:
            raise join.Away from self.refuses
        return await self.box.put(tap)

    async def question(self) -> QuestionRow:
        async with self.database.reading() as session:
            room = await session.get_one(RoomRow, self.room_id)
            return await session.get_one(QuestionRow, room.question_id)

    async def result(self) -> tuple[int, tuple[int, ...], int]:
        """Voters, counts, and how many of the voters came by the web."""
        question = await self.question()
        async with self.database.reading() as session:
            found = await tallies.result(session, question)
            return found.voters, found.counts, found.web

    async def rows(self, table: type[DeviceRow | BallotRow]) -> int:
        async with self.database.reading() as session:
            return len(list(await session.scalars(rows.select(table))))

    @asynccontextmanager
    async def opens(self, port: int = 0) -> AsyncIterator["Hall"]:
        """Serve until the block ends."""
        self.walls = Walls(self.find, self.look, self.clock)
        self.box = BallotBox(self.database, self.seals, self.clock, self.walls.changed)
        app, catalogues = create_app(), catalogues_as_read()
        live.add_routes(app, self.walls, catalogues, HOST)
        house = (self.database, self.seals, self.clock, catalogues, self.walls, HOST.name, "1", 60, self.public_url)
        telegram = "https://t.me/a_bot?start={}".format
        door = join.Door(*house, telegram, self.counts, self.walls.changed)
        join.add_routes(app, door)
        scribes.add_routes(app, door)
        summary.add_routes(app, door)
        async with serving(app, "127.0.0.1", port) as self.address:
            yield self
        await self.box.stop()


@asynccontextmanager
async def hall(database: Database, folder: Path, *asked: Asked, **more: Any) -> AsyncIterator[Hall]:
    """A room that waits for its first question, served."""
    one = Hall(database, Seals(folder / "keys"), **more)
    await one.begins(*asked)
    async with one.opens():
        yield one


@dataclass
class Page:
    """What a browser without JavaScript shows."""

    status: int
    html: str
    headers: Any

    @property
    def moment(self) -> str:
        return self._all(r'data-moment="(\w+)"')[0]

    @property
    def chosen(self) -> list[int]:
        """The places of the options that have the tick."""
        return [int(place) for place in self._all(r'value="(\d+)" aria-pressed="true"')]

    @property
    def notes(self) -> list[str]:
        """What is said in the notes, without isolates."""
        found = self._all(r'<p class="note[^>]*>(.*?)</p>')
        return [re.sub("[\u2066-\u2069\u200f\u00a0]", " ", one).strip() for one in found]

    @property
    def marks(self) -> list[str]:
        """What stands on each option: a tick, its place, its points."""
        return [one.strip() for one in self._all(r'<span class="tick[^>]*>(.*?)</span>')]

    @property
    def buttons(self) -> list[int]:
        """What each button of the question sends."""
        return [int(place) for place in self._all(r'name="option" value="(\d+)"')]

    def form(self, option: int) -> dict[str, str]:
        """What the button of this option sends; of each name the first counts."""
        hidden = dict(reversed(re.findall(r'name="(question|turn|guest)" value="(\d+)"', self.html)))
        return hidden | {"option": str(option)}

    def _all(self, pattern: str) -> list[str]:
        return re.findall(pattern, self.html, re.DOTALL)


class Guest:
    """A browser without JavaScript."""

    def __init__(self, one: Hall, client: ClientSession) -> None:
        self.hall, self.client = one, client

    @property
    def path(self) -> str:
        return f"/j/{self.hall.code}"

    async def opens(self, path: str = "", **headers: str) -> Page:
        async with self.client.get(path or self.path, headers=headers) as answer:
            return Page(answer.status, await answer.text(), answer.headers)

    async def sends(self, form: Any, path: str = "", **headers: str) -> Page:
        """Send this form from the page."""
        origin = {"Origin": self.hall.address} if "Origin" not in headers else {}
        async with self.client.post(path or self.path, data=form, headers=origin | headers) as answer:
            return Page(answer.status, await answer.text(), answer.headers)

    async def taps(self, option: int) -> Page:
        """Open the page and tap."""
        return await self.sends((await self.opens()).form(option))

    @property
    def cookie(self) -> Any:
        return next(one for one in self.client.cookie_jar if one.key == join.COOKIE)


@asynccontextmanager
async def guest(one: Hall, language: str = ALL) -> AsyncIterator[Guest]:
    """A browser that comes with a language."""
    jar = CookieJar(unsafe=True)
    async with ClientSession(one.address, cookie_jar=jar, headers={"Accept-Language": language}) as client:
        yield Guest(one, client)


async def many(one: Hall, *options: int) -> None:
    """So many browsers, each of which votes once."""

    async def votes(option: int) -> None:
        async with guest(one) as somebody:
            await somebody.taps(option)

    await asyncio.gather(*map(votes, options))
