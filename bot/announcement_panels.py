"""The team's panels of what is being announced: while it leaves they show how far it is."""

from datetime import datetime, timedelta

from bot.leader import Leader
from handlers.context import House
from services import announcement_panels
from storage import announcements as rows
from storage.announcements import SENDING
from storage.database import written

REFRESHED_EVERY = timedelta(seconds=3)  # Telegram allows about 20 edits a minute in a chat
MOST = 20  # announcements that run side by side


class AnnouncementPanels:
    """`work` is what a Worker calls; only the leader refreshes."""

    def __init__(self, house: House, leader: Leader) -> None:
        self._house, self._leader = house, leader
        self._watched: set[int] = set()
        self._refreshed: datetime | None = None

    async def work(self) -> float | None:
        """Refresh the panels of what leaves, and once more of what ended or was paused; seconds until they are due."""
        if self._leader.fence is None:
            return None
        running, due = await self._running(), self._due()
        self._watched |= running  # also what ends before its turn comes is shown as it ended
        if due == 0 and self._watched:
            await self._refresh(self._watched)
            self._watched, due = running, REFRESHED_EVERY.total_seconds()
        return due if self._watched else None

    async def _running(self) -> set[int]:
        """Those that leave, and those of which a correction or a deletion is under way."""
        async with self._house.database.reading() as session:
            leaving = {row.id for row in await rows.in_states(session, [SENDING], MOST)}
            return leaving | await announcement_panels.at_work(session)

    def _due(self) -> float:
        """Seconds until the panels may be edited again."""
        if self._refreshed is None:
            return 0.0
        return max(0.0, (self._refreshed + REFRESHED_EVERY - self._house.clock.now()).total_seconds())

    async def _refresh(self, announcements: set[int]) -> None:
        self._refreshed = self._house.clock.now()
        async with self._house.database.transaction() as session:
            for number in sorted(announcements):
                await announcement_panels.refresh(session, number, self._refreshed)
        self._house.wake(written(session))
