"""Strictness: what Telegram (or we, where we are stricter) refuses, with the words."""

from typing import Any

import pytest

from sandbox.checks import units
from sandbox.phone import Phone
from tests.sandbox.conftest import Bot, fits, inline

URL_BUTTON = {"text": "x", "url": "nowhere"}


def keyboard(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x", **button}]]}


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"chat_id": None}, "chat_id is empty"),
    ({"chat_id": ""}, "chat_id is empty"),
    ({"chat_id": 42}, "chat not found"),
    ({"chat_id": "@nobody"}, "chat not found"),
    ({"chat_id": "@"}, "chat not found"),
    ({"chat_id": 1.5}, "sendMessage.chat_id must be Integer or String"),
    ({"chat_id": True}, "sendMessage.chat_id must be Integer or String"),
    ({"text": None}, "message text is empty"),
    ({"text": ""}, "message text is empty"),
    ({"text": " \n "}, "text must be non-empty"),
    ({"text": 5}, "sendMessage.text must be String"),
    ({"text": "x\ud800"}, "strings must be encoded in UTF-8"),
    ({"text": "x" * 4097}, "message is too long"),
    ({"text": "😀" * 2049}, "message is too long"),
    ({"text": "x", "parse_mode": "Word"}, "unsupported parse_mode"),
    ({"colour": "red"}, 'unknown parameter "colour" of sendMessage'),
    ({"disable_notification": "perhaps"}, "sendMessage.disable_notification must be Boolean"),
    ({"message_thread_id": "one"}, "sendMessage.message_thread_id must be Integer"),
    ({"message_thread_id": 99}, "message thread not found"),
    ({"entities": "{"}, "can't parse sendMessage.entities as a JSON object"),
    ({"entities": {}}, "sendMessage.entities must be an array"),
    ({"entities": [1]}, "object expected as sendMessage.entities[0]"),
    ({"entities": [{"type": "bold", "offset": 0}]}, 'field "length" of MessageEntity is required'),
    ({"link_preview_options": {"x": 1}}, 'unknown field "x" of LinkPreviewOptions'),
    ({"reply_parameters": {"message_id": 999}}, "message to be replied not found"),
    ({"reply_markup": keyboard(callback_data="")}, "BUTTON_DATA_INVALID"),
    ({"reply_markup": keyboard(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
    ({"reply_markup": keyboard(callback_data="ت" * 33)}, "BUTTON_DATA_INVALID"),
    (
        {"reply_markup": keyboard()},
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        {"reply_markup": keyboard(callback_data="x", url="https://a.ma")},
        "can't parse inline keyboard button: it can do one thing only, not callback_data and url",
    ),
    ({"reply_markup": keyboard(url="nowhere")}, "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
    (
        {"reply_markup": keyboard(web_app={"url": "http://a.ma"})},
        "inline keyboard button Web App URL 'http://a.ma' is invalid: Only HTTPS links are allowed",
    ),
    ({"reply_markup": keyboard(callback_data="x", style="pink")}, 'button style "pink" is unknown'),
    ({"reply_markup": keyboard(callback_data="x", color="red")}, 'unknown field "color" of InlineKeyboardButton'),
    (
        {"reply_markup": {"inline_keyboard": [[{"text": "", "callback_data": "x"}]]}},
        "can't parse inline keyboard button: Text must be non-empty",
    ),
    (
        {"reply_markup": {"keyboard": [[{"text": ""}]]}},
        "can't parse keyboard button: Text must be non-empty",
    ),
    ({"reply_markup": {"keyboard": [[{"text": "x" * 257}]]}}, "can't parse keyboard button: Text is too long"),
    (
        {"reply_markup": {"keyboard": [[{"text": "x"}]], "input_field_placeholder": "x" * 65}},
        "ReplyKeyboardMarkup.input_field_placeholder must be 1-64 characters long",
    ),
    ({"reply_markup": inline(*["x"] * 101)}, "REPLY_MARKUP_TOO_LONG"),
]


@pytest.mark.parametrize(
    ("wrong", "words"), REFUSALS, ids=[words[:60] + str(n) for n, (_, words) in enumerate(REFUSALS)]
)
async def test_send_message_refuses(bot: Bot, amina: Phone, wrong: dict[str, Any], words: str) -> None:
    before = amina.chat
    assert (
        await bot.refused("sendMessage", **{"chat_id": amina.id, "text": "hello", **wrong}) == f"Bad Request: {words}"
    )
    assert amina.chat == before


async def test_what_is_just_allowed(bot: Bot, amina: Phone) -> None:
    assert (await bot.says(amina, "😀" * 2048))["text"] == "😀" * 2048
    assert len((await bot.says(amina, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML"))["text"]) == 4096
    markup = (await bot.says(amina, reply_markup=inline(*["x"] * 100)))["reply_markup"]
    assert len(markup["inline_keyboard"][0]) == 100
    await bot.says(amina, reply_markup=keyboard(callback_data="ت" * 32))
    await bot.says(amina, reply_markup=keyboard(url="tg://user?id=1"))


async def test_values_may_come_as_strings(bot: Bot, amina: Phone) -> None:
    message = await bot(
        "sendMessage",
        chat_id=str(amina.id),
        text="x",
        protect_content="true",
        reply_markup='{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}',
    )
    assert message["has_protected_content"] is True
    assert message["reply_markup"] == inline("A")


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendLocation", {"latitude": "x", "longitude": 1}, "sendLocation.latitude must be Float"),
        ("sendLocation", {"latitude": True, "longitude": 1}, "sendLocation.latitude must be Float"),
        (
            "sendLocation",
            {"latitude": 91, "longitude": 1},
            "wrong location specified: must be valid latitude and longitude",
        ),
        ("sendContact", {"phone_number": "1"}, 'parameter "first_name" of sendContact is required'),
        ("sendContact", {"phone_number": "", "first_name": "A"}, 'parameter "phone_number" of sendContact is empty'),
        ("sendPhoto", {"photo": 5}, "sendPhoto.photo must be InputFile or String"),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "smile"}]},
            "setMessageReaction.reaction[0] has an unsupported type",
        ),
        (
            "editMessageMedia",
            {"message_id": 1, "media": {"type": "photo", "media": "x", "duration": 5}},
            'unknown field "duration" of InputMediaPhoto',
        ),
        ("sendChatAction", {"action": "sing"}, "wrong parameter action in request"),
    ],
)
async def test_other_methods_refuse(bot: Bot, amina: Phone, method: str, params: dict[str, Any], words: str) -> None:
    assert await bot.refused(method, chat_id=amina.id, **params) == f"Bad Request: {words}"


def test_lengths_are_counted_in_utf16_units() -> None:
    assert [units(text) for text in ("", "é", "ت", "😀", "👨‍👩‍👧")] == [0, 1, 1, 2, 8]


def test_a_type_is_chosen_by_its_fields() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
    assert fits("MessageOrigin", origin) == origin
    assert fits("BotCommandScope", {"type": "chat", "chat_id": "5"}) == {"type": "chat", "chat_id": 5}
