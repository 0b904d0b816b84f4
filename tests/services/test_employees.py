"""Employees: by their own yes, for one organisation, counted as a number that stays, named on their paper or not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import (
    certificates,
    companies,
    employees,
    employers,
    hours,
    missions,
    occasions,
    papers,
    partnerships,
    privacy,
    records,
)
from services.companies import Card
from services.employees import PURPOSE, UnderAge
from services.guardians import Guardian
from services.papers import Standing
from services.people import Person
from services.volunteers import UNDER
from storage import companies as company_rows
from storage import employees as rows
from storage.companies import CompanyRow
from storage.database import Database
from storage.missions import HandRow
from storage.outbox import OutboxRow
from storage.partnerships import CONNECTED, INTERESTED, PartnershipRow
from storage.seals import Seals
from tests.services.hands import FITS, LAB, Crew, crew

ATLAS = Card("company", "Atlas Bâtiment", None, ("digital",), "Nadia", phone="+212612345678")
NADIA, KARIM, OMAR = 5, 2, 3


async def atlas(here: Crew) -> CompanyRow:
    """Nadia speaks for it, the team knows it."""
    company = await companies.register(here.session, await here.person(NADIA), ATLAS, "1", here.now)
    company.verified_at = here.now
    return company


async def joins(here: Crew, number: int) -> Person:
    """Somebody with a card agrees to help for it."""
    await here.volunteers(number)
    token, person = await employees.invite(here.session, await here.person(NADIA), here.now), await here.person(number)
    assert token is not None
    assert await employees.accept(here.session, token, person, f"N{number}\n\u202e!", "1", here.now)
    return person


async def works(here: Crew, person: Person, minutes: int, for_company: bool = True) -> HandRow:
    """They come, and it is confirmed."""
    hand = await missions.say(here.session, LAB, person, here.mission.id, True, here.now)
    assert await employees.come(here.session, person, here.mission.id, for_company)
    await hours.change(here.session, here.maker, hand.id, minutes, here.mission.ends_at)
    await hours.confirm(here.session, LAB, here.maker, here.mission.id, here.mission.ends_at)
    return hand


async def test_a_link_of_a_known_organisation_works_once_for_who_helps_for_no_other(database: Database) -> None:
    async with crew(database) as here:
        session, company = here.session, await atlas(here)
        nadia, karim = await here.person(NADIA), await here.person(KARIM)
        token, late = [await employees.invite(session, nadia, here.now) for _ in range(2)]
        assert token is not None
        assert late is not None
        assert await companies.accept(session, token, karim, "Karim", "1", here.now) is None  # makes no contact
        assert await employees.inviting(session, token, here.now) is company
        row = await employees.accept(session, token, karim, "Karim\n✅ Omar", "1", here.now)
        assert row is not None
        assert (row.name, row.company_id) == ("Karim ✅ Omar", company.id)
        assert await privacy.agrees(session, karim, PURPOSE)
        assert await employees.accept(session, late, karim, "Karim", "1", here.now) is None
        assert await employees.inviting(session, token, here.now) is None
        assert await employees.inviting(session, late, here.now + companies.INVITATION_LIFE) is None
        mother = Guardian("Fatima", "+212661223344")
        await here.volunteers(OMAR, card=replace(FITS, age=UNDER), guardian=mother)
        with pytest.raises(UnderAge):
            await employees.accept(session, late, await here.person(OMAR), "Omar", "1", here.now)
        company.verified_at = None
        assert await employees.inviting(session, late, here.now) is None
        assert await employees.invite(session, nadia, here.now) is None

        company.verified_at = here.now
        token = await companies.invite(session, nadia, here.now)
        assert token is not None
        assert await companies.accept(session, token, await here.person(9), "Omar", "1", here.now) is company
        assert await employees.inviting(session, late, here.now) is company
        await companies.leave(session, nadia, here.now)
        assert await employees.inviting(session, late, here.now) is None  # she speaks for it no more


async def test_hours_count_apart_and_a_paper_names_the_organisation_if_they_want(database: Database) -> None:
    async with crew(database) as here:
        session, company = here.session, await atlas(here)
        karim, over = await joins(here, KARIM), here.mission.ends_at
        omar = await here.person(OMAR)
        assert not await employees.come(session, karim, here.mission.id, True)  # they do not come yet
        await works(here, karim, 720)
        await here.volunteers(OMAR)
        await missions.say(session, LAB, omar, here.mission.id, True, here.now)
        assert not await employees.come(session, omar, here.mission.id, True)  # of no organisation
        assert not await employees.come(session, karim, here.mission.id, False)  # confirmed
        assert (await rows.minutes(session, company.id), employees.days(720)) == (720, 1.5)

        assert await certificates.issue_for_hours(session, karim, "Karim", over) is None
        assert await records.make(session, karim, "Karim", over) is None
        named = await certificates.issue_for_employee(session, karim, company, "Karim", True, over)
        assert named is not None
        assert (named.organisation, named.minutes, named.missions) == ("Atlas Bâtiment", 720, 1)
        assert await certificates.employer(session, karim, company.id) is company
        assert await certificates.employer(session, omar, company.id) is None  # its name is not theirs to ask
        bare = await certificates.issue_for_employee(session, karim, company, "Karim", False, over)
        assert bare is not None
        assert (bare.organisation, bare.code != named.code) == (None, True)
        assert papers.standing(named) is Standing.REPLACED


async def test_the_people_of_who_helps_with_a_mission_are_asked_each_once(database: Database) -> None:
    async with crew(database) as here:
        session, company = here.session, await atlas(here)
        karim, omar = await joins(here, KARIM), await joins(here, OMAR)
        plan = partnerships.Plan({"fr": "Devoirs"}, ("tutoring",), 3, place="Dar Chabab")
        need = await partnerships.create(session, here.maker, plan, here.now)
        await partnerships.planned(session, need.id, here.mission.id)
        met = PartnershipRow(need_id=need.id, company_id=company.id, state=INTERESTED, proposed_at=here.now)
        session.add(met)
        assert await employees.ask(session, LAB, here.maker, here.mission.id, here.now) == 0  # not connected yet
        met.state = CONNECTED
        await missions.say(session, LAB, karim, here.mission.id, False, here.now)
        for _twice in range(2):
            assert await employees.ask(session, LAB, here.maker, here.mission.id, here.now) == 1
        assert [who for screen, who in await here.said() if screen == "employee.asked"] == [omar.telegram_id]
        assert [one.id for one in await rows.missions_of(session, company.id, here.now)] == [here.mission.id]
        assert await employees.ask(session, LAB, here.maker, here.mission.id, here.mission.begins_at) is None


async def test_leaving_ends_it_and_what_was_done_stays_as_a_number(database: Database, tmp_path: Path) -> None:
    async with crew(database) as here:
        session, company = here.session, await atlas(here)
        karim, omar = await joins(here, KARIM), await joins(here, OMAR)
        await works(here, karim, 480)
        ahead = await missions.say(session, LAB, omar, here.mission.id, True, here.now)
        assert await employees.come(session, omar, here.mission.id, True)
        await employees.leave(session, omar, here.now)
        await session.refresh(ahead)
        assert (ahead.company_id, ahead.state, await privacy.agrees(session, omar, PURPOSE)) == (None, "going", False)
        assert [one.name for one in await rows.of_company(session, company.id)] == ["N2 !"]

        paper = await certificates.issue_for_employee(session, karim, company, "Karim", True, here.mission.ends_at)
        assert paper is not None
        await privacy.erase(session, Seals(tmp_path), tmp_path, karim)
        await session.refresh(paper)
        assert (papers.standing(paper), paper.organisation) == (Standing.WITHDRAWN, None)
        assert await rows.of_company(session, company.id) == []
        assert await rows.minutes(session, company.id) == 480


async def test_an_organisation_that_goes_tells_its_people_and_changes_no_hours(database: Database) -> None:
    async with crew(database) as here:
        session, company = here.session, await atlas(here)
        karim, omar = await joins(here, KARIM), await joins(here, OMAR)
        await works(here, karim, 480)
        ahead = await missions.say(session, LAB, omar, here.mission.id, True, here.now)
        assert await employees.come(session, omar, here.mission.id, True)
        named = await certificates.issue_for_employee(session, karim, company, "Karim", True, here.mission.ends_at)
        await companies.leave(session, await here.person(NADIA), here.now)
        for _ in range(2):
            for planned in await employers.plan(session, LAB, here.now.replace(hour=23)):
                await occasions.obey(session, planned)
            for due in await occasions.due(session, here.now.replace(hour=23)):
                await occasions.fire(session, due, here.now.replace(hour=23), LAB)
        told = await session.scalars(select(OutboxRow).where(OutboxRow.screen.startswith("employer.")))
        assert sorted((one.screen, one.values, f"{one.due_at:%a %H:%M}") for one in told) == [
            ("employer.gone", {"name": "Atlas Bâtiment"}, "Tue 08:00"),
            ("employer.gone", {"name": "Atlas Bâtiment"}, "Tue 08:00"),
            ("employer.left", {"name": "Atlas Bâtiment", "people": 2}, "Tue 08:00"),
        ]
        assert [await privacy.agrees(session, one, PURPOSE) for one in (karim, omar)] == [False, False]
        await session.refresh(ahead)
        assert (ahead.state, ahead.employed, await rows.left(session)) == ("going", False, [])

        (done,) = await hours.confirmed(session, karim.id)
        assert (done.company_id, done.employed, done.minutes) == (None, True, 480)
        assert await certificates.issue_for_hours(session, karim, "Karim", here.mission.ends_at) is None
        assert named is not None
        await session.refresh(named)
        assert (papers.standing(named), named.organisation) == (Standing.TRUE, "Atlas Bâtiment")


async def test_who_speaks_for_it_ends_it_for_its_own_people_alone(database: Database) -> None:
    async with crew(database) as here:
        session, company = here.session, await atlas(here)
        karim = await joins(here, KARIM)
        (row,) = await rows.of_company(session, company.id)
        assert not await employees.dismiss(session, LAB, await here.person(OMAR), row.id, here.now)
        assert await employees.dismiss(session, LAB, await here.person(NADIA), row.id, here.now)
        assert (await rows.of(session, karim.id), await privacy.agrees(session, karim, PURPOSE)) == (None, False)
        assert await here.said() == [("employee.out", KARIM)]

        again = await joins(here, KARIM)
        await rows.untouched_go(session, here.now)
        assert await rows.of(session, again.id) is not None
        await rows.untouched_go(session, here.now + timedelta(seconds=1))
        assert await rows.of(session, again.id) is None
        assert await company_rows.of(session, (await here.person(NADIA)).id) is not None
