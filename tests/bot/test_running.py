import asyncio
import logging
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvloop
from aiohttp.test_utils import TestServer

from bot.assembly import Bot, StartError, _led, build, loop_factory, main, run_until_stopped
from bot.leader import Leader
from sandbox.request import SandboxRequest
from sandbox.server import make_app
from sandbox.telegram import Telegram
from services.clock import StillClock
from storage.database import Database
from tests.bot.kit import START, TOKEN, echoing, running, settings_of, texts_of, world_on
from tests.bot.test_intake import Away, until


@asynccontextmanager
async def over_http(database_url: str, folder: Path, **given: Any) -> AsyncIterator[tuple[Bot, Telegram]]:
    """A bot that reaches its Telegram over HTTP, by the machine's clock."""
    world = Telegram(TOKEN)
    async with TestServer(make_app(world)) as server:
        api = str(server.make_url("")).rstrip("/")
        bot = await build(settings_of(database_url, folder, bot_api_url=api, **given), register=echoing)
        try:
            await bot.start()
            yield bot, world
        finally:
            await bot.stop()


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
    return port


async def talks(bot: Bot, world: Telegram) -> None:
    """A person is answered, and /healthz says that all is well."""
    phone = world.phone("Aicha")
    await phone.start()
    await until(lambda: texts_of(world, phone) == ["/start"])
    for text in ("one", "two"):
        await phone.says(text)
    await until(lambda: texts_of(world, phone) == ["/start", "one", "two"])
    await until(lambda: world.updates.pending == [])
    async with aiohttp.ClientSession() as session, session.get(f"{bot.address}/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok", "reasons": {}})


async def test_long_polling_over_http(database_url: str, tmp_path: Path) -> None:
    async with over_http(database_url, tmp_path, http_port=free_port()) as (bot, world):
        await talks(bot, world)


async def test_the_webhook_over_http(database_url: str, tmp_path: Path) -> None:
    port = free_port()
    hook = {"mode": "webhook", "public_url": f"http://127.0.0.1:{port}", "webhook_secret": "s3cret"}
    async with over_http(database_url, tmp_path, http_port=port, **hook) as (bot, world):
        (call,) = world.ledger.entries(method="setWebhook")
        assert (call.request["secret_token"], call.request["max_connections"]) == ("s3cret", "100")
        await talks(bot, world)
        away = Away(bot.house.database)
        await world.phones[100001].says("three")
        await until(lambda: any(entry.status == 503 for entry in world.ledger.entries(kind="delivery")))
        away.end()
        assert [one.payload["text"] for one in world.updates.pending] == ["three"]


async def test_a_wrong_token_is_one_sentence_without_the_token(database_url: str, tmp_path: Path) -> None:
    clock = StillClock(START)
    world = world_on(clock)
    world.token = "123456:another_token_another_token_another_tok"
    bot = await build(settings_of(database_url, tmp_path), clock=clock, request=SandboxRequest(world), http=False)
    with pytest.raises(StartError, match="Copy it again from @BotFather") as caught:
        await bot.start()
    assert TOKEN not in repr(caught.value)
    assert caught.value.__cause__ is None
    await bot.stop()


async def test_without_a_token_the_demo_is_named(database_url: str, tmp_path: Path) -> None:
    settings = settings_of(database_url, tmp_path).model_copy(update={"bot_token": None})
    with pytest.raises(StartError, match=r"\./run demo"):
        await build(settings)


async def test_a_taken_port_is_one_sentence(database_url: str, tmp_path: Path) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        with pytest.raises(StartError, match=f"HTTP_PORT {port} cannot be used"):
            async with over_http(database_url, tmp_path, http_port=port):
                pass


