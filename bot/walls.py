"""The walls of this process: where they read their rooms, and how the rest of the house reaches them."""

from collections.abc import Callable
from typing import Any

from bot.screens import Screens
from handlers.context import House
from services import displays
from storage import rooms as rows
from web.walls import Walls


def walls_of(house: House) -> Walls:
    """The hub; from now on what `house` tells and asks of walls leads to it."""

    async def find(token: str) -> int | None:
        async with house.database.reading() as session:
            room = await rows.by_token(session, token)
            return room.id if room else None

    homes: dict[int, int] = {}  # of a trial: the room on whose wall it is shown

    async def look(room_id: int) -> dict[str, Any]:
        async with house.database.reading() as session:
            trial = await rows.trial_of(session, room_id)
            if trial is None:
                return await displays.snapshot(session, room_id)
            homes[trial.id] = room_id
            code = (await session.get_one(rows.RoomRow, room_id)).code
            shown = await displays.snapshot(session, trial.id) | {"code": code, "devices": 0, "trial": True}
            return shown | {"question": shown["question"] and shown["question"] | {"web": 0}}

    walls = Walls(find, look, house.clock)

    def first_the_walls(others: Callable[[int], None]) -> Callable[[int], None]:
        def changed(room_id: int) -> None:
            walls.changed(homes.get(room_id, room_id))
            others(room_id)

        return changed

    house.room_changed = first_the_walls(house.room_changed)
    house.votes_came = first_the_walls(house.votes_came)
    screens = Screens(house.database, house.clock, walls, alone=house.alone)
    house.pair_wall, house.on_a_screen, house.show_screens = screens.pair, screens.shows, screens.work
    return walls
