"""Groups, topics, channels: privacy, members, migration."""

from typing import Any

import pytest

from sandbox.groups import Group
from sandbox.phone import Phone, PhoneError
from sandbox.telegram import Telegram
from tests.sandbox.conftest import Bot, fits, inline


@pytest.fixture
def karim(world: Telegram) -> Phone:
    return world.phone("Karim")


@pytest.fixture
def group(world: Telegram, amina: Phone, karim: Phone) -> Group:
    group = world.group("Lab", [amina, karim])
    world.updates.clear()
    return group


async def heard(bot: Bot) -> list[Any]:
    """Kinds and texts of waiting updates, confirmed."""
    updates = await bot.updates()
    assert fits("[Update]", updates) == updates
    if updates:
        await bot.updates(updates[-1]["update_id"] + 1)
    return [
        next((kind, body.get("text", "")) for kind, body in update.items() if kind != "update_id") for update in updates
    ]


async def test_joining_is_told(bot: Bot, world: Telegram, amina: Phone) -> None:
    group = world.group("Lab", [amina])
    updates = await bot.updates()
    assert fits("[Update]", updates) == updates
    change = updates[0]["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("left", "member")
    assert updates[1]["message"]["new_chat_members"] == [world.me]
    assert group.id < -1_000_000_000_000


async def test_group_privacy(bot: Bot, world: Telegram, group: Group, amina: Phone) -> None:
    mine = await bot("sendMessage", chat_id=group.id, text="hello all")
    for text in ("chatter", "/menu", "/menu@TwizaBot", "/menu@OtherBot", "dear @twizabot", "5/6"):
        await amina.says_in(group, text)
    await amina.says_in(group, "an answer", reply_to=mine["message_id"])
    assert [text for _, text in await heard(bot)] == ["/menu", "/menu@TwizaBot", "dear @twizabot", "an answer"]
    group.promotes_bot()
    await amina.says_in(group, "chatter")
    assert await heard(bot) == [("my_chat_member", ""), ("message", "chatter")]


async def test_privacy_can_be_off(bot: Bot, world: Telegram, group: Group, amina: Phone) -> None:
    world.reads_all_groups = True
    await amina.says_in(group, "chatter")
    assert await heard(bot) == [("message", "chatter")]
    group.removes_bot()
    await amina.says_in(group, "chatter")
    assert await heard(bot) == [("my_chat_member", "")]


async def test_a_bot_that_is_out_is_told_so(bot: Bot, group: Group) -> None:
    group.removes_bot()
    refused = await bot.refused("sendMessage", chat_id=group.id, text="x")
    assert refused == "Forbidden: bot was kicked from the supergroup chat"
    group.adds_bot()
    assert await bot("leaveChat", chat_id=group.id) is True
    refused = await bot.refused("sendMessage", chat_id=group.id, text="x")
    assert refused == "Forbidden: bot is not a member of the supergroup chat"
    assert [kind for kind, _ in await heard(bot)] == ["my_chat_member", "my_chat_member", "message", "my_chat_member"]


async def test_members_come_and_go(bot: Bot, world: Telegram, group: Group, amina: Phone, karim: Phone) -> None:
    nadia = world.phone("Nadia")
    group.promotes_bot()
    await bot.updates(-1, allowed_updates=["chat_member", "message"])
    await bot.updates(2**31)
    world.updates.clear()
    group.adds(nadia)
    group.removes(karim, by=amina)
    group.removes(nadia)
    updates = await bot.updates()
    assert fits("[Update]", updates) == updates
    changes = [one["chat_member"]["new_chat_member"]["status"] for one in updates if "chat_member" in one]
    assert changes == ["member", "kicked", "left"]
    assert updates[1]["message"]["new_chat_members"] == [nadia.account.user]
    assert updates[3]["message"]["left_chat_member"] == karim.account.user
    with pytest.raises(PhoneError):
        await karim.says_in(group, "let me in")
    assert await bot("getChatMemberCount", chat_id=group.id) == 2


async def test_asking_about_a_group(bot: Bot, group: Group, amina: Phone, karim: Phone) -> None:
    chat = await bot("getChat", chat_id=group.id)
    assert fits("ChatFullInfo", chat) == chat
    assert (chat["title"], chat["type"]) == ("Lab", "supergroup")
    member = await bot("getChatMember", chat_id=group.id, user_id=karim.id)
    assert member == {"status": "member", "user": karim.account.user}
    group.promotes(karim)
    admins = await bot("getChatAdministrators", chat_id=group.id)
    assert fits("[ChatMember]", admins)
    assert [(one["status"], one["user"]["first_name"]) for one in admins] == [
        ("creator", "Amina"), ("administrator", "Karim"),
    ]  # fmt: skip
    assert await bot.refused("getChatMember", chat_id=group.id, user_id=5) == "Bad Request: user not found"
    assert (await bot("getChatMember", chat_id=group.id, user_id=2013))["status"] == "member"


async def test_asking_about_a_private_chat(bot: Bot, world: Telegram, amina: Phone, karim: Phone, group: Group) -> None:
    assert (await bot("getChat", chat_id=amina.id))["first_name"] == "Amina"
    assert (await bot("getChatMember", chat_id=amina.id, user_id=amina.id))["status"] == "member"
    assert (await bot("getChatMember", chat_id=amina.id, user_id=karim.id))["status"] == "left"
    assert await bot("getChatMemberCount", chat_id=amina.id) == 2
    for method in ("getChatAdministrators", "leaveChat", "setChatDescription"):
        assert (await bot.refused(method, chat_id=amina.id)).startswith("Bad Request: ")
    await bot("sendMessage", chat_id=group.id, text="x")


async def test_a_group_by_name(bot: Bot, group: Group) -> None:
    group.chat.username = "lab"
    assert (await bot("sendMessage", chat_id="@lab", text="x"))["chat"]["username"] == "lab"


async def test_presses_and_reactions_in_a_group(bot: Bot, group: Group, karim: Phone, amina: Phone) -> None:
    await bot.updates(allowed_updates=["callback_query", "message_reaction"])
    message = await bot("sendMessage", chat_id=group.id, text="who?", reply_markup=inline("Me"))
    query = await karim.taps(message["message_id"], "me", group=group)
    await karim.reacts(message["message_id"], "👍", group=group)
    assert [kind for kind, _ in await heard(bot)] == ["callback_query"]
    await bot("answerCallbackQuery", callback_query_id=query, text="noted")
    assert (karim.toasts, amina.toasts) == ([{"text": "noted", "alert": False}], [])
    group.promotes_bot()
    await karim.reacts(message["message_id"], group=group)
    assert [kind for kind, _ in await heard(bot)] == ["message_reaction"]


async def test_contact_buttons_are_for_private_chats(bot: Bot, group: Group) -> None:
    for button, words in (
        ({"request_contact": True}, "phone number can be requested in private chats only"),
        ({"request_location": True}, "location can be requested in private chats only"),
        ({"web_app": {"url": "https://a.ma"}}, "BUTTON_TYPE_INVALID"),
    ):
        markup = {"keyboard": [[{"text": "x", **button}]]}
        refused = await bot.refused("sendMessage", chat_id=group.id, text="x", reply_markup=markup)
        assert refused == f"Bad Request: {words}"


async def test_a_small_group_migrates(bot: Bot, world: Telegram, amina: Phone) -> None:
    world.reads_all_groups = True
    small = world.group("Lab", [amina], type="group")
    world.updates.clear()
    big = small.migrates()
    first, second = await bot.updates()
    assert first["message"]["migrate_to_chat_id"] == big.id
    assert second["message"]["migrate_from_chat_id"] == small.id
    _, body = await world.call(world.token, "sendMessage", {"chat_id": small.id, "text": "x"})
    assert body["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert body["parameters"] == {"migrate_to_chat_id": big.id}
    assert (await bot("sendMessage", chat_id=big.id, text="x"))["message_id"] == 2


async def test_the_bot_as_administrator(bot: Bot, group: Group, amina: Phone, karim: Phone) -> None:
    here: dict[str, Any] = {"chat_id": group.id}
    assert await bot.refused("setChatTitle", **here, title="New") == "Bad Request: not enough rights"
    said = await karim.says_in(group, "spam")
    delete: dict[str, Any] = {**here, "message_id": said["message_id"]}
    assert await bot.refused("deleteMessage", **delete) == "Bad Request: message can't be deleted for everyone"
    refused = await bot.refused("pinChatMessage", **delete)
    assert refused == "Bad Request: not enough rights to manage pinned messages in the chat"
    group.promotes_bot()
    await bot("deleteMessage", **delete)
    await bot("setChatTitle", **here, title="New")
    assert group.last["new_chat_title"] == "New"
    await bot("setChatDescription", **here, description="About")
    assert (await bot("getChat", **here))["description"] == "About"
    refused = await bot.refused("setChatDescription", **here, description="About")
    assert refused == "Bad Request: chat description is not modified"
    assert (await bot("exportChatInviteLink", **here)).startswith("https://t.me/+")
    await bot("restrictChatMember", **here, user_id=karim.id, permissions={"can_send_messages": False})
    assert (await bot("getChatMember", **here, user_id=karim.id))["status"] == "restricted"
    await bot("banChatMember", **here, user_id=karim.id)
    assert (await bot("getChatMember", **here, user_id=karim.id))["status"] == "kicked"
    await bot("unbanChatMember", **here, user_id=karim.id, only_if_banned=True)
    assert await bot("unbanChatMember", **here, user_id=karim.id, only_if_banned=True) is True
    assert (await bot("getChatMember", **here, user_id=karim.id))["status"] == "left"
    refused = await bot.refused("banChatMember", **here, user_id=amina.id)
    assert refused == "Bad Request: can't remove chat owner"
    assert await bot.refused("banChatMember", **here, user_id=5) == "Bad Request: user not found"


async def test_topics(bot: Bot, world: Telegram, amina: Phone) -> None:
    forum = world.group("Forum", [amina], is_forum=True)
    here: dict[str, Any] = {"chat_id": forum.id}
    assert (
        await bot.refused("createForumTopic", **here, name="Lamps") == "Bad Request: not enough rights to manage topics"
    )
    forum.promotes_bot()
    world.updates.clear()
    topic = await bot("createForumTopic", **here, name="Lamps", icon_color=16766590, icon_custom_emoji_id="5")
    assert fits("ForumTopic", topic) == topic
    thread: dict[str, Any] = {**here, "message_thread_id": topic["message_thread_id"]}
    sent = await bot("sendMessage", **thread, text="in the topic")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic["message_thread_id"], True)
    said = await amina.says_in(forum, "here too", topic=topic["message_thread_id"])
    reply = await amina.says_in(forum, "and here", reply_to=said["message_id"])
    assert reply["message_thread_id"] == topic["message_thread_id"]
    assert "message_thread_id" not in await bot("sendMessage", **here, message_thread_id=1, text="general")
    await bot("editForumTopic", **thread, name="Roads")
    assert forum.last["forum_topic_edited"] == {"name": "Roads"}
    assert await bot.refused("editForumTopic", **thread, name="Roads") == "Bad Request: TOPIC_NOT_MODIFIED"
    await bot("closeForumTopic", **thread)
    assert await bot.refused("closeForumTopic", **thread) == "Bad Request: TOPIC_NOT_MODIFIED"
    await bot("reopenForumTopic", **thread)
    await bot("pinChatMessage", **here, message_id=sent["message_id"])
    await bot("unpinAllForumTopicMessages", **thread)
    assert forum.chat.pinned == []
    await bot("deleteForumTopic", **thread)
    assert await bot.refused("sendMessage", **thread, text="x") == "Bad Request: message thread not found"
    assert await bot.refused("closeForumTopic", **thread) == "Bad Request: message thread not found"
    assert [message for message in forum.messages if message.get("message_thread_id")] == []
    assert (
        await bot.refused("createForumTopic", **here, name="x", icon_color=1)
        == "Bad Request: invalid icon color specified"
    )
    assert await bot("getForumTopicIconStickers") == []


async def test_closed_topics_are_closed_for_plain_members(
    bot: Bot, world: Telegram, amina: Phone, group: Group
) -> None:
    forum = world.group("Forum", [amina], is_forum=True)
    forum.promotes_bot()
    topic = await bot("createForumTopic", chat_id=forum.id, name="Lamps")
    await bot("closeForumTopic", chat_id=forum.id, message_thread_id=topic["message_thread_id"])
    forum.bot_becomes({"status": "member"}, by=amina.account.user)
    thread: dict[str, Any] = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}
    assert await bot.refused("sendMessage", **thread, text="x") == "Bad Request: TOPIC_CLOSED"
    assert await bot.refused("createForumTopic", chat_id=group.id, name="x") == "Bad Request: the chat is not a forum"


async def test_channels(bot: Bot, world: Telegram, amina: Phone) -> None:
    channel = world.group("News", [amina], type="channel")
    channel.promotes_bot()
    world.updates.clear()
    post = channel.posts("opening")
    assert await heard(bot) == [("channel_post", "opening")]
    sent = await bot("sendMessage", chat_id=channel.id, text="from the bot")
    assert sent["sender_chat"]["title"] == "News"
    await bot("editMessageText", chat_id=channel.id, message_id=sent["message_id"], text="edited")
    refused = await bot.refused(
        "sendMessage", chat_id=channel.id, text="x", reply_markup={"keyboard": [[{"text": "x"}]]}
    )
    assert refused == "Bad Request: inline keyboard expected"
    forwarded = await amina.forwards(post)
    assert forwarded["forward_origin"]["type"] == "channel"
    assert fits("Message", forwarded) == forwarded


async def test_an_anonymous_administrator_is_nobody(bot: Bot, group: Group) -> None:
    group.promotes_bot()
    message = group.anonymous_says("/desk")
    assert (message["from"]["id"], message["sender_chat"]["id"]) == (1087968824, group.id)
    assert ("message", "/desk") in await heard(bot)
