"""The wall of the running bot: paired by digits, moved by votes."""

import json
from pathlib import Path
from typing import Any

import aiohttp

from storage.rooms import RoomRow
from tests.bot.kit import House
from tests.bot.test_running import free_port, over_http
from tests.bot.votes import Room


async def heard(stream: aiohttp.ClientResponse, kind: str) -> Any:
    """The data of the next event of this kind."""
    event = b""
    async for line in stream.content:
        if line.startswith(b"event: "):
            event = line[7:].strip()
        elif line.startswith(b"data: ") and event == kind.encode():
            return json.loads(line[6:])
    raise AssertionError("the stream ended")


async def test_a_screen_becomes_the_wall_and_moves_with_a_vote(database_url: str, tmp_path: Path) -> None:
    async with over_http(database_url, tmp_path, http_port=free_port()) as (bot, world):
        house = House(bot, world, bot.house.clock)  # type: ignore[arg-type]
        room, phone = Room(house), house.phone()
        await room.opens()
        message_id = await room.hands_to(phone)
        async with room.database.reading() as session:
            token = (await session.get_one(RoomRow, room.id)).token
        async with aiohttp.ClientSession(bot.address) as browser:
            assert (await browser.get("/live")).status == 200
            assert (await browser.get(f"/live/{token}")).status == 200
            assert (await browser.get(f"/live/{'x' * 22}")).status == 404
            assert await bot.house.pair_wall("000000", token) is False
            async with browser.get(f"/live/{token}/events") as stream:
                shown = (await heard(stream, "room"))["room"]
                assert (shown["people"], shown["question"]["voters"]) == (1, 0)
                await phone.taps(message_id, room.vote(0))
                moved = (await heard(stream, "room"))["room"]
                assert (moved["question"]["voters"], moved["question"]["state"]) == (1, "open")
                assert [option["count"] for option in moved["question"]["options"]] == [None, None]
