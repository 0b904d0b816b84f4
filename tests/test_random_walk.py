"""A walk by chance over all buttons of several phones: every tap and text is answered, nothing is refused or raises.

Two walks of 500 acts by fixed seeds on each database, 2,000 acts in all.

WALK_SEED=7 WALK_STEPS=20000 ./run test tests/test_random_walk.py --db sqlite      # another, longer walk
"""

import os
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.person import PhoneError
from services.roles import Role
from storage.drafts import DraftRow
from storage.people import PersonRow
from tests.bot.kit import START, world_on
from tests.handlers.rows import rows
from tests.people import PHOTO, VOICE, LeapingClock, Life, Somebody, life
from tests.soundness import assert_sound
from tests.test_hostile import TEXTS

SEEDS = [int(os.environ["WALK_SEED"])] if "WALK_SEED" in os.environ else [1, 2]
STEPS = int(os.environ.get("WALK_STEPS", "500"))
TOGETHER = 10  # acts between two looks
CHAPTERS = 2  # lives of the bot, one after the other
RESTART = 15  # seconds: longer than Telegram counts what it was sent
ADMIN = 900_001
WORDS = (
    "Le lampadaire est en panne", "الضو خاسر فالزنقة", "توجد حفرة في الطريق", "bonjour", "شكرا بزاف", "Bouskoura",
    "chi mochkil f tri9", "incendie !", "العافية شاعلة", "oui", "?", "K7M4-XQ28", "Envoyer",
    "Le bus ?\n- Oui\n- Non\n\nQuels jours ? (2)\n- Lundi\n- Mardi\n- Jeudi\n\nCombien ? 1-5",
    *(TEXTS[name] for name in ("directions", "markup", "sql", "zero width", "lines", "data")),
)  # fmt: skip
COMMANDS = (
    "/start", "/menu", "/challenge", "/mine", "/language", "/privacy", "/help", "/cancel", "/desk", "/staff", "/x",
    "/vote", "/workshop",
)  # fmt: skip
LINKS = ("", "p_x", "c_K7M4-XQ28", "r_12345")
PLACES = ((33.4661, -7.6317), (33.3906, -7.5808), (48.85, 2.35), (0.0, 0.0))
PAUSES = ({"minutes": 3}, {"hours": 2}, {"hours": 25})

Act = Callable[[Somebody], Awaitable[Any]]


