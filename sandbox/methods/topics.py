"""Forum topics."""

from typing import Any

from sandbox.chats import Chat, Topic
from sandbox.errors import bad
from sandbox.methods.chats import known
from sandbox.methods.registry import Call, Json, method

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)


def forum(call: Call) -> Chat:
    """A forum in which the bot may manage topics."""
    chat = known(call)
    if not chat.is_forum:
        raise bad("the chat is not a forum")
    if not chat.admin(call.world.me["id"]):
        raise bad("not enough rights to manage topics")
    return chat


def topic(call: Call, chat: Chat) -> Topic:
    """The topic that a call names."""
    if call["message_thread_id"] not in chat.topics:
        raise bad("message thread not found")
    return chat.topics[call["message_thread_id"]]


def say(call: Call, chat: Chat, thread: int, service: str, details: Json) -> None:
    """The service message of a change."""
    call.world.post(chat, call.world.me, {service: details}, thread=thread)


@method("createForumTopic")
def create_forum_topic(call: Call) -> Json:
    """A new topic; its thread id is the id of the service message."""
    chat = forum(call)
    colour = call.get("icon_color", COLOURS[0])
    if colour not in COLOURS:
        raise bad("invalid icon color specified")
    details: Json = {"name": call["name"], "icon_color": colour}
    if "icon_custom_emoji_id" in call.params:
        details["icon_custom_emoji_id"] = call["icon_custom_emoji_id"]
    thread = chat.last_id + 1
    chat.topics[thread] = Topic(thread, call["name"], colour, call.get("icon_custom_emoji_id", ""))
    say(call, chat, thread, "forum_topic_created", details)
    return {"message_thread_id": thread, **details}


@method("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    """Another name or icon."""
    chat = forum(call)
    changed = topic(call, chat)
    given: Json = {name: call[name] for name in ("name", "icon_custom_emoji_id") if name in call.params}
    if all(getattr(changed, name) == value for name, value in given.items()):
        raise bad("TOPIC_NOT_MODIFIED")
    changed.name = given.get("name", changed.name)
    changed.icon_custom_emoji_id = given.get("icon_custom_emoji_id", changed.icon_custom_emoji_id)
    say(call, chat, changed.id, "forum_topic_edited", given)
    return True


def _switch(closed: bool) -> Any:
    def switch(call: Call) -> bool:
        chat = forum(call)
        changed = topic(call, chat)
        if changed.closed == closed:
            raise bad("TOPIC_NOT_MODIFIED")
        changed.closed = closed
        say(call, chat, changed.id, "forum_topic_closed" if closed else "forum_topic_reopened", {})
        return True

    return switch


method("closeForumTopic")(_switch(True))
method("reopenForumTopic")(_switch(False))


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    """A topic with all its messages."""
    chat = forum(call)
    gone = topic(call, chat)
    for message_id, message in list(chat.messages.items()):
        if message.get("message_thread_id") == gone.id:
            call.world.remove(chat, message_id)
    del chat.topics[gone.id]
    return True


@method("getForumTopicIconStickers")
def get_forum_topic_icon_stickers(call: Call) -> list[Json]:
    """No icons but the plain ones."""
    return []
