"""The wall's addresses: what pages ask, what phones do, what is told."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from sandbox.play import Play, Step, sample_photo, sample_voice
from tests.sandbox.conftest import MORNING, TOKEN, HandClock, inline, settle
from tests.sandbox.wallkit import SAID, SALMA, Served, events, serve


@pytest.fixture
async def wall(clock: HandClock) -> AsyncIterator[Served]:
    async with serve(clock) as served:
        yield served


async def test_the_wall_tells_all_that_a_page_needs(wall: Served) -> None:
    whole = await wall.get("/api/wall")
    assert [
        (one["key"], one["name"], one["role"], one["language"], one["started"], one["chat"]) for one in whole["phones"]
    ] == [("resident", "سعيد", "Resident", "ar", False, []), ("staff", "Salma", "Staff", "fr", False, [])]
    assert whole["bot"] == {"id": 2013, "username": "TwizaBot", "name": "TwizaBot", "about": {}}
    assert whole["plays"] == [
        {"key": "lamp", "title": "Play: a broken lamp", "summary": "From a phone to the desk and back"}
    ]
    assert (whole["now"], whole["timezone"], whole["play"], whole["clock_moves"]) == (
        MORNING,
        "Africa/Casablanca",
        None,
        True,
    )
    assert [place["name"] for place in whole["places"]] == [
        "Dar Bouazza",
        "Oulad Azzouz",
        "Bouskoura",
        "Ouled Salah",
        "Nouaceur",
    ]


async def test_the_name_and_description_of_the_bot_are_shown(wall: Served) -> None:
    await wall.bot("setMyName", name="NOTIL")
    await wall.bot("setMyDescription", description="بلغوا عن مشكل", language_code="ar")
    assert (await wall.get("/api/wall"))["bot"] | {"id": 0} == {
        "id": 0,
        "username": "TwizaBot",
        "name": "NOTIL",
        "about": {"ar": "بلغوا عن مشكل"},
    }


async def test_words_places_contacts_and_edits_reach_the_bot(wall: Served) -> None:
    await wall.act(SAID, "start", payload="p_ABC")
    await wall.act(SAID, "says", text="سلام")
    first, second = (await wall.get(f"/api/phones/{SAID}"))["chat"]
    await wall.act(SAID, "edits", message_id=second["message_id"], text="السلام عليكم")
    await wall.act(SAID, "says", text="جواب", reply_to=first["message_id"])
    await wall.act(SAID, "place", latitude=33.449, longitude=-7.649)
    await wall.act(SAID, "contact")
    await wall.act(SAID, "forwards", message_id=first["message_id"])
    chat = (await wall.get(f"/api/phones/{SAID}"))["chat"]
    assert [one.get("text") for one in chat] == ["/start p_ABC", "السلام عليكم", "جواب", None, None, "/start p_ABC"]
    assert chat[2]["reply_to_message"]["message_id"] == first["message_id"]
    assert chat[3]["location"] == {"latitude": 33.449, "longitude": -7.649}
    assert chat[4]["contact"]["user_id"] == SAID
    assert chat[5]["forward_origin"]["sender_user"]["id"] == SAID
    kinds = [next(iter(update.keys() - {"update_id"})) for update in await wall.bot.updates(limit=100)]
    assert kinds == ["message", "message", "edited_message", "message", "message", "message", "message"]


async def test_taps_also_of_buttons_that_are_gone(wall: Served) -> None:
    await wall.act(SAID, "start")
    sent = await wall.bot.says(wall.board.by_key("resident"), "?", reply_markup=inline("Yes"))
    await wall.act(SAID, "taps", message_id=sent["message_id"], data="yes")
    await wall.act(SAID, "taps", message_id=sent["message_id"], data="gone")
    pressed = [
        update["callback_query"]["data"] for update in await wall.bot.updates(limit=100) if "callback_query" in update
    ]
    assert pressed == ["yes", "gone"]


async def test_files_arrive_as_what_they_are(wall: Served) -> None:
    await wall.act(SAID, "start")
    assert await wall.upload(SAID, "photo", sample_photo(), "lamp.jpg", "image/jpeg", caption="البولة") == 200
    assert await wall.upload(SAID, "document", b"<script>1</script>", "page.html", "text/html") == 200
    assert await wall.upload(SAID, "voice", sample_voice(), "voice", "audio/ogg", duration="7") == 200
    photo, document, voice = (await wall.get(f"/api/phones/{SAID}"))["chat"][1:]
    assert (photo["caption"], photo["photo"][-1]["width"], photo["photo"][-1]["height"]) == ("البولة", 720, 540)
    assert (document["document"]["file_name"], voice["voice"]["duration"], voice["voice"]["mime_type"]) == (
        "page.html",
        7,
        "audio/ogg",
    )
    shown = await wall.client.get(f"/api/files/{photo['photo'][-1]['file_id']}")
    assert (await shown.read(), shown.content_type) == (sample_photo(), "image/jpeg")
    end = await wall.client.get(f"/api/files/{photo['photo'][-1]['file_id']}", headers={"Range": "bytes=-2"})
    size = len(sample_photo())
    assert (end.status, await end.read(), end.headers["Content-Range"]) == (
        206,
        b"\xff\xd9",
        f"bytes {size - 2}-{size - 1}/{size}",
    )
    kept_away = await wall.client.get(f"/api/files/{document['document']['file_id']}")
    assert (kept_away.content_type, kept_away.headers["Content-Disposition"]) == (
        "application/octet-stream",
        "attachment",
    )
    assert kept_away.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


async def test_samples_are_sent_with_one_touch(wall: Served) -> None:
    await wall.act(SAID, "start")
    await wall.act(SAID, "sample", kind="voice")
    await wall.act(SAID, "sample", kind="photo", name="rubbish")
    await wall.act(SAID, "sample", kind="album")
    chat = (await wall.get(f"/api/phones/{SAID}"))["chat"][1:]
    assert [next(kind for kind in ("voice", "photo") if kind in one) for one in chat] == [
        "voice",
        "photo",
        "photo",
        "photo",
        "photo",
    ]
    assert len({one["media_group_id"] for one in chat[2:]}) == 1


async def test_blocking_and_clearing_the_chat(wall: Served) -> None:
    await wall.act(SAID, "start")
    await wall.act(SAID, "blocks")
    assert (await wall.get(f"/api/phones/{SAID}"))["blocked"] is True
    await wall.act(SAID, "unblocks")
    await wall.act(SAID, "deletes_chat")
    state = await wall.get(f"/api/phones/{SAID}")
    assert (state["blocked"], state["chat"]) == (False, [])


async def test_phones_come_and_go(wall: Served) -> None:
    added = await wall.post("/api/phones", name=" Hiba ", role="Neighbour", language="ar")
    assert (added["name"], added["role"], added["language"]) == ("Hiba", "Neighbour", "ar")
    assert (await wall.client.delete(f"/api/phones/{SAID}")).status == 200
    assert [one["name"] for one in (await wall.get("/api/wall"))["phones"]] == ["Salma", "Hiba"]


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        (f"/api/phones/{SAID}/says", {"text": "x"}, "press START first"),
        (f"/api/phones/{SAID}/dances", {}, "there is no 'dances'"),
        ("/api/phones/5/says", {"text": "x"}, "there is no 5"),
        ("/api/phones", {"name": "x" * 65}, "at most 64 characters"),
        ("/api/faults", {"fault": "flood of tea", "on": True}, "there is no 'flood of tea'"),
        ("/api/play", {"play": "none"}, "there is no 'none'"),
        ("/api/clock", {"minutes": -5}, "time only goes forward, and at most 400 days"),
    ],
)
async def test_mistakes_get_a_sentence(wall: Served, path: str, body: dict[str, object], words: str) -> None:
    answer = await wall.client.post(path, json=body)
    assert (answer.status, await answer.json()) == (400, {"error": words})


async def test_pages_of_other_sites_stay_out(wall: Served) -> None:
    answer = await wall.client.post(f"/api/phones/{SAID}/start", json={}, headers={"Origin": "https://evil.example"})
    assert answer.status == 403
    assert (await wall.get(f"/api/phones/{SAID}"))["chat"] == []


@pytest.mark.parametrize("path", ["/", "/ledger", "/pages/main.js", "/pages/base.css", "/api/wall"])
async def test_every_page_has_a_strict_policy(wall: Served, path: str) -> None:
    answer = await wall.client.get(path)
    assert (answer.status, answer.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


async def test_the_clock_moves(clock: HandClock) -> None:
    async with serve(clock, timezone="Africa/Tunis") as wall:  # 09:00 there; one hour ahead all year
        assert await wall.post("/api/clock", minutes=60) == {"now": MORNING + 3600}
        assert await wall.post("/api/clock", tomorrow="09:00") == {"now": MORNING + 24 * 3600}
        assert [step.total_seconds() for step in wall.moves] == [3600, 23 * 3600]


async def test_pages_hear_of_the_time_that_a_play_lets_pass(clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.board.HEARD_AFTER", 0)
    later = Play(
        "later", "Later", (Step("resident", "start", "Press START", minutes=3), Step("resident", "says", "Go"))
    )
    async with serve(clock, plays=(later,)) as wall:
        [(last, _, _)] = await events(wall.client.session, f"{wall.url}/api/events", 1)
        await wall.post("/api/play", play="later")
        await wall.act(SAID, "start")
        last, now = await next_time(wall, last)
        assert now == 180
        await wall.post("/api/play", play="later")  # again: that is the next day
        assert (await next_time(wall, last))[1] == 86_580


async def next_time(wall: Served, last: str) -> tuple[str, float]:
    """The next event that tells the time: its id, and the seconds since the morning."""
    async with asyncio.timeout(60):
        while True:
            [(last, kind, data)] = await events(wall.client.session, f"{wall.url}/api/events", 1, last=last)
            if kind == "now":
                return last, json.loads(data)["now"] - MORNING


async def test_a_clock_that_stands(clock: HandClock) -> None:
    async with serve(clock, move_clock=None) as wall:
        answer = await wall.client.post("/api/clock", json={"minutes": 5})
        assert (answer.status, await answer.json()) == (400, {"error": "the clock of this sandbox does not move"})


async def test_faults_are_switched_on_and_off(wall: Served) -> None:
    await wall.post("/api/faults", fault="flood", on=True)
    await wall.post("/api/faults", fault="slow", on=True)
    await wall.act(SAID, "start")
    wall.telegram.faults.latency = 0
    assert await wall.bot.refused("sendMessage", chat_id=SAID, text="x") == "Too Many Requests: retry after 3"
    after = await wall.post("/api/faults", fault="flood", on=False)
    assert {one["key"]: one["on"] for one in after["faults"]} == {
        "slow": False,
        "down": False,
        "cut": False,
        "lost": False,
        "failed": False,
        "flood": False,
        "unauthorized": False,
        "unknown": False,
    }
    await wall.bot("sendMessage", chat_id=SAID, text="x")


@pytest.mark.parametrize(
    ("fault", "method", "status", "delivered"),
    [("down", "sendMessage", 502, 0), ("failed", "sendMessage", 502, 1), ("flood", "sendMessage", 429, 0),
     ("unauthorized", "getUpdates", 401, 0), ("unknown", "getUpdates", 404, 0)],
)  # fmt: skip
async def test_what_a_fault_does(wall: Served, fault: str, method: str, status: int, delivered: int) -> None:
    await wall.act(SAID, "start")
    await wall.post("/api/faults", fault=fault, on=True)
    params = {"chat_id": SAID, "text": "x"} if method == "sendMessage" else {"timeout": 0}
    assert (await wall.telegram.call(TOKEN, method, params))[0] == status
    assert len((await wall.get(f"/api/phones/{SAID}"))["chat"]) == 1 + delivered


async def test_pages_are_told_everything_and_resume(wall: Served) -> None:
    [(first, kind, _)] = await events(wall.client.session, f"{wall.url}/api/events", 1)
    assert kind == "wall"
    await wall.act(SAID, "start")
    await wall.bot("sendChatAction", chat_id=SAID, action="typing")
    wall.telegram.toast(SAID, "صافي", alert=True)
    told = await events(wall.client.session, f"{wall.url}/api/events", 4, last=first)
    kinds = sorted(kind for _, kind, _ in told)
    assert kinds == ["action", "messages", "phone", "toast"]
    data = {kind: json.loads(body) for _, kind, body in told}
    assert data["toast"] == {"phone": SAID, "text": "صافي", "alert": True, "url": ""}
    assert ([one["text"] for one in data["messages"]["changed"]], data["messages"]["gone"]) == (["/start"], [])
    [(_, again, _)] = await events(wall.client.session, f"{wall.url}/api/events", 1, last="other-1")
    assert again == "wall"


async def test_what_a_page_was_shown_is_also_taken_back(wall: Served) -> None:
    resident = wall.board.by_key("resident")
    await resident.start()
    sent = await wall.bot.says(resident, "one")
    [(last, _, _)] = await events(wall.client.session, f"{wall.url}/api/events", 1)
    await wall.bot("editMessageText", chat_id=SAID, message_id=sent["message_id"], text="two")
    await wall.bot("deleteMessage", chat_id=SAID, message_id=sent["message_id"])
    wall.telegram.toast(SAID, "gone", alert=False)
    told = await events(wall.client.session, f"{wall.url}/api/events", 2, last=last)
    assert [(kind, json.loads(body)) for _, kind, body in told] == [
        ("toast", {"phone": SAID, "text": "gone", "alert": False, "url": ""}),
        ("messages", {"phone": SAID, "changed": [], "gone": [sent["message_id"]]}),
    ]


async def test_a_play_goes_on_as_people_act(wall: Served) -> None:
    await wall.post("/api/play", play="lamp")
    await wall.act(SALMA, "start")
    assert (await wall.get("/api/wall"))["play"] == {
        "title": "Play: a broken lamp",
        "number": 1,
        "total": 4,
        "phones": [SAID, SALMA],
        "step": {"phone": SAID, "do": "start", "hint": "Press START", "text": "", "data": ""},
    }
    await wall.act(SAID, "start")
    await wall.act(SAID, "says", text="my own words")
    sent = await wall.bot.says(
        wall.board.by_key("staff"),
        "New",
        reply_markup={
            "inline_keyboard": [
                [{"text": "Study", "callback_data": "desk.study:1"}, {"text": "No", "callback_data": "desk.no:1"}]
            ]
        },
    )
    await wall.act(SALMA, "taps", message_id=sent["message_id"], data="desk.no:1")
    assert (await wall.get("/api/wall"))["play"]["number"] == 3
    await wall.act(SALMA, "taps", message_id=sent["message_id"], data="desk.study:1")
    assert (await wall.post("/api/play/next"))["play"] == {
        "title": "Play: a broken lamp",
        "done": True,
        "hint": "Your turn",
    }
    assert await wall.post("/api/play/stop") == {"play": None}


async def test_the_ledger_is_filtered(wall: Served) -> None:
    await wall.act(SAID, "start")
    await wall.bot.says(wall.board.by_key("resident"), "سلام عليكم")
    await wall.bot.refused("sendMessage", chat_id=SAID, text="")
    everything = (await wall.get("/api/ledger"))["entries"]
    assert [(one["kind"], one["method"], one["status"], one["gist"]) for one in everything] == [
        ("update", "message", 0, "/start"),
        ("call", "sendMessage", 200, "سلام عليكم"),
        ("call", "sendMessage", 400, "Bad Request: message text is empty"),
    ]
    assert [one["number"] for one in (await wall.get(f"/api/ledger?kind=call&chat={SAID}&text=سلام"))["entries"]] == [2]
    assert (await wall.get("/api/ledger?method=getMe"))["entries"] == []
    assert (await wall.get("/api/ledger/2"))["request"] == {"chat_id": SAID, "text": "سلام عليكم"}
    assert (await wall.client.get("/api/ledger/99")).status == 404


async def test_the_ledger_streams_what_fits(wall: Served) -> None:
    await wall.act(SAID, "start")
    await wall.bot("getMe")
    [(number, kind, data)] = await events(wall.client.session, f"{wall.url}/api/ledger/events?kind=call", 1)
    assert (number, kind, [one["method"] for one in json.loads(data)]) == ("2", "ledger", ["getMe"])
    await settle()
