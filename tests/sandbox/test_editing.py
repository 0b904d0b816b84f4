"""Messages of the bot change, disappear, move."""

from typing import Any

import pytest

from sandbox.checks import Upload
from sandbox.methods.editing import NOT_MODIFIED
from sandbox.phone import Phone
from sandbox.telegram import Telegram
from tests.sandbox.conftest import MORNING, PNG, Bot, HandClock, fits, inline

PHOTO = {"photo": Upload("p.png", "image/png", PNG)}


def of(message: dict[str, Any]) -> dict[str, Any]:
    return {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}


async def test_a_text_changes_in_place_and_loses_its_buttons(bot: Bot, amina: Phone) -> None:
    first = await bot.says(amina, "one", reply_markup=inline("A"))
    await bot.says(amina, "after")
    edited = await bot("editMessageText", **of(first), text="<i>two</i>", parse_mode="HTML")
    assert fits("Message", edited) == edited
    assert (edited["text"], edited["edit_date"]) == ("two", int(MORNING))
    assert "reply_markup" not in edited
    assert [message["text"] for message in amina.chat] == ["/start", "two", "after"]


async def test_nothing_changed_is_refused_with_telegrams_full_words(bot: Bot, amina: Phone) -> None:
    message = await bot.says(amina, "one", reply_markup=inline("A"))
    same = {**of(message), "text": "one", "reply_markup": inline("A")}
    assert await bot.refused("editMessageText", **same) == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    assert await bot.refused("editMessageReplyMarkup", **of(message), reply_markup=inline("A")) == (
        f"Bad Request: {NOT_MODIFIED}"
    )
    await bot("editMessageText", **of(message), text="two")
    assert await bot.refused("editMessageText", **of(message), text="two") == f"Bad Request: {NOT_MODIFIED}"


async def test_only_buttons_change_without_a_mark(bot: Bot, amina: Phone) -> None:
    message = await bot.says(amina, "one", reply_markup=inline("A"))
    edited = await bot("editMessageReplyMarkup", **of(message), reply_markup=inline("B"))
    assert edited["reply_markup"] == inline("B")
    assert "edit_date" not in edited
    assert "reply_markup" not in await bot(
        "editMessageReplyMarkup", **of(message), reply_markup={"inline_keyboard": []}
    )


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("editMessageText", {"message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": 2, "text": "x" * 4097}, "MESSAGE_TOO_LONG"),
        ("editMessageText", {"message_id": 2}, "message text is empty"),
        ("editMessageText", {"message_id": 2, "text": "y", "chat_id": None}, "chat_id is empty"),
        ("editMessageText", {"inline_message_id": "x", "text": "y", "chat_id": None}, "MESSAGE_ID_INVALID"),
        ("editMessageText", {"message_id": 3, "text": "x"}, "there is no text in the message to edit"),
        ("editMessageCaption", {"message_id": 2, "caption": "x"}, "there is no caption in the message to edit"),
        ("editMessageCaption", {"message_id": 3, "caption": "x" * 1025}, "message caption is too long"),
        ("editMessageLiveLocation", {"message_id": 2, "latitude": 1, "longitude": 1}, "message can't be edited"),
        ("stopMessageLiveLocation", {"message_id": 2}, "message can't be edited"),
    ],
)
async def test_edits_that_are_refused(bot: Bot, amina: Phone, method: str, params: dict[str, Any], words: str) -> None:
    await bot.says(amina, "one")
    await bot("sendPhoto", PHOTO, chat_id=amina.id)
    assert await bot.refused(method, **{"chat_id": amina.id, **params}) == f"Bad Request: {words}"


async def test_only_inline_keyboards_in_edits(bot: Bot, amina: Phone) -> None:
    message = await bot.says(amina, "one")
    refused = await bot.refused(
        "editMessageText", **of(message), text="x", reply_markup={"keyboard": [[{"text": "x"}]]}
    )
    assert refused == 'Bad Request: unknown field "keyboard" of InlineKeyboardMarkup'


async def test_captions_and_media_change(bot: Bot, amina: Phone) -> None:
    photo = await bot("sendPhoto", PHOTO, chat_id=amina.id, caption="<b>a</b>", parse_mode="HTML", has_spoiler=True)
    edited = await bot("editMessageCaption", **of(photo), caption="b", show_caption_above_media=True)
    assert (edited["caption"], edited["show_caption_above_media"]) == ("b", True)
    assert "caption_entities" not in edited
    assert "caption" not in await bot("editMessageCaption", **of(photo))
    new = {"type": "document", "media": "attach://doc", "caption": "c"}
    changed = await bot(
        "editMessageMedia", {"doc": Upload("a.pdf", "application/pdf", b"%PDF")}, **of(photo), media=new
    )
    assert fits("Message", changed) == changed
    assert (changed["document"]["file_name"], changed["caption"]) == ("a.pdf", "c")
    assert not {"photo", "has_media_spoiler"} & set(changed)


async def test_live_locations_move_and_stop(bot: Bot, amina: Phone) -> None:
    live = await bot("sendLocation", chat_id=amina.id, latitude=1, longitude=2, live_period=60)
    moved = await bot("editMessageLiveLocation", **of(live), latitude=3, longitude=4)
    assert moved["location"] == {"latitude": 3.0, "longitude": 4.0, "live_period": 60}
    assert (await bot("stopMessageLiveLocation", **of(live)))["location"] == {"latitude": 3.0, "longitude": 4.0}


