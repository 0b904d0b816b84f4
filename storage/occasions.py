"""Occasions: things due at a wall time; rows are the truth, alarms only wake us."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.database import insert_if_new

# The states of an occasion.
WAITING, DONE, EXPIRED, CANCELLED = "waiting", "done", "expired", "cancelled"


class OccasionRow(Base):
    """One thing due. `wall` is local time (YYYY-MM-DDTHH:MM) in `zone`; `due_at` is derived from both.

    `planned` is the wall time that the rules gave it, before anybody moved it by hand; `fired_at` is when it was taken
    up. What is for one person (`person_id`) goes with them.
    """

    __tablename__ = "occasions"
    __table_args__ = (UniqueConstraint("kind", "subject_id"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    kind: Mapped[str] = mapped_column(String(40), info=PLAIN)
    subject_id: Mapped[int] = mapped_column(BigId, info=PSEUDONYMOUS)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    wall: Mapped[str] = mapped_column(String(16), info=PLAIN)
    planned: Mapped[str] = mapped_column(String(16), info=PLAIN)
    zone: Mapped[str] = mapped_column(String(40), info=PLAIN)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    state: Mapped[str] = mapped_column(String(12), default="waiting", index=True, info=PLAIN)
    fired_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


async def put(
    session: AsyncSession, kind: str, subject_id: int, wall: str, zone: str, due_at: datetime, person_id: int | None
) -> None:
    """Write an occasion, or move it; it waits (again)."""
    moments = {"wall": wall, "planned": wall, "zone": zone, "due_at": due_at, "fired_at": None}
    new = {"person_id": person_id, "state": WAITING, **moments}
    statement = insert_if_new(session, OccasionRow).values(kind=kind, subject_id=subject_id, **new)
    if (await session.execute(statement.returning(OccasionRow.id))).first() is None:
        ours = (OccasionRow.kind == kind, OccasionRow.subject_id == subject_id)
        await session.execute(update(OccasionRow).where(*ours).values(new))


async def drop(session: AsyncSession, kind: str, subject_id: int) -> None:
    """Forget an occasion."""
    ours = (OccasionRow.kind == kind, OccasionRow.subject_id == subject_id)
    await session.execute(delete(OccasionRow).where(*ours))


async def drop_of(session: AsyncSession, person_id: int) -> None:
    """Forget all that is for one person."""
    await session.execute(delete(OccasionRow).where(OccasionRow.person_id == person_id))


async def of(session: AsyncSession, kind: str, subject_id: int) -> OccasionRow | None:
    """The occasion of this kind and subject, whatever became of it."""
    return await session.scalar(
        select(OccasionRow).where(OccasionRow.kind == kind, OccasionRow.subject_id == subject_id)
    )


# What is asked whenever we look what is due, much of it for every plan: built once.
_WAITING = select(OccasionRow).where(OccasionRow.state == WAITING).order_by(OccasionRow.due_at, OccasionRow.id)
_DUE = _WAITING.where(OccasionRow.due_at <= bindparam("until"))
_NEXT = select(func.min(OccasionRow.due_at)).where(
    OccasionRow.state == WAITING, OccasionRow.kind.in_(bindparam("kinds", expanding=True))
)
_OURS = or_(OccasionRow.state == WAITING, OccasionRow.subject_id.in_(bindparam("subjects", expanding=True)))
_OF_KINDS = select(OccasionRow).where(OccasionRow.kind.in_(bindparam("kinds", expanding=True)), _OURS)


async def of_kinds(session: AsyncSession, kinds: Collection[str], subjects: Collection[int]) -> list[OccasionRow]:
    """Occasions of these kinds: all that wait, and whatever became of those of these subjects."""
    return list(await session.scalars(_OF_KINDS, {"kinds": list(kinds), "subjects": list(subjects)}))


async def held(session: AsyncSession, occasion_id: int) -> OccasionRow | None:
    """The occasion as it is now; nobody else changes it until this transaction ends."""
    query = select(OccasionRow).where(OccasionRow.id == occasion_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def waiting(
    session: AsyncSession, until: datetime | None = None, kinds: Collection[str] | None = None
) -> list[OccasionRow]:
    """Occasions that wait (due by `until`, of these `kinds`), soonest first."""
    query = _WAITING if until is None else _DUE
    query = query if kinds is None else query.where(OccasionRow.kind.in_(kinds))
    return list(await session.scalars(query, {"until": until}))


async def missed(session: AsyncSession, since: datetime) -> list[OccasionRow]:
    """Occasions that came too late to happen at all, or were cancelled by the team; newest first."""
    gone = (OccasionRow.state.in_((EXPIRED, CANCELLED)), OccasionRow.due_at > since)
    return list(await session.scalars(select(OccasionRow).where(*gone).order_by(OccasionRow.due_at.desc())))


async def take(session: AsyncSession, occasion_id: int, due_at: datetime, now: datetime) -> bool:
    """Take a due occasion out of waiting; False if it was taken or moved meanwhile."""
    as_seen = (OccasionRow.id == occasion_id, OccasionRow.state == WAITING, OccasionRow.due_at == due_at)
    statement = update(OccasionRow).where(*as_seen).values(state=DONE, fired_at=now).returning(OccasionRow.id)
    return await session.scalar(statement) is not None


async def close(session: AsyncSession, occasion_id: int, state: str) -> None:
    """It ends in this state, without having happened."""
    await session.execute(update(OccasionRow).where(OccasionRow.id == occasion_id).values(state=state))


async def next_due(session: AsyncSession, kinds: Collection[str]) -> datetime | None:
    """When the next occasion of these kinds is due."""
    return await session.scalar(_NEXT, {"kinds": list(kinds)})


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Drop what happened, expired or was cancelled before `moment`."""
    await session.execute(delete(OccasionRow).where(OccasionRow.state != WAITING, OccasionRow.due_at < moment))
