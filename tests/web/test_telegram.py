from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.web.client import client_of
from web.server import STRICT, create_app
from web.telegram import MOST_BYTES, SECRET_HEADER, add_routes

SECRET = "s3cret"
RIGHT = {SECRET_HEADER: SECRET}


class Bot:
    """Takes updates; says whether they are settled."""

    def __init__(self) -> None:
        self.settles = True
        self.taken: list[dict[str, Any]] = []

    async def deliver(self, raw: dict[str, Any]) -> bool:
        self.taken.append(raw)
        return self.settles


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
async def client(bot: Bot) -> AsyncIterator[ClientSession]:
    app = create_app()
    add_routes(app, SECRET, bot.deliver)
    async with client_of(app) as client:
        yield client


async def test_a_settled_update_is_confirmed(client: ClientSession, bot: Bot) -> None:
    answer = await client.post("/telegram", json={"update_id": 5}, headers=RIGHT)
    assert (answer.status, await answer.text(), bot.taken) == (200, "", [{"update_id": 5}])


async def test_while_it_cannot_be_kept_telegram_is_asked_to_come_back(client: ClientSession, bot: Bot) -> None:
    bot.settles = False
    answer = await client.post("/telegram", json={"update_id": 5}, headers=RIGHT)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "s3cre\u00e9"}])
async def test_without_the_secret_nothing_is_taken(client: ClientSession, bot: Bot, headers: dict[str, str]) -> None:
    answer = await client.post("/telegram", json={"update_id": 5}, headers=headers)
    assert (answer.status, bot.taken) == (403, [])
    assert {name: answer.headers[name] for name in STRICT} == STRICT
    assert answer.headers["Server"] == "twiza"


DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b'{"update_id": "5"}',
        b"\xff",
        DEEP,
        b'{"update_id": 5, "x": ' + DEEP,
        b'{"update_id": true}',
    ]
    + [b'{"update_id": ' + number + b"}" for number in (b"-1", b"5.0", b"9223372036854775808", b"1" * 5000, b"null")],
)
async def test_what_is_no_update_is_refused(client: ClientSession, bot: Bot, body: bytes) -> None:
    answer = await client.post("/telegram", data=body, headers=RIGHT)
    assert (answer.status, bot.taken) == (400, [])


@pytest.mark.parametrize("number", [0, 2**63 - 1])
async def test_the_smallest_and_the_largest_number_of_an_update(client: ClientSession, bot: Bot, number: int) -> None:
    answer = await client.post("/telegram", json={"update_id": number}, headers=RIGHT)
    assert (answer.status, bot.taken) == (200, [{"update_id": number}])


async def test_an_update_has_a_size_and_a_lone_surrogate_is_read(client: ClientSession, bot: Bot) -> None:
    answer = await client.post("/telegram", data=b" " * (MOST_BYTES + 1), headers=RIGHT)
    assert (answer.status, bot.taken) == (413, [])
    answer = await client.post("/telegram", data=b'{"update_id": 5, "x": "\\ud83d"}', headers=RIGHT)
    assert (answer.status, bot.taken) == (200, [{"update_id": 5, "x": "\ud83d"}])


async def test_it_is_post_only(client: ClientSession) -> None:
    answer = await client.get("/telegram", headers=RIGHT)
    assert answer.status == 405
