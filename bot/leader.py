"""Who leads: one process sends, edits cards, asks, rings, fetches media and cleans up; the others only take updates.

The lead is a lease with a fencing number, which the outbox checks in each claim. A process that was stopped
and wakes up again holds an old number: whatever it claims with it comes back empty.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta

from services.clock import Clock
from storage import leases
from storage.database import Database

log = logging.getLogger(__name__)

LEASE = "leader"
HELD_FOR = timedelta(seconds=15)
RENEWED_EVERY = 5.0


class Leader:
    """`fence` is our number while we lead, None while another does; `work` is what a Worker calls,
    `leads` is called when we begin to.

    With `alone` (SQLite, where a lock keeps others away) an old lease is taken over at once.
    """

    def __init__(self, database: Database, clock: Clock, *, alone: bool) -> None:
        self._database, self._clock, self._alone = database, clock, alone
        self.owner = secrets.token_hex(8)
        self.fence: int | None = None
        self.leads: Callable[[], None] = lambda: None

    async def work(self) -> float:
        """Take the lease or hold it longer; seconds until the next time."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            held = self.fence is not None and await leases.renew(session, LEASE, self.owner, self.fence, now + HELD_FOR)
            if not held:
                self.fence = None
                fence = await leases.take(session, LEASE, self.owner, now, now + HELD_FOR, self._alone)
        if not held and fence is not None:
            log.info("this process leads (number %s)", fence)
            self.fence = fence
            self.leads()
        return RENEWED_EVERY

    async def resign(self) -> None:
        """Let the lease go, so that another process need not wait for its end."""
        if self.fence is None:
            return
        async with self._database.transaction() as session:
            await leases.renew(session, LEASE, self.owner, self.fence, self._clock.now())
        self.fence = None
