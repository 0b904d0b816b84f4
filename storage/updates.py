"""Done-marks: which updates took effect, and what is still owed to the person."""

from datetime import datetime

from sqlalchemy import LargeBinary, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, PSEUDONYMOUS, Base, BigId, UtcDateTime
from storage.database import insert_if_new


class DoneMark(Base):
    """One update that is done. `owed` is the sealed answer that is not out yet; no person stands in this row."""

    __tablename__ = "done_marks"

    update_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, info=PLAIN)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    owed: Mapped[bytes | None] = mapped_column(LargeBinary, info=PSEUDONYMOUS)


async def mark(session: AsyncSession, update_id: int, done_at: datetime, owed: bytes | None) -> bool:
    """Mark the update done; False if it was done before."""
    statement = insert_if_new(session, DoneMark).values(update_id=update_id, done_at=done_at, owed=owed)
    result = await session.execute(statement.returning(DoneMark.update_id))
    return result.first() is not None


async def owe(session: AsyncSession, update_id: int, owed: bytes) -> None:
    """Write down the answer that this update's effect owes."""
    await session.execute(update(DoneMark).where(DoneMark.update_id == update_id).values(owed=owed))


async def is_done(session: AsyncSession, update_id: int) -> bool:
    """Whether this update took effect already."""
    return await session.get(DoneMark, update_id) is not None


async def all_owed(session: AsyncSession) -> list[tuple[int, bytes]]:
    """(update id, sealed answer) of every answer that may not be out, oldest first."""
    query = select(DoneMark.update_id, DoneMark.owed).where(DoneMark.owed.is_not(None)).order_by(DoneMark.done_at)
    return [(update_id, owed) for update_id, owed in await session.execute(query) if owed is not None]


async def clear_owed(session: AsyncSession, update_ids: list[int]) -> None:
    """The answers of these updates are out."""
    await session.execute(update(DoneMark).where(DoneMark.update_id.in_(update_ids)).values(owed=None))


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Drop marks older than `moment`: update ids restart at random."""
    await session.execute(delete(DoneMark).where(DoneMark.done_at < moment))


async def owe_nothing(session: AsyncSession) -> None:
    """Forget every answer that may not be out."""
    await session.execute(update(DoneMark).where(DoneMark.owed.is_not(None)).values(owed=None))
