import asyncio

import pytest
from telegram import Chat, Update, User
from telegram import Message as TelegramMessage

from bot.ordering import PersonOrder, order_key

NOW = 1_700_000_000


def update_of(person: int, update_id: int = 1) -> Update:
    return Update.de_json(
        {
            "update_id": update_id,
            "message": {
                "message_id": 1,
                "date": NOW,
                "chat": {"id": person, "type": "private"},
                "from": {"id": person, "is_bot": False, "first_name": "A"},
                "text": "hello",
            },
        },
        None,
    )


async def test_one_persons_updates_run_in_order_and_other_people_do_not_wait() -> None:
    order, gate, seen = PersonOrder(), asyncio.Event(), []

    async def slow() -> None:
        seen.append("slow begins")
        await gate.wait()
        seen.append("slow ends")

    async def note(what: str) -> None:
        seen.append(what)

    jobs = [(1, slow()), (1, note("second")), (1, note("third")), (2, note("neighbour"))]
    tasks = [asyncio.create_task(order.process_update(update_of(who), job)) for who, job in jobs]
    await asyncio.wait([tasks[3]])
    assert seen == ["slow begins", "neighbour"]
    gate.set()
    await asyncio.gather(*tasks)
    assert seen == ["slow begins", "neighbour", "slow ends", "second", "third"]


async def test_a_failing_or_cancelled_update_leaves_the_line_open_and_nothing_in_memory() -> None:
    order, gate, seen = PersonOrder(), asyncio.Event(), []

    async def fail() -> None:
        raise ValueError("no")

    async def note() -> None:
        seen.append("done")

    stuck = asyncio.create_task(order.process_update(update_of(1), gate.wait()))
    waiting = asyncio.create_task(order.process_update(update_of(1), note()))
    failing = asyncio.create_task(order.process_update(update_of(1), fail()))
    last = asyncio.create_task(order.process_update(update_of(1), note()))
    await asyncio.sleep(0)
    assert order.lines == 1
    waiting.cancel()
    gate.set()
    with pytest.raises(ValueError, match="no"):
        await failing
    await asyncio.gather(stuck, last)
    assert (seen, order.lines, waiting.cancelled()) == (["done"], 0, True)


async def test_no_more_than_the_bound_run_at_once_and_a_persons_line_takes_one_place() -> None:
    order, gate, seen = PersonOrder(at_once=2), asyncio.Event(), []

    async def note(who: int) -> None:
        seen.append(who)
        await gate.wait()

    people = [1, 1, 1, 2, 3]
    tasks = [asyncio.create_task(order.process_update(update_of(who), note(who))) for who in people]
    for _ in range(10):
        await asyncio.sleep(0)
    assert seen == [1, 2]
    gate.set()
    await asyncio.gather(*tasks)
    assert sorted(seen) == people


async def test_whose_line_it_is() -> None:
    chat = Chat(-5, "channel")
    post = Update(3, channel_post=TelegramMessage(1, None, chat))  # type: ignore[arg-type]
    assert order_key(update_of(7)) == ("person", 7)
    assert order_key(post) == ("chat", -5)
    assert order_key(Update(4))[0] == "alone"  # type: ignore[index]
    assert User(7, "A", False).id == 7


async def test_it_opens_and_closes_like_any_processor() -> None:
    async with PersonOrder(3) as order:
        assert order.max_concurrent_updates > 3
