"""Seats: never oversold, given back, offered to the line."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services import challenges, people, privacy, registrations, retention, workshops
from services.belongings import belongings
from services.registrations import Caller, Closed, NoRoom, NotInvited, Risk, Wish, offer_ends
from services.workshops import Meets
from storage import registrations as rows
from storage import workshops as stored
from storage.challenges import ChallengeRow
from storage.database import Database
from storage.registrations import AttendanceRow
from storage.seals import Seals
from tests.services.events import LAB, MONDAY, WATER, ZONE, Event, event

HOUR = timedelta(hours=1)
ACTS = [*Wish, *Wish, "undo", "bring 2", "bring 0", "later", "capacity 1", "capacity 3", "erased"]
TURNS = st.lists(st.tuples(st.integers(2, 4), st.lists(st.sampled_from(ACTS), min_size=1, max_size=5)), max_size=5)


async def happens(one: Event, keys: Path, number: int, act: str) -> None:
    """This person does it; or the capacity changes, or time passes."""
    person, workshop = await one.person(number), one.workshop.id
    if act in set(Wish):
        await one.answers(number, Wish(act))
    elif act == "undo":
        await registrations.undo(one.session, person, workshop, one.now)
    elif act == "erased":
        await privacy.erase(one.session, Seals(keys), keys, person)
    elif act == "later":
        await one.later(minutes=1)
    elif act.startswith("bring"):
        with contextlib.suppress(NoRoom):
            await registrations.bring(one.session, person, workshop, int(act[-1]), one.now)
    else:
        await one.change(capacity=int(act[-1]))


async def never_oversold(database: Database, keys: Path, turns: list[tuple[int, list[str]]]) -> None:
    async with event(database) as one:
        taken = 0
        for number, act in ((number, act) for number, acts in turns for act in acts):
            await happens(one, keys, number, act)
            before, taken = taken, await rows.taken(one.session, one.workshop.id)
            assert taken <= max(one.workshop.capacity or 0, before)  # above it only where the capacity was lowered
        await one.session.rollback()


def test_whatever_people_press_in_any_order_no_seat_is_sold_twice(database_url: str, tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)

        @settings(max_examples=60, suppress_health_check=list(HealthCheck))
        @given(TURNS)
        def holds(turns: list[tuple[int, list[str]]]) -> None:
            runner.run(never_oversold(database, tmp_path, turns))

        holds()
        runner.run(database.close())


async def test_who_gave_up_a_seat_brings_nobody(database: Database) -> None:
    async with event(database) as one:
        for number in (2, 3):
            await one.answers(number)
        await one.answers(2, Wish.MAYBE)
        person = await one.person(2)
        assert await registrations.bring(one.session, person, one.workshop.id, 2, one.now) is None
        assert await registrations.undo(one.session, person, one.workshop.id, one.now) is not None
        assert await rows.taken(one.session, one.workshop.id) == 2


async def test_a_hundred_taps_at_once_fill_thirty_seats_and_no_more(database: Database) -> None:
    async with database.transaction() as session:
        for number in range(1, 101):
            await people.meet(session, number, "fr", MONDAY)
        makers = [await people.find(session, number) for number in range(1, 101)]
        tappers = [one for one in makers if one]
        workshop = await workshops.create(session, tappers[0], replace(WATER, capacity=30), ZONE, MONDAY)
        await workshops.publish(session, tappers[0], workshop.id, MONDAY)

    async def taps(number: int) -> str:
        async with database.transaction() as session:
            caller = Caller(tappers[number])
            return (await registrations.answer(session, caller, workshop.id, Wish.GOING, MONDAY)).state

    told = await asyncio.gather(*(taps(number) for number in range(100)))
    async with database.reading() as session:
        counted = await rows.counts(session, workshop.id)
    assert (told.count("going"), told.count("waiting")) == (30, 70)
    assert counted == {"going": (30, 30), "waiting": (70, 70)}


async def test_the_same_answer_twice_changes_nothing(database: Database) -> None:
    async with event(database) as one:
        assert [await one.answers(2), await one.answers(2), await one.answers(3), await one.answers(4)] == [
            "going", "going", "going", "waiting",
        ]  # fmt: skip
        waiting_since = (await one.row(4)).waiting_since
        one.now += HOUR
        assert await one.answers(4) == "waiting"
        assert (await one.row(4)).waiting_since == waiting_since


async def test_a_seat_given_up_moves_after_two_minutes_to_the_first_in_the_line(database: Database) -> None:
    async with event(database) as one:
        for number in (2, 3, 4, 5):
            await one.answers(number)
        await one.answers(2, Wish.CANNOT)
        await one.later(seconds=119)
        assert await one.states() == {2: "cannot", 3: "going", 4: "waiting", 5: "waiting"}
        assert await one.answers(6) == "waiting"
        await one.later(seconds=1)
        assert await one.states() == {2: "cannot", 3: "going", 4: "offered", 5: "waiting", 6: "waiting"}
        assert await one.said() == [("workshop.offer", 4, one.now)]
        assert await one.answers(4) == "going"
        await one.later(days=1)
        assert await one.states() == {2: "cannot", 3: "going", 4: "going", 5: "waiting", 6: "waiting"}


async def test_within_two_minutes_it_can_be_taken_back(database: Database) -> None:
    async with event(database) as one:
        for number in (2, 3, 4):
            await one.answers(number)
        person = await one.person(2)
        await one.answers(2, Wish.MAYBE)
        await one.answers(2, Wish.CANNOT)
        assert await registrations.undo(one.session, person, one.workshop.id, one.now) is not None
        assert await registrations.undo(one.session, person, one.workshop.id, one.now) is None
        await one.answers(4, Wish.CANNOT)
        assert await one.answers(4) == "waiting"  # where they stood
        await one.later(minutes=5)
        assert await one.states() == {2: "going", 3: "going", 4: "waiting"}


async def test_an_offer_that_nobody_answers_goes_to_the_next(database: Database) -> None:
    async with event(database, replace(WATER, capacity=1)) as one:
        for number in (2, 3, 4):
            await one.answers(number)
        await one.answers(2, Wish.CANNOT)
        await one.later(minutes=2)
        ends = (await one.row(3)).offer_ends
        assert ends == datetime(2026, 11, 24, 9, 2, tzinfo=UTC)  # 12 hours, of which none between 21:00 and 08:00
        one.now = ends
        await one.later()
        assert await one.states() == {2: "cannot", 3: "lapsed", 4: "offered"}
        assert [said[:2] for said in await one.said()] == [
            ("workshop.offer", 3), ("workshop.lapsed", 3), ("workshop.offer", 4),
        ]  # fmt: skip
        assert await one.answers(3) == "waiting"  # they may stand in the line again


async def test_at_night_after_an_outage_nobody_is_told_that_the_seat_is_gone(database: Database) -> None:
    async with event(database, replace(WATER, capacity=1)) as one:
        for number in (2, 3):
            await one.answers(number)
        await one.answers(2, Wish.CANNOT)
        await one.later(minutes=2)
        one.now = datetime(2026, 11, 24, 23, tzinfo=UTC)  # nobody moved seats all day
        await one.later()
        morning = datetime(2026, 11, 25, 8, tzinfo=UTC)
        assert (await one.said())[1:] == [("workshop.lapsed", 3, morning)]


async def test_a_seat_free_at_night_before_an_early_session_is_offered_at_once(database: Database) -> None:
    early = replace(WATER, capacity=1, meetings=(Meets("2026-11-28T06:45", "2026-11-28T09:00"),))
    async with event(database, early, datetime(2026, 11, 27, 22, tzinfo=UTC)) as one:
        for number in (2, 3):
            await one.answers(number)
        await one.answers(2, Wish.CANNOT)
        await one.later(minutes=2)
        assert await one.said() == [("workshop.offer", 3, one.now)]  # in the morning it would be too late


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-28T10:30", "2026-11-28T11:30"),  # four hours before: one hour
        ("2026-11-28T14:00", "2026-11-28T14:15"),  # a quarter of an hour at least
        ("2026-11-28T14:20", "2026-11-28T14:30"),  # never longer than until it begins
        ("2026-11-27T22:30", "2026-11-28T12:00"),  # what is asked at night counts from the morning
        ("2026-11-23T20:00", "2026-11-24T19:00"),  # an hour before the night, eleven after it
    ],
)
def test_how_long_an_offer_stands(now: str, ends: str) -> None:
    begins = datetime(2026, 11, 28, 14, 30, tzinfo=UTC)
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert offer_ends(LAB, begins, at) == datetime.fromisoformat(ends).replace(tzinfo=UTC)


async def test_guests_take_seats_too(database: Database) -> None:
    async with event(database, replace(WATER, capacity=3)) as one:
        await one.answers(2)
        person = await one.person(2)
        brought = await registrations.bring(one.session, person, one.workshop.id, 9, one.now)
        assert brought is not None and brought.guests == 2  # as many as the workshop allows
        assert await one.answers(3) == "waiting"
        await registrations.bring(one.session, person, one.workshop.id, 1, one.now)
        await one.later()
        assert await one.states() == {2: "going", 3: "offered"}
        with pytest.raises(NoRoom):
            await registrations.bring(one.session, person, one.workshop.id, 2, one.now)


async def test_more_capacity_is_offered_at_once_to_whom_it_is_enough_for(database: Database) -> None:
    async with event(database, replace(WATER, capacity=1)) as one:
        for number in (2, 3, 4):
            await one.answers(number)
        await registrations.bring(one.session, await one.person(3), one.workshop.id, 2, one.now)
        await one.change(capacity=2)
        await one.later()
        assert await one.states() == {2: "going", 3: "waiting", 4: "offered"}


async def test_a_new_seat_is_the_line_s_also_before_it_is_offered(database: Database, tmp_path: Path) -> None:
    async with event(database, replace(WATER, capacity=2)) as one:
        for number in (2, 3, 4):
            await one.answers(number)
        await one.change(capacity=3)
        assert await one.answers(5) == "waiting"
        with pytest.raises(NoRoom):
            await registrations.bring(one.session, await one.person(2), one.workshop.id, 1, one.now)
        await one.later()
        assert await one.states() == {2: "going", 3: "going", 4: "offered", 5: "waiting"}
        await privacy.erase(one.session, Seals(tmp_path), tmp_path, await one.person(3))
        assert await one.answers(6) == "waiting"
        await one.later()
        assert await one.states() == {2: "going", 4: "offered", 5: "offered", 6: "waiting"}


async def test_a_seat_too_few_for_the_line_is_for_whoever_comes(database: Database) -> None:
    async with event(database, replace(WATER, capacity=1)) as one:
        for number in (2, 3):
            await one.answers(number)
        await registrations.bring(one.session, await one.person(3), one.workshop.id, 2, one.now)
        await one.change(capacity=2)
        assert await one.answers(4) == "going"


async def test_who_is_not_invited_cannot_answer(database: Database) -> None:
    async with event(database, replace(WATER, access="invited")) as one:
        with pytest.raises(NotInvited):
            await one.answers(2)
        caller = Caller(await one.person(3), "Samira")
        for _ in range(2):
            await registrations.invite(one.session, caller, one.workshop.id, one.now)
        assert await one.states() == {3: "invited"}
        assert await one.answers(3) == "going"


async def test_nothing_is_taken_once_it_is_over_or_off(database: Database) -> None:
    async with event(database, replace(WATER, capacity=1)) as one:
        for number in (2, 3):
            await one.answers(number)
        one.now = datetime(2026, 11, 28, 17, tzinfo=UTC)
        with pytest.raises(Closed):
            await one.answers(4)
        one.now = MONDAY
        await one.answers(2, Wish.CANNOT)
        await workshops.cancel(one.session, one.maker, one.workshop.id, one.now)
        with pytest.raises(Closed):
            await one.answers(2)
        await one.later(minutes=3)
        assert (await one.states(), await one.said()) == ({2: "cannot", 3: "waiting"}, [])


async def test_a_year_later_only_numbers_are_left(database: Database) -> None:
    async with event(database) as one:
        for number in (2, 3, 4):
            await one.answers(number)
        days, after = LAB.retention, datetime(2027, 11, 29, tzinfo=UTC)
        meet = await stored.meetings(one.session, one.workshop.id)
        row = await one.row(2)
        one.session.add(AttendanceRow(meeting_id=meet[0].id, registration_id=row.id, checked_in_at=MONDAY, how="list"))
        await one.session.flush()
        await retention.apply(one.session, days, after - timedelta(days=2))
        assert (len(await one.states()), one.workshop.tally) == (3, None)
        await retention.apply(one.session, days, after)
        assert (await one.states(), one.workshop.tally) == ({}, {"going": 2, "waiting": 1, "came": 1})


async def test_an_erased_person_leaves_their_seat_to_the_line(database: Database, tmp_path: Path) -> None:
    async with event(database, replace(WATER, capacity=1)) as one:
        for number in (2, 3):
            await one.answers(number)
        kept = await belongings(one.session, Seals(tmp_path), await one.person(2), MONDAY)
        assert [(each["state"], each["name"]) for each in kept["registrations"]] == [("going", "Person 2")]
        await privacy.erase(one.session, Seals(tmp_path), tmp_path, await one.person(2))
        await one.later()
        assert await one.states() == {3: "offered"}


async def test_who_may_not_come_after_all(database: Database) -> None:
    async with event(database, replace(WATER, capacity=None)) as one:
        for number in (2, 3, 4):
            await one.answers(number)
        (meet,) = await stored.meetings(one.session, one.workshop.id)
        for number in (2, 3):
            came = {"checked_in_at": MONDAY, "how": "list", "registration_id": (await one.row(number)).id}
            one.session.add(AttendanceRow(meeting_id=meet.id, **came))
        again = await workshops.duplicate(one.session, one.maker, one.workshop.id, one.now)
        one.workshop = await workshops.publish(one.session, one.maker, again.id, one.now)
        for number in (3, 4, 5):
            await one.answers(number)
        person = await one.person(5)
        await registrations.confirm(one.session, person, one.workshop.id, one.now)
        missed, soon = [(4, Risk.MISSED)], datetime(2026, 12, 4, tzinfo=UTC)
        for now, expected in ((one.now, missed), (soon, [*missed, (3, Risk.SILENT)])):
            found = await registrations.at_risk(one.session, one.workshop.id, now)
            people_of = [(await people.get(one.session, row.person_id), why) for row, why in found]
            assert [(who.telegram_id, why) for who, why in people_of if who] == expected


async def test_whoever_takes_the_yes_back_is_forgotten_the_line_moves_and_reports_keep_their_name(
    database: Database,
) -> None:
    async with event(database, replace(WATER, capacity=1)) as one:
        for number in (2, 3):
            await one.answers(number)
        person = await one.person(2)
        report = ChallengeRow(ref="A", created_at=one.now, waiting_since=one.now, language="fr", words="w",
                              consent_version="1", details={}, author_id=person.id, visibility="shown")  # fmt: skip
        one.session.add(report)
        await challenges.withdraw_consent(one.session, person, registrations.PURPOSE, one.now)
        await one.later(minutes=0)
        assert (await one.states(), report.visibility) == ({3: "offered"}, "shown")
