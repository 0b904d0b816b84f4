"""A stage for dialogues: people act on the running bot, and all that they do and see is written down."""

import fnmatch
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox.groups import Group
from sandbox.ledger import Entry
from sandbox.play import sample_photo
from services import people, places
from services.roles import Role
from tests.people import Life, Somebody, life

Json = dict[str, Any]
LANGUAGES = ("fr", "ar", "ary")
FOLDER = Path(__file__).parent
ADMIN = 900_001  # the Telegram id of whom ADMIN_IDS names
NAMES = {
    "Resident": {"fr": "Aïcha Bennani", "ar": "عائشة بناني", "ary": "عيشة بناني"},
    "Neighbour": {"fr": "Karim Alami", "ar": "كريم العلمي", "ary": "كريم العلمي"},
    "Staff": {"fr": "Samira", "ar": "سميرة", "ary": "سميرة"},
    "Colleague": {"fr": "Omar", "ar": "عمر", "ary": "عمر"},
    "Admin": {"fr": "Nadia", "ar": "نادية", "ary": "نادية"},
}
BEAT = 10.0  # seconds from one act to the next
AFTER = 1.0  # second: acts begin a little after what rings at full tens of seconds (services.notices.TOGETHER)
KINDS = ("photo", "voice", "audio", "video", "document", "location")


class Seeded:
    """What `secrets` is to a module, from a seed: the same references and invitations at each showing."""

    def __init__(self) -> None:
        self._dice = random.Random(7)

    def choice(self, letters: str) -> str:
        return self._dice.choice(letters)

    def randbelow(self, limit: int) -> int:
        return self._dice.randrange(limit)

    def token_urlsafe(self, size: int) -> str:
        return f"{self._dice.getrandbits(8 * size):x}"[:size]


class Actor:
    """One person of the dialogue; each act is written down with what everybody sees of it."""

    def __init__(self, stage: "Stage", role: str, somebody: Somebody) -> None:
        self.stage, self.role, self.somebody, self.phone = stage, role, somebody, somebody.phone
        self.toasts = 0

    async def starts(self, payload: str = "") -> None:
        """Press START, or follow a deep link."""
        await self._does(f"opens the link ?start={payload}" if payload else "presses START", self.phone.start(payload))

    async def writes(self, *texts: str, **spoken: str) -> None:
        """Write; `fr=…, ar=…, ary=…` is said in the language of the dialogue."""
        said = texts or (spoken[self.stage.language],)
        told = "writes" + "".join(f"\n{_indented(one)}" for one in said)
        await self._does(told, *(self.phone.says(one) for one in said))

    async def replies(self, **spoken: str) -> None:
        """Reply to the newest message of the bot."""
        text = spoken[self.stage.language]
        last = self.somebody.shown[-1]["message_id"]
        await self._does(f"replies to the last message\n{_indented(text)}", self.phone.says(text, reply_to=last))

    async def speaks(self, seconds: int = 12) -> None:
        """Send a voice message."""
        await self._does(f"sends a voice message of {seconds} s", self.phone.sends_voice(b"OggS" + bytes(200), seconds))

    async def shows(self, photos: int = 1, **spoken: str) -> None:
        """Send photos as an album, the caption under the first."""
        caption = spoken.get(self.stage.language)
        told = f"sends photos: {photos}" + (f"\n{_indented(caption)}" if caption else "")
        await self._does(told, self.phone.sends_album([sample_photo()] * photos, caption))

    async def stands_at(self, latitude: float, longitude: float) -> None:
        """Send a location, as its key does."""
        self._key("", location=True)
        await self._does(f"sends the location {latitude}, {longitude}", self.phone.sends_location(latitude, longitude))

    async def presses(self, wanted: str) -> None:
        """Press a key under the text field: by its msgid, or by the code of a commune."""
        key = self._key(wanted)
        await self._does(f"presses the key\n{_boxed([[key]])}", self.phone.presses(key))

    async def taps(self, pattern: str) -> None:
        """Tap the newest inline button whose data fits the pattern: `desk.set:*:study`."""
        message, button = self._button(pattern)
        self.stage.tapped = message["message_id"]
        act = self.phone.taps(message["message_id"], button["callback_data"])
        await self._does(f"taps\n{_boxed([[button['text']]])}", act)

    async def does(self, told: str, *acts: Awaitable[Any]) -> None:
        """Something else, told in words."""
        await self._does(told, *acts)

    async def _does(self, told: str, *acts: Awaitable[Any]) -> None:
        self.stage.lines.append(f"\n{self.role} {told}")
        await self.somebody.does(*acts)
        await self.stage.on_the_dot()
        self.stage.look()

    def _key(self, wanted: str, location: bool = False) -> str:
        said = self.stage.spoken(wanted) if wanted else ""
        keys = [key for row in (self.phone.keyboard or {}).get("keyboard", []) for key in row]
        asked = (key for key in keys if (location and key.get("request_location")) or (said and said in key["text"]))
        key = next(asked, None)
        assert key, f"no key {said or 'for the location'!r} in {self.somebody.keys}"
        return str(key["text"])

    def _button(self, pattern: str) -> tuple[Json, Json]:
        for message in reversed(self.somebody.shown):
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if fnmatch.fnmatchcase(button.get("callback_data", ""), pattern):
                        return message, button
        raise AssertionError(f"no button {pattern!r}; there are {self.somebody.buttons} under: {self.somebody.sees}")


