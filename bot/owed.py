"""Answers that nobody is left to say: their updates are done, and the process that was to send them has ended.

Only the leader says them. A process that is alone (on SQLite, or polling: Telegram serves one poller) says all that is
owed when it starts. Beside others, an answer has to be seen owing in two looks PATIENCE apart, so that whoever took
the update had time to say it.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.leader import Leader
from bot.outgoing import OutgoingQueues
from bot.speaking import Speaker
from handlers.context import unsealed
from storage import updates
from storage.seals import SealError

log = logging.getLogger(__name__)

LOOKS_EVERY = 60.0
PATIENCE = timedelta(minutes=2)
PATIENCE_ALONE = timedelta(seconds=10)  # what is not in our own queue then is nobody's


class Owed:
    """`begin` before updates come in; `work` is what a Worker calls."""

    def __init__(self, speaker: Speaker, outgoing: OutgoingQueues, leader: Leader, *, alone: bool) -> None:
        self._speaker, self._outgoing, self._leader = speaker, outgoing, leader
        self._alone = alone
        self._patience = PATIENCE_ALONE if alone else PATIENCE
        self._seen: dict[int, datetime] = {}

    async def begin(self) -> None:
        """Say at once what was owed when the process before us ended, if nobody runs beside us."""
        if self._alone and self._leader.fence is not None:
            self._say(await self._all())

    async def work(self) -> float | None:
        """Say what was owing long enough; seconds until the next look."""
        if self._leader.fence is None:
            self._seen.clear()
            return None
        left = [(one, sealed) for one, sealed in await self._all() if not self._outgoing.holds(one)]
        if left and not await self._speaker.telegram_answers():
            left = []  # nobody can say anything now: their time begins when Telegram is back
        now = self._speaker.house.clock.now()
        self._seen = {one: self._seen.get(one, now) for one, _sealed in left}
        self._say([(one, sealed) for one, sealed in left if self._seen[one] + self._patience <= now])
        return self._patience.total_seconds() if left else None

    async def _all(self) -> list[tuple[int, bytes]]:
        async with self._speaker.house.database.reading() as session:
            return await updates.all_owed(session)

    def _say(self, owed: list[tuple[int, bytes]]) -> None:
        for update_id, sealed in owed:
            try:
                answers = unsealed(self._speaker.house.seals, sealed)
            except (SealError, TypeError, ValueError):
                log.error("an answer owed since update %s cannot be opened and is dropped", update_id)
                self._outgoing.owes_no_more(update_id)
                continue
            for answer in answers:
                self._outgoing.put(replace(answer, update_id=update_id))
