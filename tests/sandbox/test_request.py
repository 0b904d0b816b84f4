"""A plain python-telegram-bot application on the in-process door."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputFile,
    InputMediaPhoto,
    InputTextMessageContent,
    LinkPreviewOptions,
    MenuButtonCommands,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from sandbox.phone import Phone
from sandbox.request import SandboxRequest
from sandbox.telegram import Telegram
from tests.sandbox.conftest import PNG, TOKEN, settle


@pytest.fixture
async def ptb(world: Telegram) -> AsyncIterator[Bot]:
    """A bot of python-telegram-bot that talks to the world without a socket."""
    async with Bot(TOKEN, request=SandboxRequest(world), get_updates_request=SandboxRequest(world)) as bot:
        yield bot


async def test_updates_are_read_by_ptb(ptb: Bot, amina: Phone, world: Telegram) -> None:
    await amina.says("hello /menu")
    await amina.sends_photo(PNG, "look")
    await amina.sends_location(33.5, -7.6)
    await amina.blocks()
    group = world.group("Lab", [amina], is_forum=True)
    group.promotes_bot()
    updates = await ptb.get_updates(timeout=timedelta(seconds=0))
    assert [type(update) for update in updates] == [Update] * 7
    assert updates[0].message is not None
    assert [entity.type for entity in updates[0].message.entities] == ["bot_command"]
    assert all(update.effective_user for update in updates)


async def test_everything_that_ptb_sends_is_known(ptb: Bot, amina: Phone, world: Telegram) -> None:
    """PTB's own parameters all fit the shipped specification."""
    world.limits.on = False
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a", style="primary")]])
    text = await ptb.send_message(
        chat_id=amina.id, text="<b>x</b>", parse_mode="HTML", reply_markup=keys,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )  # fmt: skip
    await ptb.edit_message_text(text="y", chat_id=amina.id, message_id=text.message_id)
    await ptb.send_message(
        chat_id=amina.id, text="k", reply_markup=ReplyKeyboardMarkup([["a", "b"]], resize_keyboard=True)
    )
    photo = await ptb.send_photo(chat_id=amina.id, photo=PNG, caption="c")
    await ptb.edit_message_media(media=InputMediaPhoto(PNG, caption="d"), chat_id=amina.id, message_id=photo.message_id)
    album = await ptb.send_media_group(
        chat_id=amina.id, media=[InputMediaPhoto(PNG), InputMediaPhoto(PNG)], caption="e"
    )
    voice = await ptb.send_voice(chat_id=amina.id, voice=b"OggS", duration=timedelta(seconds=3))
    await ptb.send_document(chat_id=amina.id, document=b"%PDF", filename="a.pdf")
    await ptb.send_location(chat_id=amina.id, latitude=33.5, longitude=-7.6)
    poll = await ptb.send_poll(chat_id=amina.id, question="?", options=["a", "b"], correct_option_ids=[0], type="quiz")
    await ptb.stop_poll(chat_id=amina.id, message_id=poll.message_id)
    await ptb.set_message_reaction(chat_id=amina.id, message_id=1, reaction=[ReactionTypeEmoji("👍")])
    await ptb.set_my_commands(
        commands=[BotCommand("help", "Help")], scope=BotCommandScopeChat(amina.id), language_code="fr"
    )
    await ptb.set_chat_menu_button(chat_id=amina.id, menu_button=MenuButtonCommands())
    await ptb.send_chat_action(chat_id=amina.id, action="typing")
    await ptb.copy_message(chat_id=amina.id, from_chat_id=amina.id, message_id=voice.message_id)
    await ptb.forward_message(chat_id=amina.id, from_chat_id=amina.id, message_id=voice.message_id)
    await ptb.delete_messages(chat_id=amina.id, message_ids=[one.message_id for one in album])
    assert (await ptb.get_chat(chat_id=amina.id)).first_name == "Amina"
    query = await amina.inline_query("x")
    article = InlineQueryResultArticle("1", "T", InputTextMessageContent("hello", parse_mode="HTML"))
    await ptb.answer_inline_query(inline_query_id=query, results=[article], cache_time=0)
    assert (await amina.chooses(query, "1"))["text"] == "hello"
    assert [entry.answer for entry in world.ledger.entries(kind="call") if entry.status != 200] == []


async def test_files_go_both_ways(ptb: Bot, amina: Phone) -> None:
    sent = await amina.sends_voice(b"OggS voice", 3)
    file = await ptb.get_file(file_id=sent["voice"]["file_id"])
    assert bytes(await file.download_as_bytearray()) == b"OggS voice"
    with pytest.raises(InvalidToken):
        await ptb.request.retrieve(f"https://api.telegram.org/file/bot{TOKEN}/voice/none.oga")
    with pytest.raises(InvalidToken):
        await ptb.request.retrieve("https://api.telegram.org/file/bot1:x/voice/file_0.oga")


async def test_an_open_file_is_read(ptb: Bot, amina: Phone, tmp_path: Any) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    with path.open("rb") as document:
        message = await ptb.send_document(chat_id=amina.id, document=InputFile(document, read_file_handle=False))
    assert message.document is not None
    assert (message.document.file_size, message.document.mime_type) == (4, "text/plain")


async def test_refusals_become_ptbs_exceptions(ptb: Bot, world: Telegram, amina: Phone) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(chat_id=5, text="x")
    world.faults.add("sendMessage", 429, seconds=3)
    with pytest.raises(RetryAfter):
        await ptb.send_message(chat_id=amina.id, text="x")
    small = world.group("Lab", [amina], type="group")
    small.migrates()
    with pytest.raises(ChatMigrated):
        await ptb.send_message(chat_id=small.id, text="x")
    await amina.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(chat_id=amina.id, text="x")


async def test_a_cut_line_is_a_network_error(ptb: Bot, world: Telegram, amina: Phone) -> None:
    world.faults.add("sendMessage", "drop", when="before")
    world.faults.add("sendMessage", "drop", when="after")
    with pytest.raises(NetworkError, match="connection refused"):
        await ptb.send_message(chat_id=amina.id, text="lost")
    with pytest.raises(TimedOut, match="the answer never came"):
        await ptb.send_message(chat_id=amina.id, text="delivered")
    assert amina.last["text"] == "delivered"


async def test_a_poll_waits_in_process(ptb: Bot, amina: Phone) -> None:
    poll = asyncio.create_task(ptb.get_updates(timeout=timedelta(seconds=10)))
    await settle()
    await amina.says("now")
    updates = await poll
    assert [update.message.text for update in updates if update.message] == ["now"]
    assert ptb.request.read_timeout == 5.0