class Stage:
    """The lab, the people and what was written down so far."""

    def __init__(self, lab: Life, language: str) -> None:
        self.lab, self.language, self.lines = lab, language, list[str]()
        self.actors: list[Actor] = []
        self.groups: list[Group] = []
        self.tapped = 0
        self._seen = 0

    async def newcomer(self, role: str = "Resident", **phone: Any) -> Actor:
        """Somebody who has not pressed START yet."""
        given = {"language_code": "fr" if self.language == "fr" else "ar"} | phone
        somebody = Somebody(self.lab, self.lab.world.phone(NAMES[role][self.language], **given))
        self.actors.append(Actor(self, role, somebody))
        return self.actors[-1]

    async def resident(self, role: str = "Resident", **phone: Any) -> Actor:
        """Somebody who has pressed START and chosen the language of the dialogue."""
        actor = await self.newcomer(role, **phone)
        await actor.somebody.starts()
        async with self.lab.database.transaction() as session:
            await people.speak(session, await actor.somebody.person(), self.language)
        await self.skip()
        return actor

    async def admin(self) -> Actor:
        """The one whom ADMIN_IDS names."""
        return await self.resident("Admin", user_id=ADMIN)

    async def staff(self, role: str = "Staff", trusted: Role = Role.MODERATOR) -> Actor:
        """A moderator, or whoever is `trusted` with something else, who joined the team before."""
        somebody = await self.lab.staff(NAMES[role][self.language], trusted, self.language)
        self.actors.append(Actor(self, role, somebody))
        await self.skip()
        return self.actors[-1]

    def spoken(self, wanted: str) -> str:
        """A msgid, or the commune of a code, in the dialogue's language."""
        house = self.lab.bot.house
        commune = places.by_code(house.lab, wanted)
        return commune.names.pick(self.language) if commune else house.catalogues[self.language].plain(wanted)

    def scene(self, title: str) -> None:
        """A heading."""
        self.lines.append(f"\n\n== {title} ==")

    async def passes(self, told: str, **time: float) -> None:
        """Let time pass."""
        self.lines.append(f"\n… {told}")
        await self.lab.passes(**time)
        await self.on_the_dot()
        self.look()

    async def on_the_dot(self) -> None:
        """Wait for the next full BEAT, so that a slow machine tells the same times and the same order."""
        late = (self.lab.clock.now().timestamp() - AFTER) % BEAT
        await self.lab.passes(seconds=BEAT - late)

    async def skip(self) -> None:
        """What was seen so far is no part of the dialogue."""
        await self.on_the_dot()
        self._entries()
        for actor in self.actors:
            actor.toasts = len(actor.phone.toasts)

    def look(self) -> None:
        """Write down what everybody sees now and did not see before."""
        shown = self._entries()
        for actor in self.actors:
            for toast in actor.phone.toasts[actor.toasts :]:
                name = "an alert" if toast["alert"] else "a toast"
                self.lines.append(f"  {actor.role} sees {name}\n{_indented(toast['text'])}")
            actor.toasts = len(actor.phone.toasts)
            here = [one for one in shown if one.chat == actor.phone.id]
            self._show(actor.role, sorted(here, key=self._turn))
        for group in self.groups:
            self._show("The group", [one for one in shown if one.chat == group.id])
        self.tapped = 0

    def _turn(self, entry: Entry) -> int:
        # Cards are brought up to date by a worker of their own, before or after what else is said: here always after.
        edited = entry.answer["result"]["message_id"] if entry.method.startswith("edit") else 0
        return edited if edited != self.tapped else 0

    def _show(self, who: str, entries: list[Entry]) -> None:
        for entry in entries:
            change = ", in place" if entry.method.startswith("edit") else ""
            self.lines.append(f"  {who} sees{change}\n{_message(entry)}")

    def _entries(self) -> list[Entry]:
        found = self.lab.world.ledger.entries(kind="call", after=self._seen)
        self._seen = max([self._seen, *(one.number for one in found)])
        return [one for one in found if one.method.startswith(("send", "edit")) and one.status == 200]


