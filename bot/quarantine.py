"""Quarantine: an update that cannot be read, or failed three times, is set aside so that the others go on.

Failures are counted on disk, so a start in between does not begin anew. An update that kills the process before it
fails is not counted. The payload is sealed and kept 7 days; its sender and the admins are told.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.alerts import tell, tell_admins
from bot.errors import place_of, without_words
from handlers.context import House
from handlers.quarantine import ALERT, LOST
from services.clock import Clock
from services.people import hashed
from storage import quarantine as rows
from storage.database import Database
from storage.seals import Seals

log = logging.getLogger(__name__)

KEY = "quarantine"
ATTEMPTS = 3
KEPT = timedelta(days=7)
CLEANED_EVERY = 3600.0

# Tells people inside the transaction that sets an update aside: (session, update id, raw update, reason).
Tell = Callable[[AsyncSession, int, Any, str], Awaitable[None]]


class Quarantine:
    """Counts failures and sets aside what keeps failing."""

    def __init__(self, database: Database, seals: Seals, clock: Clock, tell: Tell | None = None) -> None:
        self._database, self._seals, self._clock, self._tell = database, seals, clock, tell

    async def failed(self, update_id: int, raw: Any, error: BaseException) -> int | None:
        """Count a failure: how many there are, None once the update is set aside."""
        reason = place_of(error)
        async with self._database.transaction() as session:
            attempts = await rows.count_failure(session, update_id, reason, self._clock.now())
            if attempts >= ATTEMPTS:
                await self._set_aside(session, update_id, raw, reason)
        log.error("update %s failed, attempt %s of %s: %s", update_id, attempts, ATTEMPTS, without_words(error))
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
        """Drop what is 7 days old; seconds until the next look."""
        async with self._database.transaction() as session:
            await rows.forget_before(session, self._clock.now() - KEPT)
        return CLEANED_EVERY

    async def _set_aside(self, session: AsyncSession, update_id: int, raw: Any, reason: str) -> None:
        payload = self._seals.seal(KEY, json.dumps(raw).encode())
        writer = writer_of(raw)
        mac = None if writer is None else hashed(self._seals, rows.SENDER_KEY, writer)
        await rows.set_aside(session, update_id, payload, mac)
        if self._tell:
            await self._tell(session, update_id, raw, reason)
        log.error("update %s is set aside for 7 days and will not be tried again: %s", update_id, reason)


def telling(house: House) -> Tell:
    """Tells the sender that it did not arrive, and every admin who has met the bot."""

    async def say(session: AsyncSession, update_id: int, raw: Any, reason: str) -> None:
        if (sender := sender_of(raw)) is not None:
            await tell(session, house, sender, LOST, {"tap": "callback_query" in raw}, str(update_id))
        await tell_admins(session, house, ALERT, {"update": update_id, "reason": reason}, str(update_id))

    return say


def sender_of(raw: Any) -> int | None:
    """Who wrote to us or tapped, in private, and waits for an answer; None if nobody does."""
    match raw:
        case {"message": {"from": {"id": int(sender)}, "chat": {"type": "private"}}}:
            return sender
        case {"callback_query": {"from": {"id": int(sender)}}}:
            return sender
    return None


def writer_of(raw: Any) -> int | None:
    """Whose act an update tells of, wherever it was; None if that cannot be read."""
    for part in raw.values():
        match part:
            case {"from": {"id": int(writer)}}:
                return writer
    return None
