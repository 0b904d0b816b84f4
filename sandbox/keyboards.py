"""Keyboards: what Telegram refuses, and how buttons look inside messages."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.checks import units
from sandbox.errors import bad

Json = dict[str, Any]
MOST_BUTTONS = 100
LOOKS = ("text", "icon_custom_emoji_id", "style")
STYLES = ("danger", "success", "primary")
PRIVATE_ONLY = (
    "request_contact",
    "request_location",
    "request_users",
    "request_chat",
    "request_poll",
    "web_app",
    "request_managed_bot",
)


def kind(markup: Json | None) -> str:
    """Which of the four kinds a reply_markup is, or an empty string."""
    names = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
    return next((name for name in names if markup and name in markup), "")


def check(markup: Json, *, private: bool) -> None:
    """Refuse what Telegram refuses."""
    rows: list[list[Json]] = markup.get("inline_keyboard") or markup.get("keyboard") or []
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not button["text"]:
            raise bad(
                "can't parse keyboard button: Text must be non-empty" if "keyboard" in markup else _inline("Text")
            )
        if button.get("style", STYLES[0]) not in STYLES:
            raise bad(f'button style "{button["style"]}" is unknown')
        (_inline_button if "inline_keyboard" in markup else _reply_button)(button, private)


def _inline(words: str) -> str:
    return f"can't parse inline keyboard button: {words} must be non-empty"


def _inline_button(button: Json, _private: bool) -> None:
    does = [name for name in button if name not in LOOKS]
    if not does:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(does) > 1:
        raise bad(f"can't parse inline keyboard button: it can do one thing only, not {' and '.join(does)}")
    if "url" in button and not _is_link(button["url"]):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "web_app" in button and not button["web_app"]["url"].startswith("https://"):
        words = "Only HTTPS links are allowed"
        raise bad(f"inline keyboard button Web App URL '{button['web_app']['url']}' is invalid: {words}")


def _is_link(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "tg":
        return True
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and ("." in host or host == "localhost")


def _reply_button(button: Json, private: bool) -> None:
    if not private and any(button.get(name) for name in PRIVATE_ONLY):
        raise bad(
            "phone number can be requested in private chats only"
            if button.get("request_contact")
            else "location can be requested in private chats only"
            if button.get("request_location")
            else "BUTTON_TYPE_INVALID"
        )
    if units(button["text"]) > 256:
        raise bad("can't parse keyboard button: Text is too long")


def buttons(message: Json) -> list[Json]:
    """All inline buttons of a message in reading order."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]
