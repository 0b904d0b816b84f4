"""A Telegram message as a form hears it: words, a voice, a file, a place or a contact, as plain JSON."""

from datetime import timedelta
from typing import Any

from telegram import Message

from conversations.form import CONTACT, DOCUMENT, LOCATION, PHOTO, TEXT, VIDEO, VOICE, Accepts, Said
from services.media import MOST_BYTES

MAX_FILE_MB = MOST_BYTES // 1_000_000


def said(message: Message) -> Said | None:
    """What `message` says; None for stickers, dice, polls and whatever else no form understands."""
    kind, value = _heard(message)
    if kind is None:
        return None
    return Said(kind, value, message.message_id, message.media_group_id or "")


def words(message: Said) -> str:
    """The text of a message, or the caption of its file."""
    if message.kind is TEXT:
        return str(message.value)
    return str(message.value.get("caption") or "")


def too_large(message: Message) -> bool:
    """Whether the message carries a file that we cannot fetch."""
    found = _file(message)
    return found is not None and (found[2].file_size or 0) > MOST_BYTES


def _heard(message: Message) -> tuple[Accepts | None, Any]:
    if message.text is not None:
        return TEXT, message.text
    if found := _file(message):
        return found[0], _fields(*found) | {"caption": message.caption or ""}
    if place := message.location or (message.venue.location if message.venue else None):
        title = message.venue.title if message.venue else ""
        return LOCATION, {"latitude": place.latitude, "longitude": place.longitude, "title": title}
    if contact := message.contact:
        name = " ".join(filter(None, (contact.first_name, contact.last_name)))
        own = message.from_user is not None and contact.user_id == message.from_user.id
        return CONTACT, {"phone": contact.phone_number, "name": name, "telegram_id": contact.user_id, "own": own}
    return None, None


def _file(message: Message) -> tuple[Accepts, str, Any] | None:
    """(what a form calls it, its own type, the file); an animation also comes as a document, so it stands first."""
    found = (
        (VOICE, "voice", message.voice),
        (VOICE, "audio", message.audio),
        (PHOTO, "photo", message.photo[-1] if message.photo else None),
        (VIDEO, "video", message.video),
        (VIDEO, "video", message.video_note),
        (VIDEO, "video", message.animation),
        (DOCUMENT, "document", message.document),
    )
    return next(((kind, name, file) for kind, name, file in found if file), None)


def _fields(_kind: Accepts, name: str, file: Any) -> dict[str, Any]:
    return {
        "type": name,
        "file_id": file.file_id,
        "size": file.file_size,
        "seconds": _seconds(getattr(file, "duration", None)),
        "name": getattr(file, "file_name", None),
    }


def _seconds(duration: int | timedelta | None) -> int | None:
    """PTB gives whole seconds, or a timedelta where PTB_TIMEDELTA is set."""
    return int(duration.total_seconds()) if isinstance(duration, timedelta) else duration
