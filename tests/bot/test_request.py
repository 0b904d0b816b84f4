import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from bot.request import AiohttpRequest, NotSent
from sandbox.server import make_app
from sandbox.telegram import Telegram

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz0123456789"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@pytest.fixture
async def world() -> AsyncIterator[Telegram]:
    yield Telegram(TOKEN)


@pytest.fixture
async def bot(world: Telegram) -> AsyncIterator[ExtBot[None]]:
    async with TestServer(make_app(world)) as server:
        request = AiohttpRequest()
        async with ExtBot(
            TOKEN,
            base_url=str(server.make_url("/bot")),
            base_file_url=str(server.make_url("/file/bot")),
            request=request,
            get_updates_request=request,
        ) as bot:
            yield bot


async def test_calls_uploads_and_downloads_arrive(world: Telegram, bot: ExtBot[None]) -> None:
    phone = world.phone("Aicha")
    await phone.start()
    sent = await bot.send_message(chat_id=phone.id, text="سلام <b>Aïcha</b>", parse_mode="HTML")
    assert world.chats[phone.id].messages[sent.message_id]["text"] == "سلام Aïcha"
    photo = await bot.send_photo(chat_id=phone.id, photo=PNG, filename="a.png", caption="c")
    file = await bot.get_file(photo.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == PNG
    assert bot.username == "TwizaBot"


async def test_telegrams_refusals_keep_their_kind(world: Telegram, bot: ExtBot[None]) -> None:
    phone = world.phone("Aicha")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(chat_id=5, text="x")
    await phone.start()
    await phone.blocks()
    with pytest.raises(Forbidden):
        await bot.send_message(chat_id=phone.id, text="x")
    world.faults.add("sendMessage", 429, seconds=7)
    with pytest.raises(RetryAfter):
        await bot.send_message(chat_id=phone.id, text="x")
    world.faults.add("sendMessage", 401)
    with pytest.raises(InvalidToken):
        await bot.send_message(chat_id=phone.id, text="x")


async def test_a_cut_line_is_ambiguous_and_says_no_token(
    world: Telegram, bot: ExtBot[None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    phone = world.phone("Aicha")
    await phone.start()
    world.faults.add("sendMessage", "drop", when="after")
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(chat_id=phone.id, text="x")
    assert not isinstance(caught.value, NotSent)
    assert TOKEN not in repr(caught.value) + str(caught.value) + caplog.text


async def test_what_could_not_connect_surely_was_not_sent(unused_tcp_port: int) -> None:
    async with AiohttpRequest() as request:
        with pytest.raises(NotSent) as caught:
            await request.post(f"http://127.0.0.1:{unused_tcp_port}/bot{TOKEN}/getMe")
    assert TOKEN not in repr(caught.value)
    assert caught.value.__cause__ is None


async def test_an_answer_that_does_not_come_in_time() -> None:
    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    app = web.Application()
    app.router.add_post("/{any:.*}", slow)
    async with TestServer(app) as server, AiohttpRequest() as request:
        with pytest.raises(TimedOut):
            await request.post(str(server.make_url(f"/bot{TOKEN}/getMe")), read_timeout=0.05)
        # For ever, for the server's sake only until the connection breaks:
        job = asyncio.create_task(request.post(str(server.make_url("/bot")), read_timeout=None))
        await asyncio.sleep(0.05)
        assert not job.done()
        job.cancel()


async def test_a_full_pool_waits_no_longer_than_a_connection_may() -> None:
    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    app = web.Application()
    app.router.add_post("/", slow)
    async with TestServer(app) as server, AiohttpRequest(connect=0.05, connections=1) as request:
        first = asyncio.create_task(request.post(str(server.make_url("/"))))
        await asyncio.sleep(0.02)
        with pytest.raises(NotSent):
            await request.post(str(server.make_url("/")))
        first.cancel()


async def test_no_session_no_request_and_closing_twice_is_fine() -> None:
    request = AiohttpRequest()
    await request.shutdown()
    with pytest.raises(NetworkError, match="initialize"):
        await request.post("http://127.0.0.1/")
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    assert request.read_timeout == 20


def test_json_with_a_lone_surrogate_is_read_too() -> None:
    assert AiohttpRequest.parse_json_payload(b'{"result": "a\\ud83d"}') == {"result": "a\ud83d"}
    assert AiohttpRequest.parse_json_payload(b'{"result": 1}') == {"result": 1}
