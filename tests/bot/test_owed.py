from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.leader import Leader
from handlers.context import sealed
from handlers.screens import Answer
from sandbox.phone import Phone
from services.clock import StillClock
from storage import updates
from storage.database import Database
from tests.bot.kit import START, House, running, world_on

WEBHOOK = {"mode": "webhook", "public_url": "https://bot.example", "webhook_secret": "a-secret-of-the-tests"}


async def owe(house: House, phone: Phone, update_id: int, *texts: str) -> None:
    """Write what a process leaves that ends between commit and answer."""
    core = house.bot.house
    owed = sealed(core.seals, [Answer(phone.id, "test.echo", {"text": text}, None, update_id) for text in texts])
    async with core.database.transaction() as session:
        await updates.mark(session, update_id, core.clock.now(), owed)


async def passes(seconds: int, *houses: House) -> None:
    """Time goes on in small steps, so that the lead is held."""
    for _ in range(seconds // 5):
        await houses[0].clock.advance(5)
        for house in houses:
            await house.bot.quiet()


@asynccontextmanager
async def two(url: str, folder: Path) -> AsyncIterator[tuple[House, House, Phone]]:
    """Two processes with one database, one clock and one Telegram; the first leads."""
    clock = StillClock(START)
    given: dict[str, Any] = {"world": world_on(clock), "clock": clock, **WEBHOOK}
    async with running(url, folder, **given) as first, running(url, folder, **given) as second:
        assert (first.bot.leader.fence, second.bot.leader.fence) == (1, None)
        yield first, second, first.phone()


async def test_what_is_owed_is_said_at_the_start_and_cleared_once_it_is_out(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        await house.hears(phone, "hello")
        await owe(house, phone, 1, "a", "b")
        async with house.bot.house.database.transaction() as session:
            await updates.mark(session, 2, house.clock.now(), b"no seal of ours")
        assert await house.marks(owed=True) == 2
        world = house.world
    async with running(database_url, tmp_path, world=world) as again:
        await again.bot.quiet()
        assert (again.said(phone), await again.marks(owed=True)) == (["hello", "a", "b"], 0)
        assert "cannot be opened and is dropped" in caplog.text


@pytest.mark.only("postgresql")
async def test_who_is_alone_but_leads_later_says_it_soon_after(
    database_url: str, tmp_path: Path, database: Database
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, world, clock = house.phone(), house.world, house.clock
        await owe(house, phone, 1, "a")
    await Leader(database, clock, alone=False).work()
    async with running(database_url, tmp_path, world=world, clock=clock) as again:
        await passes(15, again)
        assert again.said(phone) == []
        await passes(20, again)
        assert (again.said(phone), await again.marks(owed=True)) == (["a"], 0)


@pytest.mark.only("postgresql")
async def test_beside_others_it_has_to_be_owing_for_two_minutes(database_url: str, tmp_path: Path) -> None:
    async with two(database_url, tmp_path) as (first, second, phone):
        await owe(second, phone, 1, "a")
        await passes(115, first, second)
        assert first.said(phone) == []
        await passes(70, first, second)
        assert (first.said(phone), await first.marks(owed=True)) == (["a"], 0)
        await passes(200, first, second)
        assert first.said(phone) == ["a"]


@pytest.mark.only("postgresql")
async def test_a_process_that_starts_says_nothing_of_a_busy_ones(database_url: str, tmp_path: Path) -> None:
    clock = StillClock(START)
    given: dict[str, Any] = {"world": world_on(clock), "clock": clock, **WEBHOOK}
    async with running(database_url, tmp_path, **given) as first:
        phone = first.phone()
        await owe(first, phone, 1, "a")
        async with running(database_url, tmp_path, **given) as second:
            await passes(100, first, second)
            async with first.bot.house.database.transaction() as session:
                await updates.clear_owed(session, [1])
            await passes(200, first, second)
            assert first.said(phone) == []


@pytest.mark.only("postgresql")
async def test_the_next_leader_says_what_the_first_left(database_url: str, tmp_path: Path) -> None:
    clock = StillClock(START)
    given: dict[str, Any] = {"world": world_on(clock), "clock": clock, **WEBHOOK}
    async with running(database_url, tmp_path, **given) as first:
        phone = first.phone()
        async with running(database_url, tmp_path, **given) as second:
            await owe(first, phone, 1, "a")
            await passes(60, first, second)
            await first.bot.stop()
            await passes(115, second)
            assert first.said(phone) == []
            await passes(70, second)
            assert first.said(phone) == ["a"]


@pytest.mark.only("postgresql")
async def test_what_waits_in_our_own_queue_is_not_said_again(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path, **WEBHOOK) as house:
        phone = house.phone()
        house.world.faults.add("sendMessage", 429, seconds=300)
        await owe(house, phone, 1, "a")
        house.bot.outgoing.put(Answer(phone.id, "test.echo", {"text": "a"}, None, 1))
        for _ in range(80):
            await house.clock.advance(5)
            await house.bot._some_turns()
        await house.bot.quiet()
        assert (house.said(phone), await house.marks(owed=True)) == (["a"], 0)


@pytest.mark.only("postgresql")
async def test_the_two_minutes_begin_when_telegram_is_back(database_url: str, tmp_path: Path) -> None:
    async with two(database_url, tmp_path) as (first, second, phone):
        await owe(second, phone, 1, "a")
        first.world.faults.add("getMe", 502, times=None)
        await passes(200, first, second)
        first.world.faults.clear()
        await passes(115, first, second)
        assert first.said(phone) == []
        await passes(70, first, second)
        assert first.said(phone) == ["a"]
