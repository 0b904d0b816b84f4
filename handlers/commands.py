"""Commands: which function serves each, what the menu says of it, and who sees it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import BotCommand, Update

from handlers.context import Context
from locales.texts import Texts
from services.roles import Role, holds

Serve = Callable[[Update, Context], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """One command; with a `role` it is shown to, and obeyed for, staff of that role only."""

    name: str
    about: str
    serve: Serve
    role: Role | None = None


# What people need most stands first.
ORDER = ("desk", "announce", "workshop", "staff", "challenge", "mine", "workshops", "volunteer", "company", "vote",
         "menu", "language", "privacy", "help", "cancel", "start")  # fmt: skip

_commands: dict[str, Command] = {}


def command(name: str, about: str, role: Role | None = None) -> Callable[[Serve], Serve]:
    """Register the function that serves /name; `about` is the msgid of its line in the menu."""

    if name not in ORDER:
        raise ValueError(f"/{name} has no place in the menu: add it to ORDER")

    def register(function: Serve) -> Serve:
        _commands[name] = Command(name, about, function, role)
        return function

    return register


def all_commands() -> list[Command]:
    """Every command, in the order in which the menu shows them."""
    return [_commands[name] for name in ORDER if name in _commands]


def menu_of(texts: Texts, roles: frozenset[Role]) -> list[BotCommand]:
    """The commands that somebody with `roles` sees, described in the language of `texts`."""
    seen = [one for one in all_commands() if one.role is None or holds(roles, one.role)]
    return [BotCommand(one.name, texts.plain(one.about)) for one in seen]
