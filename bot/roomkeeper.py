"""Keeps the time of live sessions: questions whose time is up close, single ballots go 5 minutes after closing."""

from bot.leader import Leader
from handlers.context import House
from services import roomkeeping


class RoomKeeper:
    """Its `work` is what a Worker calls; only the leader does anything."""

    def __init__(self, house: House, leader: Leader) -> None:
        self._house, self._leader = house, leader
        self._swept = False

    async def work(self) -> float | None:
        """Do what is due; seconds until more is."""
        if self._leader.fence is None:
            return None
        due = await self._seconds()
        if (due is None or due > 0) and self._swept:
            return due
        await self._close()
        await self._let_go()
        self._swept = True
        return await self._seconds()

    async def _seconds(self) -> float | None:
        async with self._house.database.reading() as session:
            due = await roomkeeping.next_due(session)
        return None if due is None else max(0.0, (due - self._house.clock.now()).total_seconds())

    async def _close(self) -> None:
        await self._house.votes_in()
        async with self._house.database.transaction() as session:
            changed = await roomkeeping.keep_time(session, self._house.seals, self._house.clock.now())
        for room_id in changed:
            self._house.room_changed(room_id)

    async def _let_go(self) -> None:
        async with self._house.database.transaction() as session:
            gone = await roomkeeping.let_ballots_go(session, self._house.seals, self._house.clock.now())
        if gone:
            # The write-ahead log would show whose ballot came in which commit.
            await self._house.database.scrub()
