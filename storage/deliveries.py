"""Deliveries: one bulk job each, whose outbox rows leave together: an announcement, its correction, its deletion.

How far it is, is counted from the rows; the delivery itself only says whether they may leave.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, Base, BigId, UtcDateTime
from storage.database import insert_if_new
from storage.outbox import WAITING, OutboxRow

SEND, CORRECT, DELETE = "send", "correct", "delete"
RUNNING, PAUSED, CANCELLED, ENDED = "running", "paused", "cancelled", "ended"


class DeliveryRow(Base):
    """One bulk job. `name` is its own, such as `announcement:12` or `announcement:12:correct:3`.

    `complete` says that all of its rows are in the outbox: only then can it end; a correction or a deletion takes up
    what arrives while it runs, as long as something may be on its way that was rendered before. With `at_night` quiet
    hours do not hold it. What has not left at `expires_at` expires.
    """

    __tablename__ = "deliveries"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    name: Mapped[str] = mapped_column(String(60), unique=True, info=PLAIN)
    kind: Mapped[str] = mapped_column(String(10), default=SEND, info=PLAIN)
    state: Mapped[str] = mapped_column(String(10), default=RUNNING, index=True, info=PLAIN)
    complete: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    at_night: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)

    def lives(self, now: datetime) -> bool:
        """Whether it still makes sense."""
        return self.expires_at is None or self.expires_at > now


async def add(session: AsyncSession, row: dict[str, Any]) -> int:
    """Write a delivery; the id of the one of this name, which may be there already."""
    fresh = insert_if_new(session, DeliveryRow).values(row).returning(DeliveryRow.id)
    found: int | None = await session.scalar(fresh)
    if found is None:
        found = await session.scalar(select(DeliveryRow.id).where(DeliveryRow.name == row["name"]))
    assert found is not None
    return found


async def named(session: AsyncSession, name: str) -> DeliveryRow | None:
    """The delivery of this name."""
    return await session.scalar(
        select(DeliveryRow).where(DeliveryRow.name == name), execution_options={"populate_existing": True}
    )


async def change(session: AsyncSession, delivery_id: int, before: tuple[str, ...], **columns: Any) -> bool:
    """Set these columns if its state is one of `before`; whether it was."""
    ours = (DeliveryRow.id == delivery_id, DeliveryRow.state.in_(before))
    return await session.scalar(update(DeliveryRow).where(*ours).values(columns).returning(DeliveryRow.id)) is not None


async def running(session: AsyncSession) -> list[DeliveryRow]:
    """The deliveries whose rows may leave, the oldest first."""
    return list(await session.scalars(select(DeliveryRow).where(DeliveryRow.state == RUNNING).order_by(DeliveryRow.id)))


async def counts(session: AsyncSession, delivery_id: int) -> dict[str, int]:
    """How many of its rows each state has, of those that some have."""
    query = select(OutboxRow.state, func.count()).where(OutboxRow.delivery_id == delivery_id)
    rows = (await session.execute(query.group_by(OutboxRow.state))).all()
    return {row[0]: row[1] for row in rows}


async def is_out(session: AsyncSession, delivery_id: int, *states: str) -> bool:
    """Whether none of its rows waits or is under way (or is in one of these states)."""
    left = _rows(delivery_id, *(states or (*WAITING, "sending")))
    return not await session.scalar(select(exists().where(*left)))


async def last_sent(session: AsyncSession, delivery_id: int, count: int) -> list[datetime]:
    """When the last so many of its rows, in the order in which they leave, were sent; the newest first."""
    query = select(OutboxRow.sent_at).where(*_rows(delivery_id, "sent")).order_by(OutboxRow.id.desc()).limit(count)
    return sorted((at for at in await session.scalars(query) if at), reverse=True)


async def close(session: AsyncSession, delivery_id: int, state: str, why: str | None = None) -> int:
    """What of it has not left yet gets this state; how many rows."""
    waiting = update(OutboxRow).where(*_rows(delivery_id, *WAITING)).values(state=state, error=why)
    return len((await session.execute(waiting.returning(OutboxRow.id))).all())


async def reasons(session: AsyncSession, delivery_id: int, state: str) -> dict[str, int]:
    """Why its rows of this state are in it, and how many for each reason."""
    query = select(func.coalesce(OutboxRow.error, ""), func.count()).where(*_rows(delivery_id, state))
    rows = (await session.execute(query.group_by(OutboxRow.error))).all()
    return {row[0]: row[1] for row in rows}


async def people_of(session: AsyncSession, delivery_id: int, state: str, limit: int, after: int = 0) -> list[OutboxRow]:
    """Its rows of this state, in order, from the one after the row `after` on."""
    query = select(OutboxRow).where(*_rows(delivery_id, state), OutboxRow.id > after)
    return list(await session.scalars(query.order_by(OutboxRow.id).limit(limit)))


async def decide(session: AsyncSession, delivery_id: int, row_ids: list[int] | None, **columns: Any) -> int:
    """Its uncertain rows, all or these, get these columns; how many were."""
    wanted = _rows(delivery_id, "uncertain")
    wanted = wanted if row_ids is None else (*wanted, OutboxRow.id.in_(row_ids))
    changed = update(OutboxRow).where(*wanted).values(columns).returning(OutboxRow.id)
    return len((await session.execute(changed, execution_options={"synchronize_session": False})).all())


def sent_since(delivery_id: int, moment: datetime | None) -> Any:
    """A query for its rows that arrived (after `moment`): the person, the message, what it shows."""
    arrived = (*_rows(delivery_id, "sent"), OutboxRow.message_id.is_not(None), OutboxRow.person_id.is_not(None))
    arrived = arrived if moment is None else (*arrived, OutboxRow.sent_at > moment)
    columns = (OutboxRow.id, OutboxRow.person_id, OutboxRow.message_id, OutboxRow.screen, OutboxRow.values)
    return select(*columns).where(*arrived)


def _rows(delivery_id: int, *states: str) -> tuple[ColumnElement[bool], ...]:
    return OutboxRow.delivery_id == delivery_id, OutboxRow.state.in_(states)


DELETABLE = timedelta(hours=48)  # Telegram lets a bot delete what it sent for so long
