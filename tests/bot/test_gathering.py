"""Who gets an announcement is gathered, whatever is wrong with another one."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.gathering import Gathering
from services import announcements
from services.clock import StillClock
from services.roles import Role
from storage.announcements import SENDING, subject_of
from storage.database import Database
from storage.outbox import OutboxRow
from tests.services.team import LAB, MONDAY, team


async def test_one_that_cannot_be_gathered_does_not_hold_up_the_next(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        writer = await one.person("Fatima", Role.COMMUNICATOR)
        rows = [await announcements.create(one.session, writer, LAB, MONDAY) for _ in range(2)]
        rows[0].rule = {"take": {"segment": ["999"]}}  # an audience that nobody saved
        for row in rows:
            row.state, row.started_at = SENDING, MONDAY
        second = subject_of(rows[1].id)
    house: Any = SimpleNamespace(
        database=database, clock=StillClock(MONDAY), lab=LAB, admins=(), wake=lambda tables: None
    )
    leader: Any = SimpleNamespace(fence=1)
    with pytest.raises(KeyError):
        await Gathering(house, leader).work()
    async with database.reading() as session:
        assert set(await session.scalars(select(OutboxRow.subject))) == {second}
