"""Announcements until they leave: edits, the second person, delays, quiet hours, and times that were missed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import announcements, occasions
from services.announcements import Alone, Changed, Nobody, TooLate, Wordless
from services.lab import Lab
from services.people import Person
from services.roles import Role
from storage import announcements as rows
from storage.announcements import AnnouncementRow
from storage.audit import AuditRow
from storage.database import Database
from storage.occasions import OccasionRow
from tests.services.team import LAB, MONDAY, Team, team

NIGHT = datetime(2026, 10, 5, 22, 30, tzinfo=UTC)
ALL_NEED_TWO = LAB.model_copy(update={"announcements": LAB.announcements.model_copy(update={"second_person_above": 0})})


async def _draft(one: Team, writer: Person, **fields: object) -> AnnouncementRow:
    row = await announcements.create(one.session, writer, LAB, MONDAY, **fields)
    return await announcements.word(one.session, writer, row.id, "fr", "Venez !", None, MONDAY)


async def _ask(
    one: Team, who: Person, row: AnnouncementRow, now: datetime = MONDAY, lab: Lab = LAB
) -> tuple[str, datetime | None]:
    asked = await announcements.ask(one.session, who, row.id, row.revision, lab, frozenset(), now)
    return asked.state, asked.due_at


async def _fire(one: Team, now: datetime) -> str:
    occasion = await one.session.scalar(select(OccasionRow))
    assert occasion is not None
    await occasions.fire(one.session, occasion, now, LAB)
    state = await one.session.scalar(select(AnnouncementRow.state))
    assert state
    return state


async def test_alone_it_waits_ten_minutes_and_can_be_called_off(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        fatima = await one.person("Fatima", Role.COMMUNICATOR)
        row = await _draft(one, fatima)
        assert await _ask(one, fatima, row) == ("scheduled", MONDAY + timedelta(minutes=10))
        assert (await announcements.call_off(one.session, fatima, row.id, MONDAY)).state == "draft"
        assert await one.session.scalar(select(OccasionRow)) is None
        await _ask(one, fatima, row)
        assert await _fire(one, MONDAY + timedelta(minutes=10)) == "sending"
        assert row.started_at == MONDAY + timedelta(minutes=10)
        with pytest.raises(Changed):
            await announcements.call_off(one.session, fatima, row.id, MONDAY)


async def test_above_the_setting_another_person_says_yes_and_an_edit_takes_it_back(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        fatima, omar = [await one.person(name, Role.COMMUNICATOR) for name in ("Fatima", "Omar")]
        await one.moderator()
        row = await _draft(one, fatima, wall="2026-10-06T10:00")
        assert await _ask(one, fatima, row, lab=ALL_NEED_TWO) == ("awaiting", None)
        assert await one.waiting() == [("announcement.asked", omar.id, MONDAY)]
        with pytest.raises(Alone):
            await announcements.approve(one.session, fatima, row.id, row.revision, LAB, MONDAY)
        await announcements.approve(one.session, omar, row.id, row.revision, LAB, MONDAY)
        assert (row.state, row.approved) == ("scheduled", True)
        assert row.due_at == datetime(2026, 10, 6, 10, tzinfo=UTC)
        await announcements.word(one.session, omar, row.id, "fr", "Venez tous !", None, MONDAY)
        assert (row.state, row.approved, row.approved_by) == ("draft", False, None)
        with pytest.raises(Changed):
            await announcements.approve(one.session, omar, row.id, row.revision - 1, LAB, MONDAY)
        actions = list(await one.session.scalars(select(AuditRow.action).order_by(AuditRow.id)))
        assert actions == [f"announcement.{did}" for did in ("write", "edit", "ask", "approve", "edit")]


async def test_with_a_second_yes_it_leaves_at_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        fatima, omar = [await one.person(name, Role.COMMUNICATOR) for name in ("Fatima", "Omar")]
        row = await _draft(one, fatima)
        await _ask(one, fatima, row, lab=ALL_NEED_TWO)
        await announcements.approve(one.session, omar, row.id, row.revision, LAB, MONDAY)
        assert (row.state, row.started_at) == ("sending", MONDAY)


async def test_not_at_night_unless_two_people_say_it_is_urgent(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        fatima, omar = [await one.person(name, Role.COMMUNICATOR) for name in ("Fatima", "Omar")]
        row = await _draft(one, fatima)
        assert await _ask(one, fatima, row, NIGHT) == ("scheduled", datetime(2026, 10, 6, 8, tzinfo=UTC))
        await announcements.edit(one.session, fatima, row.id, NIGHT, urgent=True)
        assert await _ask(one, fatima, row, NIGHT) == ("awaiting", None)
        await announcements.approve(one.session, omar, row.id, row.revision, LAB, NIGHT)
        assert (row.state, row.started_at) == ("sending", NIGHT)


async def test_what_cannot_be_sent_says_why(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        fatima = await one.person("Fatima", Role.COMMUNICATOR)
        row = await announcements.create(one.session, fatima, LAB, MONDAY)
        with pytest.raises(Wordless):
            await _ask(one, fatima, row)
        await announcements.word(one.session, fatima, row.id, "fr", "Venez !", None, MONDAY)
        await announcements.edit(one.session, fatima, row.id, MONDAY, rule={"take": {"language": ["ary"]}})
        with pytest.raises(Nobody):
            await _ask(one, fatima, row)
        await announcements.edit(one.session, fatima, row.id, MONDAY, rule={}, urgent=True)
        with pytest.raises(Alone):
            await _ask(one, fatima, row)
        await announcements.edit(one.session, fatima, row.id, MONDAY, urgent=False, wall="2026-10-05T06:00")
        with pytest.raises(TooLate):
            await _ask(one, fatima, row)
        with pytest.raises(Changed):
            await announcements.ask(one.session, fatima, row.id, row.revision - 1, LAB, frozenset(), MONDAY)


async def test_a_time_missed_by_an_outage_is_not_made_up_for_and_the_team_is_told(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        fatima, omar = [await one.person(name, Role.COMMUNICATOR) for name in ("Fatima", "Omar")]
        row = await _draft(one, fatima)
        await _ask(one, fatima, row, lab=ALL_NEED_TWO)
        await announcements.edit(one.session, fatima, row.id, MONDAY, wall="2026-10-05T12:00")
        await _ask(one, omar, row)
        back = datetime(2026, 10, 5, 14, 1, tzinfo=UTC)
        assert await _fire(one, back) == "missed"
        told = [(screen, who) for screen, who, _ in await one.waiting() if screen == "announcement.missed"]
        assert sorted(told) == [("announcement.missed", fatima.id), ("announcement.missed", omar.id)]
        await announcements.edit(one.session, fatima, row.id, back, wall=None)
        assert await _ask(one, fatima, row, back) == ("scheduled", back + timedelta(minutes=10))


async def test_late_by_less_than_its_expiry_it_leaves(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        fatima = await one.person("Fatima", Role.COMMUNICATOR)
        await _ask(one, fatima, await _draft(one, fatima, wall="2026-10-05T12:00"))
        assert await _fire(one, datetime(2026, 10, 5, 14, tzinfo=UTC)) == "sending"


@pytest.mark.parametrize(("late_minutes", "ends"), [(12 * 60, "scheduled"), (60, "missed")])
async def test_held_up_until_the_night_it_leaves_in_the_morning_or_is_missed(
    database: Database, tmp_path: Path, late_minutes: int, ends: str
) -> None:
    async with team(database, tmp_path) as one:
        fatima = await one.person("Fatima", Role.COMMUNICATOR)
        await _ask(one, fatima, await _draft(one, fatima, wall="2026-10-05T20:30", late_minutes=late_minutes))
        assert await _fire(one, NIGHT - timedelta(hours=1)) == ends


async def test_what_is_discarded_is_never_sent(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        fatima = await one.person("Fatima", Role.COMMUNICATOR)
        row = await _draft(one, fatima)
        await announcements.discard(one.session, fatima, row.id, MONDAY)
        assert [found.state for found in await rows.in_states(one.session, rows.OVER, 5)] == ["cancelled"]
        with pytest.raises(Changed):
            await _ask(one, fatima, row)


@pytest.mark.parametrize("role", [Role.COMMUNICATOR, None])
async def test_if_too_many_would_get_it_by_then_it_waits_for_a_second_yes(
    database: Database, tmp_path: Path, role: Role | None
) -> None:
    async with team(database, tmp_path) as one:
        fatima = await one.person("Fatima", Role.COMMUNICATOR)
        omar = await one.person("Omar", *([role] if role else []))
        admins = () if role else (omar.telegram_id,)  # he is one of the settings alone
        few = LAB.model_copy(update={"announcements": LAB.announcements.model_copy(update={"second_person_above": 2})})
        row = await _draft(one, fatima)
        assert await _ask(one, fatima, row, lab=few) == ("scheduled", MONDAY + timedelta(minutes=10))
        await one.person("Aïcha")
        due = MONDAY + timedelta(minutes=10)
        occasion = await one.session.scalar(select(OccasionRow))
        assert occasion is not None
        await occasions.fire(one.session, occasion, due, few, admins)
        assert (row.state, row.due_at) == ("awaiting", None)
        assert await one.waiting() == [("announcement.asked", who.id, due) for who in (omar, fatima)]
        await announcements.approve(one.session, omar, row.id, row.revision, few, due)
        assert row.state == "sending"
