import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.leader import Leader
from services import outbox
from services.clock import StillClock
from services.people import meet
from storage.database import Database
from storage.departures import depart
from storage.outbox import OutboxRow
from storage.people import PersonRow

START = datetime(2026, 10, 5, 9, tzinfo=UTC)


async def test_one_leads_the_next_follows_when_the_lease_ends_or_is_given_back(database: Database) -> None:
    clock, led = StillClock(START), []
    first, second = (Leader(database, clock, alone=False) for _ in range(2))
    first.leads, second.leads = lambda: led.append("first"), lambda: led.append("second")
    await first.work()
    await second.work()
    assert (first.fence, second.fence, led) == (1, None, ["first"])
    await clock.advance(10)
    await first.work()
    await clock.advance(10)
    await second.work()
    assert (first.fence, second.fence) == (1, None)
    await clock.advance(6)
    await second.work()
    await first.work()
    assert (first.fence, second.fence, led) == (None, 2, ["first", "second"])
    await second.resign()
    await second.resign()
    await first.work()
    assert (first.fence, second.fence) == (3, None)


async def test_alone_an_old_lease_is_taken_over_at_once(database: Database) -> None:
    clock = StillClock(START)
    await Leader(database, clock, alone=True).work()
    after = Leader(database, clock, alone=True)
    await after.work()
    assert after.fence == 2


async def written(database: Database, count: int) -> list[int]:
    """The ids of so many rows of the outbox for one person."""
    async with database.transaction() as session:
        await meet(session, 7, "fr", START)
        person = await session.scalar(select(PersonRow.id))
        for number in range(count):
            await outbox.enqueue(session, person_id=person, screen="x", values={}, dedupe=str(number), due_at=START)
        return list(await session.scalars(select(OutboxRow.id).order_by(OutboxRow.id)))


async def leaving(database: Database, leader: Leader, row_ids: list[int]) -> set[int]:
    """Which of these rows leave by the number of this leader."""
    assert leader.fence
    now = START + timedelta(minutes=1)
    tries = dict.fromkeys(row_ids, 1)
    return await database.swiftly(lambda bare: depart(bare, "leader", leader.owner, leader.fence or 0, now, tries))


async def test_by_a_stale_number_nothing_leaves(database: Database) -> None:
    clock = StillClock(START)
    sleeper, awake = (Leader(database, clock, alone=False) for _ in range(2))
    await sleeper.work()
    rows = await written(database, 1)
    await clock.advance(20)
    await awake.work()
    assert [await leaving(database, one, rows) for one in (sleeper, awake, awake)] == [set(), set(rows), set()]


async def test_of_two_at_once_each_row_leaves_once(database: Database) -> None:
    leader = Leader(database, StillClock(START), alone=False)
    await leader.work()
    rows = await written(database, 20)
    left = await asyncio.gather(*(leaving(database, leader, rows) for _ in range(6)))
    assert sorted(row for some in left for row in some) == rows


@pytest.mark.parametrize("alone", [True, False])
async def test_without_the_lead_nobody_resigns(database: Database, alone: bool) -> None:
    leader = Leader(database, StillClock(START), alone=alone)
    await leader.resign()
    assert leader.fence is None
