"""Changing messages of the bot."""

from sandbox import texts
from sandbox.chats import Chat
from sandbox.errors import bad
from sandbox.methods.media import KINDS, content_of
from sandbox.methods.registry import Call, Json, method
from sandbox.methods.sending import checked_markup, hurry, location, preview, target

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
MEDIA = (*KINDS, "caption", "caption_entities", "has_media_spoiler", "show_caption_above_media")


def edited_message(call: Call) -> tuple[Chat, Json]:
    """The bot's message that a call edits; 400 with Telegram's words."""
    if "inline_message_id" in call.params:
        raise bad("MESSAGE_ID_INVALID")
    if "chat_id" not in call.params:
        raise bad("chat_id is empty")
    if "message_id" not in call.params:
        raise bad("message identifier is not specified")
    chat = target(call)
    message = chat.messages.get(call["message_id"])
    if message is None:
        raise bad("message to edit not found")
    mine = message.get("from", {}).get("id") == call.world.me["id"] or chat.type == "channel"
    if not mine or message["message_id"] in chat.sealed or "forward_origin" in message:
        raise bad("message can't be edited")
    return chat, message


def store(call: Call, chat: Chat, old: Json, new: Json, *, silent: bool = False) -> Json:
    """Store the new version unless nothing changed; `silent` leaves no "edited" mark."""
    markup = checked_markup(call, chat)
    new = {name: value for name, value in new.items() if name != "reply_markup"}
    if markup and markup["inline_keyboard"]:
        new["reply_markup"] = markup
    if new == old:
        raise bad(NOT_MODIFIED)
    hurry(call, chat)
    return call.world.replace(chat, new if silent else new | {"edit_date": int(call.world.now())})


def without(message: Json, *names: str) -> Json:
    """A message without some fields."""
    return {name: value for name, value in message.items() if name not in names}


@method("editMessageText")
def edit_message_text(call: Call) -> Json:
    """Another text; the inline keyboard goes unless it is given again."""
    chat, message = edited_message(call)
    body = texts.body(*texts.message_text(call.params, too_long="MESSAGE_TOO_LONG"))
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    rest = without(message, "text", "entities", "link_preview_options")
    return store(call, chat, message, rest | body | preview(call))


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Json:
    """Another caption under a file."""
    chat, message = edited_message(call)
    if not any(kind in message for kind in KINDS):
        raise bad("there is no caption in the message to edit")
    rest = without(message, "caption", "caption_entities", "show_caption_above_media")
    return store(call, chat, message, rest | texts.caption(call.params))


@method("editMessageMedia")
def edit_message_media(call: Call) -> Json:
    """Another file in the same message."""
    chat, message = edited_message(call)
    content = content_of(call, call["media"]["type"], call["media"])
    rest = without(message, *MEDIA, "text", "entities", "link_preview_options")
    return store(call, chat, message, rest | content)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Json:
    """Other buttons, or none."""
    chat, message = edited_message(call)
    return store(call, chat, message, message, silent=True)


@method("editMessageLiveLocation")
def edit_message_live_location(call: Call) -> Json:
    """The point of a live location moves."""
    chat, message = edited_message(call)
    if "live_period" not in message.get("location", {}):
        raise bad("message can't be edited")
    moved = message["location"] | location(call.params)
    return store(call, chat, message, message | {"location": moved})


@method("stopMessageLiveLocation")
def stop_message_live_location(call: Call) -> Json:
    """The point stays where it is from now on."""
    chat, message = edited_message(call)
    if "live_period" not in message.get("location", {}):
        raise bad("message can't be edited")
    still = without(message["location"], "live_period", "heading", "proximity_alert_radius")
    return store(call, chat, message, message | {"location": still})
