"""Needs and organisations: who fits and who does not, one answer however often, known only when connected."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services import companies, partnerships, privacy
from services.companies import Card
from services.matching import Bar
from services.partnerships import ANSWERED, MET, PROPOSAL, Plan
from services.people import Person
from services.roles import Role
from storage import partnerships as rows
from storage.companies import CompanyRow
from storage.database import Database
from storage.partnerships import CONNECTED, DECLINED, INTERESTED, NeedRow, PartnershipRow
from tests.services.team import LAB, MONDAY, Team, team

NIGHT = datetime(2026, 10, 5, 23, tzinfo=UTC)
PLAN = Plan({"fr": "Réparer des ordinateurs"}, ("digital",), 3, commune="06.385.01.01", place="Dar Chabab")
ATLAS = Card("company", "Atlas", "06.385.01.01", ("digital",), "Aïcha", phone="+212612345678")


async def _company(here: Team, name: str, verified: bool = True) -> tuple[Person, CompanyRow]:
    person = await here.person(name)
    row = await companies.register(here.session, person, replace(ATLAS, name=f"{name} SA", contact=name), "1", MONDAY)
    row.days, row.verified_at = "5", MONDAY if verified else None
    await here.session.flush()
    return person, row


async def test_who_fits_why_and_who_cannot_be_asked(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, samira = here.session, await here.moderator()
        _, atlas = await _company(here, "Aïcha")
        karim, paused = await _company(here, "Karim")
        _, new = await _company(here, "Nadia", verified=False)
        _, own = await _company(here, "Omar")
        await companies.pause(session, karim, True, MONDAY)
        need = await partnerships.create(session, samira, replace(PLAN, organisation_id=own.id), MONDAY)
        (match,) = await partnerships.fitting(session, LAB, need)
        why = [(one.why, one.values) for one in match.reasons]
        assert match.offer.id == atlas.id
        assert why == [("skills", ("digital",)), ("commune", ("06.385.01.01",)), ("days", ("5",))]
        cannot = {one.id: one.barred for one in await partnerships.barred(session, need)}
        assert cannot == {paused.id: Bar.PAUSED, new.id: Bar.UNVERIFIED}
        assert not await partnerships.propose(session, LAB, samira, need.id, new.id, MONDAY)


async def test_days_and_level_are_those_of_the_skill_in_question(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, samira = here.session, await here.moderator()
        _, atlas = await _company(here, "Aïcha")
        _, expert = await _company(here, "Karim")
        atlas.by_skill, atlas.days = {"digital": ["2", "skilled"], "tutoring": ["20", "expert"]}, None
        expert.by_skill, expert.days = {"digital": ["5", "expert"]}, None
        await session.flush()
        need = await partnerships.create(session, samira, PLAN, MONDAY)
        first, second = await partnerships.fitting(session, LAB, need)
        assert [(one.why, one.values) for one in first.reasons][2:] == [("days", ("5",)), ("level", ("expert",))]
        assert [(one.why, one.values) for one in second.reasons][2:] == [("level", ("skilled",))]
        assert (first.offer.id, first.score - second.score) == (expert.id, LAB.matching.days + LAB.matching.level)
        both = await partnerships.create(session, samira, replace(PLAN, skills=("digital", "tutoring")), MONDAY)
        best = (await partnerships.fitting(session, LAB, both))[0]
        assert (best.offer.id, best.offer.days, best.offer.level) == (atlas.id, 22, "expert")


async def test_asked_interested_and_connected_each_told_once_and_by_day(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, samira = here.session, await here.moderator()
        aicha, atlas = await _company(here, "Aïcha")
        omar, own = await _company(here, "Omar")
        need = await partnerships.create(session, samira, replace(PLAN, organisation_id=own.id), NIGHT)
        morning = NIGHT.replace(day=6, hour=8)
        for expected in (True, False):
            assert await partnerships.propose(session, LAB, samira, need.id, atlas.id, NIGHT) is expected
        assert await partnerships.connect(session, LAB, samira, need.id, atlas.id, NIGHT) is None
        # Only who speaks for an organisation that was asked has a say.
        assert await partnerships.answer(session, LAB, omar, need.id, True, NIGHT) is None
        for yes, state in ((False, DECLINED), (True, INTERESTED), (True, INTERESTED)):
            found = await partnerships.answer(session, LAB, aicha, need.id, yes, NIGHT)
            assert found is not None and found.state == state
        for _ in range(2):
            found = await partnerships.connect(session, LAB, samira, need.id, atlas.id, NIGHT)
        assert found is not None and (found.state, found.answered_by) == (CONNECTED, aicha.id)
        found = await partnerships.answer(session, LAB, aicha, need.id, False, NIGHT)
        assert found is not None and found.state == CONNECTED
        told = [(screen, person) for screen, person, due in await here.waiting() if due == morning]
        assert told == [(PROPOSAL, aicha.id), (ANSWERED, samira.id), (MET, aicha.id), (MET, omar.id)]


async def test_a_closed_need_takes_no_answer_and_who_is_erased_takes_theirs(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, samira = here.session, await here.person("Samira", Role.MODERATOR)
        aicha, atlas = await _company(here, "Aïcha")
        need = await partnerships.create(session, samira, PLAN, MONDAY)
        await partnerships.propose(session, LAB, samira, need.id, atlas.id, MONDAY)
        await partnerships.close(session, samira, need.id, MONDAY)
        assert await partnerships.answer(session, LAB, aicha, need.id, True, MONDAY) is None
        assert not await partnerships.propose(session, LAB, samira, need.id, atlas.id, MONDAY)
        await privacy.erase(session, here.seals, tmp_path, aicha)
        assert list(await rows.asked(session, need.id)) == []
        await privacy.erase(session, here.seals, tmp_path, samira)
        await session.refresh(need)
        assert need.created_by is None


async def test_needs_go_after_their_days(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, samira = here.session, await here.moderator()
        _, atlas = await _company(here, "Aïcha")
        need = await partnerships.create(session, samira, PLAN, MONDAY)
        await partnerships.propose(session, LAB, samira, need.id, atlas.id, MONDAY)
        await rows.forget_before(session, MONDAY)
        assert await session.get(NeedRow, need.id) is not None
        need_id = need.id
        await rows.forget_before(session, MONDAY + timedelta(seconds=1))
        session.expire_all()
        assert await session.get(NeedRow, need_id) is None
        assert await session.get(PartnershipRow, 1) is None
