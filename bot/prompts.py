"""Debounced questions: several messages in a row are one answer, the question comes once nothing has followed.

The moment is a row (drafts.prompt_due), so a crash in between loses nothing: it is asked after the start. What was
written while nobody listened comes first, since it may belong to the same answer: after each start, and when the
database is back, all moments begin anew.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.errors import without_words
from bot.leader import Leader
from services.clock import Clock
from storage import drafts
from storage.database import AWAY, Database

log = logging.getLogger(__name__)

# Longer than Telegram stays away when it was refused (web/telegram.py) and the intake when the database was.
SILENCE = timedelta(seconds=8)

# Asks the next question of this person's draft and clears its moment, in one transaction.
Prompt = Callable[[int], Awaitable[None]]


class Prompts:
    """`work` is what a Worker calls; only the leader asks."""

    def __init__(self, database: Database, clock: Clock, leader: Leader, prompt: Prompt) -> None:
        self._database, self._clock, self._leader, self._prompt = database, clock, leader, prompt
        self._rearmed: int | None = None

    async def work(self) -> float | None:
        """Ask what is due; seconds until the next question."""
        fence = self._leader.fence
        if fence is None:
            return None
        if self._rearmed != fence:
            await self._rearm()
        self._rearmed = None  # unless we come to the end
        while (left := await self._until_next()) == 0:
            await self._ask_due()
        self._rearmed = fence
        return left

    async def _rearm(self) -> None:
        async with self._database.transaction() as session:
            await drafts.put_off_prompts(session, self._clock.now() + SILENCE)

    async def _until_next(self) -> float | None:
        async with self._database.reading() as session:
            due = await drafts.next_prompt(session)
        return None if due is None else max(0.0, (due - self._clock.now()).total_seconds())

    async def _ask_due(self) -> None:
        now = self._clock.now()
        async with self._database.reading() as session:
            rows = await drafts.with_prompt_due(session)
        for row in rows:
            if row.prompt_due and row.prompt_due <= now:
                await self._ask(row.person_id, row.prompt_due)

    async def _ask(self, person_id: int, due: datetime) -> None:
        try:
            await self._prompt(person_id)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - it is logged, without people's words
            log.error("the next question of a draft cannot be asked; please report this: %s", without_words(error))
        # A draft that cannot be asked about (its form or its key is gone) must not come back for ever.
        async with self._database.transaction() as session:
            await drafts.clear_prompt(session, person_id, due)
