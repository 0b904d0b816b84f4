"""The team: invitations, roles, leaving, and how each hears of new challenges."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import people, staff
from services.people import Person
from services.roles import Role
from services.staff import FixedAdmin, Hears, LastAdmin
from storage.audit import AuditRow
from storage.database import Database
from storage.staff import InvitationRow
from tests.services.team import MINUTE, MONDAY, team
from tests.waiting import until_somebody_waits

NOBODY: frozenset[int] = frozenset()


async def test_an_invitation_works_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        admin, karim, lina = [await one.person(name) for name in ("Samira", "Karim", "Lina")]
        token = await staff.invite(one.session, Role.MODERATOR, admin, MONDAY)
        assert await staff.accept(one.session, "wrong", karim, "Karim", MONDAY) is None
        assert await staff.accept(one.session, token, karim, "Karim B.", MONDAY + MINUTE) is Role.MODERATOR
        assert await staff.accept(one.session, token, lina, "Lina", MONDAY + MINUTE) is None
        again = await people.get(one.session, karim.id)
        assert again is not None and again.roles == {Role.MODERATOR}
        assert await staff.name_of(one.session, karim.id) == "Karim B."


async def test_an_invitation_lasts_15_minutes_and_its_token_is_kept_nowhere(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        admin, karim = await one.person("Samira"), await one.person("Karim")
        token = await staff.invite(one.session, Role.ADMIN, admin, MONDAY)
        assert await staff.accept(one.session, token, karim, "Karim", MONDAY + timedelta(minutes=15)) is None
        row = await one.session.scalar(select(InvitationRow))
        assert row is not None and token.encode() not in row.token_hash
        assert len(f"i_{token}") <= 64


async def test_who_is_invited_twice_keeps_the_role(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        admin, karim = await one.person("Samira"), await one.moderator("Karim")
        token = await staff.invite(one.session, Role.MODERATOR, admin, MONDAY)
        assert await staff.accept(one.session, token, karim, "Karim", MONDAY) is Role.MODERATOR


async def test_the_team_has_those_of_the_settings_too(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        boss, karim = await one.person("Boss"), await one.moderator("Karim")
        await one.person("Aicha")
        found = await staff.members(one.session, {boss.telegram_id})
        assert [(each.name, each.roles, each.fixed) for each in found] == [
            ("Boss", frozenset({Role.ADMIN}), True),
            ("Karim", frozenset({Role.MODERATOR}), False),
        ]
        assert await staff.chat_of(one.session, karim.id) == karim.telegram_id


async def test_roles_are_given_and_taken_once(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        admin, karim = await one.person("Samira", Role.ADMIN), await one.moderator("Karim")
        for role, held in ((Role.FACILITATOR, True), (Role.MODERATOR, False)):
            for _twice in range(2):
                await staff.set_role(one.session, admin, karim.id, role, held, NOBODY, MONDAY)
                await one.session.flush()
        again = await people.get(one.session, karim.id)
        assert again is not None and again.roles == {Role.FACILITATOR}
        actions = list(await one.session.scalars(select(AuditRow.action).order_by(AuditRow.id)))
        assert actions == ["staff.grant", "staff.revoke"]
        with pytest.raises(LookupError):
            await staff.set_role(one.session, admin, 999, Role.ADMIN, True, NOBODY, MONDAY)


async def test_the_last_admin_stays(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        admin, other = await one.person("Samira", Role.ADMIN), await one.moderator("Karim")
        with pytest.raises(LastAdmin):
            await staff.remove(one.session, other, admin.id, NOBODY, MONDAY)
        with pytest.raises(LastAdmin):
            await staff.set_role(one.session, admin, admin.id, Role.ADMIN, False, NOBODY, MONDAY)
        boss = await one.person("Boss")
        await staff.remove(one.session, other, admin.id, {boss.telegram_id}, MONDAY)
        with pytest.raises(FixedAdmin):
            await staff.remove(one.session, other, boss.id, {boss.telegram_id}, MONDAY)


async def _removes(database: Database, one: Person, other: Person) -> None:
    async with database.transaction() as session:
        await staff.remove(session, one, other.id, NOBODY, MONDAY)


async def _steps_down(database: Database, _one: Person, other: Person) -> None:
    async with database.transaction() as session:
        await staff.set_role(session, other, other.id, Role.ADMIN, False, NOBODY, MONDAY)


@pytest.mark.only("postgresql")
@pytest.mark.parametrize("act", [_removes, _steps_down])
async def test_of_two_admins_who_go_at_the_same_time_one_stays(
    database: Database, tmp_path: Path, act: Callable[[Database, Person, Person], Awaitable[None]]
) -> None:
    async with team(database, tmp_path) as one:
        samira, karim = await one.person("Samira", Role.ADMIN), await one.person("Karim", Role.ADMIN)
    async with database.transaction() as session:
        await staff.remove(session, samira, karim.id, NOBODY, MONDAY)
        other = asyncio.create_task(act(database, karim, samira))
        await until_somebody_waits(database)
    with pytest.raises(LastAdmin):
        await other
    async with database.reading() as session:
        found = [(each.name, each.roles) for each in await staff.members(session, NOBODY)]
    assert found == [("Samira", frozenset({Role.ADMIN}))]


async def test_what_somebody_held_waits_again_when_they_leave_the_desk(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        admin, karim = await one.person("Samira", Role.ADMIN), await one.moderator("Karim")
        row = await one.challenge("A", await one.person("Aicha"), holder_id=karim.id)
        await staff.choose_notices(one.session, karim, Hears.NOW, MONDAY)
        await staff.remove(one.session, admin, karim.id, NOBODY, MONDAY)
        await one.session.refresh(row)
        assert (row.holder_id, row.version) == (None, 2)
        assert await staff.member(one.session, karim.id, NOBODY) is None
        assert await staff.notices_of(one.session, karim) is Hears.DAILY
        with pytest.raises(LookupError):
            await staff.remove(one.session, admin, karim.id, NOBODY, MONDAY)


async def test_everybody_hears_daily_until_they_choose(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        karim = await one.moderator("Karim")
        assert await staff.notices_of(one.session, karim) is Hears.DAILY
        for choice in (Hears.NOW, Hears.NONE):
            await staff.choose_notices(one.session, karim, choice, MONDAY)
            await one.session.flush()
            assert await staff.notices_of(one.session, karim) is choice