class Walk:
    """Somebody without a plan."""

    def __init__(self, seed: int) -> None:
        self.dice, self.pressed, self.links = random.Random(seed), list[tuple[int, int, str]](), [*LINKS]
        self.wrote: set[int] = set()
        self.done: Counter[str] = Counter()
        self.acts: tuple[tuple[float, Act], ...] = (
            (50, self.taps), (10, self.taps_again), (10, self.presses), (12, self.writes), (4, self.commands),
            (2, self.speaks), (2, self.shows), (2, self.stands), (1, self.sticker), (1, self.contact),
            (2, self.edits), (2, self.replies), (1, self.follows), (0.5, self.blocks),
        )  # fmt: skip

    async def step(self, one: Somebody) -> None:
        """One act by chance; what no phone would do is left out."""
        act: Act = self.dice.choices([act for _, act in self.acts], [weight for weight, _ in self.acts])[0]
        if one.phone.account.blocked or not one.phone.account.started:
            act = self.follows
        try:
            await act(one)
            self.done[act.__name__] += 1
        except PhoneError:
            self.done["not possible"] += 1

    async def taps(self, one: Somebody) -> None:
        found = [(message["message_id"], button) for message in one.shown[-6:] for button in buttons(message)]
        here = [(number, button["callback_data"]) for number, button in found if "callback_data" in button]
        if here:
            number, data = self.dice.choice(here)
            self.pressed.append((one.phone.id, number, data))
            await one.phone.taps(number, data)

    async def taps_again(self, one: Somebody) -> None:
        """A button of a screen that may be gone, or of somebody else's."""
        mine = [(number, data) for who, number, data in self.pressed if who == one.phone.id]
        others = [data for who, _, data in self.pressed[-200:] if who != one.phone.id]
        if mine and others:
            number, data = self.dice.choice(mine)
            data = self.dice.choice(others) if self.dice.random() < 0.3 else data
            await one.phone.taps(number, data, stale=True)

    async def presses(self, one: Somebody) -> None:
        rows_ = (one.phone.keyboard or {}).get("keyboard", [])
        keys = [key for row in rows_ for key in row]
        if keys:
            key = self.dice.choice(keys)
            await (self.stands(one) if key.get("request_location") else self._says(one, key["text"]))

    async def writes(self, one: Somebody) -> None:
        await self._says(one, self.dice.choice(WORDS))

    async def commands(self, one: Somebody) -> None:
        await self._says(one, self.dice.choice(COMMANDS))

    async def _says(self, one: Somebody, text: str) -> None:
        await one.phone.says(text)
        self.wrote.add(one.phone.id)

    async def speaks(self, one: Somebody) -> None:
        await one.phone.sends_voice(VOICE, 5)

    async def shows(self, one: Somebody) -> None:
        await one.phone.sends_album([PHOTO] * self.dice.randint(1, 4), self.dice.choice(("", *WORDS))[:1000] or None)

    async def stands(self, one: Somebody) -> None:
        await one.phone.sends_location(*self.dice.choice(PLACES))

    async def sticker(self, one: Somebody) -> None:
        await one.phone.sends_sticker()

    async def contact(self, one: Somebody) -> None:
        await one.phone.sends_contact()

    async def edits(self, one: Somebody) -> None:
        own = [message for message in one.phone.chat if not message["from"]["is_bot"] and "text" in message]
        if own:
            await one.phone.edits(self.dice.choice(own[-5:])["message_id"], self.dice.choice(WORDS))

    async def replies(self, one: Somebody) -> None:
        if one.shown:
            last = self.dice.choice(one.shown[-8:])["message_id"]
            await one.phone.says(self.dice.choice(WORDS), reply_to=last)
            self.wrote.add(one.phone.id)

    async def follows(self, one: Somebody) -> None:
        """Press START, or follow one of the links that the bot has made."""
        await one.phone.start(self.dice.choice(self.links))

    async def blocks(self, one: Somebody) -> None:
        self.wrote.discard(one.phone.id)
        await one.phone.blocks()


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Every inline button of a message."""
    return [button for row in (message.get("reply_markup") or {}).get("inline_keyboard", []) for button in row]


async def cast(lab: Life) -> list[Somebody]:
    """Residents in three languages, two of the desk, who leads votes, an admin."""
    admin = Somebody(lab, lab.world.phone("Nadia", user_id=ADMIN))
    await admin.starts()
    residents = [await lab.resident(language, language) for language in ("fr", "ar", "ary")]
    desk = [await lab.staff("Samira"), await lab.staff("عمر", Role.MODERATOR, "ary")]
    return [*residents, *desk, await lab.staff("Sara", Role.FACILITATOR), admin]


def new_links(everybody: list[Somebody]) -> list[str]:
    """What the newest invitations, to the team or to a vote, lead to."""
    copied = [button["copy_text"]["text"] for one in everybody for message in one.shown[-6:]
              for button in buttons(message) if "copy_text" in button]  # fmt: skip
    return [text.split("start=")[1] for text in copied if "start=" in text]


async def assert_answered(lab: Life, walk: Walk, after: int) -> None:
    """Whoever wrote saw something since, or their words wait in a draft for the next question."""
    calls = lab.world.ledger.entries(kind="call", after=after)
    seen = {one.chat for one in calls if one.method.startswith(("send", "edit")) and one.status == 200}
    silent = walk.wrote - seen
    walk.wrote.clear()
    if silent:
        people = {row.id: row.telegram_id for row in await rows(lab, PersonRow)}
        assert silent <= {people[draft.person_id] for draft in await rows(lab, DraftRow)}


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_goes_wrong(
    seed: int, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock, walk, everybody = LeapingClock(START), Walk(seed), list[Somebody]()
    world = world_on(clock)
    for _ in range(CHAPTERS):
        async with life(database_url, tmp_path, world, clock, admin_ids=str(ADMIN)) as lab:
            everybody = everybody or await cast(lab)
            await lab.passes(seconds=3)
            for one in everybody:
                one.lab = lab
            for _ in range(STEPS // CHAPTERS // TOGETHER):
                await some_acts(lab, walk, everybody, caplog)
        await clock.leap(RESTART)
    assert walk.done["taps"] > STEPS // 5, walk.done


async def some_acts(lab: Life, walk: Walk, everybody: list[Somebody], caplog: pytest.LogCaptureFixture) -> None:
    """A few acts, a pause, perhaps a long one, and a look at what came of them."""
    after = lab.world.ledger.entries()[-1].number
    for _ in range(TOGETHER):
        await walk.step(walk.dice.choice(everybody))
    await lab.passes(seconds=3)
    await assert_answered(lab, walk, after)
    if walk.dice.random() < 0.1:
        await lab.passes(**walk.dice.choices(PAUSES, (6, 2, 1))[0])
    assert_sound(lab, caplog, after)
    caplog.clear()
    walk.links = [*LINKS, *new_links(everybody)]
