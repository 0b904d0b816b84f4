"""The person's side: presses, toasts, keyboards, blocking, commands, inline queries, polls, events."""

from typing import Any

import pytest

from sandbox.methods import polls
from sandbox.phone import Phone, PhoneError
from sandbox.presses import NoSuchButton
from sandbox.queries import KEPT
from sandbox.telegram import Telegram
from tests.sandbox.conftest import MORNING, PNG, Bot, HandClock, fits, inline

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_press_carries_the_message_and_gets_a_toast(bot: Bot, amina: Phone) -> None:
    message = await bot.says(amina, "choose", reply_markup=inline("Yes", "No"))
    query = await amina.taps(message["message_id"], "yes")
    update = (await bot.updates())[0]
    assert fits("Update", update) == update
    assert update["callback_query"] == {
        "id": query, "from": amina.account.user, "message": message, "chat_instance": str(7_000_000 + amina.id),
        "data": "yes",
    }  # fmt: skip
    assert await bot("answerCallbackQuery", callback_query_id=query, text="Thanks", show_alert=True) is True
    assert amina.toasts == [{"text": "Thanks", "alert": True}]
    assert await bot.refused("answerCallbackQuery", callback_query_id=query) == TOO_OLD


async def test_answers_without_words_show_nothing(bot: Bot, amina: Phone) -> None:
    message = await bot.says(amina, reply_markup=inline("A"))
    await bot("answerCallbackQuery", callback_query_id=await amina.taps(message["message_id"], label="A"))
    assert amina.toasts == []
    await bot(
        "answerCallbackQuery",
        callback_query_id=await amina.taps(message["message_id"], "a"),
        url="https://t.me/x?start=1",
    )
    assert amina.toasts == [{"text": "", "alert": False, "url": "https://t.me/x?start=1"}]


async def test_toasts_have_200_characters(bot: Bot, amina: Phone) -> None:
    message = await bot.says(amina, reply_markup=inline("A"))
    query = await amina.taps(message["message_id"], "a")
    refused = await bot.refused("answerCallbackQuery", callback_query_id=query, text="😀" * 101)
    assert refused == "Bad Request: MESSAGE_TOO_LONG"
    await bot("answerCallbackQuery", callback_query_id=query, text="😀" * 100)


async def test_presses_are_answered_within_15_seconds(bot: Bot, amina: Phone, clock: HandClock) -> None:
    message = await bot.says(amina, reply_markup=inline("A"))
    first, second = [await amina.taps(message["message_id"], "a") for _ in range(2)]
    await clock.move(15)
    await bot("answerCallbackQuery", callback_query_id=first)
    await clock.move(1)
    assert await bot.refused("answerCallbackQuery", callback_query_id=second) == TOO_OLD
    assert await bot.refused("answerCallbackQuery", callback_query_id="5") == TOO_OLD


async def test_messages_older_than_48_hours_are_inaccessible(bot: Bot, amina: Phone, clock: HandClock) -> None:
    message = await bot.says(amina, reply_markup=inline("A"))
    await clock.move(48 * 3_600)
    await amina.taps(message["message_id"], "a")
    update = (await bot.updates())[0]
    assert fits("Update", update) == update
    assert update["callback_query"]["message"] == {
        "chat": message["chat"], "message_id": message["message_id"], "date": 0,
    }  # fmt: skip


async def test_a_client_presses_only_what_it_sees(bot: Bot, amina: Phone) -> None:
    link = {"text": "Map", "url": "https://notil.ma"}
    copy = {"text": "Copy", "copy_text": {"text": "R-7"}}
    message = await bot.says(amina, reply_markup={"inline_keyboard": [[link, copy], inline("A")["inline_keyboard"][0]]})
    assert await amina.taps(message["message_id"], label="Map") == "https://notil.ma"
    assert await amina.taps(message["message_id"], label="Copy") == "R-7"
    assert await bot.updates() == []
    with pytest.raises(NoSuchButton, match="no button 'b', there are"):
        await amina.taps(message["message_id"], "b")
    with pytest.raises(NoSuchButton, match="there is no message 99"):
        await amina.taps(99, "a")
    await amina.taps(99, "old:data", stale=True)
    assert (await bot.updates())[0]["callback_query"]["data"] == "old:data"


