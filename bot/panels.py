"""The facilitators' panels of live sessions: brought up to date when votes or people come in, at most once a second."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.leader import Leader
from handlers.context import House
from services import cards, rooms
from storage import rooms as rows

PACE = timedelta(seconds=1)  # between two looks at votes and joins


class Panels:
    """`work` is what a Worker calls; `wake(*tables)` wakes who looks at them. Only the leader does anything."""

    def __init__(self, house: House, leader: Leader, wake: Callable[..., None]) -> None:
        self._house, self._leader, self._wake = house, leader, wake
        self._changed: set[int] = set()
        self._touched_at: datetime | None = None

    def changed(self, room_id: int) -> None:
        """Something of this room was committed."""
        self._changed.add(room_id)
        self._wake("room_ballots")

    async def work(self) -> float | None:
        """Have the panels of what changed shown anew; seconds until the rest may be, None if nothing waits."""
        if self._leader.fence is None or not self._changed:
            return None
        now = self._house.clock.now()
        if self._touched_at and now < self._touched_at + PACE:
            return (self._touched_at + PACE - now).total_seconds()
        changed, self._changed, self._touched_at = sorted(self._changed), set(), now
        async with self._house.database.transaction() as session:
            for room_id in changed:
                await cards.touch_all(session, rooms.panels(await rows.home_of(session, room_id)), now)
        self._wake("cards")
        return None
