"""A workshop (event), people who answer, and the time: a kit for tests of the services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import people, registrations, workshops
from services.lab import Lab
from services.people import Person
from services.registrations import Caller, Wish
from services.workshops import Meets, Plan
from storage import registrations as rows
from storage.database import Database
from storage.outbox import OutboxRow
from storage.registrations import RegistrationRow
from storage.workshops import WorkshopRow

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
ZONE = "Africa/Casablanca"
LAB = Lab.load()
SATURDAY = Meets("2026-11-28T14:30", "2026-11-28T17:00")
WATER = Plan({"fr": "Sans eau", "ar": "بلا ماء"}, (SATURDAY,), place={"fr": "Dar Chabab, Bouskoura"}, capacity=2)


class Event:
    """A published workshop in one session; people are numbers."""

    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self.session, self.now = session, now
        self.workshop: WorkshopRow
        self.maker: Person

    async def person(self, number: int, language: str = "fr") -> Person:
        """The person with this Telegram id."""
        await people.meet(self.session, number, language, self.now)
        found = await people.find(self.session, number)
        assert found is not None
        return found

    async def answers(self, number: int, wish: Wish = Wish.GOING) -> str:
        """This person answers; the state in which they are then."""
        caller = Caller(await self.person(number), f"Person {number}")
        return (await registrations.answer(self.session, caller, self.workshop.id, wish, self.now)).state

    async def states(self) -> dict[int, str]:
        """Everybody's state, by number."""
        found = await self.session.scalars(select(RegistrationRow).order_by(RegistrationRow.id))
        people_of = {row.person_id: row.state for row in found}
        names = {(await people.get(self.session, one)): state for one, state in people_of.items()}
        return {person.telegram_id: state for person, state in names.items() if person}

    async def row(self, number: int) -> RegistrationRow:
        """The registration of this person."""
        found = await rows.of(self.session, self.workshop.id, (await self.person(number)).id)
        assert found is not None
        return found

    async def later(self, **span: float) -> None:
        """Time passes, and the seats move."""
        self.now += timedelta(**span)
        for workshop_id in await registrations.due(self.session, self.now):
            await registrations.move_seats(self.session, LAB, workshop_id, self.now)

    async def change(self, **columns: Any) -> None:
        """The team changes something of the workshop."""
        await workshops.change(self.session, LAB, self.maker, self.workshop.id, columns, self.now)

    async def said(self) -> list[tuple[str, int, datetime]]:
        """(screen, number, due) of every message that waits."""
        found = await self.session.scalars(select(OutboxRow).where(OutboxRow.state == "ready").order_by(OutboxRow.id))
        known = [(row, await people.get(self.session, row.person_id or 0)) for row in found]
        return [(row.screen, person.telegram_id, row.due_at) for row, person in known if person]


@asynccontextmanager
async def event(database: Database, plan: Plan = WATER, now: datetime = MONDAY) -> AsyncIterator[Event]:
    """A published workshop, in a transaction."""
    async with database.transaction() as session:
        one = Event(session, now)
        one.maker = await one.person(1)
        one.workshop = await workshops.create(session, one.maker, plan, ZONE, now)
        await workshops.publish(session, one.maker, one.workshop.id, now)
        yield one
