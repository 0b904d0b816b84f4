"""A record of real projects: the same code until it is taken back, and nothing of the person on it then."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from services import hours, missions, papers, records
from services.papers import Standing
from storage import papers as kept_papers
from storage import records as rows
from storage.database import Database
from storage.missions import HandRow
from tests.services.hands import LAB, PLAN, ZONE, crew


async def test_a_record_says_what_was_confirmed_and_is_taken_back_for_good(database: Database) -> None:
    async with crew(database, about={"fr": "Aider aux devoirs"}, organisation="Dar Chabab") as here:
        session, mission = here.session, here.mission
        await here.volunteers(2)
        aicha, over = await here.person(2), mission.ends_at
        hand = await missions.say(session, LAB, aicha, mission.id, True, here.now)
        assert await records.make(session, aicha, "Aïcha", over) is None
        await hours.change(session, here.maker, hand.id, 90, over)
        await hours.confirm(session, LAB, await here.person(9), mission.id, over)
        row = await records.make(session, aicha, "Aïcha B.", over)
        assert row is not None
        code, (entry,) = row.code, records.entries_of(row)
        assert (entry.title, entry.about, entry.minutes) == (PLAN.title, {"fr": "Aider aux devoirs"}, 90)
        assert (entry.organisation, entry.day.isoformat()) == ("Dar Chabab", "2026-11-28")
        assert entry.confirmed_for == "Dar Chabab"  # whose contact is in charge, not the team
        assert await records.make(session, aicha, "Aïcha\n B.", over) is row
        assert row.code == code
        other = await records.make(session, aicha, "عائشة", over)
        assert other is not None
        assert (other.name, other.code != code, papers.standing(row)) == ("عائشة", True, Standing.REPLACED)
        code = other.code

        assert await records.withdraw(session, aicha, over)
        assert not await records.withdraw(session, aicha, over)
        gone = await rows.by_code(session, code)
        assert gone is not None
        assert (gone.person_id, gone.name, gone.entries, papers.withdrawn(gone)) == (None, None, None, True)

        other = await records.make(session, aicha, "Aïcha", over)
        assert other is not None
        assert other.code != code
        assert await papers.revoke(session, LAB, here.maker, other.code, over)
        assert await records.make(session, aicha, "Aïcha", over) is None
        assert not await records.withdraw(session, aicha, over)
        assert await papers.give_back(session, LAB, here.maker, other.code, over)
        assert await records.withdraw(session, aicha, over)


async def test_the_newest_missions_stand_on_it(database: Database) -> None:
    async with crew(database) as here:
        await here.volunteers(2)
        aicha, session = await here.person(2), here.session
        for day in ("24", "25"):
            plan = replace(PLAN, begins=f"2026-11-{day}T09:00", ends=f"2026-11-{day}T10:00")
            mission = await missions.create(session, here.maker, plan, ZONE, here.now)
            await missions.say(session, LAB, aicha, mission.id, True, here.now)
            await missions.arrive(session, aicha, mission.id, mission.begins_at)
            await hours.confirm(session, LAB, here.maker, mission.id, mission.ends_at)
        row = await records.make(session, aicha, "Aïcha", here.now)
        assert row is not None
        assert [(one.day.day, one.minutes) for one in records.entries_of(row)] == [(25, 60), (24, 60)]
        await session.execute(delete(HandRow).where(HandRow.mission_id == mission.id))  # as when its term is over
        assert await records.make(session, aicha, "Aïcha", here.now) is row
        assert [(one.day.day, one.minutes) for one in records.entries_of(row)] == [(24, 60), (25, 60)]
        await kept_papers.empty_before(session, here.now + timedelta(seconds=1))
        await session.refresh(row)
        assert (row.person_id, row.name, row.entries, papers.standing(row)) == (None, None, None, Standing.EXPIRED)
