"""Faults strike before or after the effect, as often as asked."""

import asyncio

import pytest

from sandbox.errors import Dropped
from sandbox.phone import Phone
from sandbox.telegram import Telegram
from tests.sandbox.conftest import TOKEN, Bot, HandClock, settle


async def test_a_refusal_before_the_effect_leaves_nothing(bot: Bot, world: Telegram, amina: Phone) -> None:
    world.faults.add("sendMessage", 502)
    assert await bot.refused("sendMessage", chat_id=amina.id, text="x") == "Bad Gateway"
    assert len(amina.chat) == 1
    await bot.says(amina, "y")
    assert amina.last["text"] == "y"


async def test_a_refusal_after_the_effect_has_delivered(bot: Bot, world: Telegram, amina: Phone) -> None:
    world.faults.add("*", 500, when="after", times=2)
    for _ in range(2):
        assert await bot.refused("sendMessage", chat_id=amina.id, text="x") == "Internal Server Error"
    await bot.says(amina, "y")
    assert [message["text"] for message in amina.chat] == ["/start", "x", "x", "y"]


@pytest.mark.parametrize(("when", "seen"), [("before", 1), ("after", 2)])
async def test_a_cut_connection(world: Telegram, amina: Phone, when: str, seen: int) -> None:
    world.faults.add("sendMessage", "drop", when=when)
    with pytest.raises(Dropped) as cut:
        await world.call(TOKEN, "sendMessage", {"chat_id": amina.id, "text": "x"})
    assert cut.value.after_effect == (when == "after")
    assert len(amina.chat) == seen
    assert world.ledger.entries(method="sendMessage")[0].answer == {"dropped": True}


async def test_polling_can_be_refused(bot: Bot, world: Telegram) -> None:
    world.faults.add("getUpdates", 401)
    world.faults.add("getUpdates", 404)
    world.faults.add("getUpdates", 409)
    world.faults.add("getUpdates", 418)
    assert await bot.refused("getUpdates") == "Unauthorized"
    assert await bot.refused("getUpdates") == "Not Found"
    assert (await bot.refused("getUpdates")).startswith("Conflict: terminated by other")
    assert await bot.refused("getUpdates") == "Internal Server Error"
    assert await bot.updates() == []


async def test_429_on_demand(world: Telegram, amina: Phone) -> None:
    world.faults.add("sendMessage", 429, seconds=7)
    _, body = await world.call(TOKEN, "sendMessage", {"chat_id": amina.id, "text": "x"})
    assert body["parameters"] == {"retry_after": 7}


async def test_latency_on_the_sandbox_clock(bot: Bot, world: Telegram, amina: Phone, clock: HandClock) -> None:
    world.faults.latency = 0.04
    world.faults.add("sendMessage", "latency", when="after", seconds=2, times=None)
    send = asyncio.create_task(bot.says(amina, "x"))
    await settle()
    assert len(amina.chat) == 1
    await clock.move(0.04)
    assert (len(amina.chat), send.done()) == (2, False)
    await clock.move(2)
    assert send.done()
    world.faults.clear()
    await bot.says(amina, "y")


@pytest.mark.parametrize("what", [404, 502])
async def test_a_download_can_fail(world: Telegram, amina: Phone, what: int) -> None:
    await amina.sends_voice(b"OggS")
    world.faults.add("download", what)
    assert (await world.download(TOKEN, "voice/file_0.oga"))[0] == what
    assert await world.download(TOKEN, "voice/file_0.oga") == (200, b"OggS")
    lines = [(entry.status, entry.answer) for entry in world.ledger.entries(method="download")]
    assert lines == [(what, {404: "Not Found", 502: "Bad Gateway"}[what]), (200, "<4 bytes>")]


def test_unknown_faults_are_refused(world: Telegram) -> None:
    for what, when in (("explode", "before"), (502, "during")):
        with pytest.raises(ValueError, match="no such fault"):
            world.faults.add("*", what, when=when)
