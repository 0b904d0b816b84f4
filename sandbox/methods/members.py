"""What the bot as an administrator does to members and to the chat's own words."""

from sandbox.chats import Chat
from sandbox.errors import bad
from sandbox.groups import PERMISSIONS, Group
from sandbox.methods.chats import known
from sandbox.methods.registry import Call, Json, method


def _administrated(call: Call) -> Chat:
    chat = known(call)
    if chat.private:
        raise bad("method is available only for groups, supergroups and channels")
    if not chat.admin(call.world.me["id"]):
        raise bad("not enough rights")
    return chat


def _set(call: Call, status: Json) -> bool:
    chat, user_id = _administrated(call), call["user_id"]
    if user_id not in call.world.accounts:
        raise bad("user not found")
    if chat.status(user_id) == "creator":
        raise bad("can't remove chat owner")
    Group(call.world, chat).becomes(user_id, status, by=call.world.me)
    return True


@method("banChatMember")
def ban_chat_member(call: Call) -> bool:
    """Out, and not back."""
    return _set(call, {"status": "kicked", "until_date": call.get("until_date", 0)})


@method("unbanChatMember")
def unban_chat_member(call: Call) -> bool:
    """May come back."""
    if call.get("only_if_banned") and _administrated(call).status(call["user_id"]) != "kicked":
        return True
    return _set(call, {"status": "left"})


@method("restrictChatMember")
def restrict_chat_member(call: Call) -> bool:
    """Fewer permissions."""
    known: Json = {"status": "restricted", "is_member": True, "until_date": call.get("until_date", 0)}
    return _set(call, known | dict.fromkeys(PERMISSIONS, False) | call["permissions"])


@method("setChatTitle")
def set_chat_title(call: Call) -> bool:
    """Another title, said in the chat."""
    chat = _administrated(call)
    chat.title = call["title"]
    call.world.post(chat, call.world.me, {"new_chat_title": chat.title})
    return True


@method("setChatDescription")
def set_chat_description(call: Call) -> bool:
    """Another description."""
    chat = _administrated(call)
    if chat.description == call.get("description", ""):
        raise bad("chat description is not modified")
    chat.description = call.get("description", "")
    return True


@method("exportChatInviteLink")
def export_chat_invite_link(call: Call) -> str:
    """A link into the chat."""
    return f"https://t.me/+sandbox{abs(_administrated(call).id)}"
