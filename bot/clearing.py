"""Our messages in private chats: remembered for two days, and taken away when their person wants the phone clear."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.errors import Act, classify
from bot.errors import said as told
from handlers.context import House
from storage import said
from storage.database import AWAY

log = logging.getLogger(__name__)

REMEMBERED = timedelta(days=1)  # before today: Telegram lets us delete for 48 hours
AT_ONCE = 100  # messages of one call
TRIES, PAUSE = 3, 2.0  # seconds


class Clearing:
    """`note` what was sent; `work` is what a Worker calls; `clear` empties one chat of ours."""

    def __init__(self, bot: "ExtBot[Any]", house: House) -> None:
        self._bot, self._house = bot, house
        self._fresh: list[tuple[int, int]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def note(self, chat_id: int, message_id: int) -> None:
        """This message of ours stands in this chat; only private ones have positive ids."""
        if chat_id > 0:
            self._fresh.append((chat_id, message_id))

    async def work(self) -> None:
        """Write down what was sent. What a crash loses cannot be cleared."""
        fresh, self._fresh = self._fresh, []
        if not fresh:
            return
        try:
            async with self._house.database.transaction() as session:
                await said.note(session, fresh, self._house.clock.now())
        except AWAY:
            self._fresh = fresh + self._fresh
            raise

    def clear(self, chat_id: int, keep: int) -> None:
        """Take our messages away from this chat, those that come after the message `keep` excepted."""
        task = asyncio.create_task(self._clear(chat_id, keep), name="clearing a chat")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def quiet(self) -> None:
        """Return when nothing is being cleared."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _clear(self, chat_id: int, keep: int) -> None:
        try:
            await self.work()
            async with self._house.database.reading() as session:
                since = self._house.clock.now() - REMEMBERED
                noted = await said.in_chat(session, chat_id, since)
                announced = await said.announced(session, chat_id, since)
            ids = sorted({one for one in (*noted, *announced) if one <= keep}, reverse=True)
            for start in range(0, len(ids), AT_ONCE):
                await self._delete(chat_id, ids[start : start + AT_ONCE])
        except AWAY as error:
            log.error("a chat could not be cleared: %s", type(error).__name__)

    async def _delete(self, chat_id: int, ids: list[int]) -> None:
        if await self._deleted(chat_id, ids):
            async with self._house.database.transaction() as session:
                await said.forget(session, chat_id, ids)

    async def _deleted(self, chat_id: int, ids: list[int]) -> bool:
        """Whether Telegram took them away; what may pass is tried again, since deleting twice does no harm."""
        for _ in range(TRIES):
            try:
                await self._bot.delete_messages(chat_id, ids)
            except TelegramError as error:
                remedy = classify(error)
                log.warning("messages were not taken away: %s", told(error))
                if remedy.act not in (Act.WAIT, Act.RETRY, Act.AMBIGUOUS):
                    return False
                await self._house.clock.sleep(max(remedy.seconds, PAUSE))
            else:
                return True
        return False
