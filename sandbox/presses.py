"""What presses and reactions of a person become: queries and updates for the bot."""

from typing import TYPE_CHECKING, Any

from sandbox import texts
from sandbox.chats import Chat
from sandbox.keyboards import buttons

if TYPE_CHECKING:
    from sandbox.phone import Phone

Json = dict[str, Any]
ACCESSIBLE = 48 * 3_600
CLIENT_SIDE = ("url", "copy_text", "switch_inline_query", "switch_inline_query_current_chat", "web_app", "login_url")


class NoSuchButton(ValueError):
    """The message does not hold this button."""


def tap(phone: "Phone", chat: Chat, message_id: int, data: str | None, label: str | None, stale: bool) -> str:
    """Press a button: the query id, or what a client does by itself (the address of a link)."""
    message = chat.messages.get(message_id)
    if message is None and not stale:
        raise NoSuchButton(f"there is no message {message_id}")
    if stale and data is not None:
        return _press(phone, chat, message_id, message, data)
    button = _button(message or {}, data, label)
    own = next((button[name] for name in CLIENT_SIDE if name in button), None)
    if own is not None:
        return own if isinstance(own, str) else str(own.get("url", own.get("text")))
    return _press(phone, chat, message_id, message, button["callback_data"])


def _button(message: Json, data: str | None, label: str | None) -> Json:
    for button in buttons(message):
        if (data is not None and button.get("callback_data") == data) or (
            label is not None and button["text"] == label
        ):
            return button
    there = [button["text"] for button in buttons(message)]
    raise NoSuchButton(f"no button {data if data is not None else label!r}, there are {there}")


def _press(phone: "Phone", chat: Chat, message_id: int, message: Json | None, data: str) -> str:
    world = phone.world
    query = world.queries.open(phone.id)
    young = message is not None and world.now() - message["date"] < ACCESSIBLE
    seen = message if young else {"chat": chat.card(), "message_id": message_id, "date": 0}
    payload = {
        "id": query.id,
        "from": phone.account.user,
        **({"inline_message_id": f"{chat.id}_{message_id}"} if (message or {}).get("via_bot") else {"message": seen}),
        "chat_instance": str(7_000_000 + chat.id),
        "data": data,
    }
    world.tell_bot("callback_query", payload, ("user", phone.id), chat.id)
    return query.id


def choose(phone: "Phone", chat: Chat, query_id: str, result_id: str) -> Json:
    """Post an inline result of the bot in the name of a person; the bot hears which one, if it asked to."""
    world, query = phone.world, phone.world.queries.get(query_id)
    result = next(one for one in phone.inline_results(query_id) if one["id"] == result_id)
    words = result.get("input_message_content", {})
    text = texts.message_text({**words, "text": words.get("message_text", result.get("title", ""))})
    markup = {"reply_markup": result["reply_markup"]} if "reply_markup" in result else {}
    message = world.post(chat, phone.account.user, texts.body(*text) | {"via_bot": world.me} | markup)
    chosen = {"result_id": result_id, "from": phone.account.user, "query": query.text}
    world.tell_bot("chosen_inline_result", chosen, ("user", phone.id), phone.id)
    world.heard(chat, message)
    return message


def react(phone: "Phone", chat: Chat, message_id: int, emoji: str) -> None:
    """Put or take back an emoji; the bot hears of it when it asked to (in groups only as an administrator)."""
    world = phone.world
    reactions = chat.reactions.setdefault(message_id, {})
    old, new = reactions.get(phone.id, []), [{"type": "emoji", "emoji": emoji}] if emoji else []
    reactions[phone.id] = new
    payload = {
        "chat": chat.card(),
        "message_id": message_id,
        "user": phone.account.user,
        "date": int(world.now()),
        "old_reaction": old,
        "new_reaction": new,
    }
    world.events.tell("reaction", chat_id=chat.id, user_ids=world.viewers(chat), message_id=message_id, reactions=new)
    if chat.private or chat.admin(world.me["id"]):
        world.tell_bot("message_reaction", payload, ("chat", chat.id), chat.id)
