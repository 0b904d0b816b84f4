"""Screens that wait for their room: the process that hears their digits may be another one than shows them.

Where one process does everything its own walls know them all. With several, their digits are rows while they wait,
written once a second by the process that shows them.
"""

from services.clock import Clock
from storage import screens
from storage.database import Database
from web.walls import Walls

LOOKS_EVERY = 1.0  # seconds


class Screens:
    """`pair` takes digits in any process; `work` is what a Worker calls. `alone`: there is no other process."""

    def __init__(self, database: Database, clock: Clock, walls: Walls, *, alone: bool) -> None:
        self._database, self._clock, self._walls, self._alone = database, clock, walls, alone

    async def pair(self, digits: str, token: str) -> bool:
        """Let the screen with these six digits show the room; False if no screen shows them."""
        if self._walls.pair(digits, token):
            return True
        if self._alone:
            return False
        async with self._database.transaction() as session:
            return await screens.pair(session, digits, token, self._clock.now())

    async def shows(self, digits: str) -> bool:
        """Whether a screen shows these six digits now."""
        if self._alone or digits in self._walls.digits:
            return digits in self._walls.digits
        async with self._database.reading() as session:
            return await screens.waits(session, digits, self._clock.now())

    async def work(self) -> float | None:
        """Say which screens wait here, and give a room to those that got one elsewhere; seconds until the next look."""
        if self._alone:
            return None
        if waiting := self._walls.digits:
            async with self._database.transaction() as session:
                tokens = await screens.wait(session, waiting, self._clock.now())
            for digits, token in tokens.items():
                self._walls.pair(digits, token)
        return LOOKS_EVERY
