"""The HTTP server over a real socket: strict headers on every answer, and errors that say little."""

import asyncio
import socket

import pytest
from aiohttp import web

from tests.web.client import client_of
from web import bodies, server
from web.server import LARGEST_BODY, STRICT, create_app, serving


async def hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello", headers={"Cache-Control": "max-age=60"})


async def echo(request: web.Request) -> web.Response:
    return web.Response(body=await bodies.body_of(request))


async def broken(_request: web.Request) -> web.Response:
    raise RuntimeError("a secret of the house")


async def busy(_request: web.Request) -> web.Response:
    raise web.HTTPServiceUnavailable(headers={"Retry-After": "5", "X-Inside": "database at 10.0.0.7"})


def app() -> web.Application:
    made = create_app()
    made.router.add_get("/", hello)
    made.router.add_post("/echo", echo)
    made.router.add_get("/broken", broken)
    made.router.add_get("/busy", busy)
    return made


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/", 200, "hello"),
        ("GET", "/nowhere", 404, "404 Not Found\n"),
        ("POST", "/", 405, "405 Method Not Allowed\n"),
        ("GET", "/busy", 503, "503 Service Unavailable\n"),
    ],
)
async def test_every_answer_is_strict(method: str, path: str, status: int, body: str) -> None:
    async with client_of(app()) as client, client.request(method, path) as answer:
        assert (answer.status, await answer.text()) == (status, body)
        expected = STRICT | ({"Cache-Control": "max-age=60"} if status == 200 else {})
        assert {name: answer.headers[name] for name in STRICT} == expected
        assert answer.headers["Server"] == "twiza"
        assert "X-Inside" not in answer.headers


async def test_a_bug_shows_nothing_of_the_inside() -> None:
    async with client_of(app()) as client, client.get("/broken") as answer:
        assert answer.status == 500
        assert "secret" not in await answer.text()


async def test_what_helps_a_client_is_kept() -> None:
    async with client_of(app()) as client:
        async with client.get("/busy") as answer:
            assert answer.headers["Retry-After"] == "5"
        async with client.post("/") as answer:
            assert answer.headers["Allow"] == "GET,HEAD"


async def test_a_body_that_is_too_large_is_refused() -> None:
    async with client_of(app()) as client, client.post("/echo", data=bytes(LARGEST_BODY + 1)) as answer:
        assert answer.status == 413


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_whoever_never_ends_the_head_is_let_go(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(server, "SILENCE_SECONDS", 0.1)
    async with serving(app(), "127.0.0.1", 0) as address, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rsplit(":", 1)[1]))
        writer.write(sent)
        assert await reader.read() == b""
        writer.close()


async def test_whoever_never_ends_the_body_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.1)
    async with serving(app(), "127.0.0.1", 0) as address, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rsplit(":", 1)[1]))
        writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nslow")
        assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_a_taken_port_is_an_error_and_the_end_frees_it() -> None:
    async with serving(app(), "127.0.0.1", 0) as address:
        port = int(address.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="address already in use"):
            async with serving(app(), "127.0.0.1", port):
                pass
    with socket.socket() as free:
        assert free.connect_ex(("127.0.0.1", port)) != 0
