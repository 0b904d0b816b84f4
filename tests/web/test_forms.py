"""What is no form of ours is read as an empty one, whatever it is."""

import pytest
from aiohttp import web

from tests.web.client import client_of
from web.forms import form_of

FORM = "application/x-www-form-urlencoded"


async def read(body: bytes, kind: str) -> str:
    async def show(request: web.Request) -> web.Response:
        return web.json_response(await form_of(request, 60))

    app = web.Application()
    app.router.add_post("/", show)
    async with client_of(app) as client:
        return await (await client.post("/", data=body, headers={"Content-Type": kind})).text()


async def test_the_first_value_of_each_field() -> None:
    assert await read(b"a=lampe&b=1&a=2", FORM) == '{"a": "lampe", "b": "1"}'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=" + b"b" * 60, FORM),
        (b"&".join([b"a=1"] * 6), FORM),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=a"),
        (b'{"a": "1"}', "application/json"),
        (b"", FORM),
    ],
)
async def test_anything_else_says_nothing(body: bytes, kind: str) -> None:
    assert await read(body, kind) == "{}"


async def test_letters_that_are_none_and_an_unknown_charset() -> None:
    assert await read(b"a=%ff%00b", f"{FORM}; charset=nope") == '{"a": "\\ufffdb"}'
