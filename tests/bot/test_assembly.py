from pathlib import Path

from tests.bot.kit import running


async def test_what_is_said_is_repeated_once_it_is_on_disk(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        assert await house.hears(phone, "one", "two", "three") == ["one", "two", "three"]
        assert (await house.marks(), await house.marks(owed=True)) == (3, 0)
        assert house.world.updates.pending == []


async def test_a_tap_is_answered_and_edits_in_place(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        await house.hears(phone, "one")
        message_id = max(house.world.chats[phone.id].messages)
        await phone.taps(message_id, label="again")
        await house.bot.quiet()
        assert house.said(phone) == ["again"]
        assert phone.account.toasts == [{"text": "done", "alert": False}]
