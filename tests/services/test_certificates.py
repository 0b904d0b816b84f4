"""Certificates: made of check-ins, the same code each time, withdrawn by the team or with the person."""

from datetime import timedelta
from pathlib import Path

import pytest

from services import certificates, hours, missions, registrations, workshops
from services.certificates import Attended
from services.registrations import Caller, Wish
from services.roles import Role
from services.workshops import Meets, Plan
from storage import certificates as rows
from storage import registrations as answers
from storage import workshops as kept
from storage.checkin import TICKET, check_in
from storage.database import Database
from tests.services.hands import crew
from tests.services.team import MONDAY, team

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

        row = await certificates.issue(session, aicha, workshop.id, "Aïcha B.", AFTER)
        assert row is not None
        code = row.code
        again = await certificates.issue(session, aicha, workshop.id, "عائشة", AFTER)
        assert again is row
        assert (row.code, row.name, certificates.withdrawn(row)) == (code, "عائشة", False)
        assert await certificates.revoke(session, lead, code, AFTER)
        assert not await certificates.revoke(session, lead, code, AFTER)
        assert await certificates.issue(session, aicha, workshop.id, "Aïcha", AFTER) is None
        assert await rows.by_code(session, code) is row


async def test_confirmed_hours_make_one_certificate_that_grows_until_its_term(database: Database) -> None:
    async with crew(database) as here:
        session, mission = here.session, here.mission
        await here.volunteers(2)
        aicha, over = await here.person(2), mission.ends_at
        hand = await missions.say(session, aicha, mission.id, True, here.now)
        await hours.change(session, here.maker, hand.id, 90, over)
        assert await certificates.issue_for_hours(session, aicha, "Aïcha", over) is None
        await hours.confirm(session, here.maker, mission.id, over)
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
        again = await certificates.issue_for_hours(session, aicha, "عائشة", over + timedelta(days=1))
        assert again is row
        assert (row.code, row.name, row.issued_at) == (code, "عائشة", over + timedelta(days=1))

        await rows.empty_before(session, row.issued_at)
        assert not certificates.withdrawn(row)
        await rows.empty_before(session, row.issued_at + timedelta(seconds=1))
        await session.refresh(row)
        assert (row.person_id, row.name, row.minutes, certificates.withdrawn(row)) == (None, None, None, True)
        other = await certificates.issue_for_hours(session, aicha, "Aïcha", over)
        assert other is not None
        assert other.code != code
        assert await certificates.revoke(session, here.maker, other.code, over)
        assert await certificates.issue_for_hours(session, aicha, "Aïcha", over) is None
