"""The short way of a vote: known in the raw update, answered after its commit; all else goes the normal way."""

import asyncio
import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.ticks import AT_ONCE, Tick
from bot.votelane import read
from sandbox.phone import Phone
from services.ballots import Tap
from services.rooms import Asked
from storage.questions import QuestionRow
from tests.bot.kit import House, running
from tests.bot.test_intake import Away, until
from tests.bot.test_running import free_port, over_http
from tests.bot.votes import Room

RAW: dict[str, Any] = {
    "update_id": 5,
    "callback_query": {
        "id": "77",
        "data": "v:12:3",
        "from": {"id": 100, "is_bot": False, "first_name": "A", "language_code": "fr"},
        "message": {"message_id": 9, "date": 1, "chat": {"id": 100, "type": "private"}},
        "chat_instance": "1",
    },
}
ENDED = "Le vote sur cette question est terminé\u00a0: rien n'a changé.\nLa suite est tout en bas."
FOREIGN = (
    "v:12", "v:12:3:4", "v:a:3", "v:-1:3", "v:12:1000", f"v:{10**18}:1", "v:١:٢", "xv:1:2", "v:1:2\n", "v::",
    "v:1:2:g0", "p:1:K", "p:1:11", "p::A", "p:1:a", "p:-1:A", 5, None,
)  # fmt: skip


def changed(*path: str, to: Any) -> dict[str, Any]:
    raw = copy.deepcopy(RAW)
    inner = raw
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = to
    return raw


def test_a_vote_is_known_by_its_data() -> None:
    assert read(RAW) == Tap(5, 100, 12, 3, 9, "77")
    assert read(changed("callback_query", "data", to="v:12:3:g2")) == Tap(5, 100, 12, 3, 9, "77", guest=2)
    assert read(changed("callback_query", "data", to="p:4:B")) == Tap(5, 100, 0, 0, 9, "77", room=4, symbol="B")
    assert read(changed("callback_query", "data", to="p:4:10")) == Tap(5, 100, 0, 0, 9, "77", room=4, symbol="10")


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 5, "message": {"text": "v:12:3"}},
        *(changed("callback_query", "data", to=data) for data in FOREIGN),
        changed("callback_query", "message", "chat", to={"id": -100, "type": "group"}),
        changed("callback_query", "message", "chat", to={"id": 101, "type": "private"}),
        changed("callback_query", "message", to=None),
        changed("callback_query", "from", to={}),
        changed("callback_query", "from", "id", to="100"),
        changed("callback_query", "message", "message_id", to=True),
        changed("callback_query", to=None),
    ],
)  # fmt: skip
def test_everything_else_goes_the_normal_way(raw: dict[str, Any]) -> None:
    assert read(raw) is None


def ticked(house: House, phone: Phone, message_id: int) -> list[str]:
    """The labels under the question."""
    rows = house.world.chats[phone.id].messages[message_id]["reply_markup"]["inline_keyboard"]
    return [button["text"] for row in rows for button in row]


def edits(house: House) -> int:
    return len(house.world.ledger.entries(method="editMessageReplyMarkup"))


