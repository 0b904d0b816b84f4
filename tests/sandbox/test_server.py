"""The HTTP door: every way to hand parameters over, files, faults, and unmodified bots on it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from sandbox.phone import Phone
from sandbox.server import make_app
from sandbox.telegram import Telegram
from tests.sandbox.conftest import PNG, TOKEN

Client = TestClient[web.Request, web.Application]
CALL = f"/bot{TOKEN}/"


@pytest.fixture
async def world() -> Telegram:
    """A world on the machine's own clock."""
    return Telegram(TOKEN)


@pytest.fixture
async def client(world: Telegram) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_app(world))) as client:
        yield client


async def answer(response: aiohttp.ClientResponse) -> tuple[int, Any]:
    body = await response.json()
    return response.status, body.get("result", body.get("description"))


async def test_parameters_come_in_every_way(client: Client, amina: Phone) -> None:
    params = {"chat_id": str(amina.id), "text": "سلام"}
    sent = [
        await client.get(CALL + "sendMessage", params=params),
        await client.post(CALL + "sendMessage", params=params),
        await client.post(CALL + "sendMessage", json={"chat_id": amina.id, "text": "سلام"}),
        await client.post(CALL + "sendMessage", data=params),
    ]
    with aiohttp.MultipartWriter("form-data") as parts:
        for name, value in params.items():
            parts.append(value).set_content_disposition("form-data", name=name)
    sent.append(await client.post(CALL + "sendMessage", data=parts))
    answers = [await answer(response) for response in sent]
    assert [(status, message["text"]) for status, message in answers] == [(200, "سلام")] * 5


async def test_a_file_goes_up_and_down(client: Client, amina: Phone) -> None:
    form = aiohttp.FormData({"chat_id": str(amina.id)})
    form.add_field("photo", PNG, filename="p.png", content_type="image/png")
    status, message = await answer(await client.post(CALL + "sendPhoto", data=form))
    assert status == 200
    file_id = message["photo"][-1]["file_id"]
    _, file = await answer(await client.get(CALL + "getFile", params={"file_id": file_id}))
    down = await client.get(f"/file/bot{TOKEN}/{file['file_path']}")
    assert await down.read() == PNG
    assert (await client.get(f"/file/bot1:x/{file['file_path']}")).status == 404
    assert (await client.get(f"/file/bot{TOKEN}/photos/none.jpg")).status == 404


async def test_refusals_over_http(client: Client, world: Telegram, amina: Phone) -> None:
    assert await answer(await client.get("/bot1:x/getMe")) == (401, "Unauthorized")
    assert (await client.get(CALL + "doMagic")).status == 404
    assert (await client.get(CALL + "sendInvoice")).status == 501
    words = "Bad Request: can't parse the request as a JSON object"
    headers = {"Content-Type": "application/json"}
    assert await answer(await client.post(CALL + "getMe", data=b"{", headers=headers)) == (400, words)
    assert await answer(await client.post(CALL + "getMe", data=b"[]", headers=headers)) == (
        400, "Bad Request: object expected as the request",
    )  # fmt: skip
    world.faults.add("getMe", 429, seconds=4)
    assert (await client.get(CALL + "getMe")).headers["Retry-After"] == "4"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\nabc\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (b"chat_id=1", "application/x-www-form-urlencoded; charset=martian"),
        (b"\xff", "application/x-www-form-urlencoded"),
    ],
)
async def test_a_form_that_cannot_be_read(client: Client, body: bytes, content_type: str) -> None:
    response = await client.post(CALL + "sendPhoto", data=body, headers={"Content-Type": content_type})
    assert await answer(response) == (400, "Bad Request: can't parse the request")


async def test_json_that_never_ends(client: Client, amina: Phone) -> None:
    headers = {"Content-Type": "application/json"}
    words = "Bad Request: can't parse the request as a JSON object"
    assert await answer(await client.post(CALL + "getMe", data=b"[" * 100_000, headers=headers)) == (400, words)
    params = {"chat_id": amina.id, "text": "x", "reply_markup": "[" * 100_000}
    words = "Bad Request: can't parse sendMessage.reply_markup as a JSON object"
    assert await answer(await client.post(CALL + "sendMessage", json=params)) == (400, words)


async def test_a_file_given_as_json_is_refused(client: Client, amina: Phone) -> None:
    said = [
        await answer(await client.post(CALL + "sendPhoto", json={"chat_id": amina.id, "photo": photo}))
        for photo in ({"filename": "a.jpg"}, 3, [], "a.jpg", "attach://a")
    ]
    wrong = "Bad Request: sendPhoto.photo must be InputFile or String"
    unknown = "Bad Request: wrong file identifier/HTTP URL specified"
    assert said == [
        (400, words) for words in (wrong, wrong, wrong, unknown, "Bad Request: can't find the attached file")
    ]


