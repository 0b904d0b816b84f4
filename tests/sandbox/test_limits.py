"""429: per chat, per group, over all chats; impatience makes it longer."""

from typing import Any

import pytest

from sandbox.errors import ApiError
from sandbox.limits import Limits
from sandbox.phone import Phone
from sandbox.telegram import Telegram
from tests.sandbox.conftest import TOKEN, Bot, HandClock


async def refusals(world: Telegram, chat_ids: list[int]) -> list[int]:
    """Indexes of the refused sends among one send to each chat."""
    answers = [await world.call(TOKEN, "sendMessage", {"chat_id": one, "text": "x"}) for one in chat_ids]
    return [index for index, (status, _) in enumerate(answers) if status == 429]


async def test_a_chat_takes_ten_in_ten_seconds(world: Telegram, amina: Phone, clock: HandClock) -> None:
    assert await refusals(world, [amina.id] * 11) == [10]
    _, body = await world.call(TOKEN, "sendMessage", {"chat_id": amina.id, "text": "x"})
    assert body == {
        "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 10",
        "parameters": {"retry_after": 10},
    }  # fmt: skip
    await clock.move(10)
    assert await refusals(world, [amina.id]) == []


async def test_edits_count_like_messages(bot: Bot, world: Telegram, amina: Phone) -> None:
    message = await bot.says(amina)
    await refusals(world, [amina.id] * 9)
    edit = {"chat_id": amina.id, "message_id": message["message_id"], "text": "y"}
    assert (await world.call(TOKEN, "editMessageText", edit))[0] == 429


async def test_a_group_takes_twenty_a_minute(world: Telegram, amina: Phone, clock: HandClock) -> None:
    group = world.group("Lab", [amina])
    assert await refusals(world, [group.id] * 21) == [20]
    await clock.move(60)
    assert await refusals(world, [group.id]) == []


async def test_bulk_takes_thirty_a_second_and_answers_do_not_count(world: Telegram, clock: HandClock) -> None:
    people = [world.phone(f"P{number}") for number in range(40)]
    for person in people:
        await person.start()
    assert await refusals(world, [person.id for person in people]) == []
    await clock.move(120)
    assert await refusals(world, [person.id for person in people]) == list(range(30, 40))
    await clock.move(1)
    await people[39].says("hello")
    assert await refusals(world, [people[39].id, *[person.id for person in people[:30]]]) == []


def test_going_on_during_a_refusal_makes_it_longer(clock: HandClock) -> None:
    limits = Limits(clock.now)
    waits = []
    for _ in range(70):
        try:
            limits.take(1, group=False, reply=True)
        except ApiError as refusal:
            waits.append(refusal.parameters["retry_after"])
    assert (waits[0], waits[9], waits[10], waits[40], waits[-1]) == (10, 10, 30, 120, 120)


@pytest.mark.parametrize("figures", [{"on": False}, {"chat": (1_000, 1.0)}])
async def test_limits_can_be_changed(world: Telegram, amina: Phone, figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        setattr(world.limits, name, value)
    assert await refusals(world, [amina.id] * 50) == []