async def test_nobody_is_heard_before_start_or_while_blocking(bot: Bot, world: Telegram) -> None:
    phone = world.phone("New", user_id=77)
    with pytest.raises(PhoneError, match="press START first"):
        await phone.says("hello")
    message = await phone.start("r_12345")
    assert (phone.id, message["text"]) == (77, "/start r_12345")
    await phone.blocks()
    await phone.blocks()
    with pytest.raises(PhoneError, match="the bot is blocked"):
        await phone.says("hello")
    await phone.start()
    updates = await bot.updates()
    assert fits("[Update]", updates) == updates
    changes = [one["my_chat_member"]["new_chat_member"]["status"] for one in updates if "my_chat_member" in one]
    assert changes == ["kicked", "member"]
    await phone.deactivates()
    with pytest.raises(PhoneError, match="deleted"):
        await phone.says("hello")


@pytest.mark.parametrize("payload", ["two words", "x" * 65, "تويزة"])
async def test_deep_links_have_an_alphabet(amina: Phone, payload: str) -> None:
    with pytest.raises(PhoneError, match="deep link"):
        await amina.start(payload)


async def test_what_no_client_does(bot: Bot, amina: Phone) -> None:
    with pytest.raises(PhoneError):
        await amina.says("")
    with pytest.raises(PhoneError):
        await amina.says("x", reply_to=99)
    for message_id in (99, (await bot.says(amina))["message_id"]):
        with pytest.raises(PhoneError):
            await amina.edits(message_id, "x")


async def test_the_keyboard_under_the_text_field(bot: Bot, amina: Phone) -> None:
    number, here = {"text": "Number", "request_contact": True}, {"text": "Here", "request_location": True}
    keyboard = {"keyboard": [[{"text": "Menu"}], [number, here]], "one_time_keyboard": True}
    await bot.says(amina, reply_markup=keyboard)
    with pytest.raises(PhoneError, match="no button 'Other'"):
        await amina.presses("Other")
    with pytest.raises(PhoneError, match="sends_location"):
        await amina.presses("Here")
    assert (await amina.presses("Number"))["contact"]["user_id"] == amina.id
    assert amina.keyboard is None
    await bot.says(amina, reply_markup={"keyboard": [[{"text": "Menu"}]], "is_persistent": True})
    assert (await amina.presses("Menu"))["text"] == "Menu"
    assert amina.keyboard is not None


async def test_captions_can_be_edited_by_people(bot: Bot, amina: Phone) -> None:
    photo = await amina.sends_photo(PNG, "lamp")
    edited = await amina.edits(photo["message_id"], "the #lamp")
    assert (edited["caption"], edited["caption_entities"][0]["type"]) == ("the #lamp", "hashtag")
    assert edited["photo"] == photo["photo"]


async def test_a_deleted_chat_is_empty_on_this_phone_only(bot: Bot, world: Telegram, amina: Phone) -> None:
    await bot.says(amina, "one")
    await amina.deletes_chat()
    assert amina.chat == []
    assert len(world.chats[amina.id].messages) == 2
    assert (await bot.says(amina, "two")) == amina.last


async def test_ids_are_given_once(world: Telegram, amina: Phone) -> None:
    taken = world.phone("Karim", user_id=amina.id + 1)
    assert world.phone("Nadia").id == taken.id + 1
    with pytest.raises(ValueError, match="already"):
        world.phone("Said", user_id=taken.id)


async def test_names(world: Telegram, amina: Phone) -> None:
    assert (amina.name, world.phone("Solo").name) == ("Amina B.", "Solo")


