"""Gathering: who gets an announcement that begins becomes rows of the outbox, some thousands at a time."""

from bot.leader import Leader
from handlers.context import House
from services import audiences


class Gathering:
    """`work` is what a Worker calls; only the leader gathers."""

    def __init__(self, house: House, leader: Leader) -> None:
        self._house, self._leader = house, leader

    async def work(self) -> float | None:
        """Write down everybody for whom an announcement waits; None: nothing is due by itself."""
        house = self._house
        while self._leader.fence is not None:
            async with house.database.transaction() as session:
                if not await audiences.gather(session, house.lab.announcements, house.clock.now()):
                    break
            house.wake({"outbox"})
        return None
