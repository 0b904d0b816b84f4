"""Screens that wait for their room, and digits that another process hears."""

from datetime import UTC, datetime

from sqlalchemy import select

from bot.screens import Screens
from services.clock import StillClock
from storage.database import Database
from storage.screens import ScreenRow
from tests.web.roomkit import TOKEN, Room
from web.walls import Walls

START = datetime(2026, 10, 5, 9, tzinfo=UTC)


class Process:
    """One of those that share the work."""

    def __init__(self, database: Database, clock: StillClock, alone: bool = False) -> None:
        self.walls = Walls(Room().find, Room().look, clock)
        self.screens = Screens(database, clock, self.walls, alone=alone)


async def rows(database: Database) -> list[tuple[str, str | None]]:
    """The digits that the processes tell each other, with the token of their room."""
    async with database.reading() as session:
        return [(one.digits, one.token) for one in await session.scalars(select(ScreenRow))]


async def test_digits_reach_the_screen_of_another_process(database: Database) -> None:
    clock = StillClock(START)
    shows, hears = Process(database, clock), Process(database, clock)
    assert await shows.screens.work() == 1.0
    with shows.walls.waiting() as (digits, token), shows.walls.waiting() as (others, other):
        assert not await hears.screens.shows(digits), "nobody was told of it yet"
        assert not await hears.screens.pair(digits, TOKEN)
        await shows.screens.work()
        assert [await one.screens.shows(digits) for one in (shows, hears)] == [True, True]
        assert await hears.screens.pair(digits, TOKEN)
        assert not await hears.screens.shows(digits)
        assert not await hears.screens.pair(digits, "another")
        await shows.screens.work()
        assert (token.result(), other.done()) == (TOKEN, False)
        assert await rows(database) == [(others, None)]


async def test_a_screen_that_was_switched_off_takes_no_digits(database: Database) -> None:
    clock = StillClock(START)
    shows, hears = Process(database, clock), Process(database, clock)
    with shows.walls.waiting() as (digits, _):
        await shows.screens.work()
    await clock.advance(11)
    assert not await hears.screens.pair(digits, TOKEN)
    with shows.walls.waiting() as (following, _):
        await shows.screens.work()
        assert await rows(database) == [(following, None)]


async def test_a_screen_that_waits_long_is_still_found(database: Database) -> None:
    clock = StillClock(START)
    shows, hears = Process(database, clock), Process(database, clock)
    with shows.walls.waiting() as (digits, token):
        for _ in range(30):
            await shows.screens.work()
            await clock.advance(1)
        assert await hears.screens.pair(digits, TOKEN)
        await clock.advance(9)
        await shows.screens.work()
        assert token.result() == TOKEN


async def test_one_process_alone_writes_nothing_of_its_screens(database: Database) -> None:
    one = Process(database, StillClock(START), alone=True)
    with one.walls.waiting() as (digits, token):
        assert await one.screens.work() is None
        assert await rows(database) == []
        assert not await one.screens.pair("000000" if digits != "000000" else "000001", TOKEN)
        assert await one.screens.pair(digits, TOKEN)
        assert token.result() == TOKEN
