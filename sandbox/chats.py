"""Chats: private ones, groups, supergroups with topics, channels; their members and messages."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import bad, forbidden

Json = dict[str, Any]
PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass
class Topic:
    """A forum topic; its id is that of the service message that opened it (1: the General topic)."""

    id: int
    name: str
    icon_color: int = 7322096
    icon_custom_emoji_id: str = ""
    closed: bool = False
    hidden: bool = False


@dataclass
class Chat:
    """One chat. Messages are values: an edit stores a new dict under the same id."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    user: Json = field(default_factory=dict)
    is_forum: bool = False
    members: dict[int, Json] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    sealed: set[int] = field(default_factory=set)
    reactions: dict[int, dict[int, list[Json]]] = field(default_factory=dict)
    description: str = ""
    permissions: Json = field(default_factory=dict)
    migrated_to: int | None = None
    last_id: int = 0
    last_bot_voice: str = ""

    @property
    def private(self) -> bool:
        """Is it one person and the bot?"""
        return self.type == "private"

    @property
    def group(self) -> bool:
        """Is it a group or supergroup?"""
        return self.type in ("group", "supergroup")

    def card(self) -> Json:
        """The Chat object that messages carry."""
        if self.private:
            names = ("first_name", "last_name", "username")
            return {"id": self.id, **{n: self.user[n] for n in names if n in self.user}, "type": "private"}
        card: Json = {"id": self.id, "title": self.title, "type": self.type}
        if self.username:
            card["username"] = self.username
        return card | ({"is_forum": True} if self.is_forum else {})

    def status(self, user_id: int) -> str:
        """Member status of somebody; who was never here has `left`."""
        return str(self.members.get(user_id, {}).get("status", "left"))

    def present(self) -> list[int]:
        """Ids of everyone who is in the chat, the bot included."""
        return [user_id for user_id in self.members if self.status(user_id) in PRESENT]

    def admin(self, user_id: int) -> bool:
        """Is somebody creator or administrator?"""
        return self.status(user_id) in ("creator", "administrator")


def open_to_bot(chat: Chat, bot_id: int) -> None:
    """Refuse with Telegram's words when the bot cannot act in a group or channel."""
    if chat.migrated_to is not None:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    kind = {"group": "group", "supergroup": "supergroup", "channel": "channel"}[chat.type]
    if chat.status(bot_id) == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if chat.status(bot_id) == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")
