"""Bulk jobs as they leave: one screen for all of a language, pausing, correcting, deleting, what their cards show."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from handlers.screens import Media, Message, View, screen
from sandbox.phone import Phone
from services import cards, deliveries, leading, rooms
from services.clock import StillClock
from services.message_classes import ANNOUNCEMENT
from services.people import get
from services.presses import Press
from services.rooms import Asked
from storage.deliveries import DeliveryRow
from storage.outbox import OutboxRow
from storage.people import PersonRow
from tests.bot.kit import House, running
from tests.bot.test_postman import met, passes

NAME = "test:1"
JUST_BEFORE_EIGHT = datetime(2026, 10, 5, 7, 59, 30, tzinfo=UTC)
SAID = {"words": "Samedi", "rendered": 0}


@screen("test.announcement", shared=True)
async def announcement(view: View, *, file: bool = False) -> Message:
    """The same for all who speak a language."""
    SAID["rendered"] += 1  # type: ignore[operator]
    media = Media("document", content=b"1", filename="plan.pdf") if file else None
    return Message(f"{view.person.id} {view.texts.language}: {SAID['words']}", media=media)


async def town(house: House, people: int) -> list[tuple[Phone, int]]:
    """So many people have met the bot; every second one speaks Darija."""
    SAID.update(words="Samedi", rendered=0)
    found = [await met(house, f"P{number}") for number in range(people)]
    async with house.bot.house.database.transaction() as session:
        await session.execute(update(PersonRow).where(PersonRow.id % 2 == 0).values(language="ary"))
    return found


async def begin(
    house: House, people: list[tuple[Phone, int]], name: str = NAME, may_wait: bool = False, **given: Any
) -> int:
    """Say the announcement to all of them."""
    core = house.bot.house
    async with core.database.transaction() as session:
        job = await deliveries.begin(session, name, core.clock.now(), **given)
        for _phone, person in people:
            made: dict[str, Any] = {"dedupe": f"{name}:{person}", "person_id": person, "values": {}}
            made |= {
                "screen": "test.announcement",
                "message_class": ANNOUNCEMENT,
                "due_at": core.clock.now(),
                "may_wait": may_wait,
            }
            session.add(OutboxRow(**made, delivery_id=job))
        await deliveries.complete(session, job)
    house.bot.wake()
    return job


async def row_of(house: House, job: int) -> DeliveryRow:
    async with house.bot.house.database.reading() as session:
        delivery = await session.get(DeliveryRow, job)
    assert delivery
    return delivery


async def rows(house: House, job: int) -> list[tuple[str, str | None]]:
    """State and reason of each row."""
    async with house.bot.house.database.reading() as session:
        query = select(OutboxRow.state, OutboxRow.error).where(OutboxRow.delivery_id == job).order_by(OutboxRow.id)
        return [(row[0], row[1]) for row in await session.execute(query)]


def shown(house: House, people: list[tuple[Phone, int]]) -> list[list[str]]:
    return [house.said(phone) for phone, _ in people]


async def test_it_is_rendered_once_a_language_and_ends_with_its_last_message(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        people = await town(house, 6)
        job = await begin(house, people)
        await passes(house, 1)
        languages = ["ary" if person % 2 == 0 else "fr" for _, person in people]
        assert shown(house, people) == [[f"0 {one}: Samedi"] for one in languages]
        assert SAID["rendered"] == 2
        assert (await row_of(house, job)).state == "ended"


async def test_paused_not_one_more_leaves_and_it_goes_on_where_it_was(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path, send_rate=1) as house:
        people = await town(house, 5)
        job = await begin(house, people)
        await house.rests()
        await house.clock.advance(1)
        await house.rests()
        async with house.bot.house.database.transaction() as session:
            assert await deliveries.pause(session, job)
        had = sum(map(len, shown(house, people)))
        await passes(house, 5)
        assert sum(map(len, shown(house, people))) == had < 5
        assert not [state for state, _ in await rows(house, job) if state == "sending"]
        async with house.bot.house.database.transaction() as session:
            assert await deliveries.resume(session, job, house.clock.now())
        house.bot.wake()
        await passes(house, 8)
        assert [len(texts) for texts in shown(house, people)] == [1] * 5


async def test_whoever_stops_while_it_is_sent_gets_nothing_and_one_person_goes_before_many(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path, send_rate=1) as house:
        people = await town(house, 4)
        job = await begin(house, people)
        await house.rests()
        _, person = people[-1]
        async with house.bot.house.database.transaction() as session:
            last = (OutboxRow.person_id == person, OutboxRow.delivery_id == job)
            await session.execute(update(OutboxRow).where(*last).values(state="recalled", error="topic stopped"))
        await passes(house, 8)
        assert [len(house.said(one)) for one, _ in people] == [1, 1, 1, 0]
        assert (await rows(house, job))[-1] == ("recalled", "topic stopped")


async def leads(house: House, person_id: int) -> None:
    """This person leads a live session, with its panel on their phone."""
    core = house.bot.house
    async with core.database.transaction() as session:
        leader, now = await get(session, person_id), core.clock.now()
        assert leader
        room = await rooms.create(session, leader, [Asked("single", {"fr": "?"}, ({"fr": "1"}, {"fr": "2"}))], now)
        panel = {"screen": "test.note", "values": {"text": "panel"}, "now": now, "chat_id": leader.telegram_id}
        await cards.want(session, rooms.panel(room.id, person_id), **panel)
        await leading.go(session, core.seals, leader, Press(room.id), now)


async def test_during_a_live_session_it_leaves_but_to_who_leads(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        people = await town(house, 4)
        await leads(house, people[1][1])
        await passes(house, 1)
        job = await begin(house, people, may_wait=True)
        await passes(house, 3)
        assert [state for state, _ in await rows(house, job)] == ["sent", "ready", "sent", "sent"]


async def test_at_night_it_waits_for_the_morning_but_the_urgent_does_not(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path, clock=StillClock(JUST_BEFORE_EIGHT)) as house:
        people = await town(house, 1)
        job = await begin(house, people)
        await house.settles()
        assert (shown(house, people), await rows(house, job)) == ([[]], [("ready", None)])
        await begin(house, people, "test:urgent", at_night=True)
        await house.settles()
        assert len(house.said(people[0][0])) == 1
        await passes(house, 60)
        assert len(house.said(people[0][0])) == 2


async def test_what_was_sent_is_corrected_in_place_and_deleted(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        people = await town(house, 3)
        job = await begin(house, people)
        await passes(house, 1)
        house.world.chats[people[0][0].id].messages.clear()  # their reader deleted it
        SAID["words"] = "Dimanche"
        async with house.bot.house.database.transaction() as session:
            sent = await session.get(DeliveryRow, job)
            assert sent
            now = house.clock.now()
            corrected = await deliveries.correct(session, sent, f"{NAME}:correct:2", now)
        house.bot.wake()
        await passes(house, 3)
        assert [texts[0].partition(": ")[2] for texts in shown(house, people) if texts] == ["Dimanche"] * 2
        assert sorted(state for state, _ in await rows(house, corrected)) == ["nothing", "sent", "sent"]
        async with house.bot.house.database.transaction() as session:
            gone = await deliveries.take_away(session, sent, f"{NAME}:delete", house.clock.now())
        house.bot.wake()
        await passes(house, 3)
        assert shown(house, people) == [[], [], []]
        assert (await row_of(house, gone)).state == "ended"


async def test_what_cannot_be_asked_twice_is_asked_again_for_corrections(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path) as house:
        people = await town(house, 1)
        job = await begin(house, people)
        await passes(house, 1)
        house.world.faults.add("deleteMessage", "drop", when="after")
        async with house.bot.house.database.transaction() as session:
            sent = await session.get(DeliveryRow, job)
            assert sent
            gone = await deliveries.take_away(session, sent, f"{NAME}:delete", house.clock.now())
        house.bot.wake()
        await passes(house, 8)
        assert (shown(house, people), [state for state, _ in await rows(house, gone)]) == ([[]], ["nothing"])
