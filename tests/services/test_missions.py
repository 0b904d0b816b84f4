"""Missions: who is asked, in waves; who comes, waits, or cannot; hours."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from services import charge, companies, guardians, hours, mission_places, missions, people, repeating, volunteers, waves
from services.guardians import Guardian
from services.hours import NotYet, Totals
from services.lab import Lab
from services.matching import Fits, Why
from services.missions import Busy, Closed, NoCard, NoGuardian, TeamOnly
from services.volunteers import UNDER, Card
from storage.database import Database
from storage.missions import MissionRow
from storage.outbox import OutboxRow
from storage.people import PersonRow
from tests.services.hands import FITS, LAB, MONDAY, PLAN, ZONE, Crew, crew

SMALL = Lab.model_validate(LAB.model_dump() | {"missions": {"wave": 2, "answer_hours": 4}})


@pytest.fixture
def _waves_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.services.hands.LAB", SMALL)


async def numbers(here: Crew) -> list[int]:
    found = await waves.candidates(here.session, LAB, here.mission)
    known = [await people.get(here.session, match.offer.id) for match in found]
    return [one.telegram_id for one in known if one]


async def test_who_fits_best_comes_first_with_the_reasons(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11, card=replace(FITS, commune=None, transport="bus", times=()))
        await here.volunteers(12)
        await here.volunteers(13, card=replace(FITS, skills=("cooking",)))
        best, other = await waves.candidates(here.session, LAB, here.mission)
        assert best.reasons == (
            Fits(Why.SKILLS, ("tutoring",)),
            Fits(Why.LANGUAGES, ("ary",)),
            Fits(Why.COMMUNE, ("06.385.01.01",)),
            Fits(Why.FREE, ("sat-am",)),
        )
        assert other.reasons[-1] == Fits(Why.TRANSPORT)
        assert await numbers(here) == [12, 11]


async def test_nobody_who_declined_pauses_is_under_age_or_busy(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11, 12, 13, 14, 16)
        await here.volunteers(15, card=replace(FITS, age=UNDER), guardian=Guardian("Fatima", "06"))
        await here.says(11, comes=False)
        await volunteers.pause(here.session, await here.person(12), True, MONDAY)
        other = await missions.create(here.session, here.maker, replace(PLAN, begins="2026-11-28T11:00"), ZONE, MONDAY)
        await missions.say(here.session, LAB, await here.person(13), other.id, True, MONDAY)
        stopped = await here.session.get(PersonRow, (await here.person(16)).id)
        assert stopped is not None
        stopped.stopped_at = MONDAY
        await here.session.flush()
        assert await numbers(here) == [14]


async def test_who_is_under_age_comes_once_the_guardian_said_yes(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(15, card=replace(FITS, age=UNDER), guardian=Guardian("Fatima", "06"))
        with pytest.raises(NoGuardian):
            await here.says(15)
        with pytest.raises(NoCard):
            await here.says(99)
        card = await volunteers.rows.of(here.session, (await here.person(15)).id)
        asked = await guardians.of(here.session, card) if card else None
        assert asked is not None
        await guardians.answer(here.session, LAB, asked.token, True, MONDAY)
        assert await numbers(here) == []
        with pytest.raises(NoGuardian):
            await here.says(15)
        assert await guardians.called(here.session, LAB, here.maker, asked.token, True, MONDAY)
        assert await numbers(here) == [15]
        assert await here.says(15) == "going"
        await guardians.answer(here.session, LAB, asked.token, False, MONDAY)
        assert await here.states() == {}


@pytest.mark.usefixtures("_waves_of_two")
async def test_the_next_are_asked_when_the_first_do_not_answer_and_the_team_hears_when_nobody_is_left(
    database: Database,
) -> None:
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12, 13)
        assert await waves.start(here.session, SMALL, here.maker, here.mission.id, here.now) == 2
        await here.says(11, comes=False)
        await here.later(hours=3)
        assert await here.states() == {11: "declined", 12: "invited"}
        await here.later(hours=2)
        assert await here.states() == {11: "declined", 12: "lapsed", 13: "invited"}
        await here.says(13, comes=False)
        await here.later(minutes=1)
        assert not here.mission.inviting
        assert await here.said() == [("mission.invite", 11), ("mission.invite", 12), ("mission.invite", 13),
                                     ("mission.nobody", 1)]  # fmt: skip


@pytest.mark.usefixtures("_waves_of_two")
async def test_at_night_nobody_is_asked_and_no_hour_passes(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11)
        here.now = MONDAY + timedelta(hours=12)  # 22:00
        await waves.start(here.session, SMALL, here.maker, here.mission.id, here.now)
        hand = await here.hand(11)
        assert hand.answer_by == MONDAY + timedelta(days=1, hours=2)  # told at 08:00, four hours later


async def test_a_full_mission_has_a_line_and_who_cannot_come_frees_the_place(database: Database) -> None:
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12)
        assert [await here.says(one) for one in (11, 12, 11)] == ["going", "waiting", "going"]
        assert await here.says(11, comes=False) == "cannot"
        assert await here.states() == {11: "cannot", 12: "going"}
        assert ("mission.place", 12) in await here.said()


async def test_who_gives_up_the_card_leaves_the_place_to_the_line(database: Database) -> None:
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12)
        await here.says(11)
        await here.says(12)
        await volunteers.leave(here.session, await here.person(11), here.now)
        await here.later(minutes=1)
        assert await here.states() == {12: "going"}


async def test_two_take_the_last_place_at_once(database: Database) -> None:
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12)
        both, mission = [await here.person(one) for one in (11, 12)], here.mission.id

    async def takes(person: people.Person) -> str:
        async with database.transaction() as session:
            return (await missions.say(session, LAB, person, mission, True, MONDAY)).state

    assert sorted(await asyncio.gather(*map(takes, both))) == ["going", "waiting"]


async def test_reminders_come_to_whoever_comes_and_hours_are_confirmed_once(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11, 12)
        await here.says(11)
        await here.says(12)
        with pytest.raises(NotYet):
            await hours.confirm(here.session, LAB, here.maker, here.mission.id, here.now)
        person = await here.person(11)
        assert await missions.arrive(here.session, person, here.mission.id, here.now) is None
        await here.later(days=4, hours=22, minutes=40)  # Saturday 08:40
        assert [one for one in await here.said() if one[1] == 11] == [("mission.reminder", 11)] * 2
        for _ in range(2):
            assert await missions.arrive(here.session, person, here.mission.id, here.now)
        await here.later(hours=2, minutes=25)  # 11:05
        assert await missions.leave(here.session, person, here.mission.id, here.now)
        await here.later(hours=3)
        assert [screen for screen, number in await here.said() if number == 1] == ["mission.confirm"]
        await hours.change(here.session, here.maker, (await here.hand(12)).id, 60, here.now)
        assert await hours.confirm(here.session, LAB, here.maker, here.mission.id, here.now) == 2
        assert await hours.confirm(here.session, LAB, here.maker, here.mission.id, here.now) == 0
        (done,) = await hours.confirmed(here.session, person.id)
        assert (done.minutes, done.begins, done.confirmed_by) == (120, PLAN.begins, here.maker.id)
        assert await hours.totals(here.session, here.mission) == Totals(2, 180)

        await hours.forget(here.session, person.id)
        await here.session.delete(await here.hand(11))
        await here.session.flush()
        assert await hours.totals(here.session, here.mission) == Totals(2, 180)


async def test_after_an_outage_nothing_rings_at_night_that_can_wait(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11)
        await here.says(11)
        assert await here.wakes(here.mission.begins_at - timedelta(hours=5)) == {"mission.reminder": "Sat 08:00"}
        assert await here.wakes(here.mission.ends_at + timedelta(hours=14)) == {
            "mission.reminder": "Sat 08:00",
            "mission.over": "Sun 08:00",
            "mission.confirm": "Sun 08:00",
        }


async def test_what_is_called_off_is_told_and_takes_no_answer(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11, 12)
        await here.says(11)
        await here.starts()
        assert await missions.cancel(here.session, LAB, here.maker, here.mission.id, here.now)
        assert await missions.cancel(here.session, LAB, here.maker, here.mission.id, here.now) is None
        assert sorted(await here.said()) == [("mission.off", 11), ("mission.off", 12)]
        with pytest.raises(Closed):
            await here.says(12)


@pytest.mark.parametrize(
    ("begins", "ends", "parts"),
    [
        ("2026-11-28T09:00", "2026-11-28T12:00", {"sat-am"}),
        ("2026-11-28T11:00", "2026-11-28T19:00", {"sat-am", "sat-pm", "sat-eve"}),
        ("2026-11-29T14:30", "2026-11-29T18:00", {"sun-pm"}),
        ("2026-11-29T20:00", "2026-11-30T01:00", {"sun-eve"}),
    ],
)
def test_the_parts_of_the_day_that_it_takes(begins: str, ends: str, parts: set[str]) -> None:
    assert missions.times_of(MissionRow(begins=begins, ends=ends)) == parts


async def test_another_time_is_told_and_reminders_follow(database: Database) -> None:
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12)
        await here.says(11)
        await here.says(12)
        later = replace(PLAN, begins="2026-11-29T09:00", ends="2026-11-29T12:00")
        assert await missions.change(here.session, LAB, here.maker, here.mission.id, later, here.now)
        assert await here.states() == {11: "going", 12: "going"}  # two places now
        assert sorted(await here.said()) == [("mission.changed", 11), ("mission.changed", 12), ("mission.place", 12)]
        await here.later(days=5, hours=12)  # Saturday 22:00
        assert [one for one in await here.said() if one == ("mission.reminder", 11)] == [("mission.reminder", 11)] * 2
        here.now += timedelta(days=1)
        assert await missions.change(here.session, LAB, here.maker, here.mission.id, PLAN, here.now) is None


async def agreed(here: Crew, number: int, minor: Card) -> None:
    await here.volunteers(number, card=minor, guardian=Guardian("Fatima", "06"))
    card = await volunteers.rows.of(here.session, (await here.person(number)).id)
    asked = await guardians.of(here.session, card) if card else None
    assert asked is not None
    await guardians.answer(here.session, LAB, asked.token, True, MONDAY)
    await guardians.called(here.session, LAB, here.maker, asked.token, True, MONDAY)


async def test_without_a_yes_that_counts_no_place_stays(database: Database) -> None:
    minor = replace(FITS, age=UNDER)
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12)
        assert [await here.says(one) for one in (11, 12)] == ["going", "waiting"]
        await here.volunteers(11, card=minor, guardian=Guardian("Fatima", "06"))
        await here.later(minutes=1)
        assert await here.states() == {12: "going"}
        await agreed(here, 15, minor)
        assert await here.says(15) == "waiting"
        await here.volunteers(15, card=minor, guardian=Guardian("Hassan", "07"))
        assert await here.states() == {12: "going"}


async def test_the_line_moves_only_for_whoever_still_may_come(database: Database) -> None:
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12, 13)
        assert [await here.says(one) for one in (11, 12, 13)] == ["going", "waiting", "waiting"]
        card = await volunteers.rows.of(here.session, (await here.person(12)).id)
        assert card is not None
        card.age = UNDER
        await here.says(11, comes=False)
        assert await here.states() == {11: "cannot", 13: "going"}


async def test_nobody_under_age_comes_where_an_outside_body_is_in_charge(database: Database) -> None:
    minor = replace(FITS, age=UNDER)
    async with crew(database) as here:
        await agreed(here, 15, minor)
        await agreed(here, 16, minor)
        await here.volunteers(11)
        assert [await here.says(15), await here.says(11)] == ["going", "going"]
        outside = replace(PLAN, organisation="Association")
        assert await missions.change(here.session, LAB, here.maker, here.mission.id, outside, here.now)
        assert (await here.states(), await numbers(here)) == ({11: "going"}, [])
        assert ("mission.team", 15) in await here.said()
        with pytest.raises(TeamOnly):
            await here.says(16)


async def test_a_no_stays_when_somebody_leaves_and_comes_back(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11, 12)
        await here.says(11, comes=False)
        await here.starts()
        for one in (11, 12):
            await volunteers.leave(here.session, await here.person(one), here.now)
            await here.volunteers(one)
        assert (await here.states(), await numbers(here)) == ({11: "declined"}, [12])
        here.now += timedelta(minutes=1)
        await here.starts()
        assert [one for one in await here.said() if one[1] == 12] == [("mission.invite", 12)] * 2


@pytest.mark.usefixtures("_waves_of_two")
async def test_pressing_ask_again_asks_no_more_at_a_time(database: Database) -> None:
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12, 13, 14)
        asked = [await waves.start(here.session, SMALL, here.maker, here.mission.id, here.now) for _ in range(3)]
        assert asked == [2, 0, 0]


async def test_an_old_no_takes_no_work_away(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11)
        await here.says(11)
        here.now = here.mission.begins_at
        await missions.arrive(here.session, await here.person(11), here.mission.id, here.now)
        assert await here.says(11, comes=False) == "going"


async def test_hours_are_confirmed_once_it_is_over_for_whoever_has_some_and_put_right_later(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11, 12)
        for one in (11, 12):
            await here.says(one)
        here.now = here.mission.begins_at
        await missions.arrive(here.session, await here.person(11), here.mission.id, here.now)
        with pytest.raises(NotYet):
            await hours.confirm(here.session, LAB, here.maker, here.mission.id, here.now)
        here.now = here.mission.ends_at
        assert await hours.confirm(here.session, LAB, here.maker, here.mission.id, here.now) == 1
        assert ((await here.hand(12)).confirmed_at, (await here.hand(11)).minutes) == (None, 180)
        await hours.change(here.session, here.maker, (await here.hand(11)).id, 90, here.now)
        assert await hours.totals(here.session, here.mission) == Totals(1, 90)
        here.mission.state = "cancelled"
        with pytest.raises(NotYet):
            await hours.confirm(here.session, LAB, here.maker, here.mission.id, here.now)


async def test_who_said_only_near_or_other_days_is_not_asked(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11, card=replace(FITS, commune=None, transport="none"))
        await here.volunteers(12, card=replace(FITS, times=("sun-am", "sat-pm")))
        await here.volunteers(13, card=replace(FITS, transport="none", times=("sat-am", "sat-pm")))
        assert await numbers(here) == [13]
        longer = replace(PLAN, ends="2026-11-28T15:00")
        await missions.change(here.session, LAB, here.maker, here.mission.id, longer, here.now)
        assert await numbers(here) == [13, 12]
        partly = (await waves.candidates(here.session, LAB, here.mission))[1]
        assert Fits(Why.PARTLY, ("sat-pm",)) in partly.reasons
        await missions.change(here.session, LAB, here.maker, here.mission.id, replace(PLAN, remote=True), here.now)
        assert await numbers(here) == [11, 13]


async def test_nobody_is_in_two_missions_at_once_by_hand_or_by_the_line(database: Database) -> None:
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12, 13)
        assert [await here.says(one) for one in (11, 12, 13)] == ["going", "waiting", "waiting"]
        beside = replace(PLAN, begins="2026-11-28T11:00", ends="2026-11-28T13:00")
        other = await missions.create(here.session, here.maker, beside, ZONE, MONDAY)
        await missions.say(here.session, LAB, await here.person(12), other.id, True, MONDAY)
        with pytest.raises(Busy) as told:
            await missions.say(here.session, LAB, await here.person(11), other.id, True, MONDAY)
        assert told.value.mission.id == here.mission.id
        await here.says(11, comes=False)
        await here.later(minutes=1)
        assert [(await here.hand(one)).state for one in (11, 12, 13)] == ["cannot", "waiting", "going"]


async def test_what_can_wait_is_told_in_the_morning_what_begins_before_at_once(database: Database) -> None:
    async with crew(database, capacity=1) as here:
        await here.volunteers(11, 12)
        for one in (11, 12):
            await here.says(one)
        here.now = MONDAY + timedelta(hours=13)  # 23:00
        await here.says(11, comes=False)
        morning = MONDAY + timedelta(hours=22)
        assert [row.due_at for row in await here.session.scalars(select(OutboxRow))] == [morning]
        here.now = here.mission.begins_at - timedelta(hours=8)  # 01:00
        await missions.cancel(here.session, LAB, here.maker, here.mission.id, here.now)
        off = await here.session.scalar(select(OutboxRow).where(OutboxRow.screen == "mission.off"))
        assert off is not None
        assert off.due_at == here.mission.begins_at - timedelta(hours=1)
        early = here.mission.begins_at - timedelta(minutes=1)
        assert mission_places.told_at(LAB, early, here.now) == here.now


async def test_a_no_of_somebody_without_a_card_writes_nothing(database: Database) -> None:
    async with crew(database) as here:
        with pytest.raises(NoCard):
            await here.says(99, comes=False)
        assert await here.states() == {}


async def test_the_desk_confirms_when_nobody_is_in_charge_any_more(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11)
        await here.says(11)
        here.mission.in_charge_id = (await here.person(11)).id  # no member of the team, and no contact
        await here.later(days=5, hours=4)
        assert [number for screen, number in await here.said() if screen == "mission.confirm"] == [1]


async def test_an_organisations_contact_is_in_charge_while_it_leads_and_is_known(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11)
        await agreed(here, 15, replace(FITS, age=UNDER))
        for one in (11, 15):
            await here.says(one)
        nadia, session = await here.person(20), here.session
        card = companies.Card("association", "Amal", None, (), "Nadia")
        row = await companies.register(session, nadia, card, "1", MONDAY)
        assert await charge.entrust(session, LAB, here.maker, here.mission.id, nadia.id, MONDAY) is None
        await companies.verify(session, here.maker, row.id, True, MONDAY)
        assert [one.name for _, one in await charge.choices(session)] == ["Nadia"]
        assert await charge.entrust(session, LAB, here.maker, here.mission.id, nadia.id, MONDAY)
        assert (await here.states(), await here.said()) == (
            {11: "going"},
            [("guardian.said", 15)] * 2 + [("mission.team", 15), ("mission.charged", 20), ("mission.led", 11)],
        )  # fmt: skip
        assert await charge.entrust(session, LAB, here.maker, here.mission.id, nadia.id, MONDAY)  # of the same: untold
        assert [screen for screen, _ in await here.said()].count("mission.led") == 1
        assert [one.id for one in await charge.of(session, nadia.id, 5)] == [here.mission.id]
        aicha = await here.person(11)
        assert [await charge.may(session, one, here.mission) for one in (nadia, here.maker, aicha)] == [
            True,
            True,
            False,
        ]
        await here.later(days=5, hours=4)
        assert [number for screen, number in await here.said() if screen == "mission.confirm"] == [20]
        row.verified_at = None
        assert not await charge.may(session, nadia, here.mission)


async def test_a_contact_changes_nothing_that_the_team_confirmed(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(11)
        await here.says(11)
        session, hand, over, nadia = here.session, await here.hand(11), here.mission.ends_at, await here.person(20)
        await hours.change(session, nadia, hand.id, 30, over)
        await hours.change(session, here.maker, hand.id, 60, over)
        await hours.confirm(session, LAB, here.maker, here.mission.id, over)
        assert await hours.change(session, nadia, hand.id, 600, over) is None
        assert ((await here.hand(11)).minutes, hours.may_note(here.maker, hand)) == (60, True)


async def test_what_somebody_under_age_did_stays_with_the_team(database: Database) -> None:
    async with crew(database) as here:
        await agreed(here, 15, replace(FITS, age=UNDER))
        await here.says(15)
        nadia, session = await here.person(20), here.session
        row = await companies.register(session, nadia, companies.Card("association", "Amal", None, (), "Nadia"), "1",
                                       MONDAY)  # fmt: skip
        await companies.verify(session, here.maker, row.id, True, MONDAY)
        with pytest.raises(TeamOnly):
            await charge.entrust(session, LAB, here.maker, here.mission.id, nadia.id, here.mission.begins_at)
        assert (await here.states(), here.mission.organisation) == ({15: "going"}, None)
        row.verified_at = MONDAY
        await charge.take(session, here.maker, here.mission.id, here.now)
        assert not await charge.may(session, nadia, here.mission)


async def test_the_same_each_week_by_the_clock_of_its_place_and_once_however_often_it_is_pressed(
    database: Database,
) -> None:
    async with crew(database, organisation="Amal", about={"fr": "Avec des jeux"}) as here:
        made = await repeating.repeat(here.session, here.maker, here.mission.id, 3, MONDAY)
        assert [(one.begins, one.ends) for one in made] == [
            ("2026-12-05T09:00", "2026-12-05T12:00"), ("2026-12-12T09:00", "2026-12-12T12:00"),
            ("2026-12-19T09:00", "2026-12-19T12:00")]  # fmt: skip
        assert {(one.organisation, one.about["fr"], one.in_charge_id) for one in made} == {
            ("Amal", "Avec des jeux", here.maker.id)
        }
        assert await repeating.repeat(here.session, here.maker, here.mission.id, 3, MONDAY) == []
        afterwards = MONDAY + timedelta(days=12, hours=5)  # Saturday, when the second is over
        more = await repeating.repeat(here.session, here.maker, here.mission.id, 4, afterwards)
        assert [one.begins[:10] for one in more] == ["2026-12-26", "2027-01-02"]
        await here.volunteers(11)
        person = await here.person(11)
        for one in (here.mission, *made):
            await missions.say(here.session, LAB, person, one.id, True, MONDAY)
        assert len(await missions.rows.of_person(here.session, person.id)) == 4
