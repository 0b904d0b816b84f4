"""The bot's menu of commands, per scope and language, and which one a person's client shows."""

from typing import Any

Json = dict[str, Any]
Key = tuple[str, int, int]


def key_of(scope: Json | None) -> Key:
    """A BotCommandScope as a key: type, chat, user."""
    scope = scope or {"type": "default"}
    return scope["type"], int(scope.get("chat_id", 0)), int(scope.get("user_id", 0))


class Commands:
    """Lists of commands by scope and two-letter language (empty: everyone else)."""

    def __init__(self) -> None:
        self._lists: dict[tuple[Key, str], list[Json]] = {}

    def set(self, scope: Json | None, language: str, commands: list[Json]) -> None:
        """Store a list; an empty one deletes."""
        if commands:
            self._lists[key_of(scope), language] = commands
        else:
            self._lists.pop((key_of(scope), language), None)

    def get(self, scope: Json | None, language: str) -> list[Json]:
        """The list stored under exactly this scope and language."""
        return self._lists.get((key_of(scope), language), [])

    def seen(self, user_id: int, language: str, chat_id: int, *, private: bool, admin: bool = False) -> list[Json]:
        """What a client shows: the narrowest scope first, in each the person's language before none."""
        for key in _private(chat_id) if private else _group(chat_id, user_id, admin):
            for code in (language[:2], ""):
                if found := self._lists.get((key, code)):
                    return found
        return []


def _private(chat_id: int) -> list[Key]:
    return [("chat", chat_id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]


def _group(chat_id: int, user_id: int, admin: bool) -> list[Key]:
    of_admins: list[Key] = [("chat_administrators", chat_id, 0)] if admin else []
    all_admins: list[Key] = [("all_chat_administrators", 0, 0)] if admin else []
    return [
        ("chat_member", chat_id, user_id),
        *of_admins,
        ("chat", chat_id, 0),
        *all_admins,
        ("all_group_chats", 0, 0),
        ("default", 0, 0),
    ]
