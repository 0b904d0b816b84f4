"""A rendered screen becomes calls to Telegram: send, or edit in place."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from telegram import (
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import MessageLimit, ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.errors import Act, classify
from bot.lanes import Lane, Turn
from bot.request import UPLOAD_SECONDS
from handlers.buttons import keyboard
from handlers.screens import Media, Message

EDITABLE: dict[str, Callable[..., Any]] = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "audio": InputMediaAudio,
    "document": InputMediaDocument,
}
SLOWEST = 50_000  # bytes a second of an upload that we still wait for
NO_PREVIEW = '{"is_disabled": true}'
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Post:
    """Where and how a message goes: `edit` is the message to edit in place, `rtl` the reading direction."""

    chat_id: int
    rtl: bool = False
    lane: Lane | Turn = Lane.ANSWER
    edit: int | None = None


async def post(bot: "ExtBot[Any]", to: Post, message: Message, parse_mode: str | None = ParseMode.HTML) -> int:
    """Send or edit; the id of the message that now shows it.

    What cannot be edited is sent anew and the old message goes away. Every other error is the caller's (bot/errors.py).
    """
    if to.edit is None or message.keys is not None:
        return await _send(bot, to, message, parse_mode)
    try:
        return await _edit(bot, to, message, parse_mode)
    except TelegramError as error:
        act = classify(error).act
        if act is Act.DONE:
            return to.edit
        if act is not Act.MAKE_NEW:
            raise
    await _take_away(bot, to.chat_id, to.edit)
    return await _send(bot, to, message, parse_mode)


async def post_plain(bot: "ExtBot[Any]", to: Post, message: Message) -> int:
    """The same without formatting: the words matter more than their looks."""
    return await post(bot, to, replace(message, text=html.unescape(_TAG.sub("", message.text))), None)


async def rewrite(bot: "ExtBot[Any]", to: Post, message: Message) -> int:
    """Bring a message that was sent (`to.edit`) to these words; its file, if it has one, stays. Its id."""
    shared: dict[str, Any] = {
        "chat_id": to.chat_id,
        "message_id": to.edit,
        "parse_mode": ParseMode.HTML,
        "reply_markup": keyboard(message.rows, to.rtl),
        "rate_limit_args": to.lane,
    }
    if message.media is not None and _fits_under(message):
        await bot.edit_message_caption(caption=message.text, **shared)
    else:
        preview = LinkPreviewOptions(is_disabled=True)
        await bot.edit_message_text(text=message.text, link_preview_options=preview, **shared)
    return to.edit or 0


def in_one_call(message: Message, rtl: bool) -> tuple[str, dict[str, Any]] | None:
    """The method and the parameters (but the chat) of a message that needs one call and no upload; None of others.

    Nor of one that is noted once it is out (bot.speaking.Sent).
    """
    if message.album or message.about_challenge is not None or message.shows or message.review_of:
        return None
    markup = _markup(message, rtl)
    words = {"parse_mode": ParseMode.HTML, "reply_markup": markup.to_json() if markup else None}
    if message.media is None:
        return "sendMessage", {"text": message.text, "link_preview_options": NO_PREVIEW, **words}
    if message.media.file_id is None or (message.text and not _fits_under(message)):
        return None
    return f"send{message.media.kind.capitalize()}", {
        message.media.kind: message.media.file_id,
        "caption": message.text or None,
        **words,
    }


async def _send(bot: "ExtBot[Any]", to: Post, message: Message, parse_mode: str | None) -> int:
    shared: dict[str, Any] = {
        "chat_id": to.chat_id,
        "rate_limit_args": to.lane,
    }
    markup = _markup(message, to.rtl)
    if message.album:
        return await _send_album(bot, message, parse_mode, shared)
    if message.media is None:
        return await _send_text(bot, message.text, parse_mode, markup, shared)
    if not message.text or _fits_under(message):
        caption = {"caption": message.text, "parse_mode": parse_mode} if message.text else {}
        return await _send_media(bot, message.media, {**shared, **caption, "reply_markup": markup})
    await _send_media(bot, message.media, shared)
    return await _send_text(bot, message.text, parse_mode, markup, shared)


async def _send_text(bot: "ExtBot[Any]", text: str, parse_mode: str | None, markup: Any, shared: dict[str, Any]) -> int:
    preview = LinkPreviewOptions(is_disabled=True)
    sent = await bot.send_message(
        text=text, parse_mode=parse_mode, reply_markup=markup, link_preview_options=preview, **shared
    )
    return sent.message_id


async def _send_album(bot: "ExtBot[Any]", message: Message, parse_mode: str | None, shared: dict[str, Any]) -> int:
    """Photos that are shared as one; the text stands under the first."""
    captions: list[str | None] = [message.text or None, *[None] * (len(message.album) - 1)]
    photos = [
        InputMediaPhoto(media=_file(one, attach=True), caption=caption, parse_mode=parse_mode)
        for one, caption in zip(message.album, captions, strict=True)
    ]
    sent = await bot.send_media_group(media=photos, write_timeout=sum(map(patience, message.album)), **shared)
    return sent[-1].message_id


async def _send_media(bot: "ExtBot[Any]", media: Media, shared: dict[str, Any]) -> int:
    if media.kind == "location":
        latitude, longitude = media.point or (0.0, 0.0)
        sent = await bot.send_location(latitude=latitude, longitude=longitude, **shared)
    else:
        way = getattr(bot, f"send_{media.kind}")
        sent = await way(**{media.kind: _file(media)}, write_timeout=patience(media), **shared)
    message_id: int = sent.message_id
    return message_id


def patience(media: Media) -> float:
    """Seconds that sending this file may take."""
    return UPLOAD_SECONDS + len(media.content or b"") / SLOWEST


async def _edit(bot: "ExtBot[Any]", to: Post, message: Message, parse_mode: str | None) -> int:
    shared: dict[str, Any] = {
        "chat_id": to.chat_id,
        "message_id": to.edit,
        "reply_markup": keyboard(message.rows, to.rtl),
        "rate_limit_args": to.lane,
    }
    if message.media is None:
        preview = LinkPreviewOptions(is_disabled=True)
        await bot.edit_message_text(text=message.text, parse_mode=parse_mode, link_preview_options=preview, **shared)
    elif message.media.kind in EDITABLE and _fits_under(message):
        kind = EDITABLE[message.media.kind]
        media = kind(media=_file(message.media, attach=True), caption=message.text or None, parse_mode=parse_mode)
        await bot.edit_message_media(media=media, **shared)
    else:
        await _take_away(bot, to.chat_id, to.edit or 0)
        return await _send(bot, to, message, parse_mode)
    return to.edit or 0


async def _take_away(bot: "ExtBot[Any]", chat_id: int, message_id: int) -> None:
    try:
        await bot.delete_message(chat_id=chat_id, message_id=message_id)
    except TelegramError as error:
        if classify(error).act is not Act.IGNORE:
            raise


def _fits_under(message: Message) -> bool:
    """Whether the text can be the file's caption; a point on the map has none."""
    short = len(message.text.encode("utf-16-le")) // 2 <= MessageLimit.CAPTION_LENGTH
    return short and message.media is not None and message.media.kind != "location"


def _file(media: Media, attach: bool = False) -> Any:
    if media.file_id:
        return media.file_id
    content = media.content if media.content is not None else media.path.read_bytes() if media.path else b""
    return InputFile(content, filename=media.filename or (media.path.name if media.path else None), attach=attach)


def _markup(message: Message, rtl: bool) -> Any:
    if message.rows or message.keys is None:
        return keyboard(message.rows, rtl)
    if not message.keys:
        return ReplyKeyboardRemove()
    rows = [list(reversed(row)) if rtl else list(row) for row in message.keys]
    return ReplyKeyboardMarkup(
        [
            [
                KeyboardButton(
                    key.label, request_location=key.asks == "location", request_contact=key.asks == "contact"
                )
                for key in row
            ]
            for row in rows
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
        input_field_placeholder=message.placeholder,
    )
