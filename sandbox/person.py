"""What a person's screen shows, and how anything they send reaches a chat."""

from typing import TYPE_CHECKING, Any

from sandbox import texts
from sandbox.accounts import Account
from sandbox.chats import Chat
from sandbox.checks import Upload
from sandbox.files import card
from sandbox.found import found_in

if TYPE_CHECKING:
    from sandbox.groups import Group
    from sandbox.telegram import Telegram

Json = dict[str, Any]


class PhoneError(Exception):
    """No Telegram client would let a person do this."""


class Person:
    """One person and what they see; the private chat with the bot unless a group is named."""

    def __init__(self, world: "Telegram", account: Account) -> None:
        self.world, self.account = world, account

    @property
    def id(self) -> int:
        """Telegram's user id."""
        return self.account.id

    @property
    def name(self) -> str:
        """First and last name."""
        return " ".join(self.account.user[part] for part in ("first_name", "last_name") if part in self.account.user)

    @property
    def chat(self) -> list[Json]:
        """The messages of the private chat as this person sees them, oldest first."""
        messages = self._private.messages.values()
        return [message for message in messages if message["message_id"] not in self.account.hidden]

    @property
    def last(self) -> Json:
        """The newest message of the private chat."""
        return self.chat[-1]

    @property
    def keyboard(self) -> Json | None:
        """The keyboard under the text field, if the bot has put one there."""
        return self.account.keyboard

    @property
    def toasts(self) -> list[Json]:
        """Toasts and alerts shown so far: {text, alert}."""
        return self.account.toasts

    def commands(self, group: "Group | None" = None) -> list[Json]:
        """The menu of commands that this person's client shows."""
        chat = group.chat if group else self._private
        return self.world.commands.seen(
            self.id, self.account.language, chat.id, private=chat.private, admin=chat.admin(self.id)
        )

    # Inside

    @property
    def _private(self) -> Chat:
        return self.world.chats[self.id]

    def _where(self, group: "Group | None") -> Chat:
        return group.chat if group else self._private

    def _send_file(
        self,
        kind: str,
        file: Upload,
        caption: str | None,
        group: "Group | None" = None,
        extra: Json | None = None,
        **told: Any,
    ) -> Json:
        stored = self.world.files.keep(kind, file)
        words = texts.body(caption, found_in(caption, []), "caption") if caption else {}
        return self._send(self._where(group), {kind: card(stored, **told)} | words | (extra or {}))

    def _send(self, chat: Chat, body: Json, *, reply_to: int | None = None, thread: int | None = None) -> Json:
        self._may_write(chat)
        if reply_to is not None and reply_to not in chat.messages:
            raise PhoneError("the message to reply to is not there")
        replied = chat.messages[reply_to] if reply_to is not None else None
        thread = thread or (replied or {}).get("message_thread_id")
        self.account.last_act = self.world.now()
        message = self.world.post(chat, self.account.user, body, thread=thread, reply_to=replied)
        self.world.heard(chat, message)
        return message

    def _may_write(self, chat: Chat) -> None:
        if chat.private and (self.account.blocked or not self.account.started):
            raise PhoneError("press START first" if not self.account.started else "the bot is blocked")
        if not chat.private and self.id not in chat.present():
            raise PhoneError("not a member of this group")
        if self.account.deactivated:
            raise PhoneError("this account is deleted")
