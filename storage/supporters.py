"""Supporters: who has the problem of a challenge too, and follows it."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDay

SUPPORTER_KEY = "supporters"


class SupporterRow(Base):
    """One person who supports one challenge.

    Whoever came to it while writing anonymously stays so: `person_id` is empty, `mac` finds them and `return_address`
    (sealed Telegram id) reaches them. The hash has a key of its own: nothing joins it to what they wrote.
    """

    __tablename__ = "challenge_supporters"
    __table_args__ = (
        UniqueConstraint("challenge_id", "person_id"),
        UniqueConstraint("challenge_id", "mac"),
        {"sqlite_autoincrement": True},
    )
    rights = Rights(owner="person_id", mac="mac", mac_key=SUPPORTER_KEY)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    challenge_id: Mapped[int] = mapped_column(BigId, ForeignKey("challenges.id", ondelete="CASCADE"), info=PLAIN)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    mac: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True, info=PSEUDONYMOUS)
    return_address: Mapped[bytes | None] = mapped_column(LargeBinary, info=PSEUDONYMOUS)
    since: Mapped[datetime] = mapped_column(UtcDay, info=PERSONAL)


async def of(session: AsyncSession, challenge_ids: list[int]) -> list[SupporterRow]:
    """Who supports one of these, the first first."""
    query = select(SupporterRow).where(SupporterRow.challenge_id.in_(challenge_ids))
    return list(await session.scalars(query.order_by(SupporterRow.id)))


async def forget(session: AsyncSession, person_id: int) -> None:
    """Whatever this person supports under their name, they do so no longer."""
    await session.execute(delete(SupporterRow).where(SupporterRow.person_id == person_id))
