"""A crowd: people without a phone on the wall, who come in by one link and tap whatever they are asked.

    crowd = Crowd(telegram, size=40, taps="v:", says={"💡": ("a park", "a school")})
    crowd.come("r_12345")              # one after the other, within a few seconds; from then on they answer

They press one button whose callback data begins with `taps`, of each message that has some; the second field of the
data names the question, so that nobody answers twice. Where a message asks with one of the signs of `says` at the
beginning of a line, they write its phrases, each once. Who holds buttons that stand for whatever a big screen asks
looks there: `looks` says what it asks now, and which of these buttons answer it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.keyboards import buttons
from sandbox.phone import Phone, PhoneError
from sandbox.telegram import Telegram

FIRST_ID = 800_000
ARRIVE_WITHIN = 6.0  # seconds
ANSWER_WITHIN = 8.0
LOOK_EVERY = 0.25
LANGUAGES = ("ar", "ar", "fr")


@dataclass(frozen=True)
class Screen:
    """What the big screen asks now: a name of the question, and the callback data of the buttons that answer it."""

    question: str
    answers: frozenset[str]


Asked = tuple[str, list[tuple[int, str]]]  # a question, and the buttons that answer it: message and callback data
Looks = Callable[[], Awaitable[Screen | None]]


@dataclass(eq=False)
class Member:
    """One of them: their taste (some answers are liked more), and what they have answered."""

    phone: Phone
    answered: set[str] = field(default_factory=set)


class Crowd:
    """`size` people; call `come` again and those who are there follow the new link."""

    def __init__(
        self,
        telegram: Telegram,
        size: int = 40,
        taps: str = "v:",
        seed: int = 7,
        says: Mapping[str, Sequence[str]] | None = None,
        looks: Looks | None = None,
    ) -> None:
        self._looks = looks
        self._screen: Screen | None = None
        self.size, self._says, self._left = size, says or {}, dict[str, list[str]]()
        self._telegram, self._taps = telegram, taps
        self._dice = random.Random(seed)  # noqa: S311 - a play, and the same one each time
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def ids(self) -> range:
        """Their user ids."""
        return range(FIRST_ID, FIRST_ID + self.size)

    def come(self, payload: str) -> None:
        """Let everybody follow the link and stay."""
        self.leave()
        self._left = {sign: self._dice.sample(phrases, len(phrases)) for sign, phrases in self._says.items()}
        self._tasks = [asyncio.create_task(self._live(self._member(one), payload)) for one in self.ids]
        if self._looks:
            self._tasks.append(asyncio.create_task(self._look(self._looks)))

    async def _look(self, looks: Looks) -> None:
        """All of them see the same screen: one looks for everybody."""
        while True:
            self._screen = await looks()
            await asyncio.sleep(LOOK_EVERY)

    def leave(self) -> None:
        """Nobody answers any more."""
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    def _member(self, number: int) -> Member:
        known = self._telegram.phones.get(number)
        language = LANGUAGES[number % len(LANGUAGES)]
        return Member(
            known or self._telegram.phone(f"P{number - FIRST_ID + 1}", language_code=language, user_id=number)
        )

    async def _live(self, member: Member, payload: str) -> None:
        await asyncio.sleep(self._dice.uniform(0, ARRIVE_WITHIN))
        await member.phone.start(payload)
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if found := self._asked(member) or self._on_screen(member):
                question, choices = found
                member.answered.add(question)
                await asyncio.sleep(self._dice.uniform(0.3, ANSWER_WITHIN))
                await self._answer(member, choices)
            elif phrase := self._to_write(member):
                await asyncio.sleep(self._dice.uniform(0.3, ANSWER_WITHIN))
                await member.phone.says(phrase)

    def _on_screen(self, member: Member) -> Asked | None:
        """The buttons of the newest message that answer what the screen asks, once."""
        screen = self._screen
        if screen is None or screen.question in member.answered:
            return None
        for message in reversed(member.phone.chat):
            found = [one.get("callback_data", "") for one in buttons(message)]
            if wanted := [data for data in found if data in screen.answers]:
                return screen.question, [(message["message_id"], data) for data in wanted]
        return None

    def _asked(self, member: Member) -> Asked | None:
        """The buttons of the newest question that was not answered."""
        for message in reversed(member.phone.chat[-3:]):
            found = [one.get("callback_data", "") for one in buttons(message)]
            wanted = [data for data in found if data.startswith(self._taps) and _question(data) not in member.answered]
            if wanted:
                return _question(wanted[0]), [(message["message_id"], data) for data in wanted]
        return None

    def _to_write(self, member: Member) -> str:
        """What this one writes on the newest message, once; empty where it asks for no words, or all is said."""
        newest = next(iter(member.phone.chat[-1:]), {})
        lines = str(newest.get("text", "")).lstrip("\u200f").split("\n")
        key = f"message {newest.get('message_id')}"
        if key in member.answered:
            return ""
        found = [phrases for sign, phrases in self._left.items() for line in lines if line.startswith(sign)]
        member.answered.update([key] if found else [])
        return found[0].pop() if found and found[0] else ""

    async def _answer(self, member: Member, choices: list[tuple[int, str]]) -> None:
        weights = [len(choices) - at for at in range(len(choices))]
        ((message_id, data),) = self._dice.choices(choices, weights)
        try:
            await member.phone.taps(message_id, data, stale=True)
        except PhoneError:
            self.leave()


def _question(data: str) -> str:
    return data.split(":")[1] if data.count(":") else data
