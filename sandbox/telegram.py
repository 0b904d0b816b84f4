"""The world of the sandbox: people, chats, messages, the bot, and the one validated call behind both doors."""

import asyncio
import inspect
import json
import random
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any

from sandbox import accounts, checks, methods, privacy, spec
from sandbox.accounts import Account
from sandbox.chats import Chat
from sandbox.checks import Upload
from sandbox.commands import Commands
from sandbox.errors import ApiError, Dropped, bad
from sandbox.events import Events, Listener
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.ledger import Ledger
from sandbox.limits import Limits
from sandbox.queries import Queries
from sandbox.updates import Updates
from sandbox.webhook import Deliver, Webhook

if TYPE_CHECKING:
    from sandbox.groups import Group
    from sandbox.phone import Phone

Json = dict[str, Any]
FIRST_PERSON = 100_001
QUIET = ("getUpdates",)


class Telegram:
    """A Telegram with one bot. `now` gives epoch seconds, `sleep` waits on the same clock."""

    def __init__(
        self,
        token: str,
        *,
        username: str = "TwizaBot",
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        deliver: Deliver | None = None,
    ) -> None:
        """`deliver` posts webhooks (default: over HTTP)."""
        self.token, self.now, self.sleep = token, now, sleep
        self.me: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": username,
            "username": username,
        }
        self.reads_all_groups = False
        self.inline_mode = True
        self.accounts: dict[int, Account] = {}
        self.chats: dict[int, Chat] = {}
        self.phones: dict[int, Phone] = {}
        self.groups: dict[int, Group] = {}
        self.files = Files()
        self.ledger = Ledger()
        self.events = Events()
        self.faults = Faults(sleep)
        self.limits = Limits(now)
        self.commands = Commands()
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, Json] = {}
        self.queries = Queries(now)
        self.polls: dict[str, tuple[int, int]] = {}
        self.votes: dict[str, dict[int, list[int]]] = {}
        self.updates = Updates(now, sleep)
        self.webhook = Webhook(self, deliver)
        self.updates.arrived = self.webhook.arrived
        self.dice = random.Random(1957)  # noqa: S311 - the same ids in every run
        self._last_id = 0

    # Doors

    async def call(
        self,
        token: str,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> tuple[int, Json]:
        """One Bot API call: (HTTP status, JSON body). A cut connection raises Dropped."""
        params, files = params or {}, files or {}
        name = spec.method_names().get(method.lower(), method)
        try:
            status, body = 200, {"ok": True, "result": await self._answer(token, name, params, files)}
        except ApiError as refusal:
            status, body = refusal.code, refusal.body()
        except Dropped:
            self._write(name, params, files, 0, {"dropped": True})
            raise
        if name not in QUIET or status != 200 or body["result"]:
            self._write(name, params, files, status, body)
        return status, body

    async def download(self, token: str, path: str) -> tuple[int, bytes]:
        """The bytes behind a file path: (HTTP status, body). Faults of the method `download` strike here."""
        try:
            await self.faults.strike("download", "before")
            content = self.files.at(path) if token == self.token else None
            if content is None:
                raise ApiError(404, "Not Found")
            await self.faults.strike("download", "after")
            status, body, answer = 200, content, f"<{len(content)} bytes>"
        except ApiError as refusal:
            status, answer = refusal.code, refusal.description
            body = json.dumps(refusal.body()).encode()
        self.ledger.add(self.now(), "call", "download", chat=None, status=status, request={"path": path}, answer=answer)
        return status, body

    async def _answer(self, token: str, name: str, params: Mapping[str, Any], files: Mapping[str, Upload]) -> Any:
        if token != self.token:
            raise ApiError(401, "Unauthorized") if ":" in token else ApiError(404, "Not Found")
        if name not in spec.method_names().values():
            raise ApiError(404, "Not Found: method not found")
        await self.faults.strike(name, "before")
        handler = methods.HANDLERS.get(name)
        if handler is None:
            raise ApiError(501, f"Not emulated: {name} is in the Bot API but not in this sandbox")
        cleaned = checks.clean(name, params, files)
        result = handler(methods.Call(self, name, cleaned, files))
        result = await result if inspect.isawaitable(result) else result
        await self.faults.strike(name, "after")
        return result

    def _write(
        self, name: str, params: Mapping[str, Any], files: Mapping[str, Upload], status: int, body: Json
    ) -> None:
        chat = params.get("chat_id")
        chat = (checks.whole_number(chat) or chat) if isinstance(chat, str) else chat
        self.ledger.add(self.now(), "call", name, chat=chat, status=status, request={**params, **files}, answer=body)
        self.events.tell("call", method=name, chat_id=chat, status=status)

    async def close(self) -> None:
        """End what runs in the background: a long poll, the webhook's deliveries."""
        self.updates.wake()
        await self.webhook.close()

    # People and chats

    def phone(
        self,
        first_name: str,
        *,
        language_code: str = "fr",
        user_id: int | None = None,
        username: str | None = None,
        last_name: str | None = None,
    ) -> "Phone":
        """A new person with a phone and an empty private chat with the bot."""
        from sandbox.phone import Phone  # noqa: PLC0415 - a phone needs the world and the world makes phones

        free = (number for number in count(FIRST_PERSON) if number not in self.accounts)
        number = user_id or next(free)
        if number in self.accounts:
            raise ValueError(f"there is somebody with the id {number} already")
        user = accounts.user(number, first_name, language_code=language_code, username=username, last_name=last_name)
        self.accounts[number] = Account(user, phone_number=f"+2126{number:08d}"[:13])
        self.chats[number] = Chat(number, "private", user=user)
        phone = self.phones[number] = Phone(self, self.accounts[number])
        self.events.tell("phone", user_id=number)
        return phone

    def group(
        self,
        title: str,
        members: "list[Phone] | tuple[Phone, ...]" = (),
        *,
        is_forum: bool = False,
        type: str = "supergroup",
    ) -> "Group":
        """A new group (`group`, `supergroup` or `channel`) with the bot and the given people, the first its owner."""
        from sandbox.groups import Group  # noqa: PLC0415 - as above

        return Group.create(self, title, list(members), is_forum=is_forum, kind=type)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of everything that happens; the returned function ends that."""
        return self.events.subscribe(listener)

    # Messages

    def next_id(self, chat: Chat) -> int:
        """A message id: one count for private chats and small groups, one each for supergroups and channels."""
        if chat.type in ("supergroup", "channel"):
            chat.last_id += 1
            return chat.last_id
        self._last_id += 1
        return self._last_id

    def post(
        self, chat: Chat, sender: Json | None, content: Json, *, thread: int | None = None, reply_to: Json | None = None
    ) -> Json:
        """Put a message into a chat and tell the phones; `sender` None means the channel itself."""
        message: Json = {"message_id": self.next_id(chat), "date": int(self.now()), "chat": chat.card()}
        message |= {"from": sender} if sender else {"sender_chat": chat.card()}
        if thread and thread != 1:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to:
            message["reply_to_message"] = {
                name: value for name, value in reply_to.items() if name != "reply_to_message"
            }
        message |= content
        chat.messages[message["message_id"]] = message
        self.events.tell("message", chat_id=chat.id, user_ids=self.viewers(chat), message=message)
        return message

    def replace(self, chat: Chat, message: Json) -> Json:
        """Store a changed message under its id and tell the phones."""
        chat.messages[message["message_id"]] = message
        self.events.tell("edit", chat_id=chat.id, user_ids=self.viewers(chat), message=message)
        return message

    def remove(self, chat: Chat, message_id: int) -> None:
        """Delete a message for everyone."""
        del chat.messages[message_id]
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        self.events.tell("delete", chat_id=chat.id, user_ids=self.viewers(chat), message_id=message_id)

    def viewers(self, chat: Chat) -> list[int]:
        """Ids of the people who see a chat."""
        return [chat.id] if chat.private else [one for one in chat.present() if one in self.accounts]

    def toast(self, user_id: int, text: str, *, alert: bool, url: str = "") -> None:
        """Show a toast or an alert on somebody's phone."""
        toast: Json = {"text": text, "alert": alert} | ({"url": url} if url else {})
        self.accounts[user_id].toasts.append(toast)
        self.events.tell("toast", user_ids=[user_id], chat_id=user_id, **toast)

    # Updates

    def heard(self, chat: Chat, message: Json, *, edited: bool = False) -> None:
        """A person's message reaches the bot, unless group privacy keeps it away."""
        if chat.private or privacy.bot_hears(self, chat, message):
            channel = chat.type == "channel"
            kind = ("edited_" if edited else "") + ("channel_post" if channel else "message")
            self.tell_bot(kind, message, ("chat", chat.id), chat.id)

    def tell_bot(self, kind: str, payload: Json, key: Hashable, chat_id: int | None = None) -> None:
        """Queue an update for the bot and write it into the ledger."""
        update = self.updates.add(kind, payload, key)
        if update is None:
            return
        self.ledger.add(self.now(), "update", kind, chat=chat_id, status=0, request=update.body(), answer=None)
        self.events.tell("update", update_id=update.id, update_kind=kind, chat_id=chat_id)

    def chat(self, chat_id: int | str) -> Chat:
        """A chat by id or @username; 400 "chat not found"."""
        if isinstance(chat_id, str):
            named = [chat for chat in self.chats.values() if chat.username and f"@{chat.username}" == chat_id]
            if not named or chat_id == "@":
                raise bad("chat not found")
            return named[0]
        if chat_id not in self.chats:
            raise bad("chat not found")
        return self.chats[chat_id]
