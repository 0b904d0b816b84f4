"""Quarantine: updates that failed, their attempts, and the sealed payload of those set aside."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDay
from storage.database import insert_if_new

SENDER_KEY = "quarantine_senders"


class FailedUpdate(Base):
    """One update that failed `attempts` times; once set aside its sealed `payload` is kept for 7 days at most.

    `sender_mac` finds it when its sender is erased; only the day stands there, as beside everything of a person.
    """

    __tablename__ = "failed_updates"
    rights = Rights(mac="sender_mac", mac_key=SENDER_KEY)

    update_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, info=PLAIN)
    attempts: Mapped[int] = mapped_column(default=0, info=PLAIN)
    reason: Mapped[str] = mapped_column(String(200), info=PLAIN)
    failed_at: Mapped[datetime] = mapped_column(UtcDay, index=True, info=PLAIN)
    quarantined: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    payload: Mapped[bytes | None] = mapped_column(LargeBinary, info=PERSONAL)
    sender_mac: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True, info=PSEUDONYMOUS)


async def count_failure(session: AsyncSession, update_id: int, reason: str, now: datetime) -> int:
    """Count one more failure of this update; how many there are by now."""
    await session.execute(
        insert_if_new(session, FailedUpdate).values(
            update_id=update_id, attempts=0, reason="", failed_at=now, quarantined=False
        )
    )
    statement = update(FailedUpdate).where(FailedUpdate.update_id == update_id)
    values = {"attempts": FailedUpdate.attempts + 1, "reason": reason[:200], "failed_at": now}
    result = await session.execute(statement.values(values).returning(FailedUpdate.attempts))
    return result.scalar_one()


async def set_aside(session: AsyncSession, update_id: int, payload: bytes, sender_mac: bytes | None) -> None:
    """Keep the sealed payload: this update will not be tried again."""
    statement = update(FailedUpdate).where(FailedUpdate.update_id == update_id)
    await session.execute(statement.values(quarantined=True, payload=payload, sender_mac=sender_mac))


async def forget(session: AsyncSession, update_id: int) -> None:
    """The update went well after all."""
    await session.execute(delete(FailedUpdate).where(FailedUpdate.update_id == update_id))


async def forget_before(session: AsyncSession, moment: datetime) -> None:
    """Drop everything that failed on the day of `moment` or before."""
    await session.execute(delete(FailedUpdate).where(FailedUpdate.failed_at <= moment))
