from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.leader import Leader
from bot.prompts import Prompts
from services.clock import StillClock
from services.people import meet
from storage.database import Database
from storage.drafts import DraftRow
from storage.people import PersonRow

START = datetime(2026, 10, 5, 9, tzinfo=UTC)


class Asked:
    """A prompter that notes whom it asked; those in `stuck` cannot be asked about."""

    def __init__(self, database: Database, stuck: frozenset[int] = frozenset()) -> None:
        self.database, self.stuck, self.clock = database, stuck, StillClock(START)
        self.leader = Leader(database, self.clock, alone=True)
        self.prompts = Prompts(database, self.clock, self.leader, self.ask)
        self.seen: list[int] = []

    async def ask(self, person_id: int) -> None:
        self.seen.append(person_id)
        if person_id in self.stuck:
            raise LookupError("no such form")
        async with self.database.transaction() as session:
            row = await session.get(DraftRow, person_id)
            assert row
            row.prompt_due = None

    async def draft(self, telegram_id: int, seconds: float) -> int:
        """A draft whose next question is due in some seconds; the person's id."""
        async with self.database.transaction() as session:
            await meet(session, telegram_id, "fr", START)
            person = await session.scalar(select(PersonRow.id).where(PersonRow.telegram_id == telegram_id))
            due = self.clock.now() + timedelta(seconds=seconds)
            times = {"prompt_due": due, "changed_at": START, "expires_at": START + timedelta(days=1)}
            session.add(DraftRow(person_id=person, form="x", key=f"draft-{person}", sealed=b"", **times))
        assert person
        return person

    async def due(self) -> list[datetime | None]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(DraftRow.prompt_due).order_by(DraftRow.person_id)))


async def test_nobody_is_asked_without_the_lead(database: Database) -> None:
    asked = Asked(database)
    await asked.draft(7, 0)
    assert (await asked.prompts.work(), asked.seen) == (None, [])


async def test_each_is_asked_once_at_their_moment(database: Database) -> None:
    asked = Asked(database)
    await asked.leader.work()
    assert await asked.prompts.work() is None
    first, second = await asked.draft(7, 1.5), await asked.draft(8, 4)
    assert await asked.prompts.work() == 1.5
    await asked.clock.advance(1.5)
    assert (await asked.prompts.work(), asked.seen) == (2.5, [first])
    await asked.clock.advance(2.5)
    assert (await asked.prompts.work(), asked.seen) == (None, [first, second])


async def test_what_was_due_while_nobody_listened_is_asked_after_the_start(database: Database) -> None:
    asked = Asked(database)
    person = await asked.draft(7, -60)
    await asked.leader.work()
    left = await asked.prompts.work()
    assert left is not None
    await asked.clock.advance(left)
    assert (await asked.prompts.work(), asked.seen) == (None, [person])


async def test_a_draft_that_cannot_be_asked_about_does_not_come_back_for_ever(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    asked = Asked(database, stuck=frozenset({1}))
    await asked.leader.work()
    await asked.prompts.work()
    person = await asked.draft(7, 0)
    assert person == 1
    assert (await asked.prompts.work(), await asked.due()) == (None, [None])
    assert "cannot be asked" in caplog.text


async def test_while_the_database_is_away_the_moment_stays(database: Database) -> None:
    asked = Asked(database)
    await asked.leader.work()
    await asked.prompts.work()
    await asked.draft(7, 0)

    async def away(person_id: int) -> None:
        raise ConnectionError

    asked.prompts._prompt = away
    with pytest.raises(ConnectionError):
        await asked.prompts.work()
    assert await asked.due() == [START]
