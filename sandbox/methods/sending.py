"""What all sending methods share, and the ones without files."""

from typing import Any

from sandbox import keyboards, texts
from sandbox.accounts import Account
from sandbox.chats import Chat, open_to_bot
from sandbox.errors import bad, forbidden
from sandbox.methods.registry import Call, Json, method

REPLY_WINDOW = 60.0
ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)


def target(call: Call, name: str = "chat_id") -> Chat:
    """The chat that a call acts in, refused with Telegram's words when the bot may not."""
    chat = call.world.chat(call[name])
    if chat.private:
        _reachable(call.world.accounts[chat.id])
    else:
        open_to_bot(chat, call.world.me["id"])
    return chat


def _reachable(account: Account) -> None:
    if account.deactivated:
        raise forbidden("user is deactivated")
    if account.blocked:
        raise forbidden("bot was blocked by the user")
    if not account.started:
        raise forbidden("bot can't initiate conversation with a user")


def hurry(call: Call, chat: Chat, calls: int = 1) -> None:
    """Count a call against the speed limits (429)."""
    world = call.world
    last = world.accounts[chat.id].last_act if chat.private else float("-inf")
    world.limits.take(chat.id, group=not chat.private, reply=world.now() - last <= REPLY_WINDOW, calls=calls)


def thread_of(call: Call, chat: Chat) -> int | None:
    """The topic that a call names; 400 when there is none or it is closed."""
    thread: int | None = call.get("message_thread_id")
    if thread is None or (thread == 1 and chat.is_forum):
        return None
    if thread not in chat.topics:
        raise bad("message thread not found")
    if chat.topics[thread].closed and not chat.admin(call.world.me["id"]):
        raise bad("TOPIC_CLOSED")
    return thread


def replied_to(call: Call, chat: Chat) -> Json | None:
    """The message that reply_parameters name."""
    asked = call.get("reply_parameters")
    if not asked or "message_id" not in asked:
        return None
    source = call.world.chat(asked["chat_id"]) if "chat_id" in asked else chat
    found = source.messages.get(asked["message_id"])
    if found is None and not asked.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return found


def checked_markup(call: Call, chat: Chat) -> Json | None:
    """The reply_markup of a call, refused like Telegram does."""
    markup: Json | None = call.get("reply_markup")
    if markup:
        keyboards.check(markup, private=chat.private)
        if chat.type == "channel" and keyboards.kind(markup) != "inline_keyboard":
            raise bad("inline keyboard expected")
    return markup


def deliver(call: Call, chat: Chat, content: Json, **extra: Any) -> Json:
    """Send a message of the bot: limits, topic, reply, keyboard, and what the phones see."""
    markup, thread, reply = checked_markup(call, chat), thread_of(call, chat), replied_to(call, chat)
    hurry(call, chat)
    body = content | extra
    if call.get("protect_content"):
        body["has_protected_content"] = True
    if keyboards.kind(markup) == "inline_keyboard":
        body["reply_markup"] = markup
    sender = None if chat.type == "channel" else call.world.me
    message = call.world.post(chat, sender, body, thread=thread, reply_to=reply)
    if markup and keyboards.kind(markup) != "inline_keyboard":
        chat.sealed.add(message["message_id"])
        show_keyboard(call, chat, markup)
    return message


def show_keyboard(call: Call, chat: Chat, markup: Json) -> None:
    """Replace the keyboard under the chat on the phones that see it."""
    shown = None if keyboards.kind(markup) == "remove_keyboard" else markup
    for user_id in call.world.viewers(chat) if chat.private else []:
        call.world.accounts[user_id].keyboard = shown
        call.world.events.tell("keyboard", chat_id=chat.id, user_ids=[user_id], keyboard=shown)


@method("sendMessage")
def send_message(call: Call) -> Json:
    """A text."""
    chat = target(call)
    return deliver(call, chat, texts.body(*texts.message_text(call.params)), **preview(call))


def preview(call: Call) -> Json:
    """`link_preview_options` as the message carries them."""
    options = call.get("link_preview_options")
    return {"link_preview_options": options} if options else {}


def location(params: Json) -> Json:
    """A Location object; 400 outside of the Earth."""
    if not (-90 <= params["latitude"] <= 90 and -180 <= params["longitude"] <= 180):
        raise bad("wrong location specified: must be valid latitude and longitude")
    names = ("latitude", "longitude", "horizontal_accuracy", "live_period", "heading", "proximity_alert_radius")
    return {name: params[name] for name in names if name in params}


@method("sendLocation")
def send_location(call: Call) -> Json:
    """A point on the map."""
    return deliver(call, target(call), {"location": location(call.params)})


@method("sendVenue")
def send_venue(call: Call) -> Json:
    """A point with a name and an address."""
    point = location(call.params)
    venue = {"location": point, "title": call["title"], "address": call["address"]}
    return deliver(call, target(call), {"venue": venue, "location": point})


@method("sendContact")
def send_contact(call: Call) -> Json:
    """Somebody's number."""
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call[name] for name in names if name in call.params}
    return deliver(call, target(call), {"contact": contact})


@method("sendDice")
def send_dice(call: Call) -> Json:
    """A die that is thrown by the sandbox's own dice."""
    dice = {"emoji": call.get("emoji", "🎲"), "value": call.world.dice.randint(1, 6)}
    return deliver(call, target(call), {"dice": dice})


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """ "typing…" on the phones."""
    chat = target(call)
    if call["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    call.world.events.tell("action", chat_id=chat.id, user_ids=call.world.viewers(chat), action=call["action"])
    return True
