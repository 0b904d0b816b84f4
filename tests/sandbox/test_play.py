"""Plays that run by themselves, without a browser."""

import pytest

from sandbox.play import Play, PlayStuck, Step, play_through, sample_photo
from sandbox.telegram import Telegram
from tests.sandbox.conftest import Bot, inline


async def test_a_play_does_what_people_would(world: Telegram, bot: Bot) -> None:
    said, salma = world.phone("Said"), world.phone("Salma")
    steps = (
        Step("said", "start", "Press START"),
        Step("said", "voice", "Speak"),
        Step("said", "photo", "Show it", "pothole"),
        Step("said", "place", "Where?", lat=33.5, lon=-7.8),
        Step("said", "presses", "Skip", "Skip"),
        Step("said", "taps", "Send it", data="s*d", minutes=3),
        Step("said", "looks", "Read", "thanks"),
    )
    turns, passed = 0, 0.0

    async def settled(minutes: float) -> None:
        nonlocal turns, passed
        turns, passed = turns + 1, passed + minutes
        await bot.says(said, f"thanks {turns}", reply_markup=inline("Send"))

    await play_through(Play("demo", "Demo", steps), {"said": said, "salma": salma}, settled)
    assert passed == 3
    mine = [message for message in said.chat if message["from"]["id"] == said.id]
    assert [message.get("text") for message in mine] == ["/start", None, None, None, "Skip"]
    assert world.files.get(mine[2]["photo"][-1]["file_id"]).content == sample_photo("pothole")
    assert mine[3]["location"] == {"latitude": 33.5, "longitude": -7.8}
    pressed = [update["callback_query"] for update in await bot.updates(limit=100) if "callback_query" in update]
    assert [(query["data"], query["message"]["text"]) for query in pressed] == [("send", "thanks 5")]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("said", "taps", "", data="desk"), "said: no button desk"),
        (Step("said", "looks", "", "hello"), "said: nothing says hello"),
    ],
)
async def test_a_play_that_cannot_go_on_says_why(world: Telegram, step: Step, words: str) -> None:
    async def settled(minutes: float) -> None:
        assert minutes == 0

    with pytest.raises(PlayStuck, match=words):
        await play_through(Play("demo", "Demo", (step,)), {"said": world.phone("Said")}, settled)