async def test_a_tap_is_counted_then_told_then_ticked(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        room, phone = Room(house), house.phone()
        await room.opens()
        message_id = await room.hands_to(phone)
        await phone.taps(message_id, room.vote(1))
        await house.settles()
        assert phone.toasts[-1]["text"] == ("C'est noté\u00a0: Non\nVous pouvez changer jusqu'à la fin du vote.")
        assert ticked(house, phone, message_id) == ["A Oui", "✅ Non"]
        await phone.taps(message_id, room.vote(1))
        await house.settles()
        assert (len(phone.toasts), edits(house), await house.marks()) == (2, 1, 0)
        await phone.taps(message_id, room.vote(0))
        await house.settles()
        assert ticked(house, phone, message_id) == ["✅ Oui", "B Non"]
        assert (await room.result(), await room.voters(), house.world.updates.pending) == ((1, (1, 0)), 1, [])


async def test_the_next_pair_comes_although_a_change_of_the_buttons_was_lost(database_url: str, tmp_path: Path) -> None:
    items = ({"fr": "Eau"}, {"fr": "Bus"}, {"fr": "Parc"})
    async with running(database_url, tmp_path) as house:
        room, phone = Room(house), house.phone()
        await room.opens(Asked("pairs", {"fr": "?"}, items))
        message_id = await room.hands_to(phone)
        message = house.world.chats[phone.id].messages[message_id]
        before = message["reply_markup"]
        first = before["inline_keyboard"][0][0]["callback_data"]
        for _ in range(2):
            await phone.taps(message_id, first)
            await house.settles()
            assert ticked(house, phone, message_id)[2:] == ["↩️", "⏭ 2/3"]
            house.world.chats[phone.id].messages[message_id]["reply_markup"] = before


async def test_each_voter_is_told_in_their_language(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        room, phone = Room(house), house.phone()
        await room.opens()
        message_id = await room.hands_to(phone, "ary")
        await phone.taps(message_id, room.vote(0))
        await house.settles()
        assert "نعم" in phone.toasts[-1]["text"] and "الاختيار ديالكم تسجل" in phone.toasts[-1]["text"]
        assert ticked(house, phone, message_id) == ["\u200f✅ نعم", "\u200fB لا"]


async def test_several_options_name_what_counts(database_url: str, tmp_path: Path) -> None:
    days = Asked("multiple", {"fr": "?"}, ({"fr": "Lundi"}, {"fr": "Mardi"}, {"fr": "Jeudi"}), most=2)
    async with running(database_url, tmp_path) as house:
        room, phone = Room(house), house.phone()
        await room.opens(days)
        message_id = await room.hands_to(phone)
        told = []
        for option in (0, 2, 1, 0, 2):
            await phone.taps(message_id, room.vote(option), stale=True)
            await house.settles()
            told.append(phone.toasts[-1]["text"].split("\n")[0].replace("\u00a0", " "))
        assert told == [
            "C'est noté : Lundi", "C'est noté : Lundi, Jeudi", "Nombre de choix possibles : 2", "C'est noté : Jeudi",
            "Aucun choix pour le moment.",
        ]  # fmt: skip
        assert ticked(house, phone, message_id) == ["A Lundi", "B Mardi", "C Jeudi"]


async def test_late_and_foreign_taps_are_told_so_and_edit_nothing(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        room, phone, stranger = Room(house), house.phone(), house.phone("Brahim")
        await room.opens()
        message_id = await room.hands_to(phone)
        other = await room.house.bot.bot.send_message(chat_id=stranger.id, text="?")
        await stranger.taps(other.message_id, room.vote(0), stale=True)
        await house.settles()
        await room.closes()
        await phone.taps(message_id, room.vote(0))
        await phone.taps(message_id, "v:999:0", stale=True)
        await house.settles()
        assert stranger.toasts[-1]["text"].startswith("Vous n'êtes plus dans cet atelier.")
        assert [one["text"] for one in phone.toasts] == [ENDED] * 2
        assert (edits(house), await room.voters()) == (0, 0)


async def test_other_buttons_go_the_normal_way(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        await house.hears(phone, "hello")
        (message_id,) = [id_ for id_, one in house.world.chats[phone.id].messages.items() if one["from"]["is_bot"]]
        await phone.taps(message_id, "v:none", stale=True)
        await house.settles()
        assert phone.toasts[-1]["text"] == "done"


async def test_a_webhook_carries_the_answer(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        room = Room(house)
        await room.opens()
        await room.seats(100)
        raw = changed("callback_query", "data", to=room.vote(1))
        answer = await house.bot.deliver(raw)
        assert answer == {
            "method": "answerCallbackQuery",
            "callback_query_id": "77",
            "text": "C'est noté\u00a0: Non\nVous pouvez changer jusqu'à la fin du vote.",
        }
        assert await room.result() == (1, (0, 1))


async def test_what_cannot_be_kept_is_left_to_telegram(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        room, phone = Room(house), house.phone()
        await room.opens()
        message_id = await room.hands_to(phone)
        away = Away(room.database)
        raw = changed("callback_query", "data", to=room.vote(1))
        assert await house.bot.deliver(raw) is False
        await phone.taps(message_id, room.vote(1))
        await asyncio.sleep(0.05)
        assert (len(house.world.updates.pending), phone.toasts) == (1, [])
        away.end()
        for _ in range(200):
            await house.clock.advance(1)
            if phone.toasts:
                break
            await asyncio.sleep(0.01)
        assert (len(phone.toasts), await room.result()) == (1, (1, (0, 1)))


async def test_a_tick_that_comes_after_closing_brings_no_button_back(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        room, phone = Room(house), house.phone()
        await room.opens()
        message_id = await room.hands_to(phone)
        ticks = house.bot.lane._ticks
        real = ticks._now

        async def late(question_id: int, chat_id: int) -> Any:
            await room.closes()
            return await real(question_id, chat_id)

        ticks._now = late  # type: ignore[method-assign]
        await phone.taps(message_id, room.vote(0))
        await house.settles()
        assert (edits(house), (await room.row()).totals) == (0, {"voters": 1, "counts": [1, 0]})


async def test_a_tick_that_is_wanted_while_all_others_end_is_shown(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        room, phone = Room(house), house.phone()
        await room.opens()
        message_id = await room.hands_to(phone)
        ticks, question = house.bot.lane._ticks, await room.row()
        gone = Tick(message_id, QuestionRow(id=question.id + 1, shared=False), "fr", 0)
        for other in range(AT_ONCE):
            ticks.want(-other, gone)
        asyncio.get_running_loop().call_soon(ticks.want, phone.id, Tick(message_id, question, "fr", 1))
        await asyncio.sleep(0)
        await ticks.quiet()
        assert ticked(house, phone, message_id) == ["A Oui", "✅ Non"]


async def test_quick_changes_are_shown_once(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        room, phone = Room(house), house.phone()
        await room.opens()
        message_id = await room.hands_to(phone)
        for number in range(21):
            await phone.taps(message_id, room.vote(number % 2), stale=True)
        await house.settles()
        assert ticked(house, phone, message_id) == ["✅ Oui", "B Non"]
        assert len(phone.toasts) == 21
        assert edits(house) < 21


async def test_the_leader_closes_in_time_and_lets_ballots_go(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        room, phone, walls = Room(house), house.phone(), list[int]()
        house.bot.house.room_changed = house.bot.house.votes_came = walls.append
        await room.opens()
        message_id = await room.hands_to(phone)
        await phone.taps(message_id, room.vote(0))
        await house.settles()
        async with room.database.transaction() as session:
            question = await session.get_one(type(await room.row()), room.question)
            question.closes_at = house.clock.now() + timedelta(minutes=1)
        house.bot.wake()
        await house.settles()
        assert (await room.row()).state == "open"
        await house.clock.advance(61)
        await house.settles()
        assert ((await room.row()).state, await room.voters(), walls) == ("closed", 1, [room.id, room.id])
        await house.clock.advance(300)
        await house.settles()
        assert (await room.voters(), house.bot.house.seals.names("question-")) == (0, [])
        assert (await room.row()).totals == {"voters": 1, "counts": [1, 0]}


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_over_http(database_url: str, tmp_path: Path, mode: str) -> None:
    port = free_port()
    hook = {"mode": "webhook", "public_url": f"http://127.0.0.1:{port}", "webhook_secret": "s3cret"}
    given = hook if mode == "webhook" else {}
    async with over_http(database_url, tmp_path, http_port=port, **given) as (bot, world):
        house = House(bot, world, bot.house.clock)  # type: ignore[arg-type]
        room = Room(house)
        await room.opens()
        phones = [house.phone(f"Somebody {number}") for number in range(8)]
        messages = [await room.hands_to(phone) for phone in phones]
        for number, phone in enumerate(phones):
            await phone.taps(messages[number], room.vote(number % 2))
        await until(lambda: all(phone.toasts for phone in phones))
        await until(lambda: edits(house) == 8)
        assert await room.result() == (8, (4, 4))
        called = {one.status for one in world.ledger.entries(method="answerCallbackQuery")}
        assert called == {200}
        await until(lambda: world.updates.pending == [])
