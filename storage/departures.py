"""Departures: which rows of the outbox may leave now, that one is leaving, and what became of it.

A row is marked as leaving with its turn to be sent in hand, together with others whose turn it is: what a crash leaves
in doubt is what was on its way. Work on a connection (storage.database.Database.swiftly).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    Table,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.announcements import STOPPED, is_stopped
from storage.deliveries import CANCELLED, RUNNING, DeliveryRow
from storage.leases import LeaseRow
from storage.outbox import WAITING, OutboxRow
from storage.people import PersonRow

_OUTBOX: Table = OutboxRow.__table__  # type: ignore[assignment]
_PEOPLE: Table = PersonRow.__table__  # type: ignore[assignment]
_LETTER = (_OUTBOX.c.id, _OUTBOX.c.person_id, _OUTBOX.c.sealed_to, _OUTBOX.c.screen, _OUTBOX.c["values"],
           _OUTBOX.c.message_class, _OUTBOX.c.subject, _OUTBOX.c.due_at, _OUTBOX.c.expires_at, _OUTBOX.c.attempt,
           _OUTBOX.c.may_wait, _OUTBOX.c.delivery_id, _OUTBOX.c.target, _PEOPLE.c.telegram_id, _PEOPLE.c.language,
           _PEOPLE.c.stopped_at, _PEOPLE.c.blocked_at, _PEOPLE.c.unreachable_at)  # fmt: skip
# Columns alone, without the ORM: 1,000 of them are read a second.
_LETTERS: Select[Any] = select(*_LETTER).outerjoin_from(_OUTBOX, _PEOPLE, _PEOPLE.c.id == _OUTBOX.c.person_id)


async def due(session: AsyncSession, now: datetime, limit: int) -> list[Row[Any]]:
    """Rows that belong to no delivery and whose time has come, the oldest first, each with its person's address."""
    found: list[Row[Any]] = []
    for state in WAITING:
        ours = (_OUTBOX.c.delivery_id.is_(None), _OUTBOX.c.state == state, _OUTBOX.c.due_at <= now)
        query = _LETTERS.where(*ours).order_by(_OUTBOX.c.due_at, _OUTBOX.c.id)
        found += (await session.execute(query.limit(limit))).all()
    return sorted(found, key=lambda row: (row.due_at, row.id))[:limit]


async def due_of(session: AsyncSession, delivery_id: int, now: datetime, after: int, limit: int) -> list[Row[Any]]:
    """The same for the rows of a delivery: what was put off first, then those after the row `after`, in their order."""
    ours = (_OUTBOX.c.delivery_id == delivery_id, _OUTBOX.c.due_at <= now)
    query = _LETTERS.where(*ours).order_by(_OUTBOX.c.id).limit(limit)
    put_off = (await session.execute(query.where(_OUTBOX.c.state == "retry"))).all()
    return [*put_off, *(await session.execute(query.where(_OUTBOX.c.state == "ready", _OUTBOX.c.id > after))).all()]


async def first_due(session: AsyncSession, now: datetime) -> datetime | None:
    """When the first waiting row that belongs to no delivery is due (`now` if it is)."""
    alone = OutboxRow.delivery_id.is_(None)
    firsts = [_first(alone, state) for state in WAITING]  # each by the index
    found = (await session.execute(select(*firsts))).one()
    return max(min(moments), now) if (moments := [one for one in found if one]) else None


async def first_due_of(session: AsyncSession, delivery_id: int, now: datetime) -> datetime | None:
    """The same for the rows of a delivery."""
    ours = OutboxRow.delivery_id == delivery_id
    for state in WAITING:  # one by one: of 100,000 rows the first that fits is enough
        if await session.scalar(select(exists().where(ours, OutboxRow.state == state, OutboxRow.due_at <= now))):
            return now
    found = (await session.execute(select(*[_first(ours, state) for state in WAITING]))).one()
    return min((one for one in found if one), default=None)


def _first(whose: ColumnElement[bool], state: str) -> ScalarSelect[datetime]:
    return select(func.min(OutboxRow.due_at)).where(whose, OutboxRow.state == state).scalar_subquery()


