"""Two processes share the work on one PostgreSQL: Telegram hands each update to the one or to the other."""

import json
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.assembly import Bot, build
from handlers.register import add_to
from sandbox.request import SandboxRequest
from sandbox.telegram import Telegram
from services.roles import Role
from storage.rooms import RoomRow
from tests.asread import read_for
from tests.bot.kit import START, TOKEN, come_to_rest, settings_of
from tests.bot.test_running import free_port
from tests.bot.test_walls import heard
from tests.handlers.halls import Hall, hall
from tests.handlers.rows import rows
from tests.people import LeapingClock, Life, plain

pytestmark = pytest.mark.only("postgresql")


class Twins(Life):
    """Two bots that share database, keys and clock; each has pages of its own."""

    def __init__(self, bots: deque[Bot], world: Telegram, clock: LeapingClock) -> None:
        super().__init__(bots[0], world, clock)
        self.bots = bots

    async def settles(self) -> None:
        """Wait until nothing is under way in either, also what the one left to the other."""
        for bot in (*self.bots, *self.bots):
            await come_to_rest(bot, self.clock)


@asynccontextmanager
async def twins(database_url: str, folder: Path) -> AsyncIterator[Twins]:
    """Two of them, and a Telegram that turns from the one to the other."""
    clock, bots = LeapingClock(START), deque[Bot]()

    async def deliver(_url: str, _headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        bots.rotate()
        answer = await bots[0].deliver(json.loads(body))
        return 200 if answer else 503, {}, json.dumps(answer).encode() if isinstance(answer, dict) else b""

    world = Telegram(TOKEN, now=lambda: clock.now().timestamp(), sleep=clock.sleep, deliver=deliver)
    webhook = {"mode": "webhook", "public_url": "https://lab.example", "webhook_secret": "a-secret-of-the-tests"}
    async with AsyncExitStack() as stack:
        for _ in range(2):
            settings = settings_of(database_url, folder, **webhook).model_copy(update={"http_port": free_port()})
            request = SandboxRequest(world)
            bot = await build(settings, clock=clock, request=request, register=add_to, **read_for(settings))
            await bot.start()
            stack.push_async_callback(bot.stop)
            bots.append(bot)
        yield Twins(bots, world, clock)


async def put_on_the_walls(lab: Twins, one: Hall) -> None:
    """A screen on the pages of each process becomes the wall, whoever of the two hears its digits."""
    for bot in tuple(lab.bots):
        async with aiohttp.ClientSession(bot.address) as browser, browser.get("/live/events") as screen:
            digits = (await heard(screen, "digits"))["digits"]
            await lab.passes(seconds=2)
            await one.samira.says(digits)
            assert one.samira.shown[-2]["text"] == "✓ L'écran affiche le vote."
            await lab.passes(seconds=2)
            assert (await heard(screen, "paired"))["token"] == (await one.room()).token


async def voters_on(lab: Twins, token: str) -> list[int]:
    """How many have voted, as the walls of both show it."""
    found = []
    for bot in lab.bots:
        async with aiohttp.ClientSession(bot.address) as browser, browser.get(f"/live/{token}/events") as wall:
            found.append((await heard(wall, "room"))["room"]["question"]["voters"])
    return found


async def test_a_vote_from_its_making_to_its_end(database_url: str, tmp_path: Path) -> None:
    async with twins(database_url, tmp_path) as lab:
        one = await hall(lab)
        people = [await one.enters(f"P{number}") for number in range(5)]
        await put_on_the_walls(lab, one)
        assert "Dans la salle : 5" in one.panel
        for number, labels in enumerate((("Oui", "Non"), ("Lundi", "Mardi"), ("3", "4")), 1):
            await one.goes(f"Ouvrir la question {number}")
            await lab.passes(seconds=1)
            for person in people:
                for label in labels:
                    await person.taps(label)
                    assert label in person.toast
            await lab.passes(seconds=1)
            assert "🟢 Le vote est ouvert. Votes : 5" in one.panel
            assert await voters_on(lab, (await one.room()).token) == [5, 5]
            await one.goes("Fermer le vote")
            await one.goes("Montrer le résultat")
            await lab.passes(seconds=1)
            for person in people:
                assert person.sees.startswith("Résultats : ") and "5" in person.sees
        await one.goes("Terminer la séance")
        await one.goes("Oui, terminer")
        await lab.passes(seconds=1)
        assert all(person.sees.startswith("🌿 C'est terminé.") for person in people)
        [room] = await rows(lab, RoomRow)
        assert room.attendance == {"phones": 5, "web": 0}


async def test_the_menus_of_a_prepared_vote_open_within_a_second(database_url: str, tmp_path: Path) -> None:
    async with twins(database_url, tmp_path) as lab:
        one = await hall(lab)
        for label, then in (("⋯", "🧰 Options"), ("Options", "🧪 Faire un essai"), ("Retour", "🔗 Inviter")):
            await one.samira.taps(label)
            assert then in one.samira.buttons
        await one.enters("Aïcha")
        await lab.passes(seconds=1)
        assert "Dans la salle : 1" in one.panel


async def test_one_ends_in_the_middle_of_a_question_and_the_other_leads_it_on(
    database_url: str, tmp_path: Path
) -> None:
    async with twins(database_url, tmp_path) as lab:
        one = await hall(lab)
        people = [await one.enters(f"P{number}") for number in range(5)]
        await one.goes("Ouvrir la question 1")
        await lab.passes(seconds=1)
        for person in people:
            await person.taps("Oui")
        leading = next(bot for bot in lab.bots if bot.leader.fence is not None)
        lab.bots.remove(leading)
        await leading.stop()
        lab.bot = lab.bots[0]
        await lab.passes(seconds=6)
        await people[0].taps("Non")
        await one.goes("Fermer le vote")
        await one.goes("Montrer le résultat")
        await lab.passes(seconds=1)
        assert [line[-8:] for line in people[0].sees.splitlines() if "🟦" in line] == ["4 (80 %)", "1 (20 %)"]


async def test_a_report_is_asked_for_what_it_lacks_and_reaches_the_team(database_url: str, tmp_path: Path) -> None:
    async with twins(database_url, tmp_path) as lab:
        samira, aicha = await lab.staff("Samira", Role.MODERATOR), await lab.resident()
        await samira.says("/desk")
        await aicha.says("Le lampadaire est cassé devant l'école", "Depuis la fête")
        await lab.passes(seconds=1)
        assert "📍 C'est où ?" in aicha.sees and "Bouskoura" in aicha.keys
        for answer in ("Bouskoura", "💡 Éclairage et électricité", "Une seule", "✅ Envoyer"):
            await aicha.taps(answer)
            await lab.passes(seconds=1)
        assert aicha.sees.startswith("✅ C'est bien reçu, merci !")
        await samira.says("/desk")
        await samira.taps("🔎 À l'étude")
        await lab.passes(minutes=2, seconds=1)
        assert "Statut : 🔎 À l'étude" in plain(aicha.shown[-2]["text"])
