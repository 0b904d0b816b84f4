"""Who leads a live session hears only what cannot wait; the rest comes at its end."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from handlers import panels
from services import cards, holding, leading, notices, outbox, rooms, staff
from services.people import Person
from services.presses import Press
from services.rooms import Asked
from services.staff import Hears
from storage.database import Database
from storage.outbox import OutboxRow
from storage.rooms import RoomRow
from tests.services.team import MONDAY, Team, team

BUS = Asked("single", {"fr": "Le bus ?"}, ({"fr": "Oui"}, {"fr": "Non"}))
FOUR_HOURS = timedelta(hours=4)


async def leads(one: Team, leader: Person) -> RoomRow:
    """A live session with a panel on this person's phone."""
    room = await rooms.create(one.session, leader, [BUS], MONDAY)
    subject = rooms.panel(room.id, leader.id)
    chat = leader.telegram_id
    await cards.want(one.session, subject, screen=panels.SCREEN, values={}, now=MONDAY, chat_id=chat)
    await leading.go(one.session, one.seals, leader, Press(room.id), MONDAY)
    return room


async def due(one: Team, now: datetime) -> list[tuple[str, int | None]]:
    """What is due, after the postman looked at who leads."""
    await holding.hold(one.session, now)
    found = await one.session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    return [(row.screen, row.person_id) for row in found if row.due_at <= now]


async def test_what_may_wait_comes_at_the_end_and_dangers_come_at_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, omar, aicha = await one.moderator(), await one.moderator("Omar"), await one.person("Aicha")
        for member in (samira, omar):
            await staff.choose_notices(one.session, member, Hears.NOW, MONDAY)
        room = await leads(one, samira)
        await notices.new_challenge(one.session, await one.challenge("A", aicha), MONDAY)
        assert await due(one, MONDAY) == [("desk.news", omar.id)], "a colleague hears of it"
        await notices.new_challenge(one.session, await one.challenge("B", aicha, danger="fire"), MONDAY)
        own = await one.challenge("C", samira)
        await notices.to_author(one.session, own, "challenge.status", {}, "status:1", MONDAY)
        assert [screen for screen, person in await due(one, MONDAY) if person == samira.id] == [
            "desk.news", "challenge.status",
        ], "a danger, and what concerns her as a resident"  # fmt: skip
        later = MONDAY + timedelta(minutes=40)
        await rooms.end(one.session, one.seals, samira, Press(room.id), later)
        assert [screen for screen, person in await due(one, later) if person == samira.id] == [
            "desk.news", "desk.news", "challenge.status",
        ]  # fmt: skip


async def test_nothing_is_held_before_the_first_question_nor_longer_than_four_hours(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        await outbox.enqueue(
            one.session,
            person_id=samira.id,
            screen="desk.digest",
            values={},
            dedupe="x",
            due_at=MONDAY,
            may_wait=True,
        )
        room = await leads(one, samira)
        assert await due(one, MONDAY) == []
        assert await due(one, MONDAY + FOUR_HOURS) == [("desk.digest", samira.id)]
        await rooms.reset(one.session, one.seals, samira, Press(room.id), MONDAY + timedelta(minutes=1))
        assert await due(one, MONDAY + timedelta(minutes=1)) == [("desk.digest", samira.id)]
