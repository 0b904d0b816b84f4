import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram.error import BadRequest, RetryAfter

from bot.lanes import Gate, Lane, Lanes
from services.clock import StillClock

START = datetime(2026, 10, 5, 9, tzinfo=UTC)


class Line:
    """A Telegram that notes what is sent at which second and answers after `latency`."""

    def __init__(self, latency: float = 0.0, **limits: Any) -> None:
        self.clock = StillClock(START)
        self.lanes = Lanes(self.clock, **limits)
        self.latency = latency
        self.seen: list[tuple[Any, float]] = []
        self.tasks: list[asyncio.Task[Any]] = []

    def at(self) -> float:
        return round((self.clock.now() - START).total_seconds(), 3)

    def sends(self, chat: Any, lane: Lane | None = None, endpoint: str = "sendMessage",
              error: Exception | None = None) -> asyncio.Task[Any]:  # fmt: skip
        async def callback() -> bool:
            self.seen.append((chat, self.at()))
            if self.latency:
                await self.clock.sleep(self.latency)
            if error:
                raise error
            return True

        data = {} if chat is None else {"chat_id": chat}
        job: Coroutine[Any, Any, Any] = self.lanes.process_request(callback, (), {}, endpoint, data, lane)
        task = asyncio.create_task(job)
        task.add_done_callback(
            lambda done: done.cancelled() or done.exception()
        )  # seen: it is not told at a later test
        self.tasks.append(task)
        return task

    def times(self, chat: Any) -> list[float]:
        return [at for who, at in self.seen if who == chat]


async def test_a_person_gets_a_short_burst_then_one_a_second_and_ten_in_ten_seconds() -> None:
    line = Line()
    for _ in range(12):
        line.sends(7)
    await line.clock.advance(20)
    assert line.times(7) == [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 10.5, 10.5]


async def test_a_group_gets_twenty_a_minute() -> None:
    line = Line()
    for _ in range(21):
        line.sends(-100)
    await line.clock.advance(100)
    assert (line.times(-100)[19], line.times(-100)[20]) == (16, 61)


async def test_bulk_is_evenly_paced() -> None:
    line = Line(send_rate=5)
    for chat in range(1, 6):
        line.sends(chat, Lane.BULK)
    await line.clock.advance(2)
    assert [at for _, at in line.seen] == [0, 0.2, 0.4, 0.6, 0.8]


async def test_answers_do_not_wait_for_bulk_and_taps_wait_for_nobody() -> None:
    line = Line(send_rate=10, slots=2)
    for chat in range(1, 30):
        line.sends(chat, Lane.BULK)
    await line.clock.advance(0.5)
    line.sends(500)
    line.sends(None, endpoint="answerCallbackQuery")
    line.sends(501, endpoint="sendChatAction")
    await line.clock.advance(0)
    assert line.seen[2:] == [(500, 0.5), (None, 0.5), (501, 0.5)]


async def test_a_slot_comes_back_one_second_after_the_answer_arrived() -> None:
    line = Line(latency=0.3, slots=2)
    for chat in range(1, 5):
        line.sends(chat, Lane.LIVE)
    await line.clock.advance(3)
    assert line.seen == [(1, 0), (2, 0), (3, 1.3), (4, 1.3)]


async def test_bulk_yields_to_live_and_goes_on_afterwards() -> None:
    line = Line(slots=1, send_rate=25)
    line.sends(1, Lane.BULK)
    await line.clock.advance(0)
    line.sends(2, Lane.BULK)
    line.sends(3, Lane.LIVE)
    line.sends(4, Lane.LIVE)
    await line.clock.advance(5)
    assert line.seen == [(1, 0), (3, 1), (4, 2), (2, 3)]


async def test_no_second_holds_more_than_its_slots() -> None:
    line = Line(latency=0.08, send_rate=30)
    for chat in range(1, 200):
        line.sends(chat, Lane.LIVE)
    await line.clock.advance(10)
    times = [at for _, at in line.seen]
    assert len(times) == 199
    assert max(sum(start <= at < start + 1 for at in times) for start in times) == 30


async def test_a_429_on_an_answer_stops_that_chat_only_for_exactly_that_long() -> None:
    line = Line()
    refused = line.sends(7, error=RetryAfter(17))
    await line.clock.advance(0)
    line.sends(7)
    line.sends(8)
    await line.clock.advance(30)
    assert isinstance(refused.exception(), RetryAfter)
    assert (line.times(7), line.times(8)) == ([0, 17], [0])


async def test_a_429_that_comes_while_another_waits_holds_it_too() -> None:
    line = Line()
    line.latency = 1.5
    for _ in range(4):
        line.sends(7)
    line.sends(7, error=RetryAfter(5))
    line.latency = 0
    await line.clock.advance(1)
    line.sends(7)
    await line.clock.advance(20)
    assert line.times(7) == [0, 0, 0, 0, 1, 6]


async def test_a_429_in_bulk_stops_bulk_and_live_but_no_answer() -> None:
    line = Line()
    line.sends(1, Lane.BULK, error=RetryAfter(10))
    await line.clock.advance(0)
    line.sends(2, Lane.BULK)
    line.sends(3, Lane.LIVE)
    line.sends(1)
    await line.clock.advance(30)
    assert (line.times(1), line.times(2), line.times(3)) == ([0, 0], [10], [10])


async def test_a_429_of_a_group_in_bulk_stops_the_group_only() -> None:
    line = Line()
    line.sends(-5, Lane.BULK, error=RetryAfter(40))
    await line.clock.advance(0)
    line.sends(2, Lane.BULK)
    line.sends(-5, Lane.BULK)
    await line.clock.advance(60)
    assert line.seen == [(-5, 0), (2, 0.04), (-5, 40)]


async def test_other_errors_pass_through_and_give_their_slot_back() -> None:
    line = Line(slots=1)
    failed = line.sends(1, Lane.LIVE, error=BadRequest("chat not found"))
    line.sends(2, Lane.LIVE)
    await line.clock.advance(2)
    with pytest.raises(BadRequest):
        await failed
    assert line.seen == [(1, 0), (2, 1)]


async def test_idle_chats_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.lanes.REMEMBERED_CHATS", 3)
    line = Line()
    for chat in (1, 2, 3):
        line.sends(chat)
    await line.clock.advance(60)
    line.sends(4)
    await line.clock.advance(0)
    assert set(line.lanes._gates) == {4}
    await line.lanes.initialize()
    await line.lanes.shutdown()


def test_a_gate_that_is_closed_is_not_idle() -> None:
    gate = Gate(2, 10)
    assert gate.idle(0)
    gate.closed_until = 5
    assert not gate.idle(0)
    assert gate.reserve(0) == 5
    assert not gate.idle(14)
    assert gate.idle(15)
