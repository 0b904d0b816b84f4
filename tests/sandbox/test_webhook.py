"""Webhooks: one in flight per queue, retries, Retry-After, the secret, a method in the answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox.phone import Phone
from sandbox.telegram import Telegram
from tests.sandbox.conftest import TOKEN, Bot, HandClock, fits, inline, settle

Answer = tuple[int, dict[str, str], bytes]
URL = "http://bot.test/telegram"


@dataclass
class Receiver:
    """The bot's end of a webhook: answers in order, the last one again and again."""

    answers: list[Answer | Exception] = field(default_factory=lambda: [(200, {}, b"")])
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    running: int = 0
    most: int = 0

    async def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.running += 1
        self.most = max(self.most, self.running)
        self.got.append(json.loads(body))
        self.headers.append(headers)
        try:
            if self.gate:
                await self.gate.wait()
        finally:
            self.running -= 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def world(clock: HandClock, receiver: Receiver) -> AsyncIterator[Telegram]:
    world = Telegram(TOKEN, now=clock.now, sleep=clock.sleep, deliver=receiver)
    yield world
    await world.close()


async def test_updates_arrive_in_order_with_the_secret(bot: Bot, amina: Phone, receiver: Receiver) -> None:
    await amina.says("waited")
    await bot("setWebhook", url=URL, secret_token="s3cret")
    await settle()
    await amina.says("came later")
    await settle()
    assert receiver.texts() == ["waited", "came later"]
    assert fits("[Update]", receiver.got) == receiver.got
    assert receiver.headers[0]["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
    info = await bot("getWebhookInfo")
    assert fits("WebhookInfo", info) == info
    assert info == {
        "url": URL, "has_custom_certificate": False, "pending_update_count": 0, "max_connections": 40,
    }  # fmt: skip


async def test_one_in_flight_per_queue_and_max_connections_in_all(
    bot: Bot, world: Telegram, amina: Phone, receiver: Receiver
) -> None:
    people = [world.phone(f"Person {number}") for number in range(4)]
    receiver.gate = asyncio.Event()
    await bot("setWebhook", url=URL, max_connections=3)
    for person in people:
        await person.start()
        await person.says("second")
    await settle()
    assert receiver.running == 3
    assert {update["message"]["text"] for update in receiver.got} == {"/start"}
    receiver.gate.set()
    await settle()
    assert (len(receiver.got), receiver.most) == (8, 3)
    for person in people:
        mine = [one["message"]["text"] for one in receiver.got if one["message"]["chat"]["id"] == person.id]
        assert mine == ["/start", "second"]


async def test_what_waited_before_the_webhook_keeps_to_max_connections(
    bot: Bot, world: Telegram, amina: Phone, receiver: Receiver
) -> None:
    await world.phone("Karim").start()
    await amina.says("a")
    receiver.gate = asyncio.Event()
    await bot("setWebhook", url=URL, max_connections=1)
    await settle()
    assert receiver.texts() == ["/start"]
    receiver.gate.set()
    await settle()
    assert receiver.texts() == ["/start", "a"]


async def test_presses_queue_per_person_beside_the_chat(bot: Bot, amina: Phone, receiver: Receiver) -> None:
    message = await bot.says(amina, reply_markup=inline("A", "B"))
    receiver.gate = asyncio.Event()
    await bot("setWebhook", url=URL)
    await amina.says("text")
    await amina.taps(message["message_id"], "a")
    await amina.taps(message["message_id"], "b")
    await settle()
    assert [set(update) - {"update_id"} for update in receiver.got] == [{"message"}, {"callback_query"}]
    receiver.gate.set()
    await settle()
    assert receiver.got[2]["callback_query"]["data"] == "b"


async def test_failures_are_tried_again_with_back_off(
    bot: Bot, world: Telegram, amina: Phone, receiver: Receiver, clock: HandClock
) -> None:
    receiver.answers = [(500, {}, b""), OSError("no route"), (503, {"Retry-After": "30"}, b""), (200, {}, b"")]
    await bot("setWebhook", url=URL)
    await amina.says("a")
    await settle()
    await amina.says("b")
    for seconds, tries in ((0.9, 1), (0.1, 2), (1.9, 2), (0.1, 3), (29.9, 3), (0.1, 5)):
        await clock.move(seconds)
        assert len(receiver.got) == tries
    assert receiver.texts() == ["a", "a", "a", "a", "b"]
    info = await bot("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 503"
    kept = [(entry.status, entry.answer) for entry in world.ledger.entries(kind="delivery")]
    assert kept == [
        (500, "Wrong response from the webhook: 500"), (0, "Connection failed: no route"),
        (503, "Wrong response from the webhook: 503"), (200, None), (200, None),
    ]  # fmt: skip


async def test_what_expires_is_given_up(bot: Bot, amina: Phone, receiver: Receiver, clock: HandClock) -> None:
    receiver.answers = [(500, {}, b"")]
    await bot("setWebhook", url=URL)
    message = await bot.says(amina, reply_markup=inline("A"))
    await amina.taps(message["message_id"], "a")
    await settle()
    await clock.move(149)
    await clock.move(128)
    assert (await bot("getWebhookInfo"))["pending_update_count"] == 0
    tries = len(receiver.got)
    await clock.move(4_000)
    assert len(receiver.got) == tries


async def test_23_hours_of_gone_close_the_webhook(bot: Bot, amina: Phone, receiver: Receiver, clock: HandClock) -> None:
    receiver.answers = [(410, {"Retry-After": "3600"}, b"")]
    await bot("setWebhook", url=URL)
    await amina.says("a")
    await settle()
    for _ in range(23):
        assert (await bot("getWebhookInfo"))["url"] == URL
        await clock.move(3_600)
    assert (await bot("getWebhookInfo"))["url"] == ""
    assert [update["message"]["text"] for update in await bot.updates()] == ["a"]


async def test_a_method_in_the_answer_is_carried_out(bot: Bot, amina: Phone, receiver: Receiver) -> None:
    call = {"method": "sendMessage", "chat_id": amina.id, "text": "from the reply"}
    receiver.answers = [(200, {}, json.dumps(call).encode()), (200, {}, b"no json"), (200, {}, b"[]")]
    await bot("setWebhook", url=URL)
    for text in "abc":
        await amina.says(text)
    await settle()
    assert [message["text"] for message in amina.chat] == ["/start", "a", "b", "c", "from the reply"]


async def test_polling_and_webhook_exclude_each_other(bot: Bot, amina: Phone) -> None:
    poll = asyncio.create_task(bot.refused("getUpdates", timeout=10))
    await settle()
    await bot("setWebhook", url=URL, allowed_updates=["message"])
    assert await poll == "Conflict: terminated by setWebhook request"
    assert (await bot("getWebhookInfo"))["allowed_updates"] == ["message"]
    assert await bot.refused("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await bot("setWebhook", url="")
    assert await bot.updates() == []
    await bot("setWebhook", url=URL, drop_pending_updates=True)
    await bot("deleteWebhook")
    assert await bot.updates() == []


async def test_stopping_gives_up_what_is_in_flight(bot: Bot, amina: Phone, receiver: Receiver) -> None:
    receiver.gate = asyncio.Event()
    await bot("setWebhook", url=URL)
    await amina.says("a")
    await settle()
    await bot("deleteWebhook")
    await settle()
    assert receiver.running == 0
    assert [update["message"]["text"] for update in await bot.updates()] == ["a"]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "ftp://x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": URL, "max_connections": 101}, "bad webhook: max_connections must be between 1 and 100"),
        ({"url": URL, "secret_token": "sécret"}, "secret token contains unallowed characters"),
        ({"url": URL, "secret_token": "x" * 257}, "setWebhook.secret_token must be 1-256 characters long"),
        ({}, 'parameter "url" of setWebhook is required'),
    ],
)
async def test_settings_that_are_refused(bot: Bot, params: dict[str, Any], words: str) -> None:
    assert await bot.refused("setWebhook", **params) == f"Bad Request: {words}"
