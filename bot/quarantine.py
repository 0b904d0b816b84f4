"""Quarantine: an update that cannot be read, or failed three times, is set aside so that the others go on.

Attempts are counted on disk: an update that kills the process is counted too. The payload is sealed, kept 7 days.
"""

import json
import logging
import traceback
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.context import House
from services import outbox
from services.clock import Clock
from storage import quarantine as rows
from storage.database import Database
from storage.people import by_telegram_id
from storage.seals import Seals

log = logging.getLogger(__name__)

KEY = "quarantine"
ALERT_SCREEN = "quarantine.alert"
ATTEMPTS = 3
KEPT = timedelta(days=7)
CLEANED_EVERY = 3600.0

# Tells the admins inside the transaction that sets an update aside: (session, update id, reason).
Alert = Callable[[AsyncSession, int, str], Awaitable[None]]


class Quarantine:
    """Counts failures and sets aside what keeps failing."""

    def __init__(self, database: Database, seals: Seals, clock: Clock, alert: Alert | None = None) -> None:
        self._database, self._seals, self._clock, self.alert = database, seals, clock, alert

    async def failed(self, update_id: int, raw: Any, error: BaseException) -> int | None:
        """Count a failure: how many there are, None once the update is set aside."""
        reason = place_of(error)
        async with self._database.transaction() as session:
            attempts = await rows.count_failure(session, update_id, reason, self._clock.now())
            if attempts >= ATTEMPTS:
                await self._set_aside(session, update_id, raw, reason)
        log.error("update %s failed, attempt %s of %s: %s", update_id, attempts, ATTEMPTS, reason, exc_info=error)
        return attempts if attempts < ATTEMPTS else None

    async def refuse(self, update_id: int, raw: Any, error: BaseException) -> None:
        """Set an update aside at once: it cannot be read, and will not be next time."""
        reason = place_of(error)
        async with self._database.transaction() as session:
            await rows.count_failure(session, update_id, reason, self._clock.now())
            await self._set_aside(session, update_id, raw, reason)

    async def forget(self, update_id: int) -> None:
        """It went well after all."""
        async with self._database.transaction() as session:
            await rows.forget(session, update_id)

    async def clean(self) -> float:
        """Drop what is older than 7 days; seconds until the next look."""
        async with self._database.transaction() as session:
            await rows.forget_before(session, self._clock.now() - KEPT)
        return CLEANED_EVERY

    async def _set_aside(self, session: AsyncSession, update_id: int, raw: Any, reason: str) -> None:
        payload = self._seals.seal(KEY, json.dumps(raw).encode())
        await rows.set_aside(session, update_id, payload)
        if self.alert:
            await self.alert(session, update_id, reason)
        log.error("update %s is set aside for 7 days and will not be tried again: %s", update_id, reason)


def alert_to(house: House) -> Alert:
    """Tells every admin who has met the bot."""

    async def alert(session: AsyncSession, update_id: int, reason: str) -> None:
        for telegram_id in house.admins:
            admin = await by_telegram_id(session, telegram_id)
            if admin is not None:
                await outbox.enqueue(
                    session,
                    person_id=admin.id,
                    screen=ALERT_SCREEN,
                    values={"update": update_id, "reason": reason},
                    dedupe=f"quarantine:{update_id}:{admin.id}",
                    due_at=house.clock.now(),
                )

    return alert


def place_of(error: BaseException) -> str:
    """The error's class and place. Not its words: they may quote what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    name = type(error).__name__
    return f"{name} at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else name
