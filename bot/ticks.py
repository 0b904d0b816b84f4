"""Ticks: after a vote the voter's own buttons show what counts. The newest choice only, behind the answers.

What is shown is kept nowhere: after a crash the next tap puts it right.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.errors import Act, classify, said
from bot.lanes import Lane, in_lane
from handlers import ballots
from handlers.buttons import keyboard
from handlers.context import House
from storage import questions
from storage import seats as seat_rows
from storage.database import AWAY
from storage.questions import OPEN, QuestionRow

log = logging.getLogger(__name__)

AT_ONCE = 6  # edits in flight; at 30 a second and 150 ms to Telegram five are busy
UNTOLD = (Act.DONE, Act.IGNORE, Act.MAKE_NEW, Act.STOP_PERSON)


@dataclass(frozen=True, slots=True)
class Tick:
    """What the buttons of a message shall show."""

    message_id: int
    question: QuestionRow
    language: str
    choice: int | None
    voter: str = ""
    guest: int = 0


class Ticks:
    """Edits keyboards; `want` returns at once."""

    def __init__(self, bot: "ExtBot[Any]", house: House) -> None:
        self._bot, self._house = bot, house
        self._wanted: dict[int, Tick] = {}
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def want(self, chat_id: int, tick: Tick) -> None:
        """Show this in the chat, instead of what it was to show before."""
        self._wanted[chat_id] = tick
        if sum(not task.done() for task in self._tasks) < AT_ONCE:  # some may have ended a moment ago
            task = asyncio.create_task(self._run(), name="ticks")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @property
    def idle(self) -> bool:
        """Whether every keyboard shows what was wanted."""
        return not self._tasks

    async def quiet(self) -> None:
        """Return when they do."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def stop(self) -> None:
        """Leave the rest undone."""
        self._wanted.clear()
        for task in (left := list(self._tasks)):
            task.cancel()
        if left:
            await asyncio.wait(left)

    async def _run(self) -> None:
        while (chat_id := next((one for one in self._wanted if one not in self._busy), None)) is not None:
            tick = self._wanted.pop(chat_id)
            self._busy.add(chat_id)
            try:
                await self._show(chat_id, tick)
            finally:
                self._busy.discard(chat_id)

    async def _show(self, chat_id: int, tick: Tick) -> None:
        try:
            if await self._now(tick, chat_id) != tick.guest:
                return
            await self._edit(chat_id, tick)
            guest = await self._now(tick, chat_id) if tick.question.shared else tick.guest
            # Handed on meanwhile: the fresh ballot must not be covered.
            if guest not in (tick.guest, None):
                self._wanted.setdefault(chat_id, replace(tick, choice=None, guest=guest))
        except AWAY as error:
            log.warning("a tick was not shown: %s", type(error).__name__)
        except TelegramError as error:
            remedy = classify(error)
            if remedy.act is Act.WAIT:  # the lane itself waits; the edit is wanted still, unless a newer one is
                self._wanted.setdefault(chat_id, tick)
                await self._house.clock.sleep(remedy.seconds)
            elif remedy.act not in UNTOLD:
                log.warning("a tick was not shown: %s", said(error))

    async def _now(self, tick: Tick, chat_id: int) -> int | None:
        """Which guest has the phone, 0 its owner; None if the buttons are gone, which a late tick would bring back."""
        question, database = tick.question, self._house.database
        if await database.glimpse(lambda connection: questions.state(connection, question.id)) != OPEN:
            return None
        if not question.shared:
            return 0
        async with database.reading() as session:
            return await seat_rows.guest_of(session, question, chat_id)

    async def _edit(self, chat_id: int, tick: Tick) -> None:
        texts = self._house.catalogues[tick.language]
        buttons = keyboard(ballots.keyboard(texts, tick.question, tick.choice, tick.guest, tick.voter), texts.rtl)
        edit = {"chat_id": chat_id, "message_id": tick.message_id, "reply_markup": buttons}
        await in_lane(self._bot, Lane.LIVE, "editMessageReplyMarkup", edit)