async def test_reactions_of_the_bot(bot: Bot, world: Telegram, amina: Phone) -> None:
    here: dict[str, Any] = {"chat_id": amina.id, "message_id": 1}
    assert await bot("setMessageReaction", **here, reaction=[{"type": "emoji", "emoji": "❤️"}]) is True
    assert world.chats[amina.id].reactions[1][2013] == [{"type": "emoji", "emoji": "❤️"}]
    await bot("setMessageReaction", **here)
    assert world.chats[amina.id].reactions[1][2013] == []
    emoji = [{"type": "emoji", "emoji": "✅"}]
    assert await bot.refused("setMessageReaction", **here, reaction=emoji) == "Bad Request: REACTION_INVALID"
    assert await bot.refused("setMessageReaction", **here, reaction=emoji * 2) == "Bad Request: REACTIONS_TOO_MANY"
    refused = await bot.refused("setMessageReaction", chat_id=amina.id, message_id=99)
    assert refused == "Bad Request: message to react not found"


# The menu


def menu(*names: str) -> list[dict[str, str]]:
    return [{"command": name, "description": name.title()} for name in names]


async def test_commands_by_scope_and_language(bot: Bot, world: Telegram, amina: Phone) -> None:
    karim = world.phone("Karim", language_code="fr-FR")
    assert amina.commands() == []
    await bot("setMyCommands", commands=menu("help"))
    await bot("setMyCommands", commands=menu("aide"), language_code="fr")
    assert (amina.commands(), karim.commands()) == (menu("help"), menu("aide"))
    await bot("setMyCommands", commands=menu("start"), scope={"type": "all_private_chats"})
    assert karim.commands() == menu("start")
    await karim.start()
    await bot("setMyCommands", commands=menu("/desk"), scope={"type": "chat", "chat_id": karim.id})
    assert (amina.commands(), karim.commands()) == (menu("start"), [{"command": "desk", "description": "/Desk"}])
    assert await bot("getMyCommands", scope={"type": "chat", "chat_id": karim.id}) == karim.commands()
    await bot("deleteMyCommands", scope={"type": "chat", "chat_id": karim.id})
    assert karim.commands() == menu("start")
    assert await bot("getMyCommands", language_code="de") == []


