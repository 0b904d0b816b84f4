from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.cards import REMEMBERED
from handlers.screens import Message, View, screen
from sandbox.phone import Phone
from services import authors, cards
from storage.cards import CardRow
from tests.bot.kit import House, running
from tests.bot.test_postman import met, passes

STATE = {"text": "one"}


@screen("test.card")
async def card_screen(view: View, *, name: str) -> Message:
    """What the subject looks like now."""
    return Message(f"{name} {STATE['text']}")


@pytest.fixture(autouse=True)
def fresh_state() -> None:
    STATE["text"] = "one"


async def want(house: House, to: Phone | None, **given: Any) -> None:
    """The card of challenge 1 shall show its newest state."""
    values = {"subject": "challenge:1", "screen": "test.card", "values": {"name": "card"}, **given}
    async with house.bot.house.database.transaction() as session:
        subject = values.pop("subject")
        await cards.want(session, subject, now=house.clock.now(), **{"chat_id": to.id if to else None, **values})
    house.bot.wake()


async def touch(house: House, text: str, seconds: float = 0) -> None:
    """The subject has changed."""
    STATE["text"] = text
    async with house.bot.house.database.transaction() as session:
        await cards.touch(session, "challenge:1", house.clock.now() + timedelta(seconds=seconds))
    house.bot.wake()


async def row_of(house: House) -> CardRow:
    async with house.bot.house.database.reading() as session:
        row = await session.scalar(select(CardRow))
    assert row
    return row


def edits(house: House) -> int:
    return len(house.world.ledger.entries(method="editMessageText"))


async def test_a_card_follows_a_group_that_gets_a_new_id(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        group = house.world.group("Team", [house.phone()], type="group")
        await want(house, None, chat_id=group.id)
        await house.settles()
        new = group.migrates()
        await touch(house, "two")
        await passes(house, 2)
        assert (await row_of(house)).chat_id == new.id
        await touch(house, "three")
        await passes(house, 2)
        assert [text for one in new.messages if (text := one.get("text", "?")) != "?"] == ["card three"]


async def test_a_card_is_one_message_that_follows_its_subject_at_most_once_a_second(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, _ = await met(house)
        await want(house, phone)
        await house.settles()
        assert house.said(phone) == ["card one"]
        for text in ("two", "three", "four"):
            await touch(house, text)
        await passes(house, 2)
        assert (house.said(phone), edits(house)) == (["card four"], 1)
        await touch(house, "five", seconds=10)
        await house.settles()
        assert house.said(phone) == ["card four"]
        await touch(house, "six")
        await passes(house, 12)
        assert (house.said(phone), edits(house)) == (["card six"], 2)
        row = await row_of(house)
        assert row.wanted == row.shown


async def test_the_same_again_is_not_edited_and_a_lost_message_is_made_anew(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, _ = await met(house)
        await want(house, phone)
        await house.settles()
        await touch(house, "one")
        await passes(house, 2)
        assert edits(house) == 0
        house.world.remove(house.world.chats[phone.id], (await row_of(house)).message_id or 0)
        await touch(house, "two")
        await passes(house, 2)
        assert house.said(phone) == ["card two"]
        message_id = (await row_of(house)).message_id
        assert message_id in house.world.chats[phone.id].messages


async def test_a_message_that_is_there_is_adopted_and_after_a_restart_unchanged_is_fine(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, _ = await met(house)
        sent = await house.bot.bot.send_message(chat_id=phone.id, text="draft")
        await want(house, phone, message_id=sent.message_id)
        await house.settles()
        assert house.said(phone) == ["card one"]
        world, clock = house.world, house.clock
    async with running(database_url, tmp_path, world=world, clock=clock) as again:
        await touch(again, "one")
        await passes(again, 3)
        assert (again.said(phone), (await row_of(again)).shown) == (["card one"], 2)


async def test_an_anonymous_authors_card_goes_to_the_sealed_address(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, _ = await met(house)
        sealed = house.bot.house.seals.seal(authors.ADDRESS_KEY, str(phone.id).encode())
        await want(house, None, sealed_to=sealed)
        await want(house, None, sealed_to=b"nobody's", subject="challenge:2")
        await house.settles()
        assert house.said(phone) == ["card one"]


async def test_refusals_each_have_their_end(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, _ = await met(house)
        house.world.faults.add("sendMessage", 429, seconds=3)
        await want(house, phone)
        await house.settles()
        await passes(house, 6)
        assert (house.said(phone), (await row_of(house)).attempt) == (["card one"], 0)
        STATE["text"] = "x" * 5000
        await touch(house, "x" * 5000)
        await passes(house, 2)
        assert "was refused: BadRequest" in caplog.text
        await want(house, phone, screen="no.such.screen")
        await passes(house, 2)
        assert "(no.such.screen) cannot be shown" in caplog.text
        await want(house, phone)
        await phone.blocks()
        await touch(house, "two")
        await passes(house, 2)
        row = await row_of(house)
        assert row.wanted == row.shown


async def test_a_new_card_whose_fate_is_unknown_goes_once_more_and_an_edit_until_it_is_there(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, _ = await met(house)
        house.world.faults.add("sendMessage", "drop", when="after", times=3)
        await want(house, phone)
        await passes(house, 20)
        assert house.said(phone) == ["card one", "card one"]
        assert "may have been sent twice and is given up" in caplog.text
        house.world.faults.clear()
        await touch(house, "two")
        await passes(house, 2)
        house.world.faults.add("editMessageText", "drop", when="before", times=3)
        await touch(house, "three")
        await passes(house, 25)
        assert house.said(phone)[-1] == "card three"


async def test_memory_is_bounded(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        worker = next(one for one in house.bot.workers if one.name == "cards")
        owner: Any = worker._work.__self__  # type: ignore[attr-defined]
        memory: dict[int, Any] = {}
        for number in range(REMEMBERED + 5):
            owner._remember(memory, number, b"")
        assert len(memory) == REMEMBERED
