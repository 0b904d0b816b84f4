"""What the bot sends is what people see, in the shape of the specification."""

from typing import Any

import pytest

from sandbox.phone import Phone
from sandbox.telegram import Telegram
from tests.sandbox.conftest import MORNING, Bot, HandClock, fits, inline


async def test_a_text_arrives(bot: Bot, amina: Phone) -> None:
    message = await bot.says(amina, "<b>Salam</b> Amina", parse_mode="HTML", reply_markup=inline("Yes", "No"))
    assert fits("Message", message) == message
    assert message == {
        "message_id": 2,
        "date": int(MORNING),
        "chat": {"id": amina.id, "first_name": "Amina", "last_name": "B.", "username": "amina", "type": "private"},
        "from": {"id": 2013, "is_bot": True, "first_name": "TwizaBot", "username": "TwizaBot"},
        "text": "Salam Amina",
        "entities": [{"type": "bold", "offset": 0, "length": 5}],
        "reply_markup": inline("Yes", "No"),
    }
    assert amina.last == message


@pytest.mark.parametrize(
    ("method", "params", "content"),
    [
        ("sendLocation", {"latitude": 33.5, "longitude": -7.5}, {"location": {"latitude": 33.5, "longitude": -7.5}}),
        (
            "sendVenue",
            {"latitude": 33.5, "longitude": -7.5, "title": "Hall", "address": "Road 1"},
            {
                "venue": {"location": {"latitude": 33.5, "longitude": -7.5}, "title": "Hall", "address": "Road 1"},
                "location": {"latitude": 33.5, "longitude": -7.5},
            },
        ),
        (
            "sendContact",
            {"phone_number": "+2126", "first_name": "Lab"},
            {"contact": {"phone_number": "+2126", "first_name": "Lab"}},
        ),
        ("sendMessage", {"text": "x", "link_preview_options": {"is_disabled": True}},
         {"text": "x", "link_preview_options": {"is_disabled": True}}),
    ],
)  # fmt: skip
async def test_other_contents(bot: Bot, amina: Phone, method: str, params: dict[str, Any], content: Any) -> None:
    message = await bot(method, chat_id=amina.id, **params)
    assert fits("Message", message) == message
    assert {name: message[name] for name in content} == content


async def test_a_die_falls(bot: Bot, amina: Phone) -> None:
    dice = (await bot("sendDice", chat_id=amina.id))["dice"]
    assert dice["emoji"] == "🎲"
    assert dice["value"] in range(1, 7)


async def test_replies_carry_the_message_without_its_own_reply(bot: Bot, amina: Phone) -> None:
    first = await bot.says(amina, "one")
    second = await bot.says(amina, "two", reply_parameters={"message_id": first["message_id"]})
    third = await amina.says("three", reply_to=second["message_id"])
    assert second["reply_to_message"] == first
    assert third["reply_to_message"]["text"] == "two"
    assert "reply_to_message" not in third["reply_to_message"]
    alone = await bot.says(amina, "x", reply_parameters={"message_id": 999, "allow_sending_without_reply": True})
    assert "reply_to_message" not in alone


async def test_who_cannot_be_written_to(bot: Bot, world: Telegram, amina: Phone) -> None:
    stranger = world.phone("Stranger")
    words = "Forbidden: bot can't initiate conversation with a user"
    assert await bot.refused("sendMessage", chat_id=stranger.id, text="x") == words
    await amina.blocks()
    assert await bot.refused("sendMessage", chat_id=amina.id, text="x") == "Forbidden: bot was blocked by the user"
    await amina.unblocks()
    await bot.says(amina)
    await amina.deactivates()
    assert await bot.refused("sendMessage", chat_id=amina.id, text="x") == "Forbidden: user is deactivated"


async def test_reply_keyboards_stay_under_the_chat_and_seal_the_message(bot: Bot, amina: Phone) -> None:
    keyboard = {"keyboard": [[{"text": "Menu"}, {"text": "My number", "request_contact": True}]]}
    message = await bot.says(amina, reply_markup=keyboard)
    assert "reply_markup" not in message
    assert amina.keyboard == keyboard
    edit = {"chat_id": amina.id, "message_id": message["message_id"], "text": "other"}
    assert await bot.refused("editMessageText", **edit) == "Bad Request: message can't be edited"
    await bot.says(amina, reply_markup={"remove_keyboard": True})
    assert amina.keyboard is None


async def test_a_chat_action_is_shown_and_not_kept(bot: Bot, world: Telegram, amina: Phone) -> None:
    heard: list[dict[str, Any]] = []
    world.subscribe(heard.append)
    assert await bot("sendChatAction", chat_id=amina.id, action="typing") is True
    assert {"kind": "action", "chat_id": amina.id, "user_ids": [amina.id], "action": "typing"} in heard
    assert len(amina.chat) == 1


async def test_get_me(bot: Bot) -> None:
    me = await bot("getMe")
    assert fits("User", me) == me
    assert (me["id"], me["username"], me["can_read_all_group_messages"]) == (2013, "TwizaBot", False)
    assert await bot("close") is True


async def test_time_is_the_clocks(bot: Bot, amina: Phone, clock: HandClock) -> None:
    await clock.move(3_600)
    assert (await bot.says(amina))["date"] == int(MORNING) + 3_600
