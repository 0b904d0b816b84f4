"""Leases: which process leads, with a fencing number checked in each claim."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, Base, UtcDateTime
from storage.database import insert_if_new


class LeaseRow(Base):
    """One lease; `fence` grows with each new holder."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, info=PLAIN)
    owner: Mapped[str] = mapped_column(String(64), info=PLAIN)
    fence: Mapped[int] = mapped_column(default=1, info=PLAIN)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)


_bare: Any = LeaseRow.__table__  # again and again, with no object in the session that would have to follow
_RENEWED = (
    update(_bare)
    .where(
        _bare.c.name == bindparam("its_name"),
        _bare.c.owner == bindparam("its_owner"),
        _bare.c.fence == bindparam("its_fence"),
    )
    .values(expires_at=bindparam("expires_at"))
    .returning(_bare.c.fence)
)


async def take(session: AsyncSession, name: str, owner: str, now: datetime, until: datetime, force: bool) -> int | None:
    """Take the lease until `until` if it is free (or `force`): the new fencing number, None if somebody holds it."""
    fresh = insert_if_new(session, LeaseRow).values(name=name, owner=owner, fence=1, expires_at=until)
    if (await session.execute(fresh.returning(LeaseRow.fence))).first():
        return 1
    free = (LeaseRow.name == name,) if force else (LeaseRow.name == name, LeaseRow.expires_at <= now)
    taken = {"owner": owner, "fence": LeaseRow.fence + 1, "expires_at": until}
    return await session.scalar(update(LeaseRow).where(*free).values(taken).returning(LeaseRow.fence))


async def renew(session: AsyncSession, name: str, owner: str, fence: int, until: datetime) -> bool:
    """Hold the lease longer (or let it go: `until` = now); False if it is somebody else's by now."""
    mine = {"its_name": name, "its_owner": owner, "its_fence": fence, "expires_at": until}
    return await session.scalar(_RENEWED, mine) is not None