def _message(entry: Entry) -> str:
    message = entry.answer["result"]
    kinds = [f"    <{kind}>" for kind in KINDS if kind in message]
    words = message.get("text") or message.get("caption") or ""
    given = entry.request.get("reply_markup") or {}
    markup = json.loads(given) if isinstance(given, str) else given
    inline = [[_label(button) for button in row] for row in markup.get("inline_keyboard", [])]
    keys = [[key["text"] for key in row] for row in markup.get("keyboard", [])]
    shown = [*kinds, *([_indented(words)] if words else []), *([_boxed(inline)] if inline else [])]
    if keys:
        shown.append(f"    keyboard:\n{_boxed(keys)}")
    if markup.get("remove_keyboard"):
        shown.append("    the keyboard goes")
    return "\n".join(shown)


def _label(button: Json) -> str:
    copied = button.get("copy_text", {}).get("text")
    return button["text"] + (f" → {button['url']}" if "url" in button else f" → copies {copied}" if copied else "")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.split("\n"))


def _boxed(rows: list[list[str]]) -> str:
    return "\n".join("    " + " ".join(f"[ {label} ]" for label in row) for row in rows)


Play = Callable[[Stage], Awaitable[None]]


@contextmanager
def steady() -> Iterator[None]:
    """References and invitations from a seed, answers noted at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("services.references.secrets", Seeded())
        patch.setattr("services.staff.secrets", Seeded())
        patch.setattr("services.partners.secrets", Seeded())
        patch.setattr("services.rooms.secrets", Seeded())
        patch.setattr("services.players.random", random.Random(7))
        patch.setattr("services.workshops.secrets", Seeded())
        patch.setattr("services.guardians.secrets", Seeded())
        patch.setattr("services.companies.secrets", Seeded())
        patch.setattr("services.certificates.secrets", Seeded())
        patch.setattr("services.missions.secrets", Seeded())
        patch.setattr("services.certificates.secrets", Seeded())
        patch.setattr("bot.outgoing.LINGER", 0)
        yield


@asynccontextmanager
async def stage(url: str, folder: Path, language: str) -> AsyncIterator[Stage]:
    """A stage on a fresh database."""
    with steady():
        async with life(url, folder, admin_ids=str(ADMIN)) as lab:
            yield Stage(lab, language)


async def performed(play: Play, language: str, url: str, folder: Path) -> str:
    """The whole dialogue, as it stands in the file."""
    async with stage(url, folder, language) as one:
        await play(one)
        return "\n".join([f"# {(play.__doc__ or '').strip()} ({language})", *one.lines]) + "\n"


def file_of(play: Play, language: str) -> Path:
    """Where the dialogue is written down."""
    return FOLDER / language / f"{getattr(play, '__name__', '')}.txt"