@pytest.mark.parametrize(
    "params",
    [
        {"chat_id": "9" * 5_000},
        {"reply_markup": {"inline_keyboard": [[{"text": "\ud800", "callback_data": "a"}]]}},
        {"text": "\ud800"},
        {"message_thread_id": 1.5},
    ],
)
async def test_odd_values_over_http(client: Client, amina: Phone, params: dict[str, Any]) -> None:
    response = await client.post(CALL + "sendMessage", json={"chat_id": amina.id, "text": "x"} | params)
    assert response.status == 400
    assert [message["text"] for message in amina.chat] == ["/start"]


async def test_a_place_that_is_no_number(client: Client, amina: Phone) -> None:
    for latitude in ("nan", "inf", 10**400):
        params = {"chat_id": amina.id, "latitude": latitude, "longitude": 0}
        assert (await client.post(CALL + "sendLocation", json=params)).status == 400


async def test_too_much_is_refused(client: Client) -> None:
    form = aiohttp.FormData({"chat_id": "1"})
    form.add_field("document", bytes(61 * 1024 * 1024), filename="big")
    assert await answer(await client.post(CALL + "sendDocument", data=form)) == (413, "Request Entity Too Large")


async def test_a_dropped_connection(client: Client, world: Telegram, amina: Phone) -> None:
    world.faults.add("sendMessage", "drop", when="after")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.post(CALL + "sendMessage", json={"chat_id": amina.id, "text": "delivered"})
    assert amina.last["text"] == "delivered"
    await amina.sends_voice(b"OggS")
    world.faults.add("download", "drop")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.get(f"/file/bot{TOKEN}/voice/file_0.oga")


def plain_bot(base_url: str) -> Any:
    """An ordinary bot as anybody would write it."""

    async def start(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message and update.message.from_user
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("Press", callback_data="pressed")]])
        await update.message.reply_text(f"hello {update.message.from_user.first_name}", reply_markup=keys)

    async def press(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer("thanks")
        await update.callback_query.edit_message_text("pressed")

    builder = Application.builder().token(TOKEN).base_url(f"{base_url}bot").base_file_url(f"{base_url}file/bot")
    app = builder.build()
    app.add_handlers([CommandHandler("start", start), CallbackQueryHandler(press)])
    return app


async def seen(phone: Phone, *texts: str) -> None:
    """Wait until the chat shows exactly these texts."""
    await until(phone.world, lambda: [message["text"] for message in phone.chat] == list(texts))


async def until(world: Telegram, true: Callable[[], bool]) -> None:
    """Wait until something is so; it is looked at whenever anything happens."""
    changed = asyncio.Event()
    stop = world.subscribe(lambda _: changed.set())
    async with asyncio.timeout(10):
        while not true():
            await changed.wait()
            changed.clear()
    stop()


async def test_a_plain_bot_polls_over_http(client: Client, world: Telegram) -> None:
    amina = world.phone("Amina")
    app = plain_bot(str(client.make_url("/")))
    async with app:
        await app.start()
        await app.updater.start_polling(poll_interval=0.0, timeout=1)
        await amina.start()
        await seen(amina, "/start", "hello Amina")
        await amina.taps(amina.last["message_id"], "pressed")
        await seen(amina, "/start", "pressed")
        await app.updater.stop()
        await app.stop()
    assert amina.toasts == [{"text": "thanks", "alert": False}]
    assert world.updates.pending == []


async def test_a_plain_bot_with_a_webhook_over_http(client: Client, world: Telegram) -> None:
    amina = world.phone("Amina")
    bot = plain_bot(str(client.make_url("/")))

    async def receive(request: web.Request) -> web.Response:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
        await bot.process_update(Update.de_json(await request.json(), bot.bot))
        return web.json_response({"method": "sendMessage", "chat_id": amina.id, "text": "by the way"})

    hook = web.Application()
    hook.router.add_post("/telegram", receive)
    async with TestServer(hook) as server, bot:
        await bot.bot.set_webhook(url=str(server.make_url("/telegram")), secret_token="s3cret")
        await amina.start()
        await seen(amina, "/start", "hello Amina", "by the way")
        info = await bot.bot.get_webhook_info()
        assert (info.pending_update_count, info.last_error_message) == (0, None)
        await world.close()


async def test_a_webhook_that_nobody_answers(client: Client, world: Telegram, amina: Phone) -> None:
    await client.post(CALL + "setWebhook", json={"url": "http://127.0.0.1:9/"})
    await amina.says("hello")
    await until(world, lambda: world.webhook.last_error is not None)
    _, info = await answer(await client.get(CALL + "getWebhookInfo"))
    assert info["pending_update_count"] == 1
    assert info["last_error_message"].startswith("Connection failed: ")
