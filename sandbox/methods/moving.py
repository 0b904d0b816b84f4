"""Forwarding, copying and deleting messages."""

from typing import Any

from sandbox import texts
from sandbox.chats import Chat
from sandbox.errors import ApiError, bad
from sandbox.methods.registry import Call, Json, method
from sandbox.methods.sending import deliver, hurry, target, thread_of

TWO_DAYS = 48 * 3_600
HEAD = (
    "message_id",
    "date",
    "chat",
    "from",
    "sender_chat",
    "reply_to_message",
    "reply_markup",
    "edit_date",
    "message_thread_id",
    "is_topic_message",
    "media_group_id",
    "forward_origin",
    "has_protected_content",
    "via_bot",
)
CAPTION = ("caption", "caption_entities", "show_caption_above_media")
MOST = 100


def content(message: Json) -> Json:
    """What a message says, without who, when and where."""
    return {name: value for name, value in message.items() if name not in HEAD}


def origin(message: Json) -> Json:
    """The MessageOrigin of a forwarded message."""
    if "forward_origin" in message:
        known: Json = message["forward_origin"]
        return known
    if "from" in message:
        return {"type": "user", "date": message["date"], "sender_user": message["from"]}
    return {"type": "channel", "date": message["date"], "chat": message["chat"], "message_id": message["message_id"]}


def source(call: Call, message_id: int, verb: str) -> Json:
    """The message to forward or copy; 400 with Telegram's words."""
    message = call.world.chat(call["from_chat_id"]).messages.get(message_id)
    if message is None:
        raise bad(f"message to {verb} not found")
    if message.get("has_protected_content"):
        raise bad(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


@method("forwardMessage")
def forward_message(call: Call) -> Json:
    """The same message with its origin."""
    chat, message = target(call), source(call, call["message_id"], "forward")
    return deliver(call, chat, content(message) | {"forward_origin": origin(message)})


@method("copyMessage")
def copy_message(call: Call) -> Json:
    """The same content without origin; a given caption replaces the old one."""
    chat, message = target(call), source(call, call["message_id"], "copy")
    body = content(message)
    if "caption" in call.params:
        body = {name: value for name, value in body.items() if name not in CAPTION} | texts.caption(call.params)
    return {"message_id": deliver(call, chat, body)["message_id"]}


@method("forwardMessages")
def forward_messages(call: Call) -> list[Json]:
    """Several at once; what is not there is left out."""
    return _several(call, "forward", lambda message: content(message) | {"forward_origin": origin(message)})


@method("copyMessages")
def copy_messages(call: Call) -> list[Json]:
    """Several copies at once; what is not there is left out."""
    bare = CAPTION if call.get("remove_caption") else ()
    return _several(call, "copy", lambda message: {k: v for k, v in content(message).items() if k not in bare})


def _several(call: Call, verb: str, body: Any) -> list[Json]:
    chat, ids = target(call), call["message_ids"]
    if not 1 <= len(ids) <= MOST or ids != sorted(set(ids)):
        raise bad("message identifiers must be 1-100 in a strictly increasing order")
    thread, found = thread_of(call, chat), [message for one in ids if (message := _there(call, one, verb))]
    if not found:
        raise bad(f"there are no messages to {verb}")
    hurry(call, chat, len(found))
    posted = [call.world.post(chat, call.world.me, body(message), thread=thread) for message in found]
    return [{"message_id": message["message_id"]} for message in posted]


def _there(call: Call, message_id: int, verb: str) -> Json | None:
    try:
        return source(call, message_id, verb)
    except ApiError:
        return None


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Delete a message for everyone; only 48 hours long, and others' only with the right to."""
    chat = target(call)
    if call["message_id"] not in chat.messages:
        raise bad("message to delete not found")
    if not _deletable(call, chat, chat.messages[call["message_id"]]):
        raise bad("message can't be deleted for everyone")
    call.world.remove(chat, call["message_id"])
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Delete several; what is not there or cannot go is passed over."""
    chat = target(call)
    if not 1 <= len(call["message_ids"]) <= MOST:
        raise bad(
            "too many message identifiers specified" if call["message_ids"] else "message identifiers are not specified"
        )
    for message_id in call["message_ids"]:
        message = chat.messages.get(message_id)
        if message and _deletable(call, chat, message):
            call.world.remove(chat, message_id)
    return True


def _deletable(call: Call, chat: Chat, message: Json) -> bool:
    young: bool = call.world.now() - message["date"] < TWO_DAYS
    me = call.world.me["id"]
    if chat.private:
        return young
    return chat.admin(me) or (young and message.get("from", {}).get("id") == me)
