"""getUpdates: offsets, waiting, two pollers, retention, kinds, ids that restart."""

import asyncio
from typing import Any

import pytest

from sandbox.phone import Phone
from sandbox.telegram import Telegram
from tests.sandbox.conftest import TOKEN, Bot, HandClock, fits, inline, settle

DAY = 86_400


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_offset_confirms_everything_below_it(bot: Bot, amina: Phone) -> None:
    for text in "abc":
        await amina.says(text)
    first = await bot.updates()
    assert fits("[Update]", first) == first
    assert texts(first) == ["a", "b", "c"]
    ids = [update["update_id"] for update in first]
    assert ids == [ids[0], ids[0] + 1, ids[0] + 2]
    assert texts(await bot.updates(ids[1])) == ["b", "c"]
    assert texts(await bot.updates(ids[0])) == ["b", "c"]
    assert await bot.updates(ids[2] + 1) == []


async def test_a_negative_offset_keeps_the_last_ones(bot: Bot, amina: Phone) -> None:
    for text in "abc":
        await amina.says(text)
    assert texts(await bot.updates(-2)) == ["b", "c"]
    assert texts(await bot.updates(0)) == ["b", "c"]


async def test_at_most_100_at_once(bot: Bot, amina: Phone) -> None:
    for number in range(120):
        await amina.says(str(number))
    batch = await bot.updates(limit=1_000)
    assert len(batch) == 100
    assert texts(await bot.updates(batch[-1]["update_id"] + 1, limit=2)) == ["100", "101"]


async def test_the_same_offset_twice_within_half_a_second_gives_one(bot: Bot, amina: Phone, clock: HandClock) -> None:
    await amina.says("a")
    await amina.says("b")
    assert [texts(await bot.updates()), texts(await bot.updates())] == [["a", "b"], ["a"]]
    await clock.move(0.5)
    assert texts(await bot.updates()) == ["a", "b"]


async def test_a_long_poll_ends_with_the_first_update_or_with_its_time(
    bot: Bot, amina: Phone, clock: HandClock
) -> None:
    poll = asyncio.create_task(bot.updates(timeout=10))
    await settle()
    assert not poll.done()
    await amina.says("a")
    assert texts(await poll) == ["a"]
    offset = (await bot.updates())[0]["update_id"] + 1
    poll = asyncio.create_task(bot.updates(offset, timeout=100))
    await settle()
    await clock.move(49)
    assert not poll.done()
    await clock.move(1)
    assert await poll == []


async def test_the_older_of_two_pollers_gets_a_conflict(bot: Bot, amina: Phone, clock: HandClock) -> None:
    older = asyncio.create_task(bot.refused("getUpdates", timeout=10))
    await settle()
    newer = asyncio.create_task(bot.updates(timeout=10))
    assert await older == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await amina.says("a")
    assert texts(await newer) == ["a"]


async def test_a_cancelled_poll_leaves_the_place_free(world: Telegram, bot: Bot, amina: Phone) -> None:
    poll = asyncio.create_task(bot.updates(timeout=10))
    await settle()
    poll.cancel()
    await settle()
    await amina.says("a")
    assert texts(await bot.updates()) == ["a"]
    closing = asyncio.create_task(bot.updates(world.updates.pending[-1].id + 1, timeout=10))
    await settle()
    await world.close()
    assert await closing == []


async def test_presses_are_kept_150_seconds_and_the_rest_a_day(bot: Bot, amina: Phone, clock: HandClock) -> None:
    message = await bot.says(amina, reply_markup=inline("A"))
    await amina.taps(message["message_id"], "a")
    await amina.says("hello")
    await clock.move(149)
    assert [set(update) - {"update_id"} for update in await bot.updates()] == [{"callback_query"}, {"message"}]
    await clock.move(1)
    assert texts(await bot.updates()) == ["hello"]
    await clock.move(DAY - 151)
    assert texts(await bot.updates()) == ["hello"]
    await clock.move(1)
    assert await bot.updates() == []


async def test_ids_restart_after_seven_idle_days(bot: Bot, amina: Phone, clock: HandClock) -> None:
    await amina.says("before")
    old = (await bot.updates())[0]["update_id"]
    await bot.updates(old + 1)
    await clock.move(7 * DAY - 1)
    await amina.says("still")
    assert (await bot.updates())[0]["update_id"] == old + 1
    await clock.move(7 * DAY)
    await amina.says("after")
    new = (await bot.updates())[0]["update_id"]
    assert abs(new - old) > 1_000
    assert texts(await bot.updates(max(old, new) + 10_000)) == ["after"]


async def test_allowed_kinds_are_remembered(bot: Bot, amina: Phone) -> None:
    message = await amina.says("a")
    await amina.reacts(message["message_id"], "👍")
    assert [set(update) - {"update_id"} for update in await bot.updates()] == [{"message"}]
    await bot.updates(-1, allowed_updates=["message_reaction"])
    await amina.says("b")
    await amina.reacts(message["message_id"])
    newest = (await bot.updates(-1))[0]
    assert fits("Update", newest) == newest
    assert newest["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert newest["message_reaction"]["new_reaction"] == []
    await bot.updates(-1, allowed_updates=[])
    await amina.says("c")
    assert texts(await bot.updates(newest["update_id"] + 1)) == ["c"]


async def test_edits_are_updates(bot: Bot, amina: Phone) -> None:
    message = await amina.says("lamp")
    edited = await amina.edits(message["message_id"], "lamps")
    first, second = await bot.updates()
    assert (first["message"], second["edited_message"]) == (message, edited)
    assert second["edited_message"]["text"] == "lamps"
    assert amina.last == edited


@pytest.mark.parametrize("method", ["getUpdates", "deleteWebhook"])
async def test_updates_can_be_dropped_with_the_webhook(bot: Bot, amina: Phone, method: str) -> None:
    await amina.says("a")
    await bot("deleteWebhook", drop_pending_updates=method == "deleteWebhook")
    assert len(await bot.updates()) == (0 if method == "deleteWebhook" else 1)


async def test_a_poll_needs_the_right_token(world: Telegram) -> None:
    assert (await world.call(TOKEN + "x", "getUpdates"))[0] == 401
