import asyncio
import logging
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Update
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import TypeHandler

from bot.intake import what_to_do
from bot.quarantine import Quarantine
from handlers.context import AlreadyDone, Context
from services.people import hashed
from storage.database import Database
from storage.quarantine import SENDER_KEY, FailedUpdate
from tests.bot.kit import House, handling, running

LOST = (
    "Quelque chose n'a pas marché chez nous.\nCe que vous avez envoyé n'est pas arrivé. Renvoyez-le, s'il vous plaît."
)


def fast(house: House, **limits: Any) -> None:
    """Attempts without pauses, and other limits for slow handlers."""
    house.bot.settler._pauses = (0.0, 0.0)
    for name, value in limits.items():
        setattr(house.bot.settler, f"_{name}", value)


async def failures(house: House) -> list[FailedUpdate]:
    async with house.bot.house.database.reading() as session:
        return list(await session.scalars(select(FailedUpdate)))


async def until(condition: Any, seconds: float = 30, house: House | None = None) -> None:
    """Wait for what happens in threads and sockets; fails after some seconds. Of a `house` time goes on meanwhile."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        if house:
            await house.clock.advance(0.1)
        await asyncio.sleep(0.01)


async def test_an_update_is_confirmed_only_after_its_handler_has_ended(database_url: str, tmp_path: Path) -> None:
    gate, seen = asyncio.Event(), []

    async def handler(update: Update, context: Context) -> None:
        assert update.message
        if update.message.text == "slow":
            await gate.wait()
        async with context.transaction():
            seen.append(update.message.text)

    async with running(database_url, tmp_path, handling(handler)) as house:
        slow, quick = house.phone("Slow"), house.phone("Quick")
        await slow.says("slow")
        await quick.says("one")
        await until(lambda: seen == ["one"], house=house)
        await quick.says("two")
        await until(lambda: seen == ["one", "two"], house=house)
        assert [one.payload["text"] for one in house.world.updates.pending] == ["slow", "one", "two"]
        gate.set()
        await house.bot.quiet()
        assert (seen, house.world.updates.pending) == (["one", "two", "slow"], [])


async def test_one_bad_update_is_set_aside_and_the_others_go_on(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path, admin_ids=(7,)) as house:
        phone, admin = house.phone(), house.phone("Admin", user_id=7)
        await house.hears(admin, "hello")
        house.world.tell_bot("message", {"message_id": "not a number", "date": "x"}, ("chat", 1))
        assert await house.hears(phone, "after") == ["after"]
        (row,) = await failures(house)
        assert (row.attempts, row.quarantined) == (1, True)
        assert row.payload is not None
        opened = house.bot.house.seals.open("quarantine", row.payload)
        assert b"not a number" in opened
        assert b"not a number" not in row.payload
        assert "set aside for 7 days" in caplog.text
        assert house.world.updates.pending == []


async def test_what_fails_three_times_is_set_aside_and_its_tap_is_answered(database_url: str, tmp_path: Path) -> None:
    calls = []

    async def handler(update: Update, context: Context) -> None:
        calls.append(update.update_id)
        if update.callback_query or (update.message and update.message.text == "bad"):
            raise ValueError("secret words")
        async with context.transaction():
            context.say("test.echo", text="fine")

    async with running(database_url, tmp_path, handling(handler)) as house:
        fast(house)
        phone = house.phone()
        assert sorted(await house.hears(phone, "bad", "good")) == [LOST, "fine"]
        assert len(calls) == 4
        (row,) = await failures(house)
        assert (row.attempts, row.quarantined) == (3, True)
        assert row.reason.startswith("ValueError at test_intake.py:")
        (message_id,) = [id_ for id_, one in house.world.chats[phone.id].messages.items() if one.get("text") == "fine"]
        await phone.taps(message_id, label="again")
        await house.settles()
        assert [one.status for one in house.world.ledger.entries(method="answerCallbackQuery")] == [200]
        house.clock._now += timedelta(days=8)  # nobody needs to wake on the way
        await Quarantine(house.bot.house.database, house.bot.house.seals, house.clock).clean()
        assert await failures(house) == []


async def test_the_log_tells_where_it_failed_and_not_what_was_written(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def handler(update: Update, context: Context) -> None:
        try:
            int(update.message.text if update.message and update.message.text else "")
        except ValueError as error:
            raise LookupError(str(error)) from error

    async with running(database_url, tmp_path, handling(handler)) as house:
        fast(house)
        phone = house.phone()
        await house.hears(phone, "secret words")
        (row,) = await failures(house)
        assert "secret words" not in caplog.text + row.reason
        assert caplog.text.count("LookupError at test_intake.py:") == 4
        assert 'int(update.message.text if update.message and update.message.text else "")\nValueError' in caplog.text
        assert (row.failed_at.hour, row.sender_mac) == (0, hashed(house.bot.house.seals, SENDER_KEY, phone.id))


async def test_whoever_sent_what_is_set_aside_is_told_to_send_it_again(database_url: str, tmp_path: Path) -> None:
    async def handler(update: Update, context: Context) -> None:
        raise ValueError("secret words")

    async with running(database_url, tmp_path, handling(handler), admin_ids=(7,)) as house:
        fast(house)
        phone, admin = house.phone(language_code="fr"), house.phone("Admin", user_id=7, language_code="fr")
        for one in (phone, admin):
            await one.says("bad")
            await house.settles()
        assert house.said(phone) == [LOST]
        (alert,) = {*house.said(admin)} - {LOST}
        assert alert.startswith("Un message n'a pas pu être traité et reste de côté 7 jours (mise à jour ")
        await phone.taps(max(house.world.chats[phone.id].messages), "again", stale=True)
        await house.settles()
        assert house.said(phone)[-1] == "Quelque chose n'a pas marché chez nous.\nRéessayez dans une minute."


async def test_a_quarantine_that_cannot_write_does_not_make_the_bot_deaf(database_url: str, tmp_path: Path) -> None:
    async def handler(update: Update, context: Context) -> None:
        if update.message and update.message.text == "bad":
            raise ValueError("secret words")
        async with context.transaction():
            context.say("test.echo", text="fine")

    async with running(database_url, tmp_path, handling(handler)) as house:
        fast(house)
        phone, seals, health = house.phone(), house.bot.house.seals, house.bot.health
        other = house.phone("Nadia")
        assert await house.hears(other, "good") == ["fine"]
        there, seals.folder = seals.folder, tmp_path / "a full disk"
        await phone.says("bad")
        await until(lambda: "updates" in health.report(), house=house)
        assert health.report()["updates"] == "an update cannot be settled: FileNotFoundError"
        await other.says("good")
        await until(lambda: house.said(other) == ["fine", "fine"], house=house)
        assert health.report()["updates"] == "an update cannot be settled: FileNotFoundError"
        seals.folder = there
        await until(lambda: "updates" not in health.report(), house=house)
        assert sorted(await house.hears(phone, "good")) == [LOST, "fine"]
        assert [(row.attempts >= 3, row.quarantined) for row in await failures(house)] == [(True, True)]


async def test_what_fails_once_is_tried_again_and_leaves_no_trace(database_url: str, tmp_path: Path) -> None:
    calls = []

    async def handler(update: Update, context: Context) -> None:
        calls.append(update.update_id)
        if len(calls) == 1:
            raise ValueError("once")
        async with context.transaction():
            context.say("test.echo", text="fine")

    async with running(database_url, tmp_path, handling(handler)) as house:
        fast(house)
        assert await house.hears(house.phone(), "x") == ["fine"]
        assert (len(calls), await failures(house)) == (2, [])


async def test_an_update_that_never_arrived_is_failed_not_done(database_url: str, tmp_path: Path) -> None:
    def register(application: Any) -> None:
        async def broken(update: Update, context: Context) -> None:
            raise RuntimeError("before arrival")

        application.add_handler(TypeHandler(Update, broken), group=-1)

    async with running(database_url, tmp_path, register) as house:
        fast(house)
        await house.hears(house.phone(), "x")
        (row,) = await failures(house)
        assert (row.attempts, row.quarantined) == (3, True)


async def test_no_handler_at_all_is_failed_too(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path, lambda application: None) as house:
        fast(house)
        await house.hears(house.phone(), "x")
        assert [row.reason for row in await failures(house)] == ["NeverArrived"]


async def test_already_done_is_no_failure(database_url: str, tmp_path: Path) -> None:
    async def handler(update: Update, context: Context) -> None:
        raise AlreadyDone(update.update_id)

    async with running(database_url, tmp_path, handling(handler)) as house:
        await house.hears(house.phone(), "x")
        assert await failures(house) == []


async def test_a_handler_that_takes_long_is_warned_about_then_cancelled_and_counts_as_failed(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def handler(update: Update, context: Context) -> None:
        await asyncio.Event().wait()

    async with running(database_url, tmp_path, handling(handler)) as house:
        fast(house, warn_after=0.01, cancel_after=0.05)
        await house.hears(house.phone(), "x")
        (row,) = await failures(house)
        assert (row.attempts, row.reason.split()[0]) == (3, "SlowHandler")
        assert "has been running for 0.01 s" in caplog.text


async def test_nul_and_lone_surrogates_are_cleaned_at_the_edge(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        user = {"id": phone.id, "is_bot": False, "first_name": "\ud83d\0A"}
        chat = {"id": phone.id, "type": "private"}
        message = {"message_id": 1, "date": 1_700_000_000, "chat": chat, "from": user, "text": "a\0b\ud83dc"}
        await house.bot.deliver({"update_id": 5, "message": message, "list": ["\0"]})
        await house.bot.quiet()
        assert house.said(phone) == ["ab?c"]


async def test_the_same_update_twice_at_once_is_run_once(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        user = {"id": phone.id, "is_bot": False, "first_name": "A"}
        chat = {"id": phone.id, "type": "private"}
        raw = {"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": chat, "from": user, "text": "once"}}
        assert await asyncio.gather(house.bot.deliver(raw), house.bot.deliver(raw)) == [True, True]
        assert await house.bot.deliver(raw)
        await house.bot.quiet()
        assert (house.said(phone), await house.marks()) == (["once"], 1)


async def test_refusals_are_shouted_about_and_polling_recovers_by_itself(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        for code in (401, 404, 502, 429):
            house.world.faults.add("getUpdates", code, seconds=3)
        house.world.faults.add("getUpdates", "drop", when="after")
        await house.hears(phone, "wakes the poll")
        await until(lambda: not house.bot.health.ok)
        assert house.bot.health.report()["intake"].startswith("InvalidToken")
        await house.clock.advance(120)
        assert await house.hears(phone, "after all") == ["wakes the poll", "after all"]
        assert house.bot.health.ok
        for words in ("Is BOT_TOKEN the one", "asks to wait", "Is the network up?", "answers again, after 5 refusals"):
            assert words in caplog.text


async def test_a_second_poller_is_named_and_survived(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        other = asyncio.create_task(house.world.updates.take(0, 100, 0))
        await until(lambda: "another process poll" in caplog.text)
        await other
        await house.clock.advance(30)
        assert await house.hears(house.phone(), "still here") == ["still here"]


async def test_an_answer_that_holds_no_updates_is_a_network_error(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        wrong = [[{"no": "id"}]]
        real = house.world.updates.take

        async def take(*args: Any) -> Any:
            return wrong.pop() if wrong else await real(*args)

        house.world.updates.take = take  # type: ignore[method-assign]
        phone = house.phone()
        await phone.says("one")
        await until(lambda: not house.bot.health.ok)
        await house.clock.advance(5)
        assert await house.hears(phone, "two") == ["one", "two"]


async def test_while_the_database_is_away_nothing_is_confirmed_and_then_all_goes_on(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, database = house.phone(), house.bot.house.database
        assert await house.hears(phone, "one") == ["one"]
        away = Away(database)
        await phone.says("two")
        await until(lambda: "taking no updates, confirming none" in caplog.text)
        assert house.bot.health.report()["intake"] == "the database is away"
        assert [one.payload["text"] for one in house.world.updates.pending] == ["two"]
        raw = house.world.updates.pending[0].body()
        assert not await house.bot.deliver(raw)
        away.end()
        await house.clock.advance(60)
        assert await house.hears(phone) == ["one", "two"]
        assert (house.world.updates.pending, await failures(house)) == ([], [])
        assert house.bot.health.ok


class Away:
    """The database of a running bot, away until `end`."""

    def __init__(self, database: Database) -> None:
        self._database, self._real = database, (database.transaction, database.reading, database.swiftly)
        database.transaction = database.reading = self._refuse  # type: ignore[method-assign, assignment]
        database.swiftly = self._refuse  # type: ignore[method-assign]

    def _refuse(self, *_given: Any) -> Any:
        raise ConnectionError("connection refused")

    def end(self) -> None:
        database = self._database
        database.transaction, database.reading, database.swiftly = self._real  # type: ignore[method-assign]


async def test_stopping_confirms_what_is_done_and_leaves_the_rest_to_telegram(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running.INTAKE_ENDS", 0.05)

    async def handler(update: Update, context: Context) -> None:
        assert update.message
        if update.message.text == "stuck":
            await asyncio.Event().wait()
        context.say("test.echo", text="no transaction")

    async with running(database_url, tmp_path, handling(handler)) as house:
        phone = house.phone()
        await house.hears(phone, "quick")
        stuck = house.phone("Stuck")
        await stuck.says("stuck")
        await until(lambda: not house.bot.settler.idle)
        world = house.world
    assert [one.payload["text"] for one in world.updates.pending] == ["stuck"]
    async with running(database_url, tmp_path, world=world) as again:
        await again.bot.quiet()
        assert again.said(stuck) == ["stuck"]
        assert again.said(phone) == ["no transaction"]


async def test_a_stopped_bot_takes_no_webhook(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        bot = house.bot
    assert not await bot.deliver({"update_id": 1})


async def test_at_the_stop_an_unreachable_telegram_is_a_warning(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        await house.hears(house.phone(), "x")
        house.world.faults.add("getUpdates", 502, times=None)
    assert "could not be confirmed" in caplog.text


async def test_at_the_stop_a_telegram_that_hangs_is_not_waited_for(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running.CONFIRM_ENDS", 0.05)
    async with running(database_url, tmp_path) as house:
        await house.hears(house.phone(), "x")
        house.world.faults.add("getUpdates", "latency", seconds=1000, times=None)
    assert "could not be confirmed, Telegram will send them again: TimeoutError" in caplog.text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (InvalidToken("Unauthorized"), "Is BOT_TOKEN"),
        (Conflict("Conflict: two"), "another process"),
        (RetryAfter(3), "asks to wait"),
        (NetworkError("Bad Gateway"), "Is the network up?"),
        (BadRequest("x"), "Is the network up?"),
    ],
)
def test_what_to_do(error: TelegramError, words: str) -> None:
    assert words in what_to_do(error)
