"""Presses: every change of a room is made on one, so that a button pressed twice, or too late, does nothing.

    room = await stepped(session, Press(room.id, version), now)       # version: as the button shows it; Stale

Stale means that the button was pressed before, or the room has moved on, and that nothing was done: show the panel
again. Rights are the caller's. After the commit call `house.room_changed(room.id)`, so that the wall moves.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import rooms as rows
from storage.rooms import RoomRow


class Stale(Exception):
    """The room is not (any more) as the button thought it was; nothing was done."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a button carries: the room, and the version in which it was shown (None: whatever it is now)."""

    room_id: int
    version: int | None = None


async def stepped(session: AsyncSession, press: Press, now: datetime) -> RoomRow:
    """The room, one version on, if it is still as the button showed it. Stale."""
    room = await rows.step_on(session, press.room_id, press.version, now)
    if room is None:
        raise Stale
    return room
