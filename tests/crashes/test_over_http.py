"""The whole program over real sockets: polling and webhook, a bad line to Telegram, a database that goes away."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.checks import Upload
from sandbox.telegram import Telegram
from storage.database import Database
from tests.crashes.conftest import Fresh, Whole
from tests.crashes.life import SECRET, STAFF, Life, Nursery, by_webhook, living
from tests.crashes.outages import Outage, unsteady
from tests.crashes.people import PROBLEM, Hand, meets, prepares, shown, submits
from tests.crashes.rows import stored
from tests.crashes.runs import PLAYS, Play, finished, run
from tests.waiting import until

Json = dict[str, Any]
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MODES = {"sqlite": "polling", "postgresql": "webhook"}  # where both ways need not be tried on both
MANY = 20


def settings_of(mode: str) -> dict[str, Any]:
    return by_webhook() if mode == "webhook" else {}


@asynccontextmanager
async def alive(bots: Nursery, folder: Path, url: str, mode: str) -> AsyncIterator[Life]:
    """A running bot."""
    (folder / "data").mkdir()
    async with living(bots, folder, url, **settings_of(mode)) as life:
        life.begin()
        yield life
        await life.end()


def resident(life: Life, name: str = "Amina", user_id: int | None = None) -> Hand:
    return Hand(life, life.world.phone(name, language_code="fr", user_id=user_id))


# The webhook's door


async def test_the_webhook_knows_its_secret(bots: Nursery, database_url: str, tmp_path: Path) -> None:
    async with alive(bots, tmp_path, database_url, "webhook") as life, aiohttp.ClientSession() as stranger:
        hook = life.world.webhook
        await until(lambda: hook.url, "the webhook to be set")
        assert (hook.secret, hook.max_connections) == (SECRET, 100)
        update = json.dumps({"update_id": 1, "message": {}})
        for secret in ({}, {HEADER: ""}, {HEADER: SECRET[:-1]}, {HEADER: f"{SECRET}x"}):
            async with stranger.post(hook.url, data=update, headers=secret) as answer:
                assert answer.status == 403
        amina = resident(life)
        await amina.phone.start()
        await amina.sees("Bienvenue")


async def test_while_the_database_is_away_telegram_keeps_everything(
    bots: Nursery, dialect: str, fresh: Fresh, tmp_path: Path
) -> None:
    mode = MODES[dialect]
    async with unsteady(fresh) as (outage, _), alive(bots, tmp_path, outage.url, mode) as life:
        amina = resident(life)
        await amina.phone.start()
        await amina.sees("Bienvenue")
        outage.begin()
        await amina.phone.says(PROBLEM)
        await until(lambda: refused(life, mode), "the bot to notice", meanwhile=life.let_time_pass)
        assert [one.payload["text"] for one in life.world.updates.pending] == [PROBLEM]
        outage.end()
        await amina.keyboard()
        assert sum("C'est où" in text for text in shown(amina.phone)) == 1


def refused(life: Life, mode: str) -> bool:
    """Whether the bot has said that it cannot keep anything now."""
    if mode == "polling":
        return "taking no updates, confirming none" in life.log
    return any(entry.status == 503 for entry in life.world.ledger.entries(kind="delivery"))


@pytest.mark.only("postgresql")
async def test_who_is_refused_hears_when_to_come_back(bots: Nursery, fresh: Fresh, tmp_path: Path) -> None:
    async with unsteady(fresh) as (outage, _), alive(bots, tmp_path, outage.url, "webhook") as life:
        amina = resident(life)
        await amina.phone.start()
        await amina.sees("Bienvenue")
        outage.begin()
        message = {**amina.phone.chat[0], "message_id": 99, "text": PROBLEM}
        update = json.dumps({"update_id": 99, "message": message})
        async with aiohttp.ClientSession() as telegram:
            hook = life.world.webhook.url
            async with telegram.post(hook, data=update, headers={HEADER: SECRET}) as answer:
                assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        outage.end()


# The way to Telegram


async def test_polling_heals(bots: Nursery, database_url: str, tmp_path: Path) -> None:
    async with alive(bots, tmp_path, database_url, "polling") as life:
        amina = resident(life)
        await amina.phone.start()
        await amina.sees("Bienvenue")
        for status in (401, 404, 409):
            life.world.faults.add("getUpdates", status, times=2)
        await amina.phone.says(PROBLEM)
        await until(lambda: not life.world.faults.active, "the refusals", meanwhile=lambda: life.clock.jump(0.1))
        await amina.keyboard()
    refusals = [entry.status for entry in life.world.ledger.entries(method="getUpdates") if entry.status != 200]
    assert Counter(refusals) >= Counter({401: 2, 404: 2, 409: 2})


BEFORE = ((502, "before"), ("drop", "before"), (429, "before"), ("latency", "before"))
AFTER = ((502, "after"), ("drop", "after"))


class Unreliable(Telegram):
    """A Telegram with which the first attempt of every call goes wrong, in all the ways in turn."""

    ways: tuple[tuple[int | str, str], ...] = BEFORE

    def __init__(self, token: str, **given: Any) -> None:
        super().__init__(token, **given)
        self._tried: set[str] = set()
        self._turn = cycle(self.ways)

    async def call(
        self,
        token: str,
        method: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> tuple[int, Json]:
        """Fail, if this is the first time."""
        self._spoil(method, f"{method} {params}")
        return await super().call(token, method, params, files)

    async def download(self, token: str, path: str) -> tuple[int, bytes]:
        """The same for files."""
        self._spoil("download", path)
        return await super().download(token, path)

    def _spoil(self, method: str, call: str) -> None:
        if call not in self._tried:
            what, when = next(self._turn)
            self.faults.add(method, what, when=when, seconds=1.0)
        self._tried.add(call)


class UnreliableAfterwards(Unreliable):
    """The same, but what was asked for has been done."""

    ways = AFTER


PLAY = PLAYS[1]


async def test_every_first_attempt_fails_and_is_made_again(
    bots: Nursery, fresh: Fresh, tmp_path: Path, whole: Whole
) -> None:
    good = await whole(PLAY)
    bad = await run(bots, fresh, tmp_path / "bad", PLAY, kind=Unreliable)
    assert (bad.rows, bad.said) == (good.rows, good.said)


async def test_what_was_done_without_an_answer_is_said_twice_at_most(
    bots: Nursery, fresh: Fresh, tmp_path: Path, whole: Whole
) -> None:
    good = await whole(PLAY)
    bad = await run(bots, fresh, tmp_path / "bad", PLAY, kind=UnreliableAfterwards)
    assert bad.rows == good.rows
    assert good.said <= bad.said <= good.said + good.said


async def test_an_outage_of_telegram_loses_nothing(bots: Nursery, fresh: Fresh, tmp_path: Path) -> None:
    async def act(life: Life) -> None:
        salma, amina = (Hand(life, phone) for phone in life.world.phones.values())
        await salma.phone.says("/desk")
        await salma.taps("desk.menu:.*:ask")
        await salma.taps("desk.ask:")
        await salma.finds("desk.undo")
        await gone(life, 130 + 60)
        await amina.sees("une question sur")
        await amina.phone.says("Près de la mosquée")
        await until(lambda: not life.world.updates.pending, "the answer to be read")
        await gone(life, 60)
        await amina.sees("L.équipe l.a reçu")
        await salma.finds("desk.one")

    async def gone(life: Life, seconds: float) -> None:
        """Telegram answers 502 to everything for so long."""
        life.world.faults.add("*", 502, times=None)
        end = life.clock.now().timestamp() + seconds
        await until(
            lambda: life.clock.now().timestamp() > end, "the outage to end", meanwhile=lambda: life.clock.jump(0.5)
        )
        life.world.faults.clear()

    once = await run(bots, fresh, tmp_path / "one", Play("an outage", act, prepares))
    assert max(once.said.values()) == 1


# Stopping


async def test_stopped_in_a_burst_nothing_is_lost(
    bots: Nursery, dialect: str, database_url: str, tmp_path: Path, database: Database
) -> None:
    (tmp_path / "data").mkdir()
    async with living(bots, tmp_path, database_url, **settings_of(MODES[dialect])) as life:
        life.begin()
        people = [resident(life, f"Amina {number}") for number in range(MANY)]
        await asyncio.gather(*(one.phone.start() for one in people))
        await asyncio.gather(*(one.phone.says(f"{PROBLEM} {number}") for number, one in enumerate(people)))
        await until(lambda: any(shown(one.phone) for one in people), "the first answer")
        assert not all(shown(one.phone) for one in people), "the burst is over"
        await life.end(seconds=10)
        life.begin()
        await asyncio.gather(*(one.keyboard() for one in people))
        await until(lambda: not life.world.updates.pending, "everything to be read", meanwhile=life.let_time_pass)
        await life.end()
    rows = await stored(database)
    assert (len(rows["people"]), len(rows["drafts"]), len(rows["done_marks"])) == (MANY, MANY, 3 * MANY)
    assert [Counter(shown(one.phone)).most_common(1)[0][1] for one in people] == [1] * MANY


# The database


async def in_one_message(life: Life) -> None:
    """Of two messages, an outage in between could let the second one answer the next question."""
    await meets(life)
    await submits(life)


async def test_the_database_comes_and_goes(bots: Nursery, fresh: Fresh, tmp_path: Path, whole: Whole) -> None:
    good = await whole(Play("in one message", in_one_message))
    folder = tmp_path / "bad"
    folder.mkdir()
    async with unsteady(fresh) as (outage, url), alive(bots, folder, outage.url, "polling") as life:
        first = resident(life, "Salma", STAFF)
        await first.phone.start()
        await first.sees("Bienvenue")
        coming_and_going = asyncio.create_task(come_and_go(life, outage))
        await submits(life)
        coming_and_going.cancel()
        await asyncio.wait([coming_and_going])
        database = Database(url)
        await finished(life, database)
        rows = await stored(database)
        await database.close()
    assert rows == good.rows


async def come_and_go(life: Life, outage: Outage) -> None:
    """Away for longer than SQLite waits, then for a moment, again and again."""
    for seconds in (5.5, *[0.3] * 5):
        outage.begin()
        try:
            await asyncio.sleep(seconds)
        finally:
            outage.end()
        await asyncio.sleep(0.7)
