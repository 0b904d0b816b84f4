"""Asking about chats and their members, leaving them."""

from sandbox.chats import Chat, open_to_bot
from sandbox.errors import bad
from sandbox.groups import Group
from sandbox.methods.registry import Call, Json, method

REACTIONS = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}
NOBODY = {"id": 0, "is_bot": False, "first_name": ""}


def known(call: Call) -> Chat:
    """A chat that the bot may ask about."""
    chat = call.world.chat(call["chat_id"])
    if not chat.private:
        open_to_bot(chat, call.world.me["id"])
    return chat


def member(call: Call, chat: Chat, user_id: int) -> Json:
    """A ChatMember object; who never was here has left."""
    world = call.world
    account = world.accounts.get(user_id)
    user = world.me if user_id == world.me["id"] else account.user if account else NOBODY
    return {**chat.members.get(user_id, {"status": "left"}), "user": user}


@method("getChat")
def get_chat(call: Call) -> Json:
    """All about a chat."""
    chat = known(call)
    full = chat.card() | REACTIONS
    if chat.description:
        full["description"] = chat.description
    if chat.group:
        full["permissions"] = chat.permissions
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]]
    return full


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    """One member."""
    chat = known(call)
    user_id = call["user_id"]
    if user_id not in call.world.accounts and user_id != call.world.me["id"]:
        raise bad("user not found")
    if chat.private and user_id == chat.id:
        return {"status": "member", "user": chat.user}
    return member(call, chat, user_id)


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Json]:
    """Owner and administrators except other bots."""
    chat = known(call)
    if chat.private:
        raise bad("there are no administrators in the private chat")
    return [member(call, chat, user_id) for user_id in chat.members if chat.admin(user_id)]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """How many are in a chat, the bot included."""
    chat = known(call)
    return 2 if chat.private else len(chat.present())


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """The bot goes."""
    chat = known(call)
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    Group(call.world, chat).bot_becomes({"status": "left"}, by=call.world.me)
    return True
