"""The pages of the running bot for browsers: a vote there and a vote on Telegram stand in one box."""

from pathlib import Path

import aiohttp

from storage.rooms import RoomRow
from tests.bot.kit import House
from tests.bot.test_running import free_port, over_http
from tests.bot.votes import Room


async def test_a_browser_votes_beside_a_phone(database_url: str, tmp_path: Path) -> None:
    port = free_port()
    public = f"http://127.0.0.1:{port}"
    async with over_http(database_url, tmp_path, http_port=port, public_url=public) as (bot, world):
        house = House(bot, world, bot.house.clock)  # type: ignore[arg-type]
        room, phone = Room(house), house.phone()
        await room.opens()
        message_id = await room.hands_to(phone)
        async with room.database.reading() as session:
            row = await session.get_one(RoomRow, room.id)
        link = bot.house.invitation(row.code or "")
        assert link == f"{public}/j/{row.code}"
        form = {"question": str(room.question), "option": "1", "turn": "1"}
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar, headers={"Origin": public}) as browser:
            async with browser.get(link) as page:
                assert f"https://t.me/{bot.house.bot_username}?start=r_{row.code}" in await page.text()
            async with browser.post(link, data=form) as page:
                assert (page.status, 'value="1" aria-pressed="true"' in await page.text()) == (200, True)
            await phone.taps(message_id, room.vote(1))
            await bot.quiet()
            assert await room.result() == (2, (0, 2))
            await bot.lane.stop()
            async with browser.post(link, data=form | {"option": "0", "turn": "2"}) as page:
                assert (page.status, await room.result()) == (503, (2, (0, 2)))
