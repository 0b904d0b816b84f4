"""Group privacy: which messages of a group Telegram shows to the bot."""

import re
from typing import TYPE_CHECKING, Any

from sandbox.chats import Chat

if TYPE_CHECKING:
    from sandbox.telegram import Telegram

SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "pinned_message",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "group_chat_created",
    "supergroup_chat_created",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
)


def bot_hears(world: "Telegram", chat: Chat, message: dict[str, Any]) -> bool:
    """Everything for an administrator or with privacy off; else commands, replies, mentions and service messages."""
    me = world.me["id"]
    if me not in chat.present():
        return False
    if world.reads_all_groups or chat.admin(me) or chat.type == "channel":
        return True
    replied = message.get("reply_to_message", {}).get("from", {}).get("id") == me
    return replied or any(name in message for name in SERVICE) or _addressed(world, chat, message)


def _addressed(world: "Telegram", chat: Chat, message: dict[str, Any]) -> bool:
    """Is it `/command@bot`, a mention, or a bare command that no other bot could claim?"""
    text = message.get("text") or message.get("caption") or ""
    name = world.me["username"].lower()
    command = re.match(r"/\w+(?:@(\w+))?", text)
    if command:
        return command.group(1) is None or command.group(1).lower() == name
    return f"@{name}" in text.lower()
