"""People: who writes to us, in which language, with which roles."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.roles import Role
from storage.database import insert_if_new
from storage.people import PersonRow
from storage.seals import Seals
from storage.staff import StaffRow

LANGUAGES = ("ar", "ary", "fr")


@dataclass(frozen=True, slots=True)
class Person:
    """A snapshot of one person, as known at the start of an update; who is of the team counts as not blocked."""

    id: int
    telegram_id: int
    language: str
    language_chosen: bool = False
    roles: frozenset[Role] = frozenset()
    blocked: bool = False
    unreachable: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether this person holds any role."""
        return bool(self.roles)

    def trusted(self, role: Role) -> "Person":
        """This person with one role more, which this update gave them."""
        return replace(self, roles=self.roles | {role})


def likely_language(language_code: str | None) -> str:
    """The language of a phone set to `language_code` (IETF tag); Telegram never sends `ary`."""
    return "fr" if (language_code or "ar").lower().startswith("fr") else "ar"


async def meet(session: AsyncSession, telegram_id: int, language_code: str | None, now: datetime) -> None:
    """Write down a person we did not know: an id and a likely language, nothing else."""
    await session.execute(
        insert_if_new(session, PersonRow).values(
            telegram_id=telegram_id,
            language=likely_language(language_code),
            language_chosen=False,
            created_at=now,
        )
    )


def stranger(telegram_id: int, language_code: str | None) -> Person:
    """Somebody of whom nothing is kept; no row has the id 0."""
    return Person(id=0, telegram_id=telegram_id, language=likely_language(language_code))


async def find(session: AsyncSession, telegram_id: int, admins: frozenset[int] = frozenset()) -> Person | None:
    """The person with this Telegram id; None if they never wrote to us."""
    return await _snapshot(session, _BY_TELEGRAM_ID, telegram_id, admins)


async def get(session: AsyncSession, person_id: int, admins: frozenset[int] = frozenset()) -> Person | None:
    """The person with this id of ours."""
    return await _snapshot(session, _BY_ID, person_id, admins)


# Asked twice an update: built once, and one question for a person and their roles.
_PEOPLE = select(
    PersonRow.id,
    PersonRow.telegram_id,
    PersonRow.language,
    PersonRow.language_chosen,
    PersonRow.blocked_at,
    PersonRow.unreachable_at,
    StaffRow.role,
).outerjoin(StaffRow, StaffRow.person_id == PersonRow.id)
_BY_TELEGRAM_ID = _PEOPLE.where(PersonRow.telegram_id == bindparam("wanted"))
_BY_ID = _PEOPLE.where(PersonRow.id == bindparam("wanted"))


async def _snapshot(session: AsyncSession, query: Any, wanted: int, admins: frozenset[int]) -> Person | None:
    found = (await session.execute(query, {"wanted": wanted})).all()
    if not found:
        return None
    row, roles = found[0], {Role(one.role) for one in found if one.role is not None}
    if row.telegram_id in admins:
        roles.add(Role.ADMIN)
    return Person(
        id=row.id,
        telegram_id=row.telegram_id,
        language=row.language,
        language_chosen=row.language_chosen,
        roles=frozenset(roles),
        blocked=row.blocked_at is not None and not roles,
        unreachable=row.unreachable_at is not None,
    )


def hashed(seals: Seals, key: str, telegram_id: int) -> bytes:
    """A keyed hash of a Telegram id; what has a `key` of its own cannot be joined with anything else."""
    return seals.mac(key, str(telegram_id).encode())


async def speak(session: AsyncSession, person: Person, language: str) -> Person:
    """From now on we speak `language` with this person; ValueError if we do not know it."""
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    statement = update(PersonRow).where(PersonRow.id == person.id)
    await session.execute(statement.values(language=language, language_chosen=True))
    return replace(person, language=language, language_chosen=True)


async def set_reachable(session: AsyncSession, telegram_id: int, reachable: bool, now: datetime) -> None:
    """Write down that this person can, or cannot, be written to (403 until /start)."""
    statement = update(PersonRow).where(PersonRow.telegram_id == telegram_id)
    await session.execute(statement.values(unreachable_at=None if reachable else now))
