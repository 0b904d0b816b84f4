"""What belongs to a person, found by the tags and rights of the tables: a later table is covered by being tagged."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.people import Person, hashed
from storage.base import Base, Rights
from storage.challenges import ChallengeRow, subject_of
from storage.seals import Seals
from storage.tables import Base as AllTables

Row = dict[str, Any]


@cache
def tables() -> tuple[type[Base], ...]:
    """Every table, in the order in which they depend on each other."""
    classes = {mapper.local_table.name: mapper.class_ for mapper in AllTables.registry.mappers}  # type: ignore[attr-defined]
    return tuple(classes[table.name] for table in AllTables.metadata.sorted_tables)


def column(table: type[Base], name: str) -> Column[Any]:
    """One column of a table by name."""
    return table.metadata.tables[table.__tablename__].columns[name]


def tagged(table: type[Base], *levels: str) -> list[Column[Any]]:
    """The columns of a table with one of these privacy tags."""
    return [one for one in table.metadata.tables[table.__tablename__].columns if one.info["privacy"] in levels]


@cache
def mentions() -> tuple[tuple[type[Base], Column[Any]], ...]:
    """Every column that mentions a person who does not own the row."""
    found = ((table, one) for table in tables() for one in tagged(table, "pseudonymous"))
    return tuple((table, one) for table, one in found if "mentions" in one.info)


def _parent(table: type[Base], name: str) -> type[Base]:
    (key,) = column(table, name).foreign_keys
    return next(one for one in tables() if one.__tablename__ == key.column.table.name)


async def condition(
    session: AsyncSession, seals: Seals, person: Person, table: type[Base]
) -> ColumnElement[bool] | None:
    """The condition for rows of `table` that belong to `person`; None if no row of it belongs to anybody."""
    rights: Rights = table.rights
    found: list[ColumnElement[bool]] = []
    if rights.owner:
        found.append(column(table, rights.owner) == person.id)
    if rights.mac:
        found.append(column(table, rights.mac) == hashed(seals, rights.mac_key, person.telegram_id))
    if rights.through:
        parent = _parent(table, rights.through)
        owned = await condition(session, seals, person, parent)
        if owned is not None:
            found.append(column(table, rights.through).in_(select(column(parent, "id")).where(owned)))
    if rights.subject:
        found.append(column(table, rights.subject).in_(await _subjects(session, seals, person)))
    if rights.chat:
        found.append(column(table, rights.chat) == person.telegram_id)
    return or_(*found) if found else None


async def _subjects(session: AsyncSession, seals: Seals, person: Person) -> list[str]:
    mine = await condition(session, seals, person, ChallengeRow)
    if mine is None:
        return []
    return [subject_of(number) for number in await session.scalars(select(ChallengeRow.id).where(mine))]


async def belongings(session: AsyncSession, seals: Seals, person: Person, now: datetime) -> dict[str, list[Row]]:
    """Every row of this person by table, oldest first, without sealed columns and what the team has not said (yet)."""
    found: dict[str, list[Row]] = {}
    for table in tables():
        owned = await condition(session, seals, person, table)
        if owned is None:
            continue
        if table.rights.hidden:
            owned = and_(owned, not_(table.rights.hidden(table, now)))
        known = table.metadata.tables[table.__tablename__]
        columns = [one for one in known.columns if "mentions" not in one.info]
        query = select(*columns).where(owned).order_by(*known.primary_key)
        rows = [dict(row) for row in (await session.execute(query)).mappings()]
        if rows:
            found[table.__tablename__] = [_readable(row) for row in rows]
    return found


def _readable(row: Row) -> Row:
    # Sealed values and keyed hashes say nothing to a reader.
    return {name: value for name, value in row.items() if not isinstance(value, bytes)}
