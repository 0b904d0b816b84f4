"""Reminders: when each is due, who gets it, what an outage or a moved date does to it, and what people answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from services import occasions, registrations, reminders, workshops
from services.occasions import Expired
from services.registrations import Caller, NotInvited, Wish
from services.workshops import Meets
from storage import workshops as events
from storage.checkin import LIST, absences, check_in
from storage.database import Database
from storage.occasions import OccasionRow
from storage.workshops import MeetingRow
from tests.services.events import LAB, MONDAY, SATURDAY, WATER, ZONE, Event, event

SUNDAY = Meets("2026-11-29T14:30", "2026-11-29T17:00")
ROOMY = replace(WATER, capacity=None)


async def planned(one: Event) -> dict[str, str]:
    """What waits, once the plan was obeyed: kind (of the session's place) -> wall time."""
    for each in await reminders.plan(one.session, LAB, one.now):
        await occasions.obey(one.session, each)
    assert await reminders.plan(one.session, LAB, one.now) == []
    query = select(OccasionRow, MeetingRow.position).join(MeetingRow, MeetingRow.id == OccasionRow.subject_id)
    found = await one.session.execute(query.where(OccasionRow.state == "waiting"))
    return {f"{row.kind.partition('.')[2]}{place or ''}": row.wall for row, place in found}


async def ring(one: Event) -> list[tuple[str, int, datetime]]:
    """Fire what is due; everything that waits to be said."""
    await planned(one)
    for row in await occasions.due(one.session, one.now):
        await occasions.fire(one.session, row, one.now, LAB)
    return await one.said()


def at(wall: str) -> datetime:
    return occasions.in_utc(wall, ZONE)


@pytest.mark.parametrize(
    ("begins", "due"),
    [
        ("2026-11-28T14:30", ("2026-11-21T14:30", "2026-11-27T18:00", "2026-11-28T12:30")),
        ("2026-11-28T08:30", ("2026-11-21T08:30", "2026-11-27T18:00", "2026-11-27T20:00")),
        ("2026-11-28T22:30", ("2026-11-21T20:00", "2026-11-27T18:00", "2026-11-28T20:30")),
        # In Ramadan mornings and the ftour are quiet, evenings are not.
        ("2027-02-20T21:00", ("2027-02-13T21:00", "2027-02-19T16:30", "2027-02-20T16:30")),
        # The clocks went an hour back in the night before 20 September 2026: two hours are two hours.
        ("2026-09-20T10:00", ("2026-09-13T10:00", "2026-09-19T18:00", "2026-09-20T08:00")),
    ],
)
def test_when_each_is_due(begins: str, due: tuple[str, str, str]) -> None:
    meeting = MeetingRow(begins=begins, ends=occasions.later(begins, timedelta(hours=2)), zone=ZONE)
    assert tuple(reminders.due(offset, meeting, LAB) for offset in ("week", "day", "hours")) == due


def test_feedback_is_asked_an_hour_after_or_in_the_morning() -> None:
    meeting = MeetingRow(begins="2026-11-28T14:30", ends="2026-11-28T17:00", zone=ZONE)
    assert reminders.due("feedback", meeting, LAB) == "2026-11-28T18:00"
    meeting.ends = "2026-11-28T21:30"
    assert reminders.due("feedback", meeting, LAB) == "2026-11-29T08:00"


async def test_what_is_planned_follows_the_workshop(database: Database) -> None:
    async with event(database) as one:
        evening = {"day": "2026-11-27T18:00", "hours": "2026-11-28T12:30", "feedback": "2026-11-28T18:00"}
        assert await planned(one) == evening  # the week before is over
        await one.change(meetings=[Meets("2026-12-05T08:30", "2026-12-05T10:00")])
        assert await planned(one) == {
            "week": "2026-11-28T08:30", "day": "2026-12-04T18:00", "hours": "2026-12-04T20:00",
            "feedback": "2026-12-05T11:00",
        }  # fmt: skip
        await one.change(reminders=("day",))
        assert await planned(one) == {"day": "2026-12-04T18:00"}
        await workshops.cancel(one.session, one.maker, one.workshop.id, one.now)
        assert await planned(one) == {}


async def test_each_session_of_several_is_reminded_of_and_feedback_is_asked_once(database: Database) -> None:
    async with event(database, replace(WATER, meetings=(SATURDAY, SUNDAY), reminders=("hours", "feedback"))) as one:
        assert await planned(one) == {
            "hours": "2026-11-28T12:30", "hours1": "2026-11-29T12:30", "feedback1": "2026-11-29T18:00",
        }  # fmt: skip


async def test_what_the_team_moved_stays_until_the_date_does(database: Database) -> None:
    async with event(database, replace(WATER, reminders=("day",))) as one:
        await planned(one)
        row = (await occasions.due(one.session, at("2026-12-30T00:00")))[0]
        await occasions.move(one.session, one.maker, row.id, "2026-11-27T18:00", "2026-11-27T16:00", one.now)
        assert await planned(one) == {"day": "2026-11-27T16:00"}
        await occasions.call_off(one.session, one.maker, row.id, "2026-11-27T16:00", one.now)
        assert await planned(one) == {}
        await one.change(meetings=[SUNDAY])
        assert await planned(one) == {"day": "2026-11-28T18:00"}


async def test_only_those_who_still_come_are_reminded_once(database: Database) -> None:
    async with event(database, replace(WATER, capacity=3)) as one:
        for number in (2, 3, 4, 5):
            await one.answers(number)
        await one.answers(3, Wish.MAYBE)
        await planned(one)
        one.now = at("2026-11-27T18:00")
        said = await ring(one)
        assert [each[1:] for each in said if each[0] == "reminder"] == [(2, one.now), (4, one.now)]
        assert await ring(one) == said


async def test_after_an_outage_the_newest_comes_and_none_once_it_has_begun(database: Database) -> None:
    async with event(database, ROOMY) as one:
        await one.answers(2)
        await planned(one)
        one.now = at("2026-11-28T13:00")
        assert [each[0] for each in await ring(one)] == ["reminder"]
        states = {row.kind: row.state for row in await one.session.scalars(select(OccasionRow))}
        assert (states["reminder.day"], states["reminder.hours"]) == ("expired", "done")


async def test_an_outage_from_the_moment_of_publishing_loses_no_reminder(database: Database) -> None:
    async with event(database, ROOMY) as one:
        await one.answers(2)
        one.now = at("2026-11-27T18:30")  # nothing was planned before
        assert await ring(one) == [("reminder", 2, one.now)]


async def test_after_a_night_outage_it_waits_for_the_morning_if_that_helps(database: Database) -> None:
    async with event(database, replace(ROOMY, reminders=("day",))) as one:
        await one.answers(2)
        await planned(one)
        one.now = at("2026-11-27T23:00")
        assert await ring(one) == [("reminder", 2, at("2026-11-28T08:00"))]
    late = (Meets("2026-11-28T08:15", "2026-11-28T10:00"),)
    async with event(database, replace(ROOMY, meetings=late, reminders=("day",))) as one:
        await one.answers(7)
        await planned(one)
        one.now = at("2026-11-28T07:00")
        assert (await ring(one))[-1] == ("reminder", 7, one.now)


async def test_feedback_is_asked_of_those_who_came(database: Database) -> None:
    async with event(database, ROOMY) as one:
        for number in (2, 3):
            await one.answers(number)
        await planned(one)
        (meeting,) = await events.meetings(one.session, one.workshop.id)
        await check_in(one.session, meeting.id, (await one.row(3)).id, LIST, one.now)
        one.now = at("2026-11-28T18:00")
        assert [each for each in await ring(one) if each[0] == "feedback.ask"] == [("feedback.ask", 3, one.now)]
        row = await one.session.scalar(select(OccasionRow).where(OccasionRow.kind == "reminder.feedback"))
        assert row is not None
        with pytest.raises(Expired):
            await reminders.ask(one.session, row, one.now + timedelta(days=4), LAB)


async def test_confirmed_declined_and_silent_are_counted_apart_for_each_session(database: Database) -> None:
    plan = replace(ROOMY, meetings=(SATURDAY, SUNDAY))
    async with event(database, plan) as one:
        for number in (2, 3, 4):
            await one.answers(number)
        first, second = await events.meetings(one.session, one.workshop.id)

        async def says(number: int, meeting: MeetingRow, come: bool, whole: bool = False) -> None:
            caller = Caller(await one.person(number))
            if come:
                await reminders.comes(one.session, caller, meeting, one.now)
            else:
                await reminders.stays_away(one.session, caller, meeting, one.now, whole=whole)

        async def counted(meeting: MeetingRow) -> list[int]:
            how = await reminders.standing(one.session, meeting)
            return [len(how.confirmed), len(how.declined), len(how.silent)]

        await says(2, first, True)
        await says(3, first, False)
        assert await counted(first) == [1, 1, 1]
        assert await counted(second) == [0, 0, 3]  # whoever comes on Saturday is asked for Sunday anew
        await says(3, first, True)
        await says(4, first, False, whole=True)
        assert await absences(one.session, first.id) == set()
        assert await counted(first) == [2, 1, 0]
        one.now = datetime(2026, 11, 28, 20, tzinfo=UTC)
        assert await registrations.confirmed(one.session, one.workshop.id, one.now) == set()
        risk = await registrations.at_risk(one.session, one.workshop.id, one.now)
        assert [row.id for row, why in risk if why == "silent"] == [(await one.row(each)).id for each in (2, 3)]
        await says(2, second, True)
        assert await registrations.confirmed(one.session, one.workshop.id, one.now) == {(await one.row(2)).id}
        await says(3, second, False)  # the last one that is left: the whole of it
        assert (await one.states())[3] == "cannot"
        assert await counted(second) == [1, 2, 0]


async def test_a_new_yes_is_for_all_sessions_also_the_one_they_could_not_come_to(database: Database) -> None:
    async with event(database, replace(ROOMY, meetings=(SATURDAY, SUNDAY))) as one:
        await one.answers(2)
        caller, (first, second) = Caller(await one.person(2)), await events.meetings(one.session, one.workshop.id)
        await reminders.stays_away(one.session, caller, first, one.now, whole=False)
        await one.answers(2)  # pressed again, it changes nothing
        assert await absences(one.session, first.id) == {(await one.row(2)).id}
        await reminders.stays_away(one.session, caller, second, one.now, whole=True)
        await one.later(minutes=3)
        await one.answers(2)
        assert await absences(one.session, first.id) == set()


async def test_a_seat_that_was_given_up_comes_back_while_it_is_there(database: Database) -> None:
    async with event(database, replace(WATER, capacity=1)) as one:
        for number in (2, 3):
            await one.answers(number)
        (meeting,) = await events.meetings(one.session, one.workshop.id)
        caller = Caller(await one.person(2))
        await reminders.stays_away(one.session, caller, meeting, one.now, whole=True)
        await one.later(seconds=119)
        assert (await reminders.comes(one.session, caller, meeting, one.now)).state == "going"
        await reminders.stays_away(one.session, caller, meeting, one.now, whole=True)
        await one.later(seconds=121)
        assert (await reminders.comes(one.session, caller, meeting, one.now)).state == "waiting"
        assert await one.states() == {2: "waiting", 3: "offered"}
        nobody = Caller(await one.person(9))
        assert await reminders.stays_away(one.session, nobody, meeting, MONDAY, whole=True) is None


async def test_who_never_answered_is_not_registered_by_the_button_of_a_reminder(database: Database) -> None:
    async with event(database, replace(ROOMY, access="code")) as one:
        (meeting,) = await events.meetings(one.session, one.workshop.id)
        with pytest.raises(NotInvited):
            await reminders.comes(one.session, Caller(await one.person(9)), meeting, one.now)
        assert await one.states() == {}
