"""People of the sandbox as Telegram knows them."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Account:
    """One person: the User object, what they did to the bot, and what their screen shows."""

    user: Json
    phone_number: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    keyboard: Json | None = None
    toasts: list[Json] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    last_act: float = float("-inf")

    @property
    def id(self) -> int:
        """Telegram's user id."""
        user_id: int = self.user["id"]
        return user_id

    @property
    def language(self) -> str:
        """Language of the person's client, e.g. `fr`."""
        return str(self.user.get("language_code", ""))


def user(
    user_id: int,
    first_name: str,
    *,
    language_code: str | None = None,
    username: str | None = None,
    last_name: str | None = None,
) -> Json:
    """A User object of a person."""
    optional = {"last_name": last_name, "username": username, "language_code": language_code}
    card: Json = {"id": user_id, "is_bot": False, "first_name": first_name}
    return card | {name: value for name, value in optional.items() if value}
