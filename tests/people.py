"""People with phones, for tests: what they do reads as a sentence, what they see is plain text.

async with life(database_url, tmp_path) as lab:
    resident = await lab.resident("Aïcha", language="ary")
    await resident.says("الضو خاسر فالزنقة")        # and waits until the next question has come
    await resident.taps("بوسكورة")                  # an inline button or a key, by its label or a part of it
    assert "…" in resident.sees                      # the newest message
    await lab.passes(minutes=2)
"""

import heapq
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.assembly import Bot, build
from handlers.register import add_to
from sandbox.phone import Phone
from sandbox.play import sample_voice
from sandbox.request import SandboxRequest
from sandbox.telegram import Telegram
from services import people, staff
from services.clock import StillClock
from services.people import Person
from services.roles import Role
from storage.database import Database
from tests.asread import read_for
from tests.bot.kit import START, come_to_rest, settings_of, world_on
from tests.pictures import photo

VOICE = sample_voice()
PHOTO = photo()
QUIET = 2.0  # seconds: longer than the pause after which a question comes
STEPWISE = 180.0  # seconds: of a longer time only the end is lived through step by step
_DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2060]")


def plain(text: str) -> str:
    """`text` without the marks of direction and the joiners, its spaces plain."""
    return _DIRECTIONS.sub("", text).replace("\u00a0", " ")


