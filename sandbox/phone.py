"""What somebody does with their phone."""

import re
from typing import TYPE_CHECKING, Any

from sandbox import presses, texts
from sandbox.checks import Upload
from sandbox.found import found_in
from sandbox.methods.moving import content, origin
from sandbox.methods.polls import vote
from sandbox.person import Person, PhoneError

if TYPE_CHECKING:
    from sandbox.groups import Group

Json = dict[str, Any]
__all__ = ["Phone", "PhoneError"]


class Phone(Person):
    """One person's phone. Every act may name a `group`; the private chat with the bot is meant otherwise."""

    # Writing

    async def start(self, payload: str = "") -> Json:
        """Press START or follow a deep link; whoever had blocked the bot unblocks it with this."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload):
            raise PhoneError("a deep link carries up to 64 of A-Z a-z 0-9 _ -")
        if self.account.blocked:
            await self.unblocks()
        self.account.started = True
        return await self.says(f"/start {payload}".strip())

    async def says(self, text: str, *, reply_to: int | None = None) -> Json:
        """Write a text in the private chat."""
        return self._send(self._private, _text(text), reply_to=reply_to)

    async def says_in(
        self, group: "Group", text: str, *, reply_to: int | None = None, topic: int | None = None
    ) -> Json:
        """Write a text in a group, in a topic of it if one is named."""
        return self._send(group.chat, _text(text), reply_to=reply_to, thread=topic)

    async def presses(self, label: str) -> Json:
        """Press a button of the keyboard under the text field; a contact button sends the own number."""
        shown = self.keyboard or {}
        rows = shown.get("keyboard", [])
        button = next((one for row in rows for one in row if one["text"] == label), None)
        if button is None:
            raise PhoneError(f"no button {label!r} on the keyboard")
        if button.get("request_location"):
            raise PhoneError("this button sends a location: use sends_location")
        if shown.get("one_time_keyboard"):
            self.account.keyboard = None
            self.world.events.tell("keyboard", chat_id=self.id, user_ids=[self.id], keyboard=None)
        return await (self.sends_contact() if button.get("request_contact") else self.says(label))

    async def edits(self, message_id: int, text: str, *, group: "Group | None" = None) -> Json:
        """Change an own text or caption; the bot hears of it."""
        chat = group.chat if group else self._private
        old = chat.messages.get(message_id)
        if old is None or old.get("from", {}).get("id") != self.id:
            raise PhoneError("only own messages can be edited")
        name = "text" if "text" in old else "caption"
        kept = {key: value for key, value in old.items() if key not in (name, "entities", "caption_entities")}
        new = kept | texts.body(text, found_in(text, []), name) | {"edit_date": int(self.world.now())}
        self.account.last_act = self.world.now()
        self.world.replace(chat, new)
        self.world.heard(chat, new, edited=True)
        return new

    # Sending things

    async def sends_photo(
        self,
        photo: bytes,
        caption: str | None = None,
        *,
        media_group_id: str | None = None,
        group: "Group | None" = None,
    ) -> Json:
        """A photo."""
        album = {"media_group_id": media_group_id} if media_group_id else {}
        return self._send_file("photo", Upload("photo.jpg", "image/jpeg", photo), caption, group, album)

    async def sends_album(self, photos: list[bytes], caption: str | None = None) -> list[Json]:
        """Several photos as one album; the caption is on the first."""
        album = str(self.world.dice.randrange(10**17, 10**18))
        captions = [caption] + [None] * len(photos)
        return [
            await self.sends_photo(photo, words, media_group_id=album)
            for photo, words in zip(photos, captions, strict=False)
        ]

    async def sends_voice(
        self, voice: bytes, duration: int = 3, *, mime: str = "audio/ogg", group: "Group | None" = None
    ) -> Json:
        """A voice message of some seconds."""
        return self._send_file("voice", Upload("voice.oga", mime, voice), None, group, duration=duration)

    async def sends_audio(
        self, audio: bytes, filename: str = "song.mp3", mime: str = "audio/mpeg", caption: str | None = None
    ) -> Json:
        """A piece of music."""
        return self._send_file("audio", Upload(filename, mime, audio), caption)

    async def sends_video(
        self, video: bytes, filename: str = "video.mp4", mime: str = "video/mp4", caption: str | None = None
    ) -> Json:
        """A video."""
        return self._send_file("video", Upload(filename, mime, video), caption)

    async def sends_video_note(self, video: bytes) -> Json:
        """A round video."""
        return self._send_file("video_note", Upload("note.mp4", "video/mp4", video), None)

    async def sends_document(
        self, document: bytes, filename: str, mime: str = "application/octet-stream", caption: str | None = None
    ) -> Json:
        """A file as it is."""
        return self._send_file("document", Upload(filename, mime, document), caption)

    async def sends_sticker(self, sticker: bytes = b"RIFF\0\0\0\0WEBP", emoji: str = "👍") -> Json:
        """A sticker."""
        return self._send_file("sticker", Upload("sticker.webp", "image/webp", sticker), None, emoji=emoji)

    async def sends_location(self, latitude: float, longitude: float, *, group: "Group | None" = None) -> Json:
        """A point on the map."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise PhoneError("there is no such place on Earth")
        return self._send(self._where(group), {"location": {"latitude": latitude, "longitude": longitude}})

    async def sends_contact(self, phone_number: str | None = None, own: bool = True) -> Json:
        """A contact: the own number, or somebody else's."""
        contact: Json = {"phone_number": phone_number or self.account.phone_number, "first_name": "Contact"}
        if own:
            user = self.account.user
            contact |= {name: user[name] for name in ("first_name", "last_name") if name in user}
            contact["user_id"] = self.id
        return self._send(self._private, {"contact": contact})

    async def forwards(self, message: Json) -> Json:
        """Forward any message to the bot."""
        return self._send(self._private, content(message) | {"forward_origin": origin(message)})

    # Pressing, reacting, asking

    async def taps(
        self,
        message_id: int,
        data: str | None = None,
        *,
        label: str | None = None,
        group: "Group | None" = None,
        stale: bool = False,
    ) -> str:
        """Press an inline button by its data or its label: the id of the query, or the address of a link button.

        `stale` presses data that the message no longer holds, as a phone does that has not seen the edit yet.
        """
        self.account.last_act = self.world.now()
        return presses.tap(self, self._where(group), message_id, data, label, stale)

    async def reacts(self, message_id: int, emoji: str = "", *, group: "Group | None" = None) -> None:
        """Put an emoji under a message, or take it back (empty)."""
        presses.react(self, self._where(group), message_id, emoji)

    async def votes(self, message_id: int, options: list[int], *, group: "Group | None" = None) -> None:
        """Vote in a native poll."""
        poll = self._where(group).messages[message_id]["poll"]
        vote(self.world, poll["id"], self.account.user, options)

    async def inline_query(self, text: str, offset: str = "") -> str:
        """Type `@bot text` anywhere; the query's id."""
        query = self.world.queries.open(self.id, text)
        payload = {"id": query.id, "from": self.account.user, "query": text, "offset": offset, "chat_type": "sender"}
        self.world.tell_bot("inline_query", payload, ("user", self.id), self.id)
        return query.id

    def inline_results(self, query_id: str) -> list[Json]:
        """What the bot answered to an inline query."""
        found: list[Json] = (self.world.queries.get(query_id).answer or {}).get("results", [])
        return found

    async def chooses(self, query_id: str, result_id: str, *, group: "Group | None" = None) -> Json:
        """Send one of the results of an inline query into a chat."""
        return presses.choose(self, self._where(group), query_id, result_id)

    # The chat as a whole

    async def blocks(self) -> None:
        """Stop the bot."""
        self._my_chat_member("member", "kicked", blocked=True)

    async def unblocks(self) -> None:
        """Let the bot in again, without a word."""
        self._my_chat_member("kicked", "member", blocked=False)

    async def deletes_chat(self) -> None:
        """Clear the chat on this phone; the bot does not hear of it."""
        self.account.hidden |= set(self._private.messages)
        self.account.keyboard = None
        self.world.events.tell("cleared", chat_id=self.id, user_ids=[self.id])

    def starts_over(self) -> None:
        """Delete the chat and everything that was pressed: START stands there again. The bot does not hear of it."""
        self.account.hidden |= set(self._private.messages)
        self.account.keyboard, self.account.started = None, False
        self.world.events.tell("cleared", chat_id=self.id, user_ids=[self.id])

    async def deactivates(self) -> None:
        """Delete the account."""
        self.account.deactivated = True

    # Inside

    def _my_chat_member(self, old: str, new: str, *, blocked: bool) -> None:
        if self.account.blocked == blocked:
            return
        self.account.blocked = blocked
        me = self.world.me
        until = {"until_date": 0}
        change = {
            "chat": self._private.card(),
            "from": self.account.user,
            "date": int(self.world.now()),
            "old_chat_member": {"user": me, "status": old} | (until if old == "kicked" else {}),
            "new_chat_member": {"user": me, "status": new} | (until if new == "kicked" else {}),
        }
        self.world.tell_bot("my_chat_member", change, ("chat", self.id), self.id)
        self.world.events.tell("block", user_ids=[self.id], chat_id=self.id, blocked=blocked)


def _text(text: str) -> Json:
    if not text:
        raise PhoneError("an empty text cannot be sent")
    return texts.body(text, found_in(text, []))
