"""Keeps what time does to workshops: seats move to the line, offers end, people hear of changes."""

from datetime import datetime
from functools import partial

from bot.in_turn import in_turn
from bot.leader import Leader
from handlers.context import House
from services import registrations, workshop_notices
from storage import registrations as rows
from storage import workshops


class WorkshopKeeper:
    """Its `work` is what a Worker calls; only the leader does anything. A workshop is one transaction."""

    def __init__(self, house: House, leader: Leader) -> None:
        self._house, self._leader = house, leader

    async def work(self) -> float | None:
        """Do what is due; seconds until more is."""
        if self._leader.fence is None:
            return None
        house, now = self._house, self._house.clock.now()
        async with house.database.reading() as session:
            moving, telling = await registrations.due(session, now), await workshops.to_tell(session, now)
        seats = [(f"moving the seats of workshop {one}", partial(self._move, one, now)) for one in moving]
        news = [(f"telling of workshop {one}", partial(self._tell, one, now)) for one in telling]
        try:
            await in_turn([*seats, *news])
        finally:
            if moving or telling:
                house.wake(("outbox",))
        return await self._seconds()

    async def _move(self, workshop_id: int, now: datetime) -> None:
        async with self._house.database.transaction() as session:
            await registrations.move_seats(session, self._house.lab, workshop_id, now)

    async def _tell(self, workshop_id: int, now: datetime) -> None:
        async with self._house.database.transaction() as session:
            await workshop_notices.tell_changes(session, self._house.lab, workshop_id, now)

    async def _seconds(self) -> float | None:
        async with self._house.database.reading() as session:
            moments = (await rows.next_due(session), await workshops.next_to_tell(session))
        due = min((one for one in moments if one), default=None)
        return None if due is None else max(0.0, (due - self._house.clock.now()).total_seconds())
