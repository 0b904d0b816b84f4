"""Gathering: who gets an announcement that begins becomes rows of the outbox, some thousands at a time."""

import logging

from bot.leader import Leader
from handlers.context import House
from services import audiences

log = logging.getLogger(__name__)


class Gathering:
    """`work` is what a Worker calls; only the leader gathers."""

    def __init__(self, house: House, leader: Leader) -> None:
        self._house, self._leader = house, leader

    async def work(self) -> float | None:
        """Write down everybody for whom an announcement waits; None: nothing is due by itself."""
        house = self._house
        failed: dict[int, BaseException] = {}  # these do not hold up the others
        while self._leader.fence is not None:
            try:
                async with house.database.transaction() as session:
                    settings, now = house.lab.announcements, house.clock.now()
                    if not await audiences.gather(session, settings, now, failed.keys(), house.admins):
                        break
            except audiences.NotGathered as error:
                failed[error.args[0]] = error.__cause__ or error
                log.error("the people of announcement %s cannot be gathered", error.args[0])
            house.wake({"outbox"})
        for reason in failed.values():
            raise reason
        return None
