"""The desk's search: by words, name, type, commune, status and age; every look is written to the audit log."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, desk
from services.folding import wanted
from services.lab import Lab
from services.people import Person
from services.roles import Role, holds
from services.statuses import Status
from storage import searches as rows
from storage.challenges import ChallengeRow
from storage.searches import Condition, SearchRow

ON_A_PAGE = 6
LIFE = timedelta(days=1)
FEWEST_DIGITS = 6
AGES = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30)}
OLDER = "old"  # than the longest of AGES
OF_NAMES = Role.ADMIN  # who may look for a person


def may_name(person: Person) -> bool:
    """Whether this member may look for a person."""
    return holds(person.roles, OF_NAMES)


async def of(session: AsyncSession, person: Person, now: datetime) -> SearchRow:
    """What this member looks for: everything, unless they said since yesterday."""
    row = await session.get(SearchRow, person.id)
    return row if row and row.at > now - LIFE else SearchRow(person_id=person.id, words="", name="", at=now)


async def look_for(session: AsyncSession, person: Person, now: datetime, **changes: str | int | None) -> SearchRow:
    """Look for something else; PermissionError for a person's name without the right to."""
    if not may_name(person) and (changes.get("name") or changes.get("author_id")):
        raise PermissionError
    row = await session.merge(await of(session, person, now))
    for column, value in changes.items():
        setattr(row, column, value)
    row.at = now
    await session.flush()
    return row


async def clear(session: AsyncSession, person: Person) -> None:
    """Look for everything again."""
    row = await session.get(SearchRow, person.id)
    if row:
        await session.delete(row)
        await session.flush()


def condition(search: SearchRow, person: Person, now: datetime) -> Condition:
    """What the search finds: nothing that its author withdrew, and nobody by name without the right to."""
    if (search.name or search.author_id) and not may_name(person):
        return rows.nothing()
    parts = [ChallengeRow.withdrawn_at.is_(None), *_columns(search), *_age(search.age, now)]
    if search.words:
        parts.append(rows.has_words(wanted(search.words)))
    if search.name:
        digits = "".join(filter(str.isdecimal, search.name))
        parts.append(rows.has_phone(digits[-9:]) if len(digits) >= FEWEST_DIGITS else rows.has_name(search.name))
    return and_(*parts)


def _columns(search: SearchRow) -> list[Condition]:
    exact = ("category", "commune", "status", "author_id")
    return [getattr(ChallengeRow, name) == getattr(search, name) for name in exact if getattr(search, name) is not None]


def _age(age: str | None, now: datetime) -> list[Condition]:
    if age == OLDER:
        return [ChallengeRow.created_at < now - max(AGES.values())]
    return [ChallengeRow.created_at >= now - AGES[age]] if age in AGES else []


def check(lab: Lab, kind: str, value: str) -> None:
    """LookupError for a filter, or one of its values, that no button leads to."""
    known: dict[str, Collection[str]] = {
        "category": lab.category_keys,
        "commune": [one.code for one in lab.area.communes],
        "status": set(Status),
        "age": [*AGES, OLDER],
    }
    if value not in known[kind]:
        raise LookupError(value)


async def shown(
    session: AsyncSession, search: SearchRow, page: int, person: Person, now: datetime
) -> list[ChallengeRow]:
    """One page of what was found; each report on it counts as read, and a search by name is noted as such."""
    found = await rows.page(session, condition(search, person, now), page * ON_A_PAGE, ON_A_PAGE)
    for one in found:
        await desk.read(session, one, person, now)
    by_name = bool(search.name or search.author_id)
    action = "desk.search_person" if by_name else "desk.search"
    audit.note(session, person.id, action, "challenges", now, search.author_id, page=page)
    return found


async def author_of(session: AsyncSession, challenge_id: int) -> int | None:
    """The author of a report, if the team knows them."""
    challenge = await session.get(ChallengeRow, challenge_id)
    return challenge.author_id if challenge and not challenge.withdrawn_at else None
