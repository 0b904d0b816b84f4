"""People: met once, spoken to in their language, with the roles the database gives them."""

from datetime import UTC, datetime

import pytest

from services import people
from services.roles import Role, holds
from storage.database import Database
from storage.people import by_telegram_id
from storage.staff import StaffRow

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "language"),
    [("fr", "fr"), ("fr-FR", "fr"), ("ar", "ar"), ("ar-MA", "ar"), ("en", "ar"), (None, "ar"), ("", "ar")],
)
def test_the_likely_language_of_a_phone(code: str | None, language: str) -> None:
    assert people.likely_language(code) == language


async def test_a_person_is_met_with_an_id_and_a_language(database: Database) -> None:
    async with database.transaction() as session:
        await people.meet(session, 7, "fr", NOON)
        person = await people.find(session, 7)
    assert person == people.Person(id=person.id if person else 0, telegram_id=7, language="fr")


async def test_a_stranger_is_not_found(database: Database) -> None:
    async with database.reading() as session:
        assert await people.find(session, 7) is None
        assert await people.get(session, 1) is None


async def test_speaking_another_language(database: Database) -> None:
    async with database.transaction() as session:
        await people.meet(session, 7, "fr", NOON)
        person = await people.find(session, 7)
        assert person is not None
        await people.speak(session, person, "ary")
        again = await people.get(session, person.id)
        assert again is not None
        assert (again.language, again.language_chosen) == ("ary", True)
        with pytest.raises(ValueError, match="unknown language 'xx'"):
            await people.speak(session, person, "xx")


async def test_roles_come_from_the_database_and_the_settings(database: Database) -> None:
    async with database.transaction() as session:
        await people.meet(session, 7, "fr", NOON)
        row = await by_telegram_id(session, 7)
        assert row is not None
        session.add(StaffRow(person_id=row.id, role="moderator", added_at=NOON))
        await session.flush()
        person = await people.find(session, 7)
        admin = await people.find(session, 7, admins=frozenset({7}))
    assert person is not None and admin is not None
    assert (person.roles, person.is_staff) == (frozenset({Role.MODERATOR}), True)
    assert admin.roles == frozenset({Role.MODERATOR, Role.ADMIN})


async def test_blocking_the_bot_and_coming_back(database: Database) -> None:
    async with database.transaction() as session:
        await people.meet(session, 7, "fr", NOON)
        await people.set_reachable(session, 7, False, NOON)
        gone = await people.find(session, 7)
        await people.set_reachable(session, 7, True, NOON)
        back = await people.find(session, 7)
    assert gone is not None and back is not None
    assert (gone.unreachable, back.unreachable) == (True, False)


def test_an_admin_may_do_everything() -> None:
    assert holds(frozenset({Role.ADMIN}), Role.MODERATOR) is True
    assert holds(frozenset({Role.FACILITATOR}), Role.MODERATOR) is False
    assert holds(frozenset(), Role.MODERATOR) is False