class Somebody:
    """One person with a phone."""

    def __init__(self, lab: "Life", phone: Phone) -> None:
        self.lab, self.phone = lab, phone
        self._seen = 0

    # What they do

    async def starts(self, payload: str = "") -> None:
        """Press START, or follow a deep link."""
        await self._does(self.phone.start(payload))

    async def says(self, *texts: str) -> None:
        """Write one text, or several in a row, and wait for what comes of it."""
        await self._does(*(self.phone.says(text) for text in texts))

    async def speaks(self, voice: bytes = VOICE, seconds: int = 12) -> None:
        """Send a voice message."""
        await self._does(self.phone.sends_voice(voice, seconds))

    async def shows(self, photo: bytes = PHOTO, caption: str | None = None) -> None:
        """Send a photo."""
        await self._does(self.phone.sends_photo(photo, caption))

    async def stands_at(self, latitude: float, longitude: float) -> None:
        """Send a location, as its key does."""
        await self._does(self.phone.sends_location(latitude, longitude))

    async def taps(self, label: str) -> None:
        """Press the newest button that has this label, or holds it: under a message or on the keyboard."""
        key = next((one for one in self.keys if label == one), None) or next(
            (one for one in self.keys if label in one), None
        )
        if key is not None:
            await self._does(self.phone.presses(self._raw_key(key)))
            return
        message, button = self._button(label)
        await self._does(self.phone.taps(message["message_id"], button["callback_data"]))

    async def taps_old(self, message_id: int, data: str) -> None:
        """Press a button that the message may no longer have."""
        await self._does(self.phone.taps(message_id, data, stale=True))

    async def does(self, *acts: Any) -> None:
        """Do something else with the phone, and wait for what comes of it: `await aicha.does(aicha.phone.blocks())`."""
        await self._does(*acts)

    async def _does(self, *acts: Any) -> None:
        self._seen = max(self.phone.world.chats[self.phone.id].messages, default=0)
        for act in acts:
            await act
        await self.lab.passes(seconds=QUIET)

    # What they see

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The bot's messages in this chat, oldest first."""
        return [one for one in self.phone.chat if one["from"]["is_bot"]]

    @property
    def sees(self) -> str:
        """The newest message of the bot."""
        return plain(_words(self.shown[-1])) if self.shown else ""

    @property
    def news(self) -> str:
        """Everything that came after the last act, from the oldest to the newest."""
        return "\n---\n".join(plain(_words(one)) for one in self.shown if one["message_id"] > self._seen)

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message that has buttons."""
        rows = next((_inline(one) for one in reversed(self.shown) if _inline(one)), [])
        return [plain(button["text"]) for row in rows for button in row]

    @property
    def keys(self) -> list[str]:
        """The labels of the keyboard under the text field."""
        rows = (self.phone.keyboard or {}).get("keyboard", [])
        return [plain(key["text"]) for row in rows for key in row]

    @property
    def toast(self) -> str:
        """The last toast."""
        return plain(self.phone.toasts[-1]["text"]) if self.phone.toasts else ""

    async def person(self) -> Person:
        """Who this is to us."""
        async with self.lab.database.reading() as session:
            found = await people.find(session, self.phone.id)
        assert found is not None
        return found

    def _raw_key(self, label: str) -> str:
        rows = (self.phone.keyboard or {}).get("keyboard", [])
        return next(str(key["text"]) for row in rows for key in row if plain(key["text"]) == label)

    def _button(self, label: str) -> tuple[dict[str, Any], dict[str, Any]]:
        found = [
            (message, button)
            for message in reversed(self.shown)
            for row in _inline(message)
            for button in row
            if label in plain(button["text"])
        ]
        exact = [one for one in found if plain(one[1]["text"]) == label and one[0] == found[0][0]]
        assert found, f"no button {label!r}; there are {self.buttons} and {self.keys}, under: {self.sees}"
        return (exact or found)[0]


def _words(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def _inline(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return rows


class LeapingClock(StillClock):
    """A still clock that can also leap, so that a day does not mean thousands of looks at an idle database."""

    async def leap(self, seconds: float) -> None:
        """Be `seconds` later at once: whoever was due on the way wakes now, once."""
        self._now += timedelta(seconds=seconds)
        self._sleepers = [(max(due, self._now), number, woken) for due, number, woken in self._sleepers]
        heapq.heapify(self._sleepers)
        await self.advance(0)


class Life:
    """The lab's bot, running, with people around it."""

    def __init__(self, bot: Bot, world: Telegram, clock: LeapingClock) -> None:
        self.bot, self.world, self.clock = bot, world, clock

    @property
    def database(self) -> Database:
        """The database."""
        return self.bot.house.database

    async def newcomer(self, name: str = "Nabil", phone_language: str = "fr") -> Somebody:
        """Somebody who has not pressed START yet; the language is their phone's."""
        return Somebody(self, self.world.phone(name, language_code=phone_language))

    async def resident(self, name: str = "Aïcha", language: str = "fr") -> Somebody:
        """Somebody who pressed START and chose a language."""
        one = await self.newcomer(name, "fr" if language == "fr" else "ar")
        await one.starts()
        async with self.database.transaction() as session:
            await people.speak(session, await one.person(), language)
        return one

    async def staff(self, name: str = "Samira", role: Role = Role.MODERATOR, language: str = "fr") -> Somebody:
        """A member of the team."""
        one = await self.resident(name, language)
        admin = await one.person()
        async with self.database.transaction() as session:
            token = await staff.invite(session, role, admin, self.clock.now())
            await staff.accept(session, token, admin, name, self.clock.now())
        return one

    async def passes(self, **time: float) -> None:
        """Let time pass (`minutes=2`), and everything settle."""
        await self.settles()
        seconds = timedelta(**time).total_seconds()
        if seconds > STEPWISE:
            await self.clock.leap(seconds - STEPWISE)
            await self.settles()
        await self.clock.advance(min(seconds, STEPWISE))
        await self.settles()

    async def settles(self) -> None:
        """Wait until nothing is under way."""
        await come_to_rest(self.bot, self.clock)


@asynccontextmanager
async def life(
    database_url: str, folder: Path, world: Telegram | None = None, clock: LeapingClock | None = None, **given: Any
) -> AsyncIterator[Life]:
    """The real bot on a Telegram in this process, with a clock that stands still; `given` are settings.

    Handed the `world` and `clock` of a life before, it is the next start of the same bot.
    """
    clock = clock or LeapingClock(START)
    world = world or world_on(clock)
    settings = settings_of(database_url, folder, **given)
    bot = await build(
        settings, clock=clock, request=SandboxRequest(world), register=add_to, http=False, **read_for(settings)
    )
    await bot.start()
    try:
        yield Life(bot, world, clock)
    finally:
        await bot.stop()
