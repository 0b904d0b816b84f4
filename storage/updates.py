"""Done-marks: which updates took effect, and what is still owed to the person."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, bindparam, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, PSEUDONYMOUS, Base, BigId, UtcDateTime
from storage.database import insert_if_new


class DoneMark(Base):
    """One update that is done. `owed` is the sealed answer that is not out yet; no person stands in this row,
    but while it owes something `owed_mac` finds it when they are erased.

    Minus an update's id marks the question that came later, when nothing had followed that update.
    """

    __tablename__ = "done_marks"

    update_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, info=PLAIN)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    owed: Mapped[bytes | None] = mapped_column(LargeBinary, info=PSEUDONYMOUS)
    owed_mac: Mapped[bytes | None] = mapped_column(LargeBinary(32), info=PSEUDONYMOUS)


NOTHING: dict[str, None] = {"owed": None, "owed_mac": None}
_bare: Any = DoneMark.__table__  # after each answer: no object is in the session that would have to follow
_CLEARED = update(_bare).where(_bare.c.update_id.in_(bindparam("cleared", expanding=True))).values(NOTHING)
_IS_DONE = select(exists().where(DoneMark.update_id == bindparam("update_id")))


async def mark(session: AsyncSession, update_id: int, now: datetime, owed: bytes | None = None,
               owed_mac: bytes | None = None) -> bool:  # fmt: skip
    """Mark the update done; False if it was done before."""
    # The hour is enough to forget old marks by, and tells little of who wrote when.
    hour = now.replace(minute=0, second=0, microsecond=0)
    row = {"update_id": update_id, "done_at": hour, "owed": owed, "owed_mac": owed_mac}
    result = await session.execute(insert_if_new(session, DoneMark).returning(DoneMark.update_id), row)
    return result.first() is not None


async def is_done(session: AsyncSession, update_id: int) -> bool:
    """Whether this update took effect already."""
    return bool(await session.scalar(_IS_DONE, {"update_id": update_id}))


async def all_owed(session: AsyncSession) -> list[tuple[int, bytes]]:
    """(update id, sealed answer) of every answer that may not be out, oldest first; a question after its update."""
    order = (DoneMark.done_at, func.abs(DoneMark.update_id), DoneMark.update_id.desc())
    query = select(DoneMark.update_id, DoneMark.owed).where(DoneMark.owed.is_not(None)).order_by(*order)
    return [(update_id, owed) for update_id, owed in await session.execute(query) if owed is not None]


async def clear_owed(session: AsyncSession, update_ids: list[int]) -> None:
    """The answers of these updates are out."""
    await session.execute(_CLEARED, {"cleared": update_ids})


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Drop marks older than `moment`: update ids restart at random."""
    await session.execute(delete(DoneMark).where(DoneMark.done_at < moment))


async def owe_nothing(session: AsyncSession, owed_mac: bytes | None = None) -> None:
    """Forget every answer that may not be out, or those to one person."""
    whose = DoneMark.owed.is_not(None) if owed_mac is None else DoneMark.owed_mac == owed_mac
    await session.execute(update(DoneMark).where(whose).values(NOTHING))
