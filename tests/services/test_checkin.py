"""Check-in: by ticket, code and list; once, while it is open; who walks in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from services import checkin, occasions, registrations, reminders, rooms
from services.checkin import Outcome
from services.registrations import Caller, Wish
from services.workshops import Meets
from storage import checkin as rows
from storage import registrations as answers
from storage import workshops as events
from storage.audit import AuditRow
from storage.database import Database
from storage.occasions import OccasionRow
from storage.seals import Seals
from storage.workshops import MeetingRow
from tests.services.events import LAB, SATURDAY, WATER, ZONE, Event, event

BEFORE, DURING, AFTER = "2026-11-28T13:29", "2026-11-28T13:30", "2026-11-28T20:00"
AFTER_LUNCH = Meets("2026-11-28T12:30", "2026-11-28T15:00")
NEXT_SATURDAY = Meets("2026-12-05T14:30", "2026-12-05T17:00")


@pytest.fixture
async def one(database: Database) -> AsyncIterator[Event]:
    """A workshop on Saturday from 14:30 to 17:00, to which two people come."""
    async with event(database, replace(WATER, capacity=None)) as found:
        for number in (2, 3):
            await found.answers(number)
        yield found


@pytest.fixture
def seals(tmp_path: Path) -> Seals:
    return Seals(tmp_path / "keys")


async def meeting_of(one: Event, wall: str) -> MeetingRow:
    """Its session; the time is `wall`."""
    one.now = occasions.in_utc(wall, ZONE)
    return (await events.meetings(one.session, one.workshop.id))[0]


@pytest.mark.parametrize(
    ("wall", "outcome"),
    [(BEFORE, Outcome.CLOSED), (DURING, Outcome.HERE), ("2026-11-28T19:59", Outcome.HERE), (AFTER, Outcome.CLOSED)],
)
async def test_a_ticket_counts_from_an_hour_before_until_three_after(one: Event, wall: str, outcome: Outcome) -> None:
    meeting = await meeting_of(one, wall)
    row = await one.row(2)
    assert (await checkin.by_ticket(one.session, LAB, one.maker, row.id, one.now)).outcome is outcome
    assert ((await rows.attendance(one.session, [meeting.id]))[meeting.id] == 1) is (outcome is Outcome.HERE)


@pytest.mark.parametrize(
    ("wall", "place"),
    [("2026-11-28T11:40", 0), ("2026-11-28T12:10", 1), ("2026-11-28T13:00", 1), ("2026-11-28T17:30", 1)],
)
async def test_of_two_sessions_a_day_the_one_that_is_on_or_comes_next_counts(
    database: Database, wall: str, place: int
) -> None:
    plan = replace(WATER, meetings=(Meets("2026-11-28T09:00", "2026-11-28T12:00"), AFTER_LUNCH))
    async with event(database, plan) as one:
        await one.answers(2)
        await meeting_of(one, wall)
        row = await one.row(2)
        checked = await checkin.by_ticket(one.session, LAB, one.maker, row.id, one.now)
        found = await events.meetings(one.session, one.workshop.id)
        assert checked.meeting == found[place] == checkin.current(found, LAB, one.now)


async def test_the_list_is_of_the_session_before_while_it_is_open_then_of_the_next(database: Database) -> None:
    async with event(database, replace(WATER, meetings=(SATURDAY, NEXT_SATURDAY))) as one:
        found = await events.meetings(one.session, one.workshop.id)
        walls = {DURING: 0, "2026-11-28T19:59": 0, AFTER: 1, "2026-12-06T10:00": 1}
        shown = {wall: checkin.current(found, LAB, occasions.in_utc(wall, ZONE)) for wall in walls}
        assert shown == {wall: found[place] for wall, place in walls.items()}


async def test_twice_is_once_and_the_first_way_counts(one: Event, seals: Seals) -> None:
    meeting, row = await meeting_of(one, DURING), await one.row(2)
    caller, digits = Caller(await one.person(2), "Aïcha"), checkin.code(seals, meeting.id)
    room = await rooms.create(one.session, one.maker, [], one.now)
    assert await checkin.invite(one.session, LAB, one.maker, meeting, room.id, one.now) == 2
    assert await checkin.invite(one.session, LAB, one.maker, meeting, room.id, one.now) == 0
    outcomes = [
        (await checkin.by_ticket(one.session, LAB, one.maker, row.id, one.now)).outcome,
        (await checkin.by_ticket(one.session, LAB, one.maker, row.id, one.now)).outcome,
        (await checkin.by_code(one.session, seals, LAB, caller, digits, one.now)).outcome,
        (await checkin.by_seat(one.session, LAB, caller.person, room.id, one.now)).outcome,
        await checkin.tick(one.session, LAB, one.maker, meeting, row.id, True, one.now),
    ]
    assert outcomes == [Outcome.HERE, *[Outcome.ALREADY] * 4]
    assert [here.how for here in (await rows.here(one.session, meeting.id)).values()] == ["ticket"]
    noted = await one.session.scalars(
        select(AuditRow.about_id).where(AuditRow.action == "checkin").order_by(AuditRow.id)
    )
    assert list(noted) == [row.person_id]
    read = await one.session.scalars(
        select(AuditRow.about_id).where(AuditRow.action == "checkin.read").order_by(AuditRow.id)
    )
    assert list(read) == [row.person_id]  # their name was shown the second time too


async def test_who_sat_in_the_live_vote_before_it_was_that_of_the_session_is_here(one: Event) -> None:
    meeting = await meeting_of(one, DURING)
    room = await rooms.create(one.session, one.maker, [], one.now)
    for number in (2, 9):
        await rooms.join(one.session, await one.person(number), room, one.now)
    await checkin.invite(one.session, LAB, one.maker, meeting, room.id, one.now)
    here = await rows.here(one.session, meeting.id)
    assert {id: each.how for id, each in here.items()} == {(await one.row(2)).id: "room"}


async def test_a_live_vote_tried_out_the_day_before_checks_nobody_in(one: Event) -> None:
    meeting = await meeting_of(one, "2026-11-27T14:30")
    room = await rooms.create(one.session, one.maker, [], one.now)
    await rooms.join(one.session, await one.person(2), room, one.now)
    await checkin.invite(one.session, LAB, one.maker, meeting, room.id, one.now)
    assert await rows.here(one.session, meeting.id) == {}


async def test_a_mistake_on_the_list_is_taken_back(one: Event) -> None:
    meeting, row = await meeting_of(one, DURING), await one.row(3)
    for here in (True, False):
        assert await checkin.tick(one.session, LAB, one.maker, meeting, row.id, here, one.now) is Outcome.HERE
    assert await rows.here(one.session, meeting.id) == {}
    assert await checkin.tick(one.session, LAB, one.maker, meeting, 999, True, one.now) is Outcome.UNKNOWN


async def test_who_walks_in_takes_no_seat_and_is_counted(one: Event, seals: Seals) -> None:
    meeting = await meeting_of(one, DURING)
    caller, digits = Caller(await one.person(9), "Karim"), checkin.code(seals, meeting.id)
    checked = await checkin.by_code(one.session, seals, LAB, caller, digits, one.now)
    assert (checked.outcome, (await one.row(9)).state) == (Outcome.HERE, "walked_in")
    assert await checkin.walk_in(one.session, LAB, one.maker, meeting, "  Hajja Fatima\u202e ", one.now) is Outcome.HERE
    assert [each.name for each in await rows.walk_ins(one.session, meeting.id)] == ["Hajja Fatima"]
    assert (await rows.attendance(one.session, [meeting.id]))[meeting.id] == 2
    assert await answers.taken(one.session, one.workshop.id) == 2
    how = await reminders.standing(one.session, meeting)
    assert [len(how.confirmed), len(how.declined), len(how.silent)] == [0, 0, 2]


async def test_the_code_lets_nobody_in_whom_the_team_did_not_invite(database: Database, seals: Seals) -> None:
    async with event(database, replace(WATER, access="invited")) as one:
        invited, stranger = Caller(await one.person(2), "Aïcha"), Caller(await one.person(9), "Karim")
        await registrations.invite(one.session, invited, one.workshop.id, one.now)
        meeting = await meeting_of(one, DURING)
        digits = checkin.code(seals, meeting.id)
        told = [await checkin.by_code(one.session, seals, LAB, who, digits, one.now) for who in (invited, stranger)]
        assert [each.outcome for each in told] == [Outcome.HERE, Outcome.NOT_INVITED]
        assert await one.states() == {2: "invited"}


async def test_codes_and_tickets_cannot_be_made_up(one: Event, seals: Seals, tmp_path: Path) -> None:
    meeting, row = await meeting_of(one, DURING), await one.row(2)
    digits = checkin.code(seals, meeting.id)
    assert (len(digits), digits.isdecimal()) == (4, True)
    wrong = f"{(int(digits) + 1) % 9000 + 1000}"
    caller = Caller(await one.person(9), "Karim")
    assert (await checkin.by_code(one.session, seals, LAB, caller, wrong, one.now)).outcome is Outcome.UNKNOWN
    written = checkin.ticket(seals, row.id)
    assert checkin.registration_of(seals, written) == row.id
    forged = [f"{row.id + 1}-{written.partition('-')[2]}", f"{row.id}", "", "x-1", f"{row.id}-", "9" * 20 + "-0"]
    others = checkin.ticket(Seals(tmp_path / "others"), row.id)
    assert [checkin.registration_of(seals, each) for each in (*forged, others)] == [None] * 7


async def test_who_comes_although_they_had_said_no_is_here(one: Event) -> None:
    meeting = await meeting_of(one, DURING)
    await one.answers(2, Wish.CANNOT)
    checked = await checkin.by_ticket(one.session, LAB, one.maker, (await one.row(2)).id, one.now)
    assert checked.outcome is Outcome.HERE
    assert list(await rows.here(one.session, meeting.id)) == [(await one.row(2)).id]


async def test_whoever_leads_it_gets_the_list_an_hour_before(one: Event) -> None:
    for each in await checkin.plan(one.session, LAB, one.now):
        await occasions.obey(one.session, each)
    assert await checkin.plan(one.session, LAB, one.now) == []
    row = await one.session.scalar(select(OccasionRow).where(OccasionRow.kind == "checkin"))
    assert row is not None
    assert row.wall == "2026-11-28T13:30"
    one.now = occasions.in_utc(row.wall, ZONE)
    await occasions.fire(one.session, row, one.now, LAB)
    assert await one.said() == [("checkin.opened", 1, one.now)]


async def rung(one: Event) -> list[tuple[str, int, datetime]]:
    """Obey the plan, fire what is due; the lists that went out."""
    for each in await checkin.plan(one.session, LAB, one.now):
        await occasions.obey(one.session, each)
    for row in await occasions.due(one.session, one.now):
        await occasions.fire(one.session, row, one.now, LAB)
    assert await checkin.plan(one.session, LAB, one.now) == []
    return [each for each in await one.said() if each[0] == "checkin.opened"]


async def test_a_session_that_is_moved_to_within_the_hour_or_has_begun_gives_the_list_at_once(
    database: Database,
) -> None:
    now = occasions.in_utc("2026-11-28T14:40", ZONE)  # published ten minutes after it began
    async with event(database, now=now) as one:
        assert await rung(one) == [("checkin.opened", 1, now)]
        await one.change(meetings=[Meets("2026-11-28T15:20", "2026-11-28T18:00")])
        assert await rung(one) == [("checkin.opened", 1, now)] * 2
        await one.change(meetings=[Meets("2026-11-28T09:00", "2026-11-28T12:00")])
        assert await rung(one) == [("checkin.opened", 1, now)] * 2
