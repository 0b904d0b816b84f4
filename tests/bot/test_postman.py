from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.lanes import Lanes
from handlers.screens import Message, View, screen
from sandbox.errors import ApiError
from sandbox.phone import Phone
from services import authors, outbox
from services.clock import StillClock
from services.message_classes import NEWS, REMINDER
from services.people import set_reachable
from storage.brakes import BULK
from storage.outbox import OutboxRow, forget_before
from storage.people import PersonRow
from tests.bot.kit import House, running
from tests.bot.test_intake import Away, until


@screen("test.note")
async def note(view: View, *, text: str) -> list[Message]:
    """Words in the language of the moment; two messages for `two`."""
    first = Message(f"{view.person.language}: {text}")
    return {"two": [first, Message("second")], "nothing": []}.get(text, [first])


@screen("test.broken")
async def broken(view: View) -> Message:
    """A screen with a mistake."""
    raise KeyError("secret")


async def met(house: House, name: str = "Aicha") -> tuple[Phone, int]:
    """Somebody who has written to the bot, and the person's id."""
    phone = house.phone(name, language_code="fr")
    await house.hears(phone, "hello")
    house.world.chats[phone.id].messages.clear()
    async with house.bot.house.database.reading() as session:
        row = await session.scalar(select(PersonRow).where(PersonRow.telegram_id == phone.id))
    assert row
    return phone, row.id


async def send(house: House, person_id: int | None, text: str = "news", *, seconds: float = 0,
               screen: str = "test.note", **given: Any) -> bool:  # fmt: skip
    """Put one row into the outbox and wake the postman."""
    core = house.bot.house
    given.setdefault("dedupe", text)
    async with core.database.transaction() as session:
        written = await outbox.enqueue(
            session,
            person_id=person_id,
            screen=screen,
            values={"text": text} if screen == "test.note" else {},
            due_at=core.clock.now() + timedelta(seconds=seconds),
            **given,
        )
    house.bot.wake()
    return written


async def states(house: House) -> list[tuple[str, str, int]]:
    """(dedupe key, state, attempts) of every row."""
    async with house.bot.house.database.reading() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [(row.dedupe, row.state, row.attempt) for row in rows]


async def passes(house: House, seconds: float) -> None:
    """Let this time pass, second by second, in each of which what can comes to rest."""
    await house.rests(2)
    for _ in range(int(seconds)):
        await house.clock.advance(1)
        await house.rests()
    await house.settles()


