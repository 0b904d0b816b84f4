"""Browsers that take part in a room without Telegram: whom a cookie names, and how many may come.

    cookie = devices.issue(seals, room.id)                         # for a browser that has none of this room
    mark = devices.known(seals, room.id, cookie)                   # None: forged, or of another room
    device = await devices.enter(session, room.id, mark)           # its id; None if the room is full

A cookie is a random id and a keyed hash of it with the room: it names nobody, and says nothing in another room. The id
itself is never stored; the row (storage.devices.DeviceRow) holds another keyed hash of it.
"""

import hmac
import re
import secrets

from sqlalchemy.ext.asyncio import AsyncSession

from services import players
from storage import devices as device_rows
from storage.database import insert_if_new
from storage.devices import DeviceRow
from storage.seals import Seals

MOST = 1000  # browsers in one room
KEY = "web-devices"
COOKIE = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{32})")


def issue(seals: Seals, room_id: int) -> str:
    """A new cookie for this room."""
    device = secrets.token_hex(16)
    return f"{device}.{_signature(seals, room_id, device)}"


def known(seals: Seals, room_id: int, cookie: str) -> bytes | None:
    """The mark of the browser with this cookie; None if we did not make it for this room."""
    found = COOKIE.fullmatch(cookie)
    if not found or not hmac.compare_digest(found[2], _signature(seals, room_id, found[1])):
        return None
    return seals.mac(KEY, f"row {room_id} {found[1]}".encode())


async def enter(session: AsyncSession, room_id: int, mark: bytes) -> int | None:
    """The id of this browser in the room, entered if it is new; None if the room has as many as it may."""
    device = await device_rows.device_of(session, room_id, mark)
    if device is None and await device_rows.count(session, room_id) < MOST:
        await session.execute(insert_if_new(session, DeviceRow).values(room_id=room_id, mark=mark))
        device = await device_rows.device_of(session, room_id, mark)
        await players.enrol_latecomer(session, room_id)
    return device


def _signature(seals: Seals, room_id: int, device: str) -> str:
    return seals.mac(KEY, f"cookie {room_id} {device}".encode()).hex()[:32]
