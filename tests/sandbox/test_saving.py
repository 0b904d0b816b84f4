"""A demo that was killed comes back with its chats, files and unread updates."""

from pathlib import Path
from typing import Any

from sandbox.saving import Keeper
from sandbox.telegram import Telegram

TOKEN = "700:token"


async def call(world: Telegram, method: str, **params: Any) -> Any:
    _, body = await world.call(TOKEN, method, params)
    assert body["ok"], body
    return body["result"]


async def test_chats_files_and_updates_come_back(tmp_path: Path) -> None:
    world = Telegram(TOKEN)
    phone = world.phone("Aïcha", language_code="ar")
    await phone.start()
    await call(world, "sendMessage", chat_id=phone.id, text="Welcome")
    await phone.sends_photo(b"\xff\xd8 a lamp", "the lamp")
    Keeper(world, tmp_path / "world.pickle").save()

    again = Telegram(TOKEN)
    assert Keeper(again, tmp_path / "world.pickle").restore() is True
    assert again.phones[phone.id].chat == phone.chat
    assert await call(again, "getUpdates", timeout=0) == await call(world, "getUpdates", timeout=0)
    photo = again.phones[phone.id].last["photo"][-1]
    assert (await call(again, "getFile", file_id=photo["file_id"]))["file_size"] == len(b"\xff\xd8 a lamp")


async def test_new_messages_get_new_ids(tmp_path: Path) -> None:
    world = Telegram(TOKEN)
    phone = world.phone("Aïcha")
    await phone.start()
    Keeper(world, tmp_path / "world.pickle").save()
    again = Telegram(TOKEN)
    Keeper(again, tmp_path / "world.pickle").restore()
    assert (await again.phones[phone.id].says("hello"))["message_id"] == phone.last["message_id"] + 1


def test_nothing_saved_nothing_restored(tmp_path: Path) -> None:
    assert Keeper(Telegram(TOKEN), tmp_path / "world.pickle").restore() is False


async def test_it_saves_by_itself(tmp_path: Path) -> None:
    world = Telegram(TOKEN)
    keeper = Keeper(world, tmp_path / "world.pickle")
    keeper.start()
    phone = world.phone("Aïcha")
    await phone.start()
    await keeper.stop()
    again = Telegram(TOKEN)
    Keeper(again, tmp_path / "world.pickle").restore()
    assert again.phones[phone.id].chat == phone.chat
