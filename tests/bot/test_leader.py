import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.leader import Leader
from services import outbox
from services.clock import StillClock
from services.people import meet
from storage.database import Database
from storage.outbox import claim
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


async def test_a_stale_number_claims_nothing(database: Database) -> None:
    clock = StillClock(START)
    sleeper, awake = (Leader(database, clock, alone=False) for _ in range(2))
    await sleeper.work()
    async with database.transaction() as session:
        await meet(session, 7, "fr", START)
        person = await session.scalar(select(PersonRow.id))
        await outbox.enqueue(session, person_id=person, screen="x", values={}, dedupe="a", due_at=START)
    await clock.advance(20)
    await awake.work()
    for leader, found in ((sleeper, 0), (awake, 1), (awake, 0)):
        assert leader.fence
        async with database.transaction() as session:
            rows = await claim(session, "leader", leader.owner, leader.fence, START + timedelta(minutes=1), 9)
        assert len(rows) == found


async def test_two_claim_at_once_and_each_row_is_claimed_once(database: Database) -> None:
    clock = StillClock(START)
    leader = Leader(database, clock, alone=False)
    await leader.work()
    async with database.transaction() as session:
        await meet(session, 7, "fr", START)
        person = await session.scalar(select(PersonRow.id))
        for number in range(20):
            await outbox.enqueue(session, person_id=person, screen="x", values={}, dedupe=str(number), due_at=START)

    async def take() -> list[int]:
        async with database.transaction() as session:
            return [row.id for row in await claim(session, "leader", leader.owner, leader.fence or 0, START, 5)]

    taken = [one for batch in await asyncio.gather(*(take() for _ in range(6))) for one in batch]
    while more := await take():
        taken += more
    assert (len(taken), len(set(taken))) == (20, 20)


@pytest.mark.parametrize("alone", [True, False])
async def test_without_the_lead_nobody_resigns(database: Database, alone: bool) -> None:
    leader = Leader(database, StillClock(START), alone=alone)
    await leader.resign()
    assert leader.fence is None
