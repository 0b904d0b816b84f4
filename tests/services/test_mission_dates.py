"""One answer for all the dates of a mission; each keeps its own places and line."""

from dataclasses import replace

import pytest

from services import mission_dates, missions, repeating
from services.missions import NoCard
from storage import missions as rows
from storage.database import Database
from storage.missions import CANNOT, GOING, WAITING
from tests.services.hands import LAB, PLAN, ZONE, crew


async def test_all_dates_in_one_answer_but_where_one_is_elsewhere(database: Database) -> None:
    async with crew(database) as here:
        session, now, first = here.session, here.now, here.mission
        first.capacity = 1
        dates = [first, *await repeating.repeat(session, here.maker, first.id, 3, now)]
        elsewhere = replace(PLAN, title={"fr": "Ailleurs"}, begins=dates[2].begins, ends=dates[2].ends)
        other = await missions.create(session, here.maker, elsewhere, ZONE, now)
        assert await mission_dates.of(session, first, now) == dates
        await here.volunteers(1, 2)
        aicha, karim = await here.person(1), await here.person(2)
        await missions.say(session, LAB, karim, dates[1].id, True, now)
        await missions.say(session, LAB, aicha, other.id, True, now)
        for _ in range(2):  # the same once more changes nothing
            found = await mission_dates.say(session, LAB, aicha, first, True, now)
            assert [(one.mission_id, one.state) for one in found] == [
                (dates[0].id, GOING), (dates[1].id, WAITING), (dates[3].id, GOING)
            ]  # fmt: skip
        await missions.say(session, LAB, karim, dates[1].id, False, now)  # the line moves on that date alone
        moved = [await rows.hand(session, one.id, aicha.id) for one in dates]
        assert [one.state if one else None for one in moved] == [GOING, GOING, None, GOING]
        none = await mission_dates.say(session, LAB, aicha, first, False, now)
        assert [(one.mission_id, one.state) for one in none] == [(dates[one].id, CANNOT) for one in (0, 1, 3)]
        kept = await rows.hand(session, other.id, aicha.id)
        assert kept is not None and kept.state == GOING
        assert await mission_dates.of(session, first, dates[1].begins_at) == dates[2:]
        with pytest.raises(NoCard):
            await mission_dates.say(session, LAB, await here.person(3), first, True, now)