async def test_a_telegram_that_does_not_answer_at_the_start_is_waited_for(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = StillClock(START)
    world = world_on(clock)
    for method, status in (("getMe", 502), ("deleteWebhook", 401), ("setMyCommands", 502)):
        world.faults.add(method, status)
    bot = await build(
        settings_of(database_url, tmp_path), clock=clock, request=SandboxRequest(world), register=echoing, http=False
    )
    starting = asyncio.create_task(bot.start())
    while not starting.done():
        await clock.advance(1)
        await asyncio.sleep(0.01)
    await bot.quiet()
    assert caplog.text.count("Is the network up?") == 2
    assert "the commands menus were not set" in caplog.text
    phone = world.phone("Aicha")
    await phone.start()
    await bot.quiet()
    assert texts_of(world, phone) == ["/start"]
    await bot.stop()


async def test_a_webhook_that_telegram_refuses_at_the_start_is_set_again(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = StillClock(START)
    world = world_on(clock)
    world.faults.add("setWebhook", 502, times=2)
    hook = {"mode": "webhook", "public_url": "https://bot.example", "webhook_secret": "s3cret"}
    bot = await build(settings_of(database_url, tmp_path, **hook), clock=clock, request=SandboxRequest(world),
                      register=echoing, http=False)  # fmt: skip
    starting = asyncio.create_task(bot.start())
    while not starting.done():
        await clock.advance(1)
        await asyncio.sleep(0.01)
    assert [entry.status for entry in world.ledger.entries(method="setWebhook")] == [502, 502, 200]
    assert world.webhook.url == "https://bot.example/telegram"
    assert caplog.text.count("Is the network up?") == 2
    await bot.stop()


async def test_what_runs_in_the_background_has_ended_with_the_stop(database_url: str, tmp_path: Path) -> None:
    ended = []

    async def job() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10_000):  # such as giving a connection back
                await asyncio.sleep(0)
            ended.append(True)

    async with running(database_url, tmp_path) as house:
        house.bot._later(job(), "a job without end")
        await asyncio.sleep(0)
    assert ended == [True]


async def test_sigterm_ends_it_and_what_was_said_is_out(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    clock = StillClock(START)
    world = world_on(clock)
    bot = await build(
        settings_of(database_url, tmp_path), clock=clock, request=SandboxRequest(world), register=echoing, http=False
    )
    run = asyncio.create_task(run_until_stopped(bot))
    await until(lambda: "is running" in caplog.text)
    phone = world.phone("Aicha")
    await phone.start()
    await until(lambda: not bot.settler.idle or texts_of(world, phone) == ["/start"])
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(run, 10)
    assert (texts_of(world, phone), world.updates.pending) == (["/start"], [])


async def test_giving_the_lead_back_may_fail(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        Away(house.bot.house.database)
    assert "the lead could not be given back" in caplog.text


@pytest.mark.only("sqlite")
async def test_a_database_that_hangs_does_not_hold_up_the_end(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with AsyncExitStack() as held, running(database_url, tmp_path) as house:
        await held.enter_async_context(house.bot.house.database._writing)
    assert "the lead could not be given back: TimeoutError" in caplog.text


async def test_who_does_not_lead_does_not_clean_up(database: Database) -> None:
    leader, done = Leader(database, StillClock(START), alone=True), []

    async def work() -> float:
        done.append("cleaned")
        return 600.0

    assert (await _led(leader, work)(), done) == (None, [])
    await leader.work()
    assert (await _led(leader, work)(), done) == (600.0, ["cleaned"])


async def test_the_next_process_leads_at_once(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        assert house.bot.leader.fence == 1
        world = house.world
    async with running(database_url, tmp_path, world=world) as again:
        assert again.bot.leader.fence == 2
        again.clock._now += timedelta(hours=1)


def test_main_runs_until_it_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Callable[..., Any]] = []

    async def run(bot: Bot) -> None:
        seen.append(type(asyncio.get_running_loop()))
        await bot.stop()

    monkeypatch.setattr("bot.assembly.run_until_stopped", run)
    main(settings_of(f"sqlite+aiosqlite:///{tmp_path / 'twiza.db'}", tmp_path))
    assert seen == [uvloop.Loop]


def test_uvloop_where_it_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loop_factory() is uvloop.new_event_loop
    monkeypatch.setitem(__import__("sys").modules, "uvloop", None)
    assert loop_factory() is None
