"""What pages may ask of the phones: anything else gets a sentence and changes nothing."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.sandbox.conftest import HandClock, inline
from tests.sandbox.wallkit import SAID, Served, events, serve

DOOR = f"/api/phones/{SAID}/"
FORM = {"Content-Type": "multipart/form-data; boundary=x"}
MULTIPART = "files come as multipart/form-data, in parts named file"


@pytest.fixture
async def wall(clock: HandClock) -> AsyncIterator[Served]:
    async with serve(clock) as served:
        await served.act(SAID, "start")
        await served.bot.says(served.board.by_key("resident"), "?", reply_markup=inline("Yes"))
        yield served


async def refused(wall: Served, act: str, body: bytes, headers: dict[str, str] | None = None) -> str:
    """The sentence of a refusal; the chat stays as it was."""
    before = await wall.get(f"/api/phones/{SAID}")
    answer = await wall.client.post(act, data=body, headers=headers or {"Content-Type": "application/json"})
    assert answer.status == 400, await answer.text()
    assert await wall.get(f"/api/phones/{SAID}") == before
    words: str = (await answer.json())["error"]
    return words


@pytest.mark.parametrize("act", ["photo", "album", "voice", "audio", "video", "document"])
async def test_a_file_sent_as_json_gets_a_sentence(wall: Served, act: str) -> None:
    assert await refused(wall, DOOR + act, b'{"file": "lamp.jpg"}') == MULTIPART
    assert await refused(wall, DOOR + act, b"file=lamp.jpg", {"Content-Type": "text/plain"}) == MULTIPART


@pytest.mark.parametrize("act", ["photo", "album", "voice", "document"])
async def test_a_form_without_a_file_gets_a_sentence(wall: Served, act: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="caption"\r\n\r\nlamp\r\n--x--\r\n'
    assert await refused(wall, DOOR + act, body, FORM) == "no file came along"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"text": "\\ud800"}'])
async def test_what_is_no_json(wall: Served, body: bytes) -> None:
    for path in (DOOR + "says", "/api/phones", "/api/clock", "/api/faults", "/api/play"):
        assert await refused(wall, path, body) == "this is no JSON"


@pytest.mark.parametrize("body", [b"null", b"[]", b"3", b'"x"'])
async def test_what_is_no_object(wall: Served, body: bytes) -> None:
    assert await refused(wall, DOOR + "says", body) == "a JSON object is expected"


@pytest.mark.parametrize(
    ("act", "values", "words"),
    [
        ("start", {"payload": 3}, "payload has to be words"),
        ("start", {"payload": "a b"}, "a deep link carries up to 64 of A-Z a-z 0-9 _ -"),
        ("says", {}, "there is no 'text'"),
        ("says", {"text": ["x"]}, "text has to be words"),
        ("says", {"text": "x", "reply_to": "1"}, "reply_to has to be a whole number or null"),
        ("says", {"text": "x", "reply_to": 99}, "the message to reply to is not there"),
        ("edits", {"message_id": True, "text": "x"}, "message_id has to be a whole number"),
        ("place", {"latitude": float("nan"), "longitude": 0}, "there is no such place on Earth"),
        ("place", {"latitude": 33.4, "longitude": 181}, "there is no such place on Earth"),
        ("place", {"latitude": "33", "longitude": 0}, "latitude has to be a number"),
        ("contact", {"number": {}}, "number has to be words or null"),
        ("votes", {"message_id": 1, "options": [None]}, "options has to be a list of whole numbers"),
        ("forwards", {"message_id": 99}, "there is no 99"),
    ],
)
async def test_values_of_a_wrong_kind(wall: Served, act: str, values: dict[str, object], words: str) -> None:
    assert await refused(wall, DOOR + act, json.dumps(values).encode()) == words


async def test_wrong_values_for_the_tools(wall: Served) -> None:
    switch = {"fault": "slow", "on": "false"}
    assert await refused(wall, "/api/faults", json.dumps(switch).encode()) == "on has to be true or false"
    assert await refused(wall, "/api/phones", b'{"name": " "}') == "a phone needs a name"
    await refused(wall, "/api/clock", b'{"minutes": 1e999}')
    await refused(wall, "/api/clock", b'{"minutes": 1' + b"0" * 30 + b"}")
    await refused(wall, "/api/clock", b'{"tomorrow": "25:00"}')


async def test_numbers_too_long_to_be_numbers(wall: Served) -> None:
    digits = "9" * 5_000
    assert (await wall.client.get(f"/api/ledger/{digits}")).status == 404
    assert (await wall.get(f"/api/ledger?chat={digits}"))["entries"] == []
    assert len((await wall.get(f"/api/ledger?after={digits}"))["entries"]) == 2
    assert (await wall.client.get(f"/api/phones/{digits}")).status == 400
    [(seen, _, _)] = await events(wall.client.session, f"{wall.url}/api/events", 1)
    for last in (f"{seen.partition('-')[0]}-{digits}", "²-²"):
        [(_, kind, _)] = await events(wall.client.session, f"{wall.url}/api/events", 1, last=last)
        assert kind == "wall"


async def test_a_file_name_that_is_half_a_character(wall: Served) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff.pdf"\r\n\r\nabc\r\n--x--\r\n'
    assert (await wall.client.post(DOOR + "document", data=body, headers=FORM)).status == 200
    [(_, kind, data)] = await events(wall.client.session, f"{wall.url}/api/events", 1)
    sent = json.loads(data)["phones"][0]["chat"][-1]["document"]
    assert (kind, sent["file_name"]) == ("wall", "?.pdf")


async def test_a_duration_that_is_no_number(wall: Served) -> None:
    form = aiohttp.FormData({"duration": "long"})
    form.add_field("file", b"x", filename="voice")
    answer = await wall.client.post(DOOR + "voice", data=form)
    assert answer.status == 400
    assert (await wall.get(f"/api/phones/{SAID}"))["chat"][-1]["text"] == "?"
