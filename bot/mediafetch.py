"""Copies what residents sent from Telegram to our disk. A failed copy never loses the challenge: the file_id stays."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.errors import said
from bot.leader import Leader
from handlers.context import House
from services import authors, media, notices
from services.media import Kept, Refused
from storage import media as rows
from storage.database import written
from storage.media import MediaRow
from storage.seals import SealError

log = logging.getLogger(__name__)

AT_ONCE = 4
# An outage of a day loses no file: of an anonymous one nothing is left to try again with once we give up.
PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=8),
    timedelta(hours=24),
)
DOWNLOAD_SECONDS = 60.0


class MediaFetch:
    """`work` is what a Worker calls; only the leader fetches."""

    def __init__(self, bot: "ExtBot[Any]", house: House, leader: Leader) -> None:
        self._bot, self._house, self._leader = bot, house, leader
        self._folder = house.data_dir / "media"

    async def work(self) -> float | None:
        """Fetch all that is wanted; seconds until the next try."""
        if self._leader.fence is None:
            return None
        while wanted := await self._wanted():
            await asyncio.gather(*map(self._fetch, wanted))
        async with self._house.database.reading() as session:
            due = await rows.next_retry(session)
        return None if due is None else max(0.0, (due - self._house.clock.now()).total_seconds())

    async def _wanted(self) -> list[MediaRow]:
        async with self._house.database.reading() as session:
            return await rows.wanted(session, self._house.clock.now(), AT_ONCE)

    async def _fetch(self, row: MediaRow) -> None:
        try:
            kept = await self._kept(row)
        except (Refused, SealError) as why:
            log.warning("the file %s is not copied: %s", row.id, why)
            await self._refuse(row)
        except (TelegramError, OSError) as error:
            await self._failed(row, error)
        except Exception as error:
            log.error("the file %s made the copier stumble; please report this", row.id, exc_info=error)
            await self._failed(row, error)
        else:
            columns = {"path": kept.path, "shown_path": kept.shown_path, "mime": kept.mime, "size": kept.size}
            there = await self._note(row, state="kept", sealed_file_id=None, retry_at=None, **columns)
            if not there:
                await asyncio.to_thread(media.discard, self._folder, kept)
            elif row.sealed_file_id is not None:
                day = authors.coarse(self._house.clock.now()).timestamp()
                await asyncio.to_thread(media.blur, self._folder, kept, day)

    async def _kept(self, row: MediaRow) -> Kept:
        if (row.size or 0) > media.MOST_BYTES:
            raise Refused("too big")
        try:
            file = await self._bot.get_file(media.file_id_of(self._house.seals, row) or "")
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise Refused("too big") from None
            raise
        content = await file.download_as_bytearray(read_timeout=DOWNLOAD_SECONDS)
        return await asyncio.to_thread(media.keep, self._folder, row.kind, bytes(content))

    async def _refuse(self, row: MediaRow) -> None:
        house = self._house
        async with house.database.transaction() as session:
            if await rows.change(session, row.id, state="refused", sealed_file_id=None, retry_at=None):
                await notices.file_refused(session, row, house.clock.now())
        house.wake(written(session))

    async def _failed(self, row: MediaRow, error: Exception) -> None:
        if row.tries >= len(PAUSES):
            log.error("the file %s could not be copied in %s tries: %s", row.id, row.tries + 1, said(error))
            await self._note(row, state="failed", sealed_file_id=None, tries=row.tries + 1, retry_at=None)
            return
        retry_at = self._house.clock.now() + PAUSES[row.tries]
        if row.sealed_file_id is not None:  # a moment would tell when an anonymous report came
            retry_at = authors.on_the_hour(retry_at)
        log.warning("the file %s was not copied, next try at %s: %s", row.id, retry_at, said(error))
        await self._note(row, tries=row.tries + 1, retry_at=retry_at)

    async def _note(self, row: MediaRow, **columns: Any) -> bool:
        async with self._house.database.transaction() as session:
            return await rows.change(session, row.id, **columns)
