from pathlib import Path

from bot.assembly import _both
from services.clock import StillClock
from tests.bot.kit import START, running


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


async def test_who_is_due_first_waits_no_longer_because_the_other_took_its_time() -> None:
    clock = StillClock(START)

    async def due_soon() -> float | None:
        return 15.0

    async def slow() -> float | None:
        await clock.advance(10)
        return 30.0

    async def never() -> float | None:
        return None

    assert [await _both(one, other, clock)() for one, other in ((due_soon, slow), (never, slow), (slow, never))] == [
        5.0,
        30.0,
        30.0,
    ]
    assert await _both(never, never, clock)() is None
