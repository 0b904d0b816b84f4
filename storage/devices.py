"""Devices: browsers that take part in a room."""

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, PSEUDONYMOUS, Base, BigId


class DeviceRow(Base):
    """A browser in a room. `mark` is a keyed hash of the random id in its cookie (services/devices.py).

    `guest`: how often it was handed on during the question `guest_on`; 0 is its owner.
    """

    __tablename__ = "room_devices"
    __table_args__ = (UniqueConstraint("room_id", "mark"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("rooms.id", ondelete="CASCADE"), info=PLAIN)
    mark: Mapped[bytes] = mapped_column(LargeBinary(32), info=PSEUDONYMOUS)
    guest: Mapped[int] = mapped_column(default=0, info=PLAIN)
    guest_on: Mapped[int | None] = mapped_column(BigId, info=PLAIN)


async def count(session: AsyncSession, room_id: int) -> int:
    """How many browsers came into a room."""
    return await session.scalar(select(func.count()).select_from(DeviceRow).where(DeviceRow.room_id == room_id)) or 0


async def device_of(session: AsyncSession, room_id: int, mark: bytes) -> int | None:
    """The id of the browser with this mark, if it is in the room."""
    mine = (DeviceRow.room_id == room_id, DeviceRow.mark == mark)
    return await session.scalar(select(DeviceRow.id).where(*mine))


async def guest_of(session: AsyncSession, device: int, question_id: int) -> int:
    """Which guest of this browser votes on the question now; 0 is its owner."""
    query = select(DeviceRow.guest).where(DeviceRow.id == device, DeviceRow.guest_on == question_id)
    return await session.scalar(query) or 0
