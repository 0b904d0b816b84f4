"""The wall's pages and streams over a real socket."""

import json
from typing import Any

import segno
from aiohttp import ClientResponse, ClientSession
from markupsafe import escape

from services.words import Words
from tests.asread import catalogues_as_read
from tests.web.roomkit import HOST, ROOM, TOKEN, Room, question, wall_of
from web import live, walls
from web.server import STRICT
from web.wording import WORDS


async def event(stream: ClientResponse) -> dict[str, Any]:
    """The next event of a stream, by its fields."""
    fields: dict[str, Any] = {}
    while line := (await stream.content.readline()).decode().strip():
        name, value = line.split(": ", 1)
        fields[name] = json.loads(value) if name == "data" else value
    return fields or await event(stream)


async def happening(stream: ClientResponse, kind: str) -> dict[str, Any]:
    """The next event of this kind."""
    while (one := await event(stream)).get("event") != kind:
        pass
    return one


async def test_a_wall_is_told_everything_then_what_changes() -> None:
    room = Room()
    async with (
        wall_of(room) as (address, hub),
        ClientSession(address) as client,
        client.get(f"/live/{TOKEN}/events") as stream,
    ):
        assert (stream.status, stream.content_type) == (200, "text/event-stream")
        assert {name: stream.headers[name] for name in STRICT} == STRICT
        assert await event(stream) == {"retry": "1000"}
        first = await happening(stream, "room")
        assert first["data"]["room"] == room.shown
        room.ask(question("Oui", "Non", voters=4))
        hub.changed(ROOM)
        assert (await happening(stream, "room"))["data"]["room"] == room.shown


async def test_who_comes_back_and_missed_nothing_hears_only_that_all_is_well() -> None:
    room = Room()
    async with wall_of(room) as (address, hub), ClientSession(address) as client:
        async with client.get(f"/live/{TOKEN}/events") as stream:
            known = (await happening(stream, "room"))["id"]
        async with client.get(f"/live/{TOKEN}/events", headers={"Last-Event-ID": known}) as stream:
            await event(stream)
            assert (await event(stream))["event"] == "beat"
        room.ask(question("Oui", "Non"))
        hub.changed(ROOM)
        async with client.get(f"/live/{TOKEN}/events", headers={"Last-Event-ID": known}) as stream:
            assert (await happening(stream, "room"))["data"]["room"] == room.shown


async def test_a_screen_shows_digits_and_becomes_the_wall() -> None:
    async with wall_of(Room()) as (address, hub), ClientSession(address) as client:
        async with client.get("/live/events") as stream:
            digits = (await happening(stream, "digits"))["data"]["digits"]
            assert hub.pair(digits, TOKEN)
            assert (await happening(stream, "paired"))["data"] == {"token": TOKEN}
            assert await stream.content.read() == b""
        assert not hub.pair(digits, TOKEN)


async def test_unknown_walls_and_too_many_screens(monkeypatch: Any) -> None:
    monkeypatch.setattr(walls, "MOST_VIEWERS", 0)
    monkeypatch.setattr(walls, "MOST_SCREENS", 0)
    async with wall_of(Room()) as (address, _), ClientSession(address) as client:
        answers = {}
        for path in (f"/live/{'x' * 22}", f"/live/{'x' * 22}/events", "/live/short", "/pages/../server.py",
                     "/pages/", f"/live/{TOKEN}/events", "/live/events"):  # fmt: skip
            async with client.get(path) as answer:
                answers[path] = (answer.status, answer.headers.get("Retry-After"))
    assert list(answers.values()) == [(404, None)] * 4 + [(403, None)] + [(503, "5")] * 2


async def test_the_pages_speak_both_languages_and_load_nothing_from_elsewhere() -> None:
    async with wall_of(Room()) as (address, _), ClientSession(address) as client:
        for path in ("/live", f"/live/{TOKEN}"):
            async with client.get(path) as answer:
                page = await answer.text()
                assert {name: answer.headers[name] for name in STRICT} == STRICT
            assert page.count('lang="fr" dir="ltr"') == page.count('lang="ar" dir="rtl"') > 2
            assert "@twiza_nouaceur_bot" in page and "NOTIL" in page and "مختبر النواصر" in page
            assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
            for line in page.split('"'):
                if line.startswith("/pages/"):
                    async with client.get(line) as answer:
                        assert answer.status == 200


async def test_everything_the_page_says_is_on_it() -> None:
    catalogues = catalogues_as_read()
    async with wall_of(Room()) as (address, _), ClientSession(address) as client:
        pages = [await (await client.get(path)).text() for path in ("/live", f"/live/{TOKEN}")]
    for msgid in WORDS.values():
        assert all(any(catalogues[code](msgid) in page for page in pages) for code in ("fr", "ar")), msgid


async def test_names_are_escaped_and_a_room_without_a_code_invites_nobody() -> None:
    room = Room()
    room.ask(None, state="ended", code=None)
    texts = [catalogues_as_read()["fr"]]
    host = live.Host(Words(fr="<script>alert(1)</script>"), "a_bot", HOST.link)
    page = str(live.page("wall.html", texts, host, code=None, qr=live.qr(None, HOST.link)).text)
    assert str(escape("<script>alert(1)</script>")) in page and "<script>alert" not in page
    async with (
        wall_of(room) as (address, _),
        ClientSession(address) as client,
        client.get(f"/live/{TOKEN}") as answer,
    ):
        assert 'class="qr"' not in await answer.text()


def test_a_lab_that_has_one_name_everywhere_is_named_once() -> None:
    catalogues = catalogues_as_read()
    host = live.Host(Words(ar="NOTIL", fr="NOTIL"), "a_bot", HOST.link)
    page = str(live.page("wall.html", [catalogues["fr"], catalogues["ar"]], host, code=None, qr=live.qr(None, "")).text)
    brand = page.partition('<div class="brand">')[2].partition("</div>")[0]
    assert brand.count("NOTIL") == 1


def test_what_stands_side_by_side() -> None:
    spoken = (["ar", "ary", "fr"], ["fr", "ary"], ["ary"], ["fr"], ["ar", "fr"])
    assert [live.sides(languages) for languages in spoken] == [
        ["fr", "ar"], ["fr", "ary"], ["ary"], ["fr"], ["fr", "ar"]]  # fmt: skip


def test_the_square_is_of_version_3_and_holds_the_link(monkeypatch: Any) -> None:
    made: list[Any] = []
    real = segno.make
    monkeypatch.setattr(segno, "make", lambda link, **more: made.append((link, real(link, **more))) or made[-1][1])
    assert "<svg" in live.qr("40213", HOST.link)
    assert [(link, qr.version) for link, qr in made] == [("https://t.me/twiza_nouaceur_bot?start=r_40213", 3)]
    for length, version in ((45, 3), (46, 4)):
        public = "https://".ljust(length, "x")
        live.qr("40213", f"{public}/j/{{}}".format)
        assert made[-1][1].version == version
