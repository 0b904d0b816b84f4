"""Brakes: of two waits for the same chat the longer one counts; what is over goes."""

from datetime import UTC, datetime, timedelta

from storage import brakes
from storage.brakes import BULK
from storage.database import Database

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


async def test_of_two_waits_the_longer_one_counts(database: Database) -> None:
    soon, late = NOW + timedelta(seconds=30), NOW + timedelta(seconds=60)
    for until in (soon, late, soon):
        async with database.transaction() as session:
            await brakes.hold(session, BULK, until)
    async with database.reading() as session:
        assert await brakes.held(session, NOW) == {BULK: late}


async def test_what_is_over_goes(database: Database) -> None:
    until = NOW + timedelta(seconds=30)
    async with database.transaction() as session:
        await brakes.hold(session, 7, until)
        await brakes.hold(session, 8, until + timedelta(seconds=1))
        await brakes.forget_over(session, until)
        assert await brakes.held(session, NOW) == {8: until + timedelta(seconds=1)}
