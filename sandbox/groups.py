"""Groups, supergroups with topics, and channels, seen from outside of the bot."""

from typing import TYPE_CHECKING, Any

from sandbox.chats import Chat

if TYPE_CHECKING:
    from sandbox.phone import Phone
    from sandbox.telegram import Telegram

Json = dict[str, Any]
PERMISSIONS = dict.fromkeys(
    (
        "can_send_messages",
        "can_send_audios",
        "can_send_documents",
        "can_send_photos",
        "can_send_videos",
        "can_send_video_notes",
        "can_send_voice_notes",
        "can_send_polls",
        "can_send_other_messages",
        "can_add_web_page_previews",
        "can_react_to_messages",
        "can_edit_tag",
        "can_change_info",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
    ),
    True,
)
RIGHTS = dict.fromkeys(
    (
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_send_welcome_messages",
        "can_pin_messages",
        "can_manage_topics",
    ),
    True,
)
ADMINISTRATOR = {"status": "administrator", "can_be_edited": False, "is_anonymous": False, **RIGHTS}
OWNER = {"status": "creator", "is_anonymous": False}
MEMBER = {"status": "member"}
LEFT = {"status": "left"}
KICKED = {"status": "kicked", "until_date": 0}
FIRST = 5_000_000


class Group:
    """A group and what people do to it; members are told and so is the bot."""

    def __init__(self, world: "Telegram", chat: Chat) -> None:
        self.world, self.chat = world, chat

    @classmethod
    def create(cls, world: "Telegram", title: str, members: "list[Phone]", *, is_forum: bool, kind: str) -> "Group":
        """A new group with the bot in it; the first member owns it."""
        number = FIRST + len(world.chats)
        chat_id = -number if kind == "group" else -1_000_000_000_000 - number
        chat = Chat(chat_id, kind, title=title, is_forum=is_forum, permissions=dict(PERMISSIONS))
        statuses = [OWNER] + [MEMBER] * len(members)
        chat.members = {phone.id: status for phone, status in zip(members, statuses, strict=False)}
        world.chats[chat_id] = chat
        group = world.groups[chat_id] = cls(world, chat)
        group.bot_becomes(MEMBER, by=members[0].account.user if members else world.me)
        world.events.tell("group", chat_id=chat_id)
        return group

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.id

    @property
    def messages(self) -> list[Json]:
        """All messages, oldest first."""
        return list(self.chat.messages.values())

    @property
    def last(self) -> Json:
        """The newest message."""
        return self.messages[-1]

    def adds(self, phone: "Phone", *, by: "Phone | None" = None) -> None:
        """Somebody joins (or is added by somebody)."""
        who = (by or phone).account.user
        self.becomes(phone.id, MEMBER, by=who)
        self._service(who, {"new_chat_members": [phone.account.user]})

    def removes(self, phone: "Phone", *, by: "Phone | None" = None) -> None:
        """Somebody leaves, or is thrown out by somebody."""
        who = (by or phone).account.user
        self.becomes(phone.id, KICKED if by else LEFT, by=who)
        self._service(who, {"left_chat_member": phone.account.user})

    def promotes(self, phone: "Phone") -> None:
        """Somebody becomes an administrator."""
        self.becomes(phone.id, ADMINISTRATOR, by=self._owner())

    def promotes_bot(self) -> None:
        """The bot becomes an administrator."""
        self.bot_becomes(ADMINISTRATOR, by=self._owner())

    def adds_bot(self) -> None:
        """The bot joins again."""
        self.bot_becomes(MEMBER, by=self._owner())

    def removes_bot(self) -> None:
        """The bot is thrown out."""
        self.bot_becomes(KICKED, by=self._owner())

    def posts(self, text: str) -> Json:
        """A post of a channel."""
        message = self.world.post(self.chat, None, {"text": text})
        self.world.heard(self.chat, message)
        return message

    def anonymous_says(self, text: str) -> Json:
        """A text of an administrator who hides behind the group (GroupAnonymousBot)."""
        nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        message = self.world.post(self.chat, nobody, {"sender_chat": self.chat.card(), "text": text})
        self.world.heard(self.chat, message)
        return message

    def migrates(self) -> "Group":
        """The small group becomes a supergroup with another id; both sides say so."""
        owner, old = self._owner(), self.chat
        chat_id = -1_000_000_000_000 - FIRST - len(self.world.chats)
        new = Chat(chat_id, "supergroup", title=old.title, members=dict(old.members), permissions=old.permissions)
        self.world.chats[chat_id] = new
        group = self.world.groups[chat_id] = Group(self.world, new)
        self._service(owner, {"migrate_to_chat_id": chat_id})
        old.migrated_to = chat_id
        group._service(owner, {"migrate_from_chat_id": old.id})
        return group

    def becomes(self, user_id: int, status: Json, *, by: Json) -> None:
        """Change a person's status; the bot hears of it as an administrator if it asked to."""
        change = self._change(self.world.accounts[user_id].user, status, by)
        if self.chat.admin(self.world.me["id"]):
            self.world.tell_bot("chat_member", change, ("chat", self.id), self.id)

    def bot_becomes(self, status: Json, *, by: Json) -> None:
        """Change the bot's own status; it always hears of it."""
        change = self._change(self.world.me, status, by)
        self.world.tell_bot("my_chat_member", change, ("chat", self.id), self.id)
        if change["old_chat_member"]["status"] in ("left", "kicked") and self.chat.group:
            self._service(by, {"new_chat_members": [self.world.me]})

    def _change(self, user: Json, status: Json, by: Json) -> Json:
        old = self.chat.members.get(user["id"], LEFT)
        self.chat.members[user["id"]] = status
        return {
            "chat": self.chat.card(),
            "from": by,
            "date": int(self.world.now()),
            "old_chat_member": {**old, "user": user},
            "new_chat_member": {**status, "user": user},
        }

    def _service(self, who: Json, details: Json) -> None:
        self.world.heard(self.chat, self.world.post(self.chat, who, details))

    def _owner(self) -> Json:
        owners = [user_id for user_id in self.chat.members if self.chat.status(user_id) == "creator"]
        return self.world.accounts[owners[0]].user if owners else self.world.me
