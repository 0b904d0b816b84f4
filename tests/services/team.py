"""A small team and its challenges, for the tests of the desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import authors, cards, people
from services.desk import Spot, Tab
from services.lab import Lab
from services.people import Person
from services.roles import Role
from storage.cards import CardRow
from storage.challenges import ChallengeRow, PartRow, subject_of
from storage.database import Database
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.seals import Seals
from storage.staff import StaffRow

MONDAY = datetime(2026, 10, 5, 9, tzinfo=UTC)
LAB = Lab.load()
MINUTE = timedelta(minutes=1)
LIMITS = {"received": timedelta(days=2), "study": timedelta(days=14)}


class Team:
    """People and challenges in one session, and what waits in the outbox."""

    def __init__(self, session: AsyncSession, seals: Seals) -> None:
        self.session, self.seals = session, seals
        self._next = 100

    async def person(self, name: str, *roles: Role) -> Person:
        """Somebody with these roles."""
        self._next += 1
        await people.meet(self.session, self._next, "fr", MONDAY)
        found = await people.find(self.session, self._next)
        assert found is not None
        row = await self.session.get(PersonRow, found.id)
        assert row is not None
        row.name = name
        self.session.add_all(StaffRow(person_id=found.id, role=role, added_at=MONDAY) for role in roles)
        await self.session.flush()
        again = await people.find(self.session, self._next)
        assert again is not None
        return again

    async def moderator(self, name: str = "Samira") -> Person:
        """Somebody at the desk."""
        return await self.person(name, Role.MODERATOR)

    async def challenge(self, ref: str, author: Person, anonymous: bool = False, **fields: Any) -> ChallengeRow:
        """A challenge that `author` has sent."""
        at = fields.pop("at", MONDAY)
        made = {"language": "fr", "words": f"words of {ref}", "consent_version": "1", "details": {}} | fields
        row = ChallengeRow(ref=ref, created_at=at, waiting_since=at, **made)
        if anonymous:
            authors.hide(self.seals, row, author)
        else:
            row.author_id = author.id
        self.session.add(row)
        await self.session.flush()
        return row

    async def voice(self, challenge: ChallengeRow, transcript: str | None = None) -> PartRow:
        """A voice message in it."""
        part = PartRow(challenge_id=challenge.id, position=0, kind="voice", transcript=transcript)
        self.session.add(part)
        await self.session.flush()
        return part

    async def waiting(self) -> list[tuple[str, int | None, datetime]]:
        """(screen, person, due) of every message that will leave."""
        rows = await self.session.scalars(select(OutboxRow).where(OutboxRow.state == "ready").order_by(OutboxRow.id))
        return [(row.screen, row.person_id, row.due_at) for row in rows]

    async def with_card(self, challenge: ChallengeRow) -> None:
        """It has a card in its author's chat, up to date."""
        subject = subject_of(challenge.id)
        await cards.want(self.session, subject, screen="challenge.card", values={}, now=MONDAY, chat_id=challenge.id)
        await self.session.execute(update(CardRow).where(CardRow.subject == subject).values(shown=CardRow.wanted))

    async def cards_due(self) -> list[datetime]:
        """When each card that is no longer up to date is brought so."""
        stale = select(CardRow.due_at).where(CardRow.wanted > CardRow.shown).order_by(CardRow.due_at)
        return list(await self.session.scalars(stale))

    async def taken_back(self) -> list[tuple[int | None, int | None]]:
        """(person, message) of every message of ours that is to be deleted from their chat."""
        rows = select(OutboxRow.person_id, OutboxRow.target).where(OutboxRow.screen == "").order_by(OutboxRow.target)
        return [(person, message) for person, message in await self.session.execute(rows)]


def spot(challenge: ChallengeRow, tab: Tab = Tab.NEW) -> Spot:
    """The challenge as it is seen now."""
    return Spot(challenge.id, challenge.version, tab)


@asynccontextmanager
async def team(database: Database, folder: Path) -> AsyncIterator[Team]:
    """A team in a transaction."""
    async with database.transaction() as session:
        yield Team(session, Seals(folder / "keys"))
