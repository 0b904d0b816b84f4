"""The wall at work: which phones stand on it, and what changed on them since the pages were last told."""

import asyncio
import inspect
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sandbox.events import Event
from sandbox.live import Live
from sandbox.phone import Phone
from sandbox.play import Play, Player
from sandbox.switches import Switches
from sandbox.telegram import Telegram
from sandbox.wall import PhoneSpec, Wall

Json = dict[str, Any]
GATHER = 0.02
HEARD_AFTER = 1.5


class Board:
    """Phones by user id, in order; tells `live` what people see."""

    def __init__(self, telegram: Telegram, wall: Wall) -> None:
        self.telegram, self.wall, self.live = telegram, wall, Live()
        self.specs: dict[int, PhoneSpec] = {}
        self.switches = Switches(telegram.faults)
        self.player = Player(
            wall.plays, self.id_of, self._begin, lambda play: self.live.tell("play", {"play": play}), self._wait
        )
        self._chats: dict[int, dict[int, Json]] = {}
        self._faces: dict[int, Json] = {}
        self._stale: set[int] = set()
        self._waiting = False
        self._passing: asyncio.Task[None] | None = None
        for spec in wall.phones:
            self.add(spec)
        self.unsubscribe = telegram.subscribe(self._heard)

    def _begin(self, play: Play) -> None:
        # A play that begins with START is played again from there, the next day: nothing answers the last one any more.
        first = play.steps[0]
        number = self.id_of(first.phone)
        if first.do == "start" and number and self.telegram.phones[number].account.started:
            self.telegram.phones[number].starts_over()
            self.live.tell("phone", self.phone(number))
            self.pass_time(timedelta(days=1))

    def _wait(self, minutes: float) -> None:
        # A little later: the bot has to hear of the act first.
        asyncio.get_running_loop().call_later(HEARD_AFTER, self.pass_time, timedelta(minutes=minutes))

    def pass_time(self, by: timedelta) -> asyncio.Task[None]:
        """Move the clock, where it moves, and tell the pages what time it is."""
        self._passing = asyncio.create_task(self._pass(by), name="clock")
        return self._passing

    async def _pass(self, by: timedelta) -> None:
        if move := self.wall.move_clock:
            moved = move(by)
            if inspect.isawaitable(moved):
                await moved
            self.live.tell("now", {"now": self.telegram.now()})

    # Phones

    def add(self, spec: PhoneSpec) -> Phone:
        """Put a phone on the wall: that of a known person (`user_id`), or of somebody new."""
        phone = self.telegram.phones.get(spec.user_id or 0) or self._new(spec)
        self.specs[phone.id] = spec
        self.live.tell("phone", self.phone(phone.id))
        return phone

    def _new(self, spec: PhoneSpec) -> Phone:
        return self.telegram.phone(spec.name, language_code=spec.language, user_id=spec.user_id,
                                   username=spec.username, last_name=spec.last_name)  # fmt: skip

    def remove(self, phone_id: int) -> None:
        """Put a phone away; the person and their chat stay. KeyError if it is not on the wall."""
        del self.specs[phone_id]
        self._chats.pop(phone_id, None)
        self.live.tell("removed", {"phone": phone_id})

    def id_of(self, key: str) -> int | None:
        """User id of the phone of that key, if it is on the wall."""
        return next((number for number, spec in self.specs.items() if spec.key == key), None)

    def by_key(self, key: str) -> Phone:
        """The phone of that key; KeyError if it is not on the wall."""
        number = self.id_of(key)
        if number is None:
            raise KeyError(key)
        return self.telegram.phones[number]

    def at(self, phone_id: int) -> Phone:
        """A phone on the wall; KeyError for any other."""
        if phone_id not in self.specs:
            raise KeyError(phone_id)
        return self.telegram.phones[phone_id]

    # What the pages see

    def whole(self) -> Json:
        """Everything a page needs to begin. What waits is told first, so that nothing shown here can go untold."""
        self._refresh()
        wall = self.wall
        return {
            "bot": self._bot(), "phones": [self.phone(number) for number in self.specs],
            "plays": [{"key": play.key, "title": play.title, "summary": play.summary} for play in wall.plays],
            "play": self.player.state, "now": self.telegram.now(), "timezone": wall.timezone,
            "crowd": wall.crowd_label if wall.crowd else "",
            "reset_hint": wall.reset_hint, "faults": self.switches.state, "clock_moves": wall.move_clock is not None,
            "languages": [{"code": code, "name": name} for code, name in wall.languages],
            "places": [{"name": place.name, "lat": place.lat, "lon": place.lon} for place in wall.places],
            "coast": [list(point) for point in wall.coast],
        }  # fmt: skip

    def phone(self, phone_id: int) -> Json:
        """One phone with its chat."""
        return self._face(phone_id) | {"chat": self.telegram.phones[phone_id].chat}

    def _face(self, phone_id: int) -> Json:
        """All about a phone except its messages."""
        phone, spec = self.telegram.phones[phone_id], self.specs[phone_id]
        reactions = {message_id: [one["emoji"] for given in by_user.values() for one in given if "emoji" in one]
                     for message_id, by_user in self.telegram.chats[phone_id].reactions.items()}  # fmt: skip
        return {"id": phone_id, "key": spec.key, "name": phone.name, "role": spec.role, "language": spec.language,
                "blocked": phone.account.blocked, "started": phone.account.started, "keyboard": phone.keyboard,
                "commands": phone.commands(), "reactions": reactions}  # fmt: skip

    def _bot(self) -> Json:
        profile = self.telegram.profile
        about = {code: text for (field, code), text in profile.items() if field == "description" and text}
        name = profile.get(("name", "")) or self.telegram.me["first_name"]
        return {"id": self.telegram.me["id"], "username": self.telegram.me["username"], "name": name, "about": about}

    # What happens

    def _heard(self, event: Event) -> None:
        people = [number for number in event.get("user_ids", self.specs) if number in self.specs]
        for number in people:
            if event["kind"] == "toast":
                toast = {"text": event["text"], "alert": event["alert"], "url": event.get("url", "")}
                self.live.tell("toast", {"phone": number, **toast})
            elif event["kind"] in ("action", "answered"):
                self.live.tell(event["kind"], {"phone": number})
        if event["kind"] not in ("call", "update", "toast", "action", "answered"):
            self._spoil(people)

    def _spoil(self, people: Iterable[int]) -> None:
        """Look at these phones a moment later, so that a burst of changes is told once."""
        self._stale.update(people)
        if not self._stale or self._waiting:
            return
        with suppress(RuntimeError):  # seeded before the server runs: nobody watches yet
            asyncio.get_running_loop().call_later(GATHER, self._refresh)
            self._waiting = True

    def _refresh(self) -> None:
        self._waiting = False
        people, self._stale = self._stale & self.specs.keys(), set()
        for number in people:
            self._tell_chat(number)
            face = self._face(number)
            if face != self._faces.get(number):
                self._faces[number] = face
                self.live.tell("phone", face)

    def _tell_chat(self, number: int) -> None:
        before = self._chats.get(number, {})
        now = {message["message_id"]: message for message in self.telegram.phones[number].chat}
        changed = [message for key, message in now.items() if before.get(key) != message]
        gone = [key for key in before if key not in now]
        self._chats[number] = now
        if changed or gone:
            self.live.tell("messages", {"phone": number, "changed": changed, "gone": gone})
