"""The bot's own face: commands, names, descriptions, menu button."""

import re

from sandbox.errors import bad
from sandbox.methods.registry import Call, Handler, Json, method

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
PROFILE = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}


def _scope(call: Call) -> Json | None:
    scope: Json | None = call.get("scope")
    if scope and scope["type"] in CHAT_SCOPES:
        chat = call.world.chat(scope["chat_id"])
        scope = scope | {"chat_id": chat.id}
    return scope


def _language(call: Call) -> str:
    code: str = call.get("language_code", "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """The menu of one scope and language, at most 100 commands."""
    if len(call["commands"]) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in call["commands"]:
        if not COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
    commands = [one | {"command": one["command"].removeprefix("/")} for one in call["commands"]]
    call.world.commands.set(_scope(call), _language(call), commands)
    call.world.events.tell("commands")
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Json]:
    """The menu stored under exactly this scope and language."""
    return call.world.commands.get(_scope(call), _language(call))


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Forget the menu of one scope and language."""
    call.world.commands.set(_scope(call), _language(call), [])
    call.world.events.tell("commands")
    return True


def _setter(field: str) -> Handler:
    def set_it(call: Call) -> bool:
        call.world.profile[field, _language(call)] = call.get(field, "")
        call.world.events.tell("profile")
        return True

    return set_it


def _getter(field: str) -> Handler:
    def get_it(call: Call) -> Json:
        profile = call.world.profile
        fallback = call.world.me["first_name"] if field == "name" else ""
        return {field: profile.get((field, _language(call))) or profile.get((field, "")) or fallback}

    return get_it


for _word, _field in PROFILE.items():
    method(f"setMy{_word}")(_setter(_field))
    method(f"getMy{_word}")(_getter(_field))


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    """The button beside the text field, for one private chat or (no chat) for all."""
    button = call.get("menu_button", {"type": "default"})
    call.world.menu_buttons[call.get("chat_id", 0)] = button
    call.world.events.tell("commands")
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> Json:
    """The button of one chat, else the one for all."""
    buttons = call.world.menu_buttons
    return buttons.get(call.get("chat_id", 0)) or buttons.get(0) or {"type": "commands"}
