"""Pinned messages."""

from sandbox.chats import Chat
from sandbox.errors import bad
from sandbox.methods.registry import Call, method
from sandbox.methods.sending import target


def _allowed(call: Call) -> Chat:
    chat = target(call)
    if not chat.private and not chat.admin(call.world.me["id"]):
        raise bad("not enough rights to manage pinned messages in the chat")
    return chat


def _told(call: Call, chat: Chat) -> bool:
    call.world.events.tell("pin", chat_id=chat.id, user_ids=call.world.viewers(chat), pinned=list(chat.pinned))
    return True


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pin a message and say so in the chat."""
    chat = _allowed(call)
    message = chat.messages.get(call["message_id"])
    if message is None:
        raise bad("message to pin not found")
    if call["message_id"] not in chat.pinned:
        chat.pinned.append(call["message_id"])
        call.world.post(chat, call.world.me, {"pinned_message": message})
    return _told(call, chat)


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    """Unpin one message, without an id the newest."""
    chat = _allowed(call)
    message_id = call.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(message_id)
    return _told(call, chat)


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin everything."""
    chat = _allowed(call)
    chat.pinned.clear()
    return _told(call, chat)


@method("unpinAllForumTopicMessages")
def unpin_all_forum_topic_messages(call: Call) -> bool:
    """Unpin everything in one topic."""
    chat, thread = _allowed(call), call["message_thread_id"]
    chat.pinned[:] = [one for one in chat.pinned if chat.messages[one].get("message_thread_id") != thread]
    return _told(call, chat)
