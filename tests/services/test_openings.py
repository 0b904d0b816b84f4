"""Openings: approved by the team, told once and by day, applied for with a card; a place goes to one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from services import companies, missions, opening_matches, openings, people, volunteers
from services.companies import Card as Company
from services.guardians import Guardian
from services.matching import Fits, Why
from services.message_classes import NEWS
from services.openings import Closed, Plan
from services.people import Person
from services.quiet_hours import next_allowed
from services.roles import Role
from storage import openings as rows
from storage import volunteers as volunteer_rows
from storage.database import Database
from storage.openings import ACCEPTED, NEED, ApplicationRow, OpeningRow
from storage.outbox import WAITING, OutboxRow
from storage.staff import StaffRow
from storage.volunteers import GuardianRow
from tests.services.hands import FITS, LAB, Crew, crew

PLAN = Plan("internship", "Développement web", "digital", "2027-01-05", "2027-02-05", 1)
NIGHT = timedelta(hours=13)


async def posts(here: Crew, plan: Plan = PLAN) -> tuple[Person, Person, OpeningRow]:
    """A contact posts it; the contact, a moderator who heard of it, the opening."""
    contact, lead = await here.person(7), await here.person(8)
    here.session.add(StaffRow(person_id=lead.id, role=Role.MODERATOR, added_at=here.now))
    await here.session.flush()
    found = await people.find(here.session, 8)
    assert found is not None
    card = Company("company", "Atlas", None, (), "Aïcha")
    await companies.register(here.session, contact, card, "1", here.now)
    row = await openings.post(here.session, contact, plan, [found.id], here.now)
    assert row is not None
    return contact, found, row


async def said(here: Crew, screen: str) -> list[int]:
    """To whom this is said, by number, until now."""
    return [number for name, number in await here.said() if name == screen]


async def test_it_is_told_once_by_day_to_trainees_of_the_field_and_who_follows_it(database: Database) -> None:
    async with crew(database) as here:
        _contact, lead, row = await posts(here)
        assert await said(here, openings.WAITS) == [8]
        trainee = FITS.__class__("Omar", "18-25", tie="trainee", field="digital")
        await here.volunteers(2, 3, card=trainee)
        await here.volunteers(4)
        await volunteers.pause(here.session, await here.person(2), True, here.now)
        await openings.follow(here.session, LAB, await here.person(5), "digital", True)
        await here.volunteers(6, card=trainee)
        await openings.follow(here.session, LAB, await here.person(6), "digital", False)
        assert await rows.on_offer(here.session, "2026-11-23", 9) == []
        assert await openings.approve(here.session, LAB, lead, row.id, here.now + NIGHT) == 2
        assert await openings.approve(here.session, LAB, lead, row.id, here.now + NIGHT) is None
        assert await said(here, openings.TOLD) == [3, 5]
        query = select(OutboxRow.due_at).where(OutboxRow.screen == openings.TOLD)
        assert {due.astimezone(LAB.zone).strftime("%H:%M") for due in await here.session.scalars(query)} == {"08:00"}
        with pytest.raises(LookupError):
            await openings.follow(here.session, LAB, await here.person(5), "nothing", True)


async def test_the_last_place_goes_to_one(database: Database) -> None:
    async with crew(database) as here:
        session = here.session
        contact, lead, row = await posts(here)
        await here.volunteers(2, 3)
        aicha, karim, stranger = await here.person(2), await here.person(3), await here.person(4)
        with pytest.raises(Closed):
            await openings.apply(session, LAB, aicha, row.id, here.now)
        await openings.approve(session, LAB, lead, row.id, here.now)
        with pytest.raises(missions.NoCard):
            await openings.apply(session, LAB, stranger, row.id, here.now)
        first = await openings.apply(session, LAB, aicha, row.id, here.now)
        assert (await openings.apply(session, LAB, aicha, row.id, here.now)).id == first.id
        second = await openings.apply(session, LAB, karim, row.id, here.now)
        assert await said(here, openings.STIRRED) == [7, 7]
        assert not await openings.read(session, karim, first.id, here.now)
        assert await openings.read(session, contact, first.id, here.now)
        assert await openings.answer(session, LAB, karim, first.id, True, here.now) is None
        assert await openings.answer(session, LAB, contact, first.id, True, here.now)
        assert await openings.answer(session, LAB, contact, second.id, True, here.now) is False
        assert await said(here, openings.ANSWERED) == [2]
        assert await openings.take_back(session, LAB, aicha, row.id, here.now)
        assert not await openings.take_back(session, LAB, aicha, row.id, here.now)
        assert await openings.answer(session, LAB, contact, second.id, True, here.now)
        assert await rows.of_person(session, karim.id) == {row.id: ACCEPTED}
        await volunteers.leave(session, karim, here.now)
        assert await session.scalar(select(func.count(ApplicationRow.id))) == 0


async def test_at_night_nobody_hears_of_it_and_a_changed_mind_is_said_once(database: Database) -> None:
    async with crew(database) as here:
        contact, lead, row = await posts(here)
        await here.volunteers(2)
        night, aicha = here.now + NIGHT, await here.person(2)
        await openings.approve(here.session, LAB, lead, row.id, here.now)
        one = await openings.apply(here.session, LAB, aicha, row.id, night)
        for minutes, yes in enumerate((True, False, True)):
            assert await openings.answer(here.session, LAB, contact, one.id, yes, night + timedelta(minutes=minutes))
        classes = select(OutboxRow.message_class).where(OutboxRow.screen == openings.WAITS)
        assert list(await here.session.scalars(classes)) == [NEWS]  # whoever approves is not woken either
        told = OutboxRow.screen.in_([openings.STIRRED, openings.ANSWERED])
        waiting = select(OutboxRow.screen, OutboxRow.due_at).where(told, OutboxRow.state.in_(WAITING))
        morning = next_allowed(night, LAB.zone, LAB)
        assert morning > night
        found = sorted((name, due) for name, due in await here.session.execute(waiting))
        assert found == [(openings.ANSWERED, morning), (openings.STIRRED, morning)]


async def test_closing_answers_whoever_waits(database: Database) -> None:
    async with crew(database) as here:
        contact, lead, row = await posts(here)
        await here.volunteers(2)
        aicha = await here.person(2)
        await openings.approve(here.session, LAB, lead, row.id, here.now)
        await openings.apply(here.session, LAB, aicha, row.id, here.now)
        assert not await openings.close(here.session, LAB, aicha, row.id, here.now)
        assert await openings.close(here.session, LAB, contact, row.id, here.now)
        assert not await openings.close(here.session, LAB, contact, row.id, here.now)
        assert await said(here, openings.ANSWERED) == [2]
        await rows.untouched_go(here.session, here.now + NIGHT)
        assert await rows.of_state(here.session, "closed", 9) == []


async def test_a_need_is_told_to_trainers_and_followers_and_who_can_give_it_is_connected(database: Database) -> None:
    async with crew(database) as here:
        session, stranger = here.session, await here.person(4)
        assert await openings.post(session, stranger, PLAN, [], here.now) is None
        contact, lead, row = await posts(here, Plan(NEED, "Soudure", "industry", "2027-01-05", places=1))
        trainer = FITS.__class__("Omar", "26-35", tie="trainer", field="industry")
        await here.volunteers(2, 3, card=trainer)
        await here.volunteers(5, card=replace(trainer, tie="trainee"))
        await openings.follow(session, LAB, await here.person(6), "industry", True)
        omar, other, trainee = await here.person(2), await here.person(3), await here.person(5)
        with pytest.raises(Closed):  # the team reads it first
            await openings.apply(session, LAB, omar, row.id, here.now)
        assert await openings.approve(session, LAB, lead, row.id, here.now + NIGHT) == 3
        assert await openings.approve(session, LAB, lead, row.id, here.now + NIGHT) is None
        assert await said(here, openings.TOLD) == [2, 3, 6]
        today = openings.today(LAB, here.now)
        browsed = [await opening_matches.proposed(session, LAB, one, today, 9) for one in (omar, trainee)]
        assert [[each.row.title for each in one] for one in browsed] == [["Soudure"], []]
        for one in (omar, other):
            await openings.apply(session, LAB, one, row.id, here.now, team=[lead.id])
        await openings.apply(session, LAB, omar, row.id, here.now, team=[lead.id])
        assert sorted(await said(here, openings.STIRRED)) == [7, 7, 8, 8]
        for each in await rows.applications(session, row.id):  # two may share what one place is offered for
            assert await openings.answer(session, LAB, contact, each.id, True, here.now)
        assert await said(here, openings.ANSWERED) == [2, 3]


async def test_another_field_is_told_to_its_followers_once(database: Database) -> None:
    async with crew(database) as here:
        contact, lead, row = await posts(here)
        for number, field in ((2, "digital"), (3, "industry"), (4, "industry"), (4, "digital")):
            await openings.follow(here.session, LAB, await here.person(number), field, True)
        await openings.approve(here.session, LAB, lead, row.id, here.now)
        moved = replace(PLAN, field="industry")
        await openings.change(here.session, LAB, contact, row.id, moved, [], here.now)
        assert sorted(await said(here, openings.TOLD)) == [2, 3, 4]
        await openings.change(here.session, LAB, contact, row.id, replace(moved, places=3), [], here.now)
        await openings.change(here.session, LAB, contact, row.id, PLAN, [], here.now)
        assert sorted(await said(here, openings.TOLD)) == [2, 3, 4]


async def test_who_applies_stands_in_the_order_of_what_fits(database: Database) -> None:
    async with crew(database) as here:
        session = here.session
        plan = replace(PLAN, skills=("tutoring",), languages=("ary",), commune=FITS.commune, places=5)
        contact, lead, row = await posts(here, plan)
        await here.volunteers(1, card=FITS.__class__("Karim", "18-25"))
        await here.volunteers(2, 5, card=replace(FITS, tie="trainee", field="digital"))
        await here.volunteers(3, 4, 6)
        await here.volunteers(9, card=replace(FITS, age="under"), guardian=Guardian("Mère", "+212600000000"))
        await openings.approve(session, LAB, lead, row.id, here.now)
        minor = await volunteer_rows.of(session, (await here.person(9)).id)
        assert minor is not None
        guardian = await session.get_one(GuardianRow, minor.id)
        guardian.yes_at = guardian.called_at = here.now
        applied = {}
        for number in (1, 4, 3, 2, 5, 6, 9):
            applied[number] = (await openings.apply(session, LAB, await here.person(number), row.id, here.now)).id
        guardian.yes_at = None  # taken back
        await volunteers.pause(session, await here.person(5), True, here.now)
        await openings.answer(session, LAB, contact, applied[6], False, here.now)
        await openings.answer(session, LAB, contact, applied[4], True, here.now)
        found = await opening_matches.applicants(session, LAB, row)
        assert [one.id for one, _why in found] == [applied[number] for number in (2, 4, 3, 1)]
        fits = (
            Fits(Why.SKILLS, ("tutoring",)),
            Fits(Why.LANGUAGES, ("ary",)),
            Fits(Why.COMMUNE, (FITS.commune or "",)),
        )
        assert [why for _one, why in found] == [(Fits(Why.FIELD, ("digital",)), *fits), fits, fits, ()]
        await volunteers.leave(session, await here.person(2), here.now)
        left = [one.id for one, _why in await opening_matches.applicants(session, LAB, row)]
        assert left == [applied[number] for number in (4, 3, 1)]


async def test_what_fits_somebody_comes_first_in_their_list(database: Database) -> None:
    async with crew(database) as here:
        session = here.session
        contact, lead, soon = await posts(here)
        near = await openings.post(
            session, contact, replace(PLAN, commune=FITS.commune, first="2027-03-01"), [], here.now
        )
        welding = await openings.post(
            session, contact, replace(PLAN, field="industry", first="2027-04-01"), [], here.now
        )
        assert near is not None
        assert welding is not None
        for row in (soon, near, welding):
            await openings.approve(session, LAB, lead, row.id, here.now)
        await here.volunteers(2, card=replace(FITS, tie="trainee", field="industry"))
        aicha, stranger, today = await here.person(2), await here.person(3), openings.today(LAB, here.now)
        for person, order in ((aicha, [welding, near, soon]), (stranger, [soon, near, welding])):
            found = await opening_matches.proposed(session, LAB, person, today, 9)
            assert [one.row.id for one in found] == [row.id for row in order]
        assert await opening_matches.why(session, aicha, welding) == (Fits(Why.FIELD, ("industry",)),)
        await openings.follow(session, LAB, stranger, "digital", True)
        assert await opening_matches.why(session, stranger, soon) == (Fits(Why.FIELD, ("digital",)),)
        await openings.follow(session, LAB, aicha, "industry", False)
        assert await opening_matches.why(session, aicha, welding) == ()


async def test_a_voice_is_heard_by_its_speaker_and_those_for_whom_it_is(database: Database) -> None:
    async with crew(database) as here:
        contact, lead, row = await posts(here)
        await here.volunteers(2, 3)
        await openings.approve(here.session, LAB, lead, row.id, here.now)
        answers = [{"question": "Pourquoi ?", "words": "Pour apprendre"}, {"question": None, "voice": "voice-1"}]
        aicha, karim = await here.person(2), await here.person(3)
        one = await openings.apply(here.session, LAB, aicha, row.id, here.now, answers)
        for person, found in ((aicha, "voice-1"), (contact, "voice-1"), (lead, "voice-1"), (karim, None)):
            assert await openings.heard(here.session, person, one.id, 1) == found
        assert [await openings.heard(here.session, contact, one.id, place) for place in (0, 2)] == [None, None]
        await openings.take_back(here.session, LAB, aicha, row.id, here.now)
        assert await openings.heard(here.session, contact, one.id, 1) is None


async def test_days_change_at_once_and_new_words_are_read_first(database: Database) -> None:
    async with crew(database) as here:
        session = here.session
        contact, lead, row = await posts(here)
        await here.volunteers(2, 3, 4)
        await openings.approve(session, LAB, lead, row.id, here.now)
        for number in (2, 3):
            await openings.apply(session, LAB, await here.person(number), row.id, here.now)
        declined = await openings.apply(session, LAB, await here.person(4), row.id, here.now)
        await openings.answer(session, LAB, lead, declined.id, False, here.now)
        later = replace(PLAN, first="2027-01-12", places=2)
        stranger = await here.person(5)
        assert await openings.change(session, LAB, stranger, row.id, later, [], here.now) is None
        assert await openings.change(session, LAB, contact, row.id, later, [lead.id], here.now) is row
        assert (row.state, row.first, row.places) == ("open", "2027-01-12", 2)
        assert await said(here, openings.CHANGED) == [2, 3]
        worded = replace(later, title="Développement mobile")
        await openings.change(session, LAB, contact, row.id, worded, [lead.id], here.now + NIGHT)
        assert (row.state, await said(here, openings.WAITS)) == ("waiting", [8, 8])
        assert await openings.approve(session, LAB, lead, row.id, here.now + NIGHT) == 0
        assert await said(here, openings.CHANGED) == [2, 3]  # of two changes before the morning, the last
        one = await rows.applications(session, row.id)
        for each in one[:2]:
            await openings.answer(session, LAB, lead, each.id, True, here.now)
        with pytest.raises(openings.TooFew):
            await openings.change(session, LAB, contact, row.id, replace(worded, places=1), [], here.now)