async def test_commands_in_groups(bot: Bot, world: Telegram, amina: Phone) -> None:
    karim = world.phone("Karim")
    group = world.group("Lab", [amina, karim])
    for scope, name in (
        ({"type": "all_group_chats"}, "all"), ({"type": "all_chat_administrators"}, "admins"),
        ({"type": "chat", "chat_id": group.id}, "here"),
        ({"type": "chat_administrators", "chat_id": group.id}, "admins_here"),
        ({"type": "chat_member", "chat_id": group.id, "user_id": karim.id}, "karim"),
    ):  # fmt: skip
        await bot("setMyCommands", commands=menu(name), scope=scope)
    assert (amina.commands(group), karim.commands(group)) == (menu("admins_here"), menu("karim"))


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"commands": menu("Big")}, "BOT_COMMAND_INVALID"),
        ({"commands": menu(*["x"] * 101)}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": menu("x"), "language_code": "ary"}, "invalid language code specified"),
        ({"commands": menu("x"), "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
        ({"commands": [{"command": "x", "description": ""}]}, "BotCommand.description must be 1-256 characters long"),
        ({"commands": [{"command": "x"}]}, 'field "description" of BotCommand is required'),
    ],
)
async def test_menus_that_are_refused(bot: Bot, params: dict[str, Any], words: str) -> None:
    assert await bot.refused("setMyCommands", **params) == f"Bad Request: {words}"


async def test_the_bots_own_words(bot: Bot, amina: Phone) -> None:
    assert await bot("getMyName") == {"name": "TwizaBot"}
    await bot("setMyName", name="تويزة", language_code="ar")
    await bot("setMyName", name="Twiza")
    await bot("setMyDescription", description="Hello")
    await bot("setMyShortDescription", short_description="Hi")
    assert await bot("getMyName", language_code="ar") == {"name": "تويزة"}
    assert await bot("getMyName", language_code="fr") == {"name": "Twiza"}
    assert await bot("getMyDescription", language_code="ar") == {"description": "Hello"}
    assert await bot("getMyShortDescription") == {"short_description": "Hi"}
    assert await bot.refused("setMyName", name="x" * 65) == "Bad Request: setMyName.name must be 0-64 characters long"
    assert await bot("getChatMenuButton") == {"type": "commands"}
    await bot("setChatMenuButton", chat_id=amina.id, menu_button={"type": "default"})
    await bot("setChatMenuButton")
    assert await bot("getChatMenuButton", chat_id=amina.id) == {"type": "default"}


# Inline queries and polls


async def test_inline_queries(bot: Bot, amina: Phone) -> None:
    query = await amina.inline_query("lamp")
    update = (await bot.updates())[0]
    assert fits("Update", update) == update
    assert update["inline_query"]["query"] == "lamp"
    assert amina.inline_results(query) == []
    content = {"message_text": "<b>Lamp</b>", "parse_mode": "HTML"}
    result = {
        "type": "article",
        "id": "1",
        "title": "Lamp",
        "input_message_content": content,
        "reply_markup": inline("Back"),
    }
    assert await bot("answerInlineQuery", inline_query_id=query, results=[result]) is True
    assert amina.inline_results(query) == [result]
    message = await amina.chooses(query, "1")
    assert (message["text"], message["via_bot"]["id"], message["reply_markup"]) == ("Lamp", 2013, inline("Back"))
    assert await bot.refused("answerInlineQuery", inline_query_id=query, results=[]) == TOO_OLD
    chosen = (await bot.updates(-2))[0]
    assert chosen["chosen_inline_result"] == {"result_id": "1", "from": amina.account.user, "query": "lamp"}


async def test_inline_results_have_their_own_ids(bot: Bot, amina: Phone) -> None:
    query = await amina.inline_query("x")
    photo = {"type": "photo", "id": "1", "photo_file_id": "AgAC", "title": "P"}
    duplicate = await bot.refused("answerInlineQuery", inline_query_id=query, results=[photo, photo])
    assert duplicate == "Bad Request: RESULT_ID_DUPLICATE"
    many = [{**photo, "id": str(number)} for number in range(51)]
    assert (
        await bot.refused("answerInlineQuery", inline_query_id=query, results=many) == "Bad Request: RESULTS_TOO_MUCH"
    )
    await bot("answerInlineQuery", inline_query_id=query, results=[photo])
    assert (await amina.chooses(query, "1"))["text"] == "P"


async def test_old_queries_are_forgotten(world: Telegram) -> None:
    first = world.queries.open(1)
    for _ in range(KEPT):
        world.queries.open(1)
    with pytest.raises(KeyError):
        world.queries.get(first.id)


OPTIONS = [{"text": "Roads"}, {"text": "Lamps"}]


async def test_a_poll(bot: Bot, world: Telegram, amina: Phone) -> None:
    params: dict[str, Any] = {"question": "What first?", "options": OPTIONS, "is_anonymous": False}
    message = await bot("sendPoll", chat_id=amina.id, **params)
    assert fits("Message", message) == message
    await amina.votes(message["message_id"], [1])
    updates = await bot.updates()
    assert fits("[Update]", updates) == updates
    assert [option["voter_count"] for option in updates[0]["poll"]["options"]] == [0, 1]
    assert updates[1]["poll_answer"]["option_ids"] == [1]
    await amina.votes(message["message_id"], [])
    assert amina.last["poll"]["total_voter_count"] == 0
    here: dict[str, Any] = {"chat_id": amina.id, "message_id": message["message_id"]}
    closed = await bot("stopPoll", **here, reply_markup=inline("A"))
    assert closed["is_closed"] is True
    assert amina.last["reply_markup"] == inline("A")
    assert await bot.refused("stopPoll", **here) == "Bad Request: poll has already been closed"
    with pytest.raises(ValueError, match="closed"):
        polls.vote(world, message["poll"]["id"], amina.account.user, [0])


async def test_an_anonymous_quiz(bot: Bot, amina: Phone) -> None:
    quiz: dict[str, Any] = {"question": "*?*", "question_parse_mode": "Markdown", "options": OPTIONS, "type": "quiz"}
    message = await bot("sendPoll", chat_id=amina.id, **quiz, correct_option_ids=[0], explanation="because")
    assert (message["poll"]["correct_option_ids"], message["poll"]["explanation"]) == ([0], "because")
    plain = await bot("sendPoll", chat_id=amina.id, **quiz, correct_option_ids=[0])
    assert "explanation" not in plain["poll"]
    await amina.votes(message["message_id"], [0])
    assert [set(update) - {"update_id"} for update in await bot.updates()] == [{"poll"}]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"options": []}, "poll must have at least 1 option"),
        ({"options": OPTIONS * 7}, "poll can't have more than 12 options"),
        ({"options": [{"text": " "}]}, "poll options must be non-empty"),
        ({"options": [{"text": "x" * 101}]}, "poll options length must not exceed 100"),
        ({"question": "x" * 301}, "poll question length must not exceed 300"),
        ({"question": ""}, 'parameter "question" of sendPoll is empty'),
        ({"type": "vote"}, "unsupported poll type specified"),
        ({"type": "quiz"}, "wrong correct option ID specified"),
        ({"type": "quiz", "correct_option_ids": [2]}, "wrong correct option ID specified"),
    ],
)
async def test_polls_that_are_refused(bot: Bot, amina: Phone, params: dict[str, Any], words: str) -> None:
    poll = {"question": "What?", "options": OPTIONS, **params}
    assert await bot.refused("sendPoll", chat_id=amina.id, **poll) == f"Bad Request: {words}"