async def test_messages_are_deleted_for_48_hours(bot: Bot, amina: Phone, clock: HandClock) -> None:
    gone, stays = await bot.says(amina, "gone"), await bot.says(amina, "stays")
    assert await bot("deleteMessage", **of(gone)) is True
    assert await bot("deleteMessage", chat_id=amina.id, message_id=1) is True
    assert await bot.refused("deleteMessage", **of(gone)) == "Bad Request: message to delete not found"
    await clock.move(48 * 3_600)
    words = "Bad Request: message can't be deleted for everyone"
    assert await bot.refused("deleteMessage", **of(stays)) == words
    assert await bot("deleteMessages", chat_id=amina.id, message_ids=[stays["message_id"], 999]) is True
    assert amina.chat == [stays]


async def test_several_are_deleted_at_once(bot: Bot, amina: Phone) -> None:
    ids = [(await bot.says(amina, text))["message_id"] for text in "abc"]
    await bot("deleteMessages", chat_id=amina.id, message_ids=ids[:2])
    assert [message["text"] for message in amina.chat] == ["/start", "c"]
    assert await bot.refused("deleteMessages", chat_id=amina.id, message_ids=[]) == (
        "Bad Request: message identifiers are not specified"
    )
    assert await bot.refused("deleteMessages", chat_id=amina.id, message_ids=list(range(101))) == (
        "Bad Request: too many message identifiers specified"
    )


async def test_forwards_name_their_origin_and_copies_do_not(bot: Bot, world: Telegram, amina: Phone) -> None:
    karim = world.phone("Karim")
    await karim.start()
    said = await karim.says("the lamp is broken")
    forwarded = await bot("forwardMessage", chat_id=amina.id, from_chat_id=karim.id, message_id=said["message_id"])
    assert fits("Message", forwarded) == forwarded
    assert forwarded["forward_origin"] == {"type": "user", "date": int(MORNING), "sender_user": karim.account.user}
    again = await bot("forwardMessage", chat_id=karim.id, from_chat_id=amina.id, message_id=forwarded["message_id"])
    assert again["forward_origin"] == forwarded["forward_origin"]
    assert await bot.refused("editMessageText", **of(forwarded), text="x") == "Bad Request: message can't be edited"
    copied = await bot("copyMessage", chat_id=amina.id, from_chat_id=karim.id, message_id=said["message_id"])
    assert copied == {"message_id": amina.last["message_id"]}
    assert amina.last["text"] == "the lamp is broken"
    assert "forward_origin" not in amina.last


async def test_copies_with_another_caption(bot: Bot, amina: Phone) -> None:
    photo = of(await bot("sendPhoto", PHOTO, chat_id=amina.id, caption="old"))
    here = {"chat_id": amina.id, "from_chat_id": amina.id, "message_id": photo["message_id"]}
    await bot("copyMessage", **here, caption="new")
    assert amina.last["caption"] == "new"
    await bot(
        "copyMessages",
        chat_id=amina.id,
        from_chat_id=amina.id,
        message_ids=[here["message_id"], 99],
        remove_caption=True,
    )
    assert "caption" not in amina.last
    ids = await bot("forwardMessages", chat_id=amina.id, from_chat_id=amina.id, message_ids=[1, 2])
    assert ids == [{"message_id": 5}, {"message_id": 6}]


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("forwardMessage", {"message_id": 99}, "message to forward not found"),
        ("copyMessage", {"message_id": 99}, "message to copy not found"),
        ("copyMessage", {"message_id": 2}, "message can't be copied"),
        ("forwardMessage", {"message_id": 2}, "message can't be forwarded"),
        ("copyMessages", {"message_ids": [99]}, "there are no messages to copy"),
        ("forwardMessages", {"message_ids": [2, 1]},
         "message identifiers must be 1-100 in a strictly increasing order"),
    ],
)  # fmt: skip
async def test_moves_that_are_refused(bot: Bot, amina: Phone, method: str, params: dict[str, Any], words: str) -> None:
    await bot.says(amina, "secret", protect_content=True)
    refused = await bot.refused(method, chat_id=amina.id, from_chat_id=amina.id, **params)
    assert refused == f"Bad Request: {words}"


async def test_pins(bot: Bot, world: Telegram, amina: Phone) -> None:
    first, second = await bot.says(amina, "one"), await bot.says(amina, "two")
    assert await bot("pinChatMessage", **of(first)) is True
    await bot("pinChatMessage", **of(second))
    assert amina.last["pinned_message"]["text"] == "two"
    assert (await bot("getChat", chat_id=amina.id))["pinned_message"] == second
    await bot("unpinChatMessage", chat_id=amina.id)
    assert world.chats[amina.id].pinned == [first["message_id"]]
    await bot("pinChatMessage", **of(first))
    await bot("deleteMessage", **of(first))
    assert world.chats[amina.id].pinned == []
    await bot("pinChatMessage", **of(second))
    await bot("unpinAllChatMessages", chat_id=amina.id)
    assert await bot.refused("unpinChatMessage", chat_id=amina.id) == "Bad Request: message to unpin not found"
    assert (
        await bot.refused("pinChatMessage", chat_id=amina.id, message_id=99) == "Bad Request: message to pin not found"
    )
