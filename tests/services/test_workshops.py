"""Workshops as events: what people are told of changes, and what planning again gives."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from services import registrations, workshop_notices, workshops
from services.registrations import Wish
from services.workshops import Gone, Meets
from storage import checkin
from storage import workshops as rows
from storage.database import Database
from storage.outbox import OutboxRow
from tests.services.events import LAB, MONDAY, SATURDAY, WATER, Event, event

SUNDAY = Meets("2026-11-29T14:30", "2026-11-29T17:00")
MINUTES = timedelta(minutes=2)


async def told(one: Event) -> list[tuple[str, int, tuple[str, ...]]]:
    """(screen, number, what has changed) of what waits."""
    query = select(OutboxRow.values).where(OutboxRow.state == "ready").order_by(OutboxRow.id)
    values = list(await one.session.scalars(query))
    changed = [workshop_notices.changed(each.get("before", {})) for each in values]
    return [(screen, who, what) for (screen, who, _), what in zip(await one.said(), changed, strict=True)]


async def test_several_changes_become_one_message_for_whoever_is_registered(database: Database) -> None:
    async with event(database) as one:
        await one.answers(2)
        await one.answers(3, Wish.MAYBE)
        await one.answers(4, Wish.CANNOT)
        await one.change(place={"fr": "Maison des jeunes"})
        await one.change(meetings=[Meets("2026-11-28T15:00", "2026-11-28T17:00")], capacity=40)
        assert (one.workshop.sequence, one.workshop.tell_at) == (2, MONDAY + MINUTES)
        assert await workshop_notices.tell_changes(one.session, LAB, one.workshop.id, MONDAY) == 0
        for _ in range(2):
            await workshop_notices.tell_changes(one.session, LAB, one.workshop.id, MONDAY + MINUTES)
        assert await told(one) == [
            ("workshop.changed", 2, ("meetings", "place")),
            ("workshop.changed", 3, ("meetings", "place")),
        ]


async def test_what_was_put_back_and_what_concerns_nobody_is_not_told(database: Database) -> None:
    async with event(database) as one:
        await one.answers(2)
        await one.change(capacity=40, questions=({"fr": "Pain ?"},))
        assert one.workshop.tell_at is None
        await one.change(link="https://meet.example/1")
        await one.change(link=None)
        await workshop_notices.tell_changes(one.session, LAB, one.workshop.id, MONDAY + MINUTES)
        assert (await told(one), one.workshop.sequence) == ([], 2)


async def test_at_night_changes_wait_unless_it_is_soon(database: Database) -> None:
    night = datetime(2026, 11, 24, 23, tzinfo=UTC)
    async with event(database, now=night) as one:
        await one.change(place={"fr": "Ailleurs"})
        assert one.workshop.tell_at == datetime(2026, 11, 25, 8, tzinfo=UTC)
        await one.change(meetings=[Meets("2026-11-25T09:00", "2026-11-25T12:00")])
        assert one.workshop.tell_at == night + MINUTES


async def test_a_change_told_late_waits_for_the_morning_too(database: Database) -> None:
    async with event(database) as one:
        await one.answers(2)
        await one.change(place={"fr": "Ailleurs"})
        night = MONDAY + timedelta(hours=13)  # nothing was told since: we were down
        await workshop_notices.tell_changes(one.session, LAB, one.workshop.id, night)
        assert await one.said() == [("workshop.changed", 2, datetime(2026, 11, 24, 8, tzinfo=UTC))]


async def test_answers_follow_their_question_and_go_with_it(database: Database) -> None:
    bread, bus, tea = {"fr": "Pain ?", "ar": "خبز؟"}, {"fr": "Bus ?"}, {"fr": "Thé ?"}
    async with event(database, replace(WATER, questions=(bread, bus))) as one:
        await one.answers(2)
        person = await one.person(2)
        for question, words in ((bread, "noir"), (bus, "le 7")):
            await registrations.tell(one.session, person, one.workshop.id, question, words, one.now)
        await one.change(questions=(tea, {"fr": "Pain ?"}))
        assert (await one.row(2)).answers == {"1": "noir"}
        # Asked before the change, answered after it.
        for question, words in ((bread, "blanc"), (bus, "le 9")):
            await registrations.tell(one.session, person, one.workshop.id, question, words, one.now)
        assert (await one.row(2)).answers == {"1": "blanc"}


async def test_a_session_that_has_taken_place_stays_as_it_was(database: Database) -> None:
    async with event(database, replace(WATER, meetings=(SATURDAY, SUNDAY))) as one:
        first, second = await rows.meetings(one.session, one.workshop.id)
        one.now = first.ends_at + timedelta(hours=1)
        await one.change(meetings=[Meets("2026-12-05T10:00", "2026-12-05T12:00")])
        assert [(row.id, row.begins) for row in await rows.meetings(one.session, one.workshop.id)] == [
            (first.id, SATURDAY.begins),
            (second.id, "2026-12-05T10:00"),
        ]
        await one.change(meetings=[SATURDAY, SUNDAY])  # all of them written again
        assert [row.begins for row in await rows.meetings(one.session, one.workshop.id)] == [
            SATURDAY.begins,
            SUNDAY.begins,
        ]


async def test_on_a_moved_date_nobody_is_away_or_has_confirmed_yet(database: Database) -> None:
    async with event(database, replace(WATER, meetings=(SATURDAY, SUNDAY))) as one:
        first, second = await rows.meetings(one.session, one.workshop.id)
        await one.answers(2)
        row, person = await one.row(2), await one.person(2)
        for meeting in (first, second):
            await checkin.stay_away(one.session, meeting.id, row.id, one.now)
        await registrations.confirm(one.session, person, one.workshop.id, one.now)
        moved = Meets("2026-11-30T10:00", "2026-11-30T12:00")
        await one.change(meetings=[SATURDAY, moved])
        away = [await checkin.absences(one.session, each.id) for each in (first, second)]
        assert (away, (await one.row(2)).confirmed_at) == ([{row.id}, set()], MONDAY)
        await one.change(meetings=[moved])
        assert (await checkin.absences(one.session, first.id), (await one.row(2)).confirmed_at) == (set(), None)


async def test_the_date_of_a_draft_that_is_over_can_be_changed(database: Database) -> None:
    async with event(database) as one:
        again = await workshops.duplicate(one.session, one.maker, one.workshop.id, one.now)
        one.workshop, one.now = again, one.now + timedelta(days=30)
        await one.change(meetings=[Meets("2027-01-09T10:00", "2027-01-09T12:00")])
        assert [row.begins for row in await rows.meetings(one.session, again.id)] == ["2027-01-09T10:00"]


async def test_calling_off_tells_everybody_and_takes_back_what_waits(database: Database) -> None:
    async with event(database) as one:
        for number in (2, 3, 4):
            await one.answers(number)
        await one.change(capacity=3)
        await one.later()
        assert await one.said() == [("workshop.offer", 4, MONDAY)]
        row = await workshops.cancel(one.session, one.maker, one.workshop.id, one.now)
        assert await workshop_notices.call_off(one.session, LAB, row, one.now) == 3
        assert await one.said() == [("workshop.called_off", number, MONDAY) for number in (2, 3, 4)]
        await one.later(days=1)  # the offer ends: nobody hears that it went to the next person
        assert [screen for screen, *_ in await one.said()] == ["workshop.called_off"] * 3
        assert (row.state, row.sequence) == ("cancelled", 1)
        with pytest.raises(Gone):
            await workshops.cancel(one.session, one.maker, one.workshop.id, one.now)


async def test_planned_again_it_is_a_draft_a_week_later(database: Database) -> None:
    async with event(database) as one:
        again = await workshops.duplicate(one.session, one.maker, one.workshop.id, one.now)
        (meet,) = await rows.meetings(one.session, again.id)
        assert (again.state, again.title, meet.begins) == ("draft", one.workshop.title, "2026-12-05T14:30")
        assert again.code != one.workshop.code
        assert await rows.facilitators(one.session, again.id) == [one.maker.id]


async def test_sessions_stand_in_order_and_follow_the_zones_rules(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with event(database) as one:
        await one.change(meetings=[Meets("2026-12-05T14:30", "2026-12-05T17:00"), SATURDAY])
        meet = await rows.meetings(one.session, one.workshop.id)
        assert [row.begins for row in meet] == ["2026-11-28T14:30", "2026-12-05T14:30"]
        assert [workshop.id for workshop, _ in await rows.coming(one.session, MONDAY)] == [one.workshop.id]
        assert await workshops.recompute(one.session, MONDAY) == 0
        # As if the tz database were the one of before 2026-09-20, when clocks in Morocco showed an hour more.
        monkeypatch.setattr("services.occasions.ZoneInfo", lambda zone: ZoneInfo("Etc/GMT-1"))
        assert await workshops.recompute(one.session, MONDAY) == 2
        assert meet[0].begins_at == datetime(2026, 11, 28, 13, 30, tzinfo=UTC)
