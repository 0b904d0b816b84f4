"""Needs of organisations: told to the team by day, a mission in one tap, taken back, for its own contacts alone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import companies, own_needs, partnerships, privacy
from services.companies import Card
from services.own_needs import HANDS, MOST_OPEN, Needed, TooMany
from storage import partnerships as rows
from storage.database import Database
from storage.missions import MissionRow
from storage.outbox import OutboxRow
from storage.partnerships import NeedRow
from storage.seals import Seals
from tests.services.hands import LAB, MONDAY, Crew, crew

AMAL = Card("association", "Amal", "06.385.01.01", (), "Nadia", phone="+212612345678")
SATURDAY = Needed({"fr": "Des bras"}, HANDS, 4, begins="2026-11-28T09:00", ends="2026-11-28T12:00", voice="file-1",
                  skills=("tutoring",), place="Dar Chabab", commune="06.385.01.01")  # fmt: skip
NADIA, OMAR = 20, 21


async def stated(here: Crew, needed: Needed = SATURDAY) -> NeedRow:
    """Nadia, of Amal, which the team knows, needs this."""
    nadia = await here.person(NADIA)
    company = await companies.register(here.session, nadia, AMAL, "1", here.now)
    company.verified_at = here.now
    row = await own_needs.state(here.session, LAB, nadia, needed, (), here.now)
    assert row is not None
    return row


async def test_a_need_becomes_a_mission_in_one_tap_and_who_stated_it_hears(database: Database) -> None:
    async with crew(database) as here:
        here.now = MONDAY.replace(hour=22)
        row, session = await stated(here), here.session
        assert await rows.unanswered(session) == 1
        assert await own_needs.make_mission(session, LAB, here.maker, row.id, MONDAY + timedelta(days=6)) is None
        made = await own_needs.make_mission(session, LAB, here.maker, row.id, here.now)
        assert made is not None
        assert (made.title, made.capacity, made.begins, made.place, made.organisation, made.in_charge_id) == (
            {"fr": "Des bras"}, 4, "2026-11-28T09:00", "Dar Chabab", "Amal", here.maker.id
        )  # fmt: skip
        assert await own_needs.make_mission(session, LAB, here.maker, row.id, here.now) is None  # pressed twice
        assert len(list(await session.scalars(select(MissionRow)))) == 2
        assert await rows.unanswered(session) == 0
        told = await session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        assert [(one.screen, f"{one.due_at:%a %H:%M}") for one in told] == [
            ("need.stated", "Tue 08:00"),
            ("need.planned", "Tue 08:00"),
        ]


async def test_only_its_own_contacts_see_it_and_take_it_back(database: Database, tmp_path: Path) -> None:
    async with crew(database) as here:
        row, session, omar, nadia = await stated(here), here.session, await here.person(OMAR), await here.person(NADIA)
        assert await own_needs.state(session, LAB, omar, SATURDAY, (), here.now) is None  # speaks for none
        await companies.register(session, omar, replace(AMAL, name="Other"), "1", here.now)
        assert await own_needs.ours(session, omar, row.id) is None
        assert not await own_needs.withdraw(session, omar, row.id, here.now)
        theirs = await partnerships.create(session, here.maker, partnerships.Plan({"fr": "x"}, (), 1), here.now)
        assert await own_needs.ours(session, nadia, theirs.id) is None
        for _ in range(MOST_OPEN - 1):
            await own_needs.state(session, LAB, nadia, SATURDAY, (), here.now)
        with pytest.raises(TooMany):
            await own_needs.state(session, LAB, nadia, SATURDAY, (), here.now)
        assert await own_needs.withdraw(session, nadia, row.id, here.now)
        assert await own_needs.make_mission(session, LAB, here.maker, row.id, here.now) is None
        await session.refresh(row)
        assert row.closed_at == here.now

        ours = row.id
        await privacy.erase(session, Seals(tmp_path), tmp_path, nadia)  # the last contact: organisation and needs go
        assert await session.scalar(select(NeedRow.id).where(NeedRow.id == ours)) is None


async def test_a_voice_goes_with_whoever_spoke(database: Database, tmp_path: Path) -> None:
    async with crew(database) as here:
        row, session, nadia = await stated(here), here.session, await here.person(NADIA)
        token = await companies.invite(session, nadia, here.now)
        assert await companies.accept(session, token or "", await here.person(OMAR), "Omar", "1", here.now)
        await privacy.erase(session, Seals(tmp_path), tmp_path, nadia)
        await session.refresh(row)
        assert (row.voice, row.created_by, row.title) == (None, None, {"fr": "Des bras"})