async def test_a_row_leaves_at_its_time_in_the_language_of_that_moment(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        await send(house, person, "now")
        await send(house, person, "later", seconds=20)
        await house.settles()
        assert house.said(phone) == ["fr: now"]
        async with house.bot.house.database.transaction() as session:
            row = await session.get(PersonRow, person)
            assert row
            row.language = "ary"
        await passes(house, 21)
        assert house.said(phone) == ["fr: now", "ary: later"]
        assert await states(house) == [("now", "sent", 1), ("later", "sent", 1)]


async def test_what_has_nothing_to_say_any_more_is_not_called_sent(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person_id = await met(house)
        await send(house, person_id, "nothing")
        await house.settles()
        assert (await states(house), house.said(phone)) == ([("nothing", "nothing", 1)], [])
        async with house.bot.house.database.reading() as session:
            row = await session.scalar(select(OutboxRow))
        assert row and (row.sent_at, row.message_id, row.error) == (None, None, None)


async def test_ringing_twice_adds_nothing_and_what_waits_can_be_recalled(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        assert await send(house, person, "a", seconds=9, subject="challenge:1")
        assert not await send(house, person, "a", seconds=9)
        await send(house, person, "b", seconds=9, subject="challenge:1")
        await send(house, person, "c", seconds=9, subject="challenge:2")
        async with house.bot.house.database.transaction() as session:
            assert await outbox.recall(session, "a") == 1
            assert await outbox.recall(session, subject="challenge:1") == 1
        await passes(house, 10)
        assert house.said(phone) == ["fr: c"]
        assert await states(house) == [("a", "recalled", 0), ("b", "recalled", 0), ("c", "sent", 1)]


async def test_the_outbox_wants_one_recipient_and_one_way_to_recall(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        with pytest.raises(ValueError, match="to a person or to a sealed address"):
            await send(house, None)
        async with house.bot.house.database.transaction() as session:
            with pytest.raises(ValueError, match="by dedupe key or by subject"):
                await outbox.recall(session)


async def test_an_anonymous_author_is_reached_by_a_sealed_address(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, _ = await met(house)
        seals = house.bot.house.seals
        sealed = seals.seal(authors.ADDRESS_KEY, str(phone.id).encode())
        await send(house, None, "a", sealed_to=sealed)
        await send(house, None, "b", sealed_to=b"opened by nobody")
        await house.settles()
        assert house.said(phone) == ["fr: a"]
        assert await states(house) == [("a", "sent", 1), ("b", "unreachable", 1)]


async def test_a_letter_to_an_anonymous_author_that_does_not_arrive_says_nothing_of_them(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        sealed = house.bot.house.seals.seal(authors.ADDRESS_KEY, str(phone.id).encode())
        house.world.faults.add("sendMessage", 403)
        await send(house, None, "a", sealed_to=sealed)
        await house.settles()
        async with house.bot.house.database.transaction() as session:
            row = await session.get(PersonRow, person)
            assert row and row.unreachable_at is None
            row.stopped_at = house.clock.now()
        await send(house, None, "b", sealed_to=sealed)
        await house.settles()
        async with house.bot.house.database.reading() as session:
            left = (await session.execute(select(OutboxRow.state, OutboxRow.error).order_by(OutboxRow.id))).all()
        assert [tuple(one) for one in left] == [("unreachable", None)] * 2


async def test_whoever_blocked_stopped_or_was_erased_gets_nothing(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        await phone.blocks()
        await send(house, person, "a")
        await house.settles()
        assert await states(house) == [("a", "unreachable", 1)]
        calls = len(house.world.ledger.entries(method="sendMessage"))
        await send(house, person, "b")
        await house.settles()
        async with house.bot.house.database.transaction() as session:
            await set_reachable(session, phone.id, True, house.clock.now())
            row = await session.get(PersonRow, person)
            assert row
            row.stopped_at = house.clock.now()
        await send(house, person, "c")
        await house.settles()
        assert [state for _, state, _ in await states(house)] == ["unreachable"] * 3
        assert len(house.world.ledger.entries(method="sendMessage")) == calls


async def test_a_429_is_waited_for_exactly_also_by_the_next_process(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        (phone, person), (other, another) = await met(house), await met(house, "Brahim")
        house.world.faults.add("sendMessage", 429, seconds=30)
        refused_at = house.clock.now()
        await send(house, person, "a")
        await until(lambda: not house.world.faults.active)
        await house.rests(2)
        await send(house, another, "b")
        await house.rests()
        assert await states(house) == [("a", "retry", 0), ("b", "ready", 0)]
        world, clock = house.world, house.clock
    async with running(database_url, tmp_path, world=world, clock=clock) as again:
        await passes(again, 31)
        assert (again.said(phone), again.said(other)) == (["fr: a"], ["fr: b"])
        assert await states(again) == [("a", "sent", 1), ("b", "sent", 1)]
        async with again.bot.house.database.reading() as session:
            sent = [one.sent_at for one in await session.scalars(select(OutboxRow)) if one.sent_at]
        late = [(at - refused_at).total_seconds() for at in sent]
        assert 30 <= min(late) <= max(late) <= 31, "not a second too early, though only one of them was refused"


@pytest.mark.parametrize(
    ("kind", "state", "seen"),
    [("notification", "uncertain", 2), ("reminder", "uncertain", 2), ("announcement", "uncertain", 1)],
)
async def test_a_message_whose_fate_is_unknown_goes_once_more_announcements_never(
    database_url: str, tmp_path: Path, kind: str, state: str, seen: int
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        house.world.faults.add("sendMessage", "drop", when="after", times=None)
        await send(house, person, "a", message_class=kind)
        await house.settles()
        await passes(house, 40)
        assert (house.said(phone), await states(house)) == (["fr: a"] * seen, [("a", state, seen)])


async def test_what_was_under_way_at_a_kill_is_unknown_too(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        for name, kind in (("a", "notification"), ("b", "announcement")):
            await send(house, person, name, seconds=500, message_class=kind)
        async with house.bot.house.database.transaction() as session:
            for row in await session.scalars(select(OutboxRow)):
                row.state, row.attempt, row.fence, row.owner = "sending", 1, 1, "the dead"
        world, clock = house.world, house.clock
    async with running(database_url, tmp_path, world=world, clock=clock) as again:
        await passes(again, 6)
        assert again.said(phone) == ["fr: a"]
        assert await states(again) == [("a", "sent", 2), ("b", "uncertain", 1)]


async def test_what_somebody_else_sent_while_it_waited_for_its_turn_does_not_go_a_third_time(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        lanes = house.bot.bot.rate_limiter
        assert isinstance(lanes, Lanes)
        lanes.restore({BULK: house.clock.now() + timedelta(seconds=10)})
        house.world.faults.add("sendMessage", "drop", when="after", times=None)
        await send(house, person, "a", message_class=REMINDER)
        await house.rests()
        async with house.bot.house.database.transaction() as session:  # another leader, of whom nobody knows more
            await session.execute(update(OutboxRow).values(attempt=1, state="retry"))
        await passes(house, 30)
        assert (house.said(phone), await states(house)) == (["fr: a"], [("a", "uncertain", 2)])


async def test_what_was_tried_while_it_waited_for_its_turn_is_not_used_up_by_an_outage(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        lanes = house.bot.bot.rate_limiter
        assert isinstance(lanes, Lanes)
        lanes.restore({BULK: house.clock.now() + timedelta(seconds=10)})
        house.world.faults.add("*", 502, times=None)
        await send(house, person, "a", message_class=REMINDER)
        await house.rests()
        async with house.bot.house.database.transaction() as session:
            await session.execute(update(OutboxRow).values(attempt=1, state="retry"))
        await passes(house, 30)
        assert (house.said(phone), await states(house)) == ([], [("a", "retry", 1)])
        house.world.faults.clear()
        await passes(house, 30)
        assert (house.said(phone), await states(house)) == (["fr: a"], [("a", "sent", 2)])


async def test_half_a_message_is_not_begun_again_as_if_nothing_had_left(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        real = house.world.faults.strike

        async def strike(method: str, when: str) -> None:
            if method == "sendMessage" and when == "before" and house.said(phone) == ["fr: two"]:
                raise ApiError(502, "Bad Gateway")
            await real(method, when)

        house.world.faults.strike = strike  # type: ignore[method-assign]
        await send(house, person, "two", message_class="announcement")
        await house.settles()
        assert (house.said(phone), await states(house)) == (["fr: two"], [("two", "uncertain", 1)])


async def test_late_rows_expire_openly_and_broken_ones_fail(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        _, person = await met(house)
        await send(house, person, "a", expires_at=house.clock.now())
        await send(house, person, "b", screen="test.broken")
        await send(house, person, "x" * 100, screen="test.note", dedupe="c")
        await send(house, person, "d", screen="test.note")
        await house.settles()
        assert "expired before it could be sent" in caplog.text
        assert "(test.broken) cannot be shown" in caplog.text
        assert [state for _, state, _ in await states(house)] == ["expired", "failed", "sent", "sent"]
        await send(house, person, "x" * 5000, dedupe="e")
        await house.settles()
        assert (await states(house))[-1] == ("e", "failed", 1)
        async with house.bot.house.database.transaction() as session:
            await forget_before(session, house.clock.now() + timedelta(days=1))
        assert await states(house) == []


async def test_one_persons_messages_keep_their_order(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        (phone, person), (other, another) = await met(house, "A"), await met(house, "B")
        for text in ("1", "2", "3", "4"):
            await send(house, person, text)
            await send(house, another, text, dedupe=f"other {text}")
        await house.settles()
        assert house.said(phone) == [f"fr: {text}" for text in "1234"]
        assert house.said(other) == [f"fr: {text}" for text in "1234"]


async def test_what_comes_later_overtakes_nothing_that_waits_for_its_turn(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        real, came = house.world.faults.strike, []

        async def strike(method: str, when: str) -> None:
            if method == "sendMessage" and when == "before" and not came:
                came.append(await send(house, person, "3"))
                await house.clock.advance(1)
            await real(method, when)

        house.world.faults.strike = strike  # type: ignore[method-assign]
        for text in ("1", "2"):
            await send(house, person, text, seconds=5)
        await passes(house, 5)
        assert house.said(phone) == ["fr: 1", "fr: 2", "fr: 3"]


async def test_what_was_sent_is_noted_once_the_database_is_back_and_not_sent_again(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(database_url, tmp_path) as house:
        phone, person = await met(house)
        real, gone = house.world.faults.strike, []

        async def strike(method: str, when: str) -> None:
            if method == "sendMessage" and when == "after" and not gone:
                gone.append(Away(house.bot.house.database))
            await real(method, when)

        house.world.faults.strike = strike  # type: ignore[method-assign]
        await send(house, person, "a")
        await until(lambda: "could not be noted, trying again" in caplog.text)
        gone[0].end()
        await passes(house, 2)
        assert (house.said(phone), await states(house)) == (["fr: a"], [("a", "sent", 1)])


async def test_a_reminder_that_is_late_by_the_night_comes_in_the_morning(database_url: str, tmp_path: Path) -> None:
    night = StillClock(datetime(2026, 10, 6, 3, tzinfo=UTC))
    async with running(database_url, tmp_path, clock=night) as house:
        phone, person = await met(house)
        hour = 3600
        for name, useful in (("morning", 20 * hour), ("sooner", 2 * hour)):
            late = {"seconds": -7 * hour, "message_class": REMINDER}
            await send(house, person, name, **late, expires_at=night.now() + timedelta(seconds=useful))
        await passes(house, 3)
        async with house.bot.house.database.reading() as session:
            due = list(await session.scalars(select(OutboxRow.due_at).order_by(OutboxRow.id)))
        eight, half_past_four = datetime(2026, 10, 6, 8, tzinfo=UTC), datetime(2026, 10, 6, 4, 30, tzinfo=UTC)
        assert (house.said(phone), due) == ([], [eight, half_past_four])


async def test_news_planned_for_the_night_come_in_the_morning(database_url: str, tmp_path: Path) -> None:
    night = StillClock(datetime(2026, 10, 6, 3, tzinfo=UTC))
    async with running(database_url, tmp_path, clock=night) as house:
        phone, person = await met(house)
        await send(house, person, "a", message_class=NEWS)
        await passes(house, 2)
        async with house.bot.house.database.reading() as session:
            due = list(await session.scalars(select(OutboxRow.due_at)))
        assert (house.said(phone), due) == ([], [datetime(2026, 10, 6, 8, tzinfo=UTC)])