def depart(connection: Connection, lease: str, owner: str, fence: int, now: datetime,
           attempts: Mapping[int, int]) -> set[int]:  # fmt: skip
    """Mark these rows (id -> which attempt this is) as being sent by `owner`; those that may.

    None may if the lease is somebody else's; a row may not whose delivery was stopped, that was taken back, or that
    was tried since it was looked up: an attempt too many could be its last. Of a topic that its person stopped a row
    is taken back here, however it came to wait again.
    """
    unwanted = (_OUTBOX.c.id.in_(attempts), OutboxRow.state.in_(WAITING), is_stopped())
    connection.execute(update(_OUTBOX).where(*unwanted).values(state="recalled", error=STOPPED))
    leads = exists().where(LeaseRow.name == lease, LeaseRow.owner == owner, LeaseRow.fence == fence)
    goes_on = exists().where(DeliveryRow.id == OutboxRow.delivery_id, DeliveryRow.state == RUNNING)
    stays = exists().where(PersonRow.id == OutboxRow.person_id, _wants_nothing())
    may = (OutboxRow.state.in_(WAITING), OutboxRow.due_at <= now, leads, ~stays,
           or_(OutboxRow.delivery_id.is_(None), goes_on))  # fmt: skip
    alike: dict[int, list[int]] = {}
    for row_id, attempt in attempts.items():
        alike.setdefault(attempt, []).append(row_id)
    left: set[int] = set()
    for attempt, row_ids in alike.items():
        ours = (_OUTBOX.c.id.in_(row_ids), OutboxRow.attempt == attempt - 1, *may)
        leaving = {"state": "sending", "owner": owner, "fence": fence, "attempt": attempt}
        statement = update(_OUTBOX).where(*ours).values(leaving).returning(_OUTBOX.c.id)
        left.update(connection.execute(statement).scalars())
    return left


def _wants_nothing() -> ColumnElement[bool]:
    columns = (PersonRow.stopped_at, PersonRow.blocked_at, PersonRow.unreachable_at)
    return or_(*(column.is_not(None) for column in columns))


def note(connection: Connection, fence: int, results: Sequence[dict[str, Any]]) -> None:
    """Write what became of rows (`id` and new columns) that this fence was sending.

    What would be tried again of a delivery that was cancelled meanwhile is taken back: nobody would look at it again.
    """
    over = _cancelled(connection, [one["id"] for one in results if one.get("state") == "retry"])
    results = [one | {"state": "recalled", "error": "cancelled"} if one["id"] in over else one for one in results]
    _write(connection, results, _OUTBOX.c.state == "sending", _OUTBOX.c.fence == fence)


def _cancelled(connection: Connection, row_ids: Collection[int]) -> set[int]:
    """Those of these rows whose delivery was cancelled; who is cancelling it just now is waited for."""
    if not row_ids:
        return set()
    query = select(_OUTBOX.c.id, DeliveryRow.state).join(DeliveryRow, DeliveryRow.id == _OUTBOX.c.delivery_id)
    query = query.where(_OUTBOX.c.id.in_(row_ids)).with_for_update(read=True, of=DeliveryRow)
    return {row_id for row_id, state in connection.execute(query) if state == CANCELLED}


def note_unsent(connection: Connection, results: Sequence[dict[str, Any]]) -> None:
    """Write what became of rows (`id` and new columns) that never left, if they still wait."""
    # An IN would be expanded when it runs, which many rows at once do not allow.
    _write(connection, results, or_(*(_OUTBOX.c.state == state for state in WAITING)))


def _write(connection: Connection, results: Sequence[dict[str, Any]], *mine: ColumnElement[bool]) -> None:
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in results:
        alike.setdefault(tuple(one), []).append({f"new_{name}": value for name, value in one.items()})
    for names, rows in alike.items():
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name != "id"}
        statement = update(_OUTBOX).where(_OUTBOX.c.id == bindparam("new_id"), *mine).values(new)
        connection.execute(statement, rows)


async def in_flight(session: AsyncSession) -> list[OutboxRow]:
    """Rows that are being sent, or were when a process ended."""
    return list(await session.scalars(select(OutboxRow).where(OutboxRow.state == "sending")))
