import asyncio
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.metrics import Metrics
from bot.outgoing import OutgoingQueues
from handlers.buttons import Button
from handlers.screens import Answer, Key, Media, Message, View, screen
from sandbox.phone import Phone
from storage.people import PersonRow
from tests.bot.kit import House, running
from tests.bot.test_intake import Away, until
from tests.bot.test_request import PNG

SHOWN: dict[str, list[Message]] = {}


@screen("test.shown")
async def shown(view: View, *, name: str) -> list[Message]:
    """Whatever the test put there; `language` says which one is spoken."""
    if name == "language":
        return [Message(view.person.language)]
    return SHOWN[name]


def say(house: House, phone: Phone | int, *messages: Message, edit: int | None = None, **given: Any) -> None:
    """Put an answer with these messages into the queue."""
    name = str(len(SHOWN))
    SHOWN[name] = list(messages)
    chat_id = phone if isinstance(phone, int) else phone.id
    house.bot.outgoing.put(Answer(chat_id, "test.shown", {"name": name}, edit, **given))


async def shows(house: House, phone: Phone, *messages: Message, edit: int | None = None) -> list[dict[str, Any]]:
    """Say it, wait, and give back all that the bot shows in this chat."""
    say(house, phone, *messages, edit=edit)
    await house.settles()
    return [one for one in house.world.chats[phone.id].messages.values() if one["from"]["is_bot"]]