async def test_only_polls_of_the_bot_are_stopped(bot: Bot, amina: Phone) -> None:
    for message_id, words in ((99, "message with poll to stop not found"), (1, "poll can't be stopped")):
        refused = await bot.refused("stopPoll", chat_id=amina.id, message_id=message_id)
        assert refused == f"Bad Request: {words}"


# Events


async def test_everything_that_happens_is_told(bot: Bot, world: Telegram, clock: HandClock) -> None:
    heard: list[dict[str, Any]] = []
    stop = world.subscribe(heard.append)
    phone = world.phone("Amina")
    await phone.start()
    message = await bot.says(phone, reply_markup=inline("A"))
    query = await phone.taps(message["message_id"], "a")
    await bot("answerCallbackQuery", callback_query_id=query, text="ok")
    await bot("editMessageText", chat_id=phone.id, message_id=message["message_id"], text="new")
    await bot("deleteMessage", chat_id=phone.id, message_id=message["message_id"])
    await bot.says(phone, reply_markup={"keyboard": [[{"text": "x"}]]})
    await bot("setMyCommands", commands=menu("help"))
    await phone.blocks()
    kinds = [event["kind"] for event in heard]
    assert kinds == [
        "phone", "message", "update", "message", "call", "update", "toast", "answered", "call", "edit", "call",
        "delete", "call", "message", "keyboard", "call", "commands", "call", "update", "block",
    ]  # fmt: skip
    toast = next(event for event in heard if event["kind"] == "toast")
    assert toast == {"kind": "toast", "user_ids": [phone.id], "chat_id": phone.id, "text": "ok", "alert": False}
    seen = next(event for event in heard if event["kind"] == "message")
    assert (seen["user_ids"], seen["message"]["date"]) == ([phone.id], int(MORNING))
    stop()
    stop()
    await phone.unblocks()
    assert len(heard) == len(kinds)
