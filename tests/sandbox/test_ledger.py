"""The ledger keeps calls and updates, filters them, and forgets the oldest."""

from sandbox.checks import Upload
from sandbox.ledger import Ledger
from sandbox.phone import Phone
from sandbox.telegram import Telegram
from tests.sandbox.conftest import MORNING, PNG, TOKEN, Bot


async def test_calls_and_updates_are_written(bot: Bot, world: Telegram, amina: Phone) -> None:
    world.ledger.clear()
    await amina.says("lamp")
    await bot.updates()
    await bot.refused("sendMessage", chat_id=str(amina.id), text="")
    lines = [(entry.at, entry.kind, entry.method, entry.chat, entry.status) for entry in world.ledger.entries()]
    assert lines == [
        (MORNING, "update", "message", amina.id, 0),
        (MORNING, "call", "getUpdates", None, 200),
        (MORNING, "call", "sendMessage", amina.id, 400),
    ]


async def test_filters(bot: Bot, world: Telegram, amina: Phone) -> None:
    await amina.says("The Lamp")
    await bot.says(amina, "the road")
    ledger = world.ledger
    assert [entry.method for entry in ledger.entries(kind="update", chat=amina.id)] == ["message", "message"]
    assert [entry.kind for entry in ledger.entries(text="lamp")] == ["update"]
    assert len(ledger.entries(method="sendMessage")) == 1
    assert ledger.entries(chat=5) == []
    last = ledger.entries()[-1].number
    assert ledger.entries(after=last) == []
    await bot("getMe")
    assert [entry.method for entry in ledger.entries(after=last)] == ["getMe"]


async def test_empty_polls_are_not_written_and_no_token_is(bot: Bot, world: Telegram, amina: Phone) -> None:
    await bot.updates()
    await bot("sendPhoto", {"photo": Upload("p.png", "image/png", PNG)}, chat_id=amina.id)
    entries = world.ledger.entries(kind="call")
    assert [entry.method for entry in entries] == ["sendPhoto"]
    assert entries[0].request == {"chat_id": amina.id, "photo": f"<p.png, {len(PNG)} bytes>"}
    assert TOKEN not in repr(world.ledger.entries())


def test_memory_is_bounded_and_numbers_go_on() -> None:
    ledger = Ledger(kept=3)
    for number in range(5):
        ledger.add(0.0, "call", f"m{number}", chat=None, status=200, request={"a": {"b": 1}}, answer=None)
    assert [(entry.number, entry.method) for entry in ledger.entries()] == [(3, "m2"), (4, "m3"), (5, "m4")]
