"""Blocking: whom the team may block, what goes with it, and two admins at once."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from services import authors, blocking, challenges, drafts
from services.desk import Faster
from services.people import Person
from services.roles import Role
from storage import blocking as rows
from storage.audit import AuditRow
from storage.database import Database
from storage.people import PersonRow
from storage.seals import Seals
from tests.services.team import MONDAY, Team, team


async def blocked_at(one: Team, person: Person) -> object:
    return await one.session.scalar(select(PersonRow.blocked_at).where(PersonRow.id == person.id))


async def test_the_day_is_kept_and_what_was_begun_goes(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        admin, aicha = await one.person("Samira", Role.ADMIN), await one.person("Aicha")
        row = await one.challenge("A", aicha)
        await drafts.save(one.session, one.seals, aicha.id, "challenge", {"words": "x"}, MONDAY)
        done = await blocking.block_author(one.session, one.seals, row.id, True, admin, (), MONDAY)
        assert (done.id, await blocked_at(one, aicha)) == (row.id, authors.coarse(MONDAY))
        assert await drafts.load(one.session, one.seals, aicha.id, MONDAY) is None
        await blocking.block_author(one.session, one.seals, row.id, False, admin, (), MONDAY)
        assert await blocked_at(one, aicha) is None


async def test_whom_the_team_cannot_block(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        admin, aicha = await one.person("Samira", Role.ADMIN), await one.person("Aicha")
        colleague, fixed = await one.moderator("Karim"), await one.person("Nadia")
        reports = [
            await one.challenge("A", colleague),
            await one.challenge("B", fixed),
            await one.challenge("C", admin),
        ]
        reports.append(await one.challenge("D", aicha, anonymous=True))
        erased = await one.challenge("E", aicha)
        erased.author_id = None
        for row in (*reports, erased):
            with pytest.raises(LookupError):
                await blocking.block_author(one.session, one.seals, row.id, True, admin, (fixed.telegram_id,), MONDAY)
        withdrawn = await one.challenge("F", aicha)
        await challenges.withdraw(one.session, withdrawn, MONDAY)
        with pytest.raises(Faster):
            await blocking.block_author(one.session, one.seals, withdrawn.id, True, admin, (), MONDAY)
        with pytest.raises(LookupError):
            await blocking.set_blocked(one.session, one.seals, 999, False, admin, MONDAY)
        assert await rows.count(one.session) == 0


async def test_two_admins_at_once_block_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        aicha = await one.person("Aicha")
        admins = [await one.person(name, Role.ADMIN) for name in ("Samira", "Nadia")]
        row = await one.challenge("A", aicha)
    seals = Seals(tmp_path / "keys")

    async def blocks(admin: Person) -> None:
        async with database.transaction() as session:
            await blocking.block_author(session, seals, row.id, True, admin, (), MONDAY)

    await asyncio.gather(*(blocks(admin) for admin in admins))
    async with database.reading() as session:
        assert list(await session.scalars(select(AuditRow.action))) == ["desk.block"]


async def test_the_list_says_the_name_of_the_newest_report_that_stands(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        admin, aicha, karim = await one.person("Samira", Role.ADMIN), await one.person("x"), await one.person("y")
        for ref, name in (("A", "Aïcha"), ("B", "Aïcha B."), ("C", None)):
            await one.challenge(ref, aicha, author_name=name)
        await one.challenge("D", aicha, author_name="Z", withdrawn_at=MONDAY)
        await one.challenge("E", karim)
        for person in (aicha, karim):
            await blocking.set_blocked(one.session, one.seals, person.id, True, admin, MONDAY)
        day = authors.coarse(MONDAY)
        both = [rows.Blocked(karim.id, None, day, None), rows.Blocked(aicha.id, "Aïcha B.", day, None)]
        assert await rows.listed(one.session, 0, 20) == both
        assert [await rows.listed(one.session, skip, 1) for skip in (0, 1, 2)] == [both[:1], both[1:], []]
