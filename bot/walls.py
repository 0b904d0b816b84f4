"""The walls of this process: where they read their rooms, and how the rest of the house reaches them."""

from typing import Any

from handlers.context import House
from services import rooms
from storage import rooms as rows
from web.walls import Walls


def walls_of(house: House) -> Walls:
    """The hub; from now on `house.room_changed` and `house.pair_wall` lead to it."""

    async def find(token: str) -> int | None:
        async with house.database.reading() as session:
            room = await rows.by_token(session, token)
            return room.id if room else None

    async def look(room_id: int) -> dict[str, Any]:
        async with house.database.reading() as session:
            return await rooms.snapshot(session, room_id)

    walls = Walls(find, look, house.clock)
    others = house.room_changed

    def changed(room_id: int) -> None:
        walls.changed(room_id)
        others(room_id)

    house.room_changed, house.pair_wall = changed, walls.pair
    return walls
