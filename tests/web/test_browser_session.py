"""A session as the wall shows it, from the first code to the thanks: the real services under the real page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from sqlalchemy.ext.asyncio import AsyncSession

from services import displays, leading, people, rooms
from services.ballots import Tap
from services.people import Person
from services.presses import Press
from services.rooms import Asked
from storage import rooms as rows
from storage.database import Database
from storage.seals import Seals
from tests.casting import cast
from tests.sandbox.browserkit import chromium
from tests.web.roomkit import wall_of
from web.walls import Snapshot, Walls

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
BUS = Asked("single", {"fr": "Le bus ?", "ar": "الحافلة؟"}, ({"fr": "Oui", "ar": "نعم"}, {"fr": "Non", "ar": "لا"}))
MOOD = Asked("scale", {"fr": "Ambiance"}, low=1, high=5)


@dataclass
class Session:
    """What bot/ hands in, and a facilitator and voters who tell the wall after each commit."""

    database: Database
    seals: Seals
    room_id: int = 0
    token: str = ""
    walls: Walls | None = None
    updates: int = 0

    async def find(self, token: str) -> int | None:
        async with self.database.reading() as session:
            room = await rows.by_token(session, token)
            return room.id if room else None

    async def look(self, room_id: int) -> Snapshot:
        async with self.database.reading() as session:
            return await displays.snapshot(session, room_id)

    async def begin(self) -> None:
        async with self.database.transaction() as session:
            await people.meet(session, 1, "fr", NOON)
            room = await rooms.create(session, await self._person(session, 1), [BUS, MOOD], NOON)
            await session.flush()
            self.room_id, self.token = room.id, room.token
            for number in range(2, 9):
                await people.meet(session, number, "ar", NOON)
                await rooms.join(session, await self._person(session, number), room, NOON)

    async def go(self) -> None:
        """The facilitator's large button."""
        async with self.database.transaction() as session:
            room = await session.get_one(rows.RoomRow, self.room_id)
            actor = await self._person(session, 1)
            await leading.go(session, self.seals, actor, Press(self.room_id, room.version), NOON)
        self._told()

    async def vote(self, *choices: int) -> None:
        """The first people each tap an option."""
        async with self.database.transaction() as session:
            room = await session.get_one(rows.RoomRow, self.room_id)
            assert room.question_id
            taps = [Tap(self.updates + n, 2 + n, room.question_id, one, 10, "q") for n, one in enumerate(choices)]
            await cast(session, self.seals, taps, NOON)
        self.updates += len(choices)
        self._told()

    def _told(self) -> None:
        assert self.walls
        self.walls.changed(self.room_id)

    async def _person(self, session: AsyncSession, number: int) -> Person:
        person = await people.find(session, number)
        assert person
        return person


async def looks(page: Page, pill: str, voters: str) -> None:
    await expect(page.locator(".pill:visible")).to_contain_text(pill)
    await expect(page.locator("#voters b")).to_have_text(voters)


@pytest.mark.only("sqlite")
async def test_a_session_from_the_code_to_the_thanks(database: Database, tmp_path: Path) -> None:
    session = Session(database, Seals(tmp_path / "keys"))
    await session.begin()
    async with wall_of(session) as (address, session.walls), chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 720})
        await page.goto(f"{address}/live/{session.token}")
        await expect(page.locator("#people b")).to_have_text("7")
        await session.go()
        await looks(page, "Le vote est ouvert", "0")
        await expect(page.locator("#ask .side")).to_have_text(["Le bus ?", "الحافلة؟"])
        await session.vote(0, 0, 1, 0, 1, 0)
        await session.vote(1)
        await looks(page, "Le vote est ouvert", "6")
        await session.go()
        await looks(page, "Le vote est terminé", "6")
        await expect(page.locator(".figure b:visible")).to_have_count(0)
        await session.go()
        await looks(page, "Résultats", "6")
        await expect(page.locator(".figure small")).to_have_text(["3", "3"])
        await session.go()
        await expect(page.locator("#ask .side")).to_have_text(["Ambiance"])
        await session.vote(3, 3, 4, 4)
        await looks(page, "Le vote est ouvert", "4")
        await session.go()
        await session.go()
        await expect(page.locator("#few")).to_be_visible()
        await session.go()
        await expect(page.locator(".hello h1:visible")).to_contain_text("Merci pour votre participation")