async def test_every_kind_of_message_goes_out(database_url: str, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(PNG)
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        sent = await shows(
            house,
            phone,
            Message("<b>bold</b>", rows=[[Button("a", "a"), Button("b", "b")]]),
            Message("keys", keys=[[Key("Here", "location"), Key("Me", "contact"), Key("No")]], placeholder="write"),
            Message("no keys", keys=[]),
            Message("under it", media=Media("photo", path=picture)),
            Message("x" * 1025, media=Media("document", content=b"%PDF-1.4", filename="a.pdf")),
            Message("", media=Media("voice", content=b"OggS")),
            Message("here", media=Media("location", point=(33.4, -7.6)), rows=[[Button("a", "a")]]),
        )
        first = sent[0]["reply_markup"]["inline_keyboard"][0]
        assert {button["text"] for button in first} == {"a", "b"}
        kinds = ("text", "photo", "document", "voice", "location")
        assert [next(kind for kind in kinds if kind in one) for one in sent] == [
            "text", "text", "text", "photo", "document", "text", "voice", "location", "text",
        ]  # fmt: skip
        assert (sent[3]["caption"], sent[4].get("caption"), len(sent[5]["text"])) == ("under it", None, 1025)
        assert "reply_markup" in sent[8]
        call = house.world.ledger.entries(method="sendMessage", text="keys")[0]
        assert "request_location" in str(call.request)
        again = Message("again", media=Media("photo", file_id=sent[3]["photo"][-1]["file_id"]))
        assert (await shows(house, phone, again))[-1]["caption"] == "again"


async def test_right_to_left_rows_begin_on_the_right(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        french, arab = house.phone("F", language_code="fr"), house.phone("A", language_code="ar")
        await house.hears(french, "x")
        await house.hears(arab, "x")
        rows = Message("x", rows=[[Button("1", "a"), Button("2", "b")]])
        keys = Message("x", keys=[[Key("1"), Key("2")]])
        for phone, wanted in ((french, ["1", "2"]), (arab, ["2", "1"])):
            sent = (await shows(house, phone, rows, keys))[-2:]
            assert [one["text"] for one in sent[0]["reply_markup"]["inline_keyboard"][0]] == wanted
            assert phone.keyboard is not None
            assert [one["text"] for one in phone.keyboard["keyboard"][0]] == wanted


async def test_edits_happen_in_place_and_what_cannot_be_edited_is_sent_anew(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        photo = Message("c", media=Media("photo", content=PNG))
        (first,) = await shows(house, phone, Message("one"))
        one = first["message_id"]
        assert [each["text"] for each in await shows(house, phone, Message("two"), edit=one)] == ["two"]
        assert [each["text"] for each in await shows(house, phone, Message("two"), edit=one)] == ["two"]
        (now,) = await shows(house, phone, photo, edit=one)
        assert now["caption"] == "c"
        (now,) = await shows(house, phone, Message("text again"), edit=now["message_id"])
        assert now["text"] == "text again"
        assert now["message_id"] != one
        voice = Message("v", media=Media("voice", content=b"OggS"))
        (now,) = await shows(house, phone, voice, edit=now["message_id"])
        assert "voice" in now
        (now, new) = await shows(house, phone, Message("no such message"), edit=999)
        assert new["text"] == "no such message"
        (_, _, keys) = await shows(house, phone, Message("keys", keys=[[Key("k")]]), edit=new["message_id"])
        assert keys["text"] == "keys"


async def test_bad_html_is_sent_as_plain_text_and_the_admins_hear_of_it_once_a_day(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path, admin_ids=(7,)) as house:
        phone, admin = house.phone(), house.phone("Admin", user_id=7, language_code="fr")
        await house.hears(admin, "hello")
        (first,) = await shows(house, phone, Message("a <nope>b</nope> &lt;c&gt;"))
        assert first["text"] == "a b <c>"
        assert [one["text"] for one in await shows(house, phone, Message("<i>d"), edit=first["message_id"])] == ["d"]
        told = "the screen test.shown is not valid HTML and leaves as plain text; please report this"
        assert [one.message for one in caplog.records if one.levelname == "ERROR"] == [told] * 2
        alert = (
            "Un message est parti sans mise en forme\u00a0: son texte a un défaut (test.shown).\nMerci de le signaler."
        )
        assert house.said(admin) == ["hello", alert]
        house.clock._now += timedelta(days=1)
        await shows(house, phone, Message("<i>e"))
        assert house.said(admin) == ["hello", alert, alert]


async def test_who_blocked_the_bot_is_unreachable_until_start_and_holds_nobody_up(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, other = house.phone("A"), house.phone("B")
        await house.hears(phone, "hello")
        await phone.blocks()
        say(house, phone, Message("lost"), Message("too"))
        say(house, other, Message("seen"))
        await house.bot.quiet()
        assert (house.said(phone), house.said(other)) == (["hello"], ["seen"])
        assert await unreachable(house, phone)
        await phone.start()
        await house.bot.quiet()
        assert not await unreachable(house, phone)


async def unreachable(house: House, phone: Phone) -> bool:
    async with house.bot.house.database.reading() as session:
        row = await session.scalar(select(PersonRow).where(PersonRow.telegram_id == phone.id))
    assert row
    return row.unreachable_at is not None


async def test_order_is_kept_in_a_chat_while_it_waits_and_others_do_not_wait(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, other = house.phone("A"), house.phone("B")
        house.world.faults.add("sendMessage", 429, seconds=5)
        say(house, phone, Message("one"))
        say(house, phone, Message("two"))
        await until(lambda: not house.world.faults.active)
        say(house, other, Message("quick"))
        await until(lambda: house.said(other) == ["quick"])
        assert (house.said(phone), house.bot.outgoing.waiting(phone.id)) == ([], True)
        await house.clock.advance(5)
        await house.bot.quiet()
        assert (house.said(phone), house.bot.outgoing.waiting(phone.id)) == (["one", "two"], False)


@pytest.mark.parametrize(("fault", "when", "seen"), [("drop", "after", 2), (502, "before", 1), (504, "after", 2)])
async def test_an_answer_whose_fate_is_unknown_is_sent_once_more_and_never_a_third_time(
    database_url: str, tmp_path: Path, fault: Any, when: str, seen: int
) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        house.world.faults.add("sendMessage", fault, when=when)
        say(house, phone, Message("one"))
        await until(lambda: not house.world.faults.active)
        await house.clock.advance(2)
        await house.bot.quiet()
        assert house.said(phone) == ["one"] * seen
        house.world.faults.add("sendMessage", "drop", when="after", times=9)
        say(house, phone, Message("two"))
        await until(lambda: len(house.said(phone)) == seen + 1)
        await house.clock.advance(60)
        await house.bot.quiet()
        assert house.said(phone) == ["one"] * seen + ["two", "two"]


async def test_a_refused_or_broken_answer_is_told_to_the_developers_and_the_next_goes_out(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        say(house, phone, Message("x" * 5000))
        house.bot.outgoing.put(Answer(phone.id, "no.such.screen"))
        say(house, phone, Message("fine"))
        await house.bot.quiet()
        assert house.said(phone) == ["fine"]
        assert "did not go out: BadRequest: Message is too long" in caplog.text
        assert "the screen no.such.screen cannot be shown" in caplog.text


async def test_an_error_of_ours_while_sending_costs_one_answer_and_not_the_line(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file that went, and a challenge that was erased between showing it and noting that it was shown."""
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        gone = Message("under it", media=Media("photo", path=tmp_path / "gone.jpg"))
        say(house, phone, gone, Message("second part"), update_id=71)
        say(house, phone, Message("erased", about_challenge=4711), update_id=72)
        say(house, phone, Message("fine"), update_id=73)
        await house.bot.quiet()
        assert house.said(phone) == ["second part", "erased", "fine"]
        assert [house.bot.outgoing.holds(one) for one in (71, 72, 73)] == [False] * 3
        assert "the screen test.shown did not go out; please report this" in caplog.text
        assert "a message that is out could not be noted: IntegrityError" in caplog.text
        assert 'twiza_answers_total{fate="failed"} 1.0' in (await house.bot.numbers()).decode()


BREAKS = [0]


@screen("test.breaks")
async def breaks(view: View) -> Message:
    """A screen whose connection to the database breaks as often as a test says."""
    BREAKS[0] -= 1
    if BREAKS[0] >= 0:
        raise ConnectionError("the connection broke")
    return Message("here")


@pytest.mark.parametrize(("times", "said"), [(9, ["here"]), (10, [])])
async def test_a_connection_that_breaks_loses_no_answer_but_a_broken_screen_ends(
    database_url: str, tmp_path: Path, times: int, said: list[str]
) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        BREAKS[0] = times
        house.bot.outgoing.put(Answer(phone.id, "test.breaks", {}))
        await house.settles()
        assert house.said(phone) == said


async def test_a_group_is_spoken_to_in_the_labs_first_language_and_followed_when_it_moves(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        group = house.world.group("Lab", [phone], type="group")
        house.bot.outgoing.put(Answer(group.chat.id, "test.shown", {"name": "language"}))
        await house.bot.quiet()
        assert "ar" in [one.get("text") for one in group.chat.messages.values()]
        new = group.migrates()
        say(house, group.chat.id, Message("moved"))
        await house.bot.quiet()
        assert "moved" in [one.get("text") for one in new.chat.messages.values()]


async def test_what_is_not_out_at_the_stop_stays_owed(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running.ANSWERS_END", 0.05)
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        house.world.faults.add("sendMessage", 429, seconds=500, times=None)
        await phone.says("hello")
        await until(lambda: bool(house.world.ledger.entries(method="sendMessage")))
        world = house.world
    world.faults.clear()
    world.limits.on = False
    async with running(database_url, tmp_path, world=world) as again:
        again.clock._now += timedelta(seconds=600)
        await again.bot.quiet()
        assert again.said(phone) == ["hello"]


async def test_an_answer_waits_for_the_database_and_what_is_out_is_noted_when_it_is_back(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        await house.hears(phone, "hello")
        away = Away(house.bot.house.database)
        say(house, phone, Message("late"), update_id=77)
        house.bot.outgoing.put_commands(phone.id)
        await until(lambda: "menu of a chat was not set" in caplog.text)
        assert house.said(phone) == ["hello"]
        away.end()
        await house.clock.advance(1)
        await until(lambda: house.said(phone) == ["hello", "late"])
        away = Away(house.bot.house.database)
        house.bot.outgoing.owes_no_more(78)
        await until(lambda: "may be said twice" in caplog.text)
        away.end()
        await house.bot.quiet()


async def test_taps_are_answered_whatever_telegram_says(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        await house.hears(phone, "hello")
        message_id = max(house.world.chats[phone.id].messages)
        house.world.faults.add("answerCallbackQuery", 502)
        await phone.taps(message_id, label="again")
        await until(lambda: phone.account.toasts == [{"text": "done", "alert": False}])
        await house.bot.quiet()
        house.bot.outgoing.answer_tap("4711", "too late", True)
        house.bot.outgoing.answer_tap("4712", "x" * 300, True)
        await house.bot.quiet()
        assert "a tap was not answered" in caplog.text


async def test_a_chats_menu_is_set_in_its_language_and_strangers_have_none(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone = house.phone()
        house.world.ledger.clear()
        house.bot.outgoing.put_commands(phone.id)
        await house.bot.quiet()
        assert house.world.ledger.entries(method="setMyCommands", text=str(phone.id)) == []
        await house.hears(phone, "hello")
        house.bot.outgoing.put_commands(phone.id)
        await house.bot.quiet()
        assert [one.status for one in house.world.ledger.entries(method="setMyCommands", text=str(phone.id))] == [200]


async def test_a_task_that_ends_badly_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def bad() -> None:
        raise ValueError("x")

    queues = OutgoingQueues(Metrics(float))
    queues._begin(bad(), "some task")
    await queues.quiet()
    await asyncio.sleep(0)
    assert "some task ended badly" in caplog.text
