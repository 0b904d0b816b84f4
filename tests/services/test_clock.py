import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from services.clock import Clock, MovableClock, StillClock, SystemClock

START = datetime(2026, 3, 5, 9, tzinfo=UTC)


def test_all_three_are_clocks() -> None:
    clocks: list[Clock] = [SystemClock(), MovableClock(), StillClock(START)]
    assert [clock.now().tzinfo for clock in clocks] == [UTC, UTC, UTC]


def test_the_still_clock_wants_an_aware_start_and_speaks_utc() -> None:
    with pytest.raises(ValueError, match="aware"):
        StillClock(START.replace(tzinfo=None))
    assert StillClock(START.astimezone(timezone(timedelta(hours=1)))).now().isoformat() == "2026-03-05T09:00:00+00:00"


async def test_the_system_clock_sleeps_at_least_what_was_asked() -> None:
    clock = SystemClock()
    before = clock.now()
    await clock.sleep(-1)
    await clock.sleep(0.01)
    assert clock.now() - before >= timedelta(milliseconds=10)


async def test_still_sleepers_wake_in_order_at_their_own_moment() -> None:
    clock, seen = StillClock(START), []

    async def ring(name: str, seconds: float, times: int) -> None:
        for _ in range(times):
            await clock.sleep(seconds)
            seen.append((name, (clock.now() - START).total_seconds()))

    tasks = [asyncio.create_task(ring("slow", 30, 1)), asyncio.create_task(ring("quick", 10, 4))]
    await clock.advance(35)
    assert seen == [("quick", 10), ("quick", 20), ("slow", 30), ("quick", 30)]
    assert clock.now() == START + timedelta(seconds=35)
    await clock.advance(5)
    assert seen[-1] == ("quick", 40)
    await asyncio.gather(*tasks)


async def test_a_still_sleep_counts_from_the_call_not_from_when_the_loop_gets_to_it() -> None:
    clock = StillClock(START)
    nap = clock.sleep(5)
    await clock.advance(5)
    await asyncio.wait_for(nap, 10)
    assert clock.now() == START + timedelta(seconds=5)


async def test_a_cancelled_still_sleeper_is_left_alone_and_zero_does_not_wait() -> None:
    clock = StillClock(START)
    await clock.sleep(0)
    task = asyncio.create_task(clock.sleep(5))
    await clock.advance(0)
    task.cancel()
    await clock.advance(10)
    assert task.cancelled()


async def test_moving_the_clock_forward_wakes_the_sleepers() -> None:
    clock = MovableClock()
    task = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0)
    clock.move(timedelta(minutes=30))
    assert not task.done()
    clock.move(timedelta(minutes=31))
    await asyncio.wait_for(task, 5)
    assert clock.now() - datetime.now(UTC) > timedelta(minutes=60)


async def test_moving_the_clock_back_keeps_nobody_asleep_longer_than_asked() -> None:
    clock = MovableClock(timedelta(hours=2))
    task = asyncio.create_task(clock.sleep(0.05))
    await asyncio.sleep(0.01)
    clock.move(timedelta(hours=-2))
    await asyncio.wait_for(task, 5)
    assert clock.now() - datetime.now(UTC) < timedelta(seconds=1)


async def test_a_movable_sleep_of_nothing_returns_at_once() -> None:
    clock = MovableClock()
    await asyncio.wait_for(clock.sleep(-1), 1)
