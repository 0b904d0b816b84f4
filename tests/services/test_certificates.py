"""Certificates: made of check-ins, a code for each name, withdrawn by the team or with the person, and given back."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from services import certificates, hours, missions, papers, registrations, workshops
from services.certificates import Attended
from services.papers import Standing
from services.registrations import Caller, Wish
from services.roles import Role
from services.workshops import Meets, Plan
from storage import certificates as rows
from storage import papers as kept_papers
from storage import registrations as answers
from storage import workshops as kept
from storage.checkin import TICKET, check_in
from storage.database import Database
from storage.registrations import RegistrationRow
from tests.services.hands import crew
from tests.services.team import LAB, MONDAY, team

THURSDAY = Meets("2026-10-08T14:30", "2026-10-08T17:00")
FRIDAY = Meets("2026-10-09T14:30", "2026-10-09T17:30")
AFTER = MONDAY + timedelta(days=7)


@pytest.mark.parametrize(
    ("said", "code"),
    [("k7m4 xq28 t9rw", "K7M4-XQ28-T9RW"), ("K7M4XQ28T9RW", "K7M4-XQ28-T9RW"), ("K7M4-XQ28", None), ("salut", None)],
)
def test_a_code_is_read_as_people_type_it(said: str, code: str | None) -> None:
    assert certificates.read(said) == code


async def test_a_certificate_counts_the_sessions_at_which_they_were(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, aicha = here.session, await here.person("Aïcha")
        lead = await here.person("Samira", Role.FACILITATOR)
        plan = Plan({"fr": "Sans eau"}, (THURSDAY, FRIDAY), place={"fr": "Dar Chabab"})
        workshop = await workshops.create(session, lead, plan, "Africa/Casablanca", MONDAY)
        await workshops.publish(session, lead, workshop.id, MONDAY)
        await registrations.answer(session, Caller(aicha, "Aïcha"), workshop.id, Wish.GOING, MONDAY)
        assert await certificates.issue(session, aicha, workshop.id, "Aïcha", AFTER) is None
        mine = await answers.of(session, workshop.id, aicha.id)
        assert mine is not None
        for meeting in await kept.meetings(session, workshop.id):
            await check_in(session, meeting.id, mine.id, TICKET, meeting.begins_at)
        assert await certificates.attended(session, aicha, workshop.id, MONDAY) is None
        found = await certificates.attended(session, aicha, workshop.id, AFTER)
        assert found == Attended("2026-10-08", "2026-10-09", 330)

        row = await certificates.issue(session, aicha, workshop.id, "Aïcha\n\u202eB.", AFTER)
        assert row is not None
        code = row.code
        later = AFTER + timedelta(days=400)
        await session.execute(delete(RegistrationRow))  # as when their term is over
        again = await certificates.issue(session, aicha, workshop.id, "Aïcha B.", later)
        assert again is row
        assert (row.code, row.name, row.minutes, row.issued_at) == (code, "Aïcha B.", 330, later)

        other = await certificates.issue(session, aicha, workshop.id, "عائشة", later)
        assert other is not None
        assert (other.name, other.minutes, other.title, other.code != code) == ("عائشة", 330, {"fr": "Sans eau"}, True)
        assert (row.code, row.name, row.person_id, papers.standing(row)) == (code, None, None, Standing.REPLACED)
        assert not await papers.give_back(session, LAB, lead, code, later)

        code = other.code
        assert await papers.revoke(session, LAB, lead, code, later)
        assert not await papers.revoke(session, LAB, lead, code, later)
        assert await certificates.issue(session, aicha, workshop.id, "Aïcha", later) is None
        assert papers.standing(other) is Standing.WITHDRAWN
        assert await papers.give_back(session, LAB, lead, code, later)
        assert not await papers.give_back(session, LAB, lead, code, later)
        assert await rows.by_code(session, code) is other
        assert papers.standing(other) is Standing.TRUE
        told = [(screen, person) for screen, person, *_ in await here.waiting() if screen.startswith("paper.")]
        assert told == [("paper.taken", aicha.id), ("paper.given", aicha.id)]


async def test_confirmed_hours_make_one_certificate_that_grows_until_its_term(database: Database) -> None:
    async with crew(database) as here:
        session, mission = here.session, here.mission
        await here.volunteers(2)
        aicha, over = await here.person(2), mission.ends_at
        hand = await missions.say(session, LAB, aicha, mission.id, True, here.now)
        await hours.change(session, here.maker, hand.id, 90, over)
        assert await certificates.issue_for_hours(session, aicha, "Aïcha", over) is None
        await hours.confirm(session, LAB, here.maker, mission.id, over)
        row = await certificates.issue_for_hours(session, aicha, "Aïcha", over)
        assert row is not None
        assert (row.name, row.missions, row.minutes, row.first, row.last) == (
            "Aïcha",
            1,
            90,
            "2026-11-28",
            "2026-11-28",
        )
        code = row.code
        again = await certificates.issue_for_hours(session, aicha, "Aïcha", over + timedelta(days=1))
        assert again is row
        assert (row.code, row.issued_at) == (code, over + timedelta(days=1))

        assert not await certificates.withdraw(session, here.maker, code, over)  # not theirs
        assert await certificates.withdraw(session, aicha, code, over)
        await session.refresh(row)
        assert (papers.standing(row), row.person_id, row.name) == (Standing.WITHDRAWN, None, None)
        assert (await certificates.withdraw(session, aicha, code, over), papers.may_return(row)) == (False, False)
        row = await certificates.issue_for_hours(session, aicha, "Aïcha", over)
        assert row is not None
        assert (row.code != code, [one.code for one in await rows.standing(session, aicha.id)]) == (
            True,
            [row.code],
        )

        hand.minutes = 60  # put right
        assert await certificates.issue_for_hours(session, aicha, "Aïcha", row.issued_at) is row
        assert row.minutes == 60
        await session.delete(hand)  # as when its term is over
        await session.flush()
        assert await certificates.issue_for_hours(session, aicha, "Aïcha", row.issued_at) is row
        assert (row.minutes, row.missions, row.first) == (60, 1, "2026-11-28")

        await kept_papers.empty_before(session, row.issued_at)
        assert not papers.withdrawn(row)
        await kept_papers.empty_before(session, row.issued_at + timedelta(seconds=1))
        await session.refresh(row)
        assert (row.person_id, row.name, row.minutes, papers.standing(row)) == (None, None, None, Standing.EXPIRED)
        assert await certificates.issue_for_hours(session, aicha, "Aïcha", over) is None
