"""A mission, volunteers and the time: a kit for tests of the services; people are numbers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import mission_reminders, missions, occasions, people, volunteers, waves
from services.guardians import Guardian
from services.lab import Lab
from services.missions import Plan
from services.people import Person
from services.roles import Role
from services.volunteers import Card, Yes
from storage.database import Database
from storage.missions import HandRow, MissionRow
from storage.outbox import OutboxRow
from storage.staff import StaffRow

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
ZONE = "Africa/Casablanca"
LAB = Lab.load()
PLAN = Plan({"fr": "Soutien scolaire"}, ("tutoring",), 2, "2026-11-28T09:00", "2026-11-28T12:00", {},
            languages=("ary",), place="Dar Chabab", commune="06.385.01.01")  # fmt: skip
FITS = Card("Aïcha", "18-25", "06.385.01.01", ("tutoring",), languages=("ary",), times=("sat-am",))


class Crew:
    """A mission in one session."""

    def __init__(self, session: AsyncSession) -> None:
        self.session, self.now = session, MONDAY
        self.maker: Person
        self.mission: MissionRow

    async def person(self, number: int) -> Person:
        """The person with this Telegram id."""
        await people.meet(self.session, number, "fr", self.now)
        found = await people.find(self.session, number)
        assert found is not None
        return found

    async def volunteers(self, *numbers: int, card: Card = FITS, guardian: Guardian | None = None) -> None:
        """These people have this card."""
        for number in numbers:
            person = await self.person(number)
            await volunteers.enrol(self.session, person, card, guardian, Yes("1", "send"), self.now)

    async def says(self, number: int, comes: bool = True) -> str:
        """This person answers; the state in which they are then."""
        return (
            await missions.say(self.session, LAB, await self.person(number), self.mission.id, comes, self.now)
        ).state

    async def states(self) -> dict[int, str]:
        """Everybody's state, by number."""
        found = await self.session.scalars(select(HandRow).order_by(HandRow.id))
        named = {(await people.get(self.session, one.person_id)): one.state for one in found}
        return {person.telegram_id: state for person, state in named.items() if person}

    async def hand(self, number: int) -> HandRow:
        """This person in the mission."""
        person = await self.person(number)
        found = await self.session.scalar(select(HandRow).where(HandRow.person_id == person.id))
        assert found is not None
        return found

    async def later(self, **span: float) -> None:
        """Time passes, and what is due happens."""
        end = self.now + timedelta(**span)
        while True:
            for make in (waves.plan, mission_reminders.plan):
                for one in await make(self.session, LAB, self.now):
                    await occasions.obey(self.session, one)
            following = await occasions.next_due(self.session)
            if following is None or following > end:
                break
            self.now = max(self.now, following)
            for row in await occasions.due(self.session, self.now):
                await occasions.fire(self.session, row, self.now, LAB)
        self.now = end

    async def wakes(self, at: datetime) -> dict[str, str]:
        """The bot was away until then: what is due happens now. The screens that wait since, and when each leaves."""
        for one in await mission_reminders.plan(self.session, LAB, self.now):
            await occasions.obey(self.session, one)
        self.now = at
        for row in await occasions.due(self.session, at):
            await occasions.fire(self.session, row, at, LAB)
        found = await self.session.scalars(select(OutboxRow).where(OutboxRow.state == "ready"))
        return {one.screen: f"{one.due_at:%a %H:%M}" for one in found}

    async def said(self) -> list[tuple[str, int]]:
        """(screen, number) of every message that waits."""
        found = await self.session.scalars(select(OutboxRow).where(OutboxRow.state == "ready").order_by(OutboxRow.id))
        known = [(row.screen, await people.get(self.session, row.person_id or 0)) for row in found]
        return [(screen, person.telegram_id) for screen, person in known if person]

    async def starts(self) -> int | None:
        """The team asks the first ones."""
        return await waves.start(self.session, LAB, self.maker, self.mission.id, self.now)


@asynccontextmanager
async def crew(database: Database, **changed: Any) -> AsyncIterator[Crew]:
    """A mission for two on Saturday morning, in a transaction."""
    async with database.transaction() as session:
        one = Crew(session)
        session.add(StaffRow(person_id=(await one.person(1)).id, role=Role.MODERATOR, added_at=MONDAY))
        await session.flush()
        one.maker = await one.person(1)
        fields = {name: getattr(PLAN, name) for name in PLAN.__slots__} | changed
        one.mission = await missions.create(session, one.maker, Plan(**fields), ZONE, MONDAY)
        yield one
