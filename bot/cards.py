"""The cards' one owner: brings each to its newest state, at most one edit a second, a new message if it is gone."""

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Any

from telegram.error import TelegramError, TimedOut

from bot.errors import Act, classify, said, without_words
from bot.lanes import Lane
from bot.leader import Leader
from bot.sending import Post
from bot.speaking import Speaker
from handlers.screens import Message
from services import authors
from storage import cards
from storage.cards import CardRow
from storage.database import AWAY
from storage.people import by_telegram_id, why_not
from storage.seals import SealError

log = logging.getLogger(__name__)

AT_ONCE = 20
TURN = timedelta(seconds=1)
PAUSE = timedelta(seconds=5)
MOST_ATTEMPTS = 2  # new messages that may have been delivered
REMEMBERED = 2_000
HANDS_ON = {"room.panel", "announcement"}  # screens that somebody works with: as quick as answers


class Cards:
    """`work` is what a Worker calls; only the leader edits."""

    def __init__(self, speaker: Speaker, leader: Leader) -> None:
        self._speaker, self._leader = speaker, leader
        self._database, self._clock = speaker.house.database, speaker.house.clock
        self._turns: dict[int, datetime] = {}
        self._shown: dict[int, bytes] = {}

    async def work(self) -> float | None:
        """Show the newest state of every card whose turn has come; seconds until the next turn."""
        if self._leader.fence is None:
            return None
        while (left := await self._until_next()) == 0:
            for row in await self._due():
                await self._show(row)
        return left

    async def _until_next(self) -> float | None:
        async with self._database.reading() as session:
            due = await cards.next_due(session)
        return None if due is None else max(0.0, (due - self._clock.now()).total_seconds())

    async def _due(self) -> list[CardRow]:
        now = self._clock.now()
        async with self._database.transaction() as session:
            rows = await cards.to_show(session, now, AT_ONCE)
            early = [row for row in rows if self._turns.get(row.id, now) > now]
            for row in early:  # shown less than a second ago
                await cards.shown(session, row.id, due_at=self._turns[row.id])
        return [row for row in rows if row not in early]

    async def _show(self, row: CardRow) -> None:
        now = self._clock.now()
        self._remember(self._turns, row.id, now + TURN)
        try:
            columns = await self._shown_as(row)
        except TelegramError as error:
            columns = await self._refused(row, error)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - it is logged, without people's words
            log.error(
                "the card %s (%s) cannot be shown; please report this: %s", row.id, row.screen, without_words(error)
            )
            columns = {"shown": row.wanted}
        async with self._database.transaction() as session:
            await cards.shown(session, row.id, **columns)
            if row.sealed_to is not None:
                await cards.forget_time(session, row.id, authors.coarse(row.due_at))

    async def _shown_as(self, row: CardRow) -> dict[str, Any]:
        """Edit the card, or send it; its new columns."""
        try:
            chat_id = self._address(row)
        except SealError:
            return {"shown": row.wanted}
        async with self._database.reading() as session:
            if chat_id > 0 and why_not(await by_telegram_id(session, chat_id), quietly=True):  # a group is nobody
                return {"shown": row.wanted}
        rtl, messages = await self._speaker.rendered(chat_id, row.screen, row.values)
        looks = _looks(messages)
        if row.message_id and self._shown.get(row.id) == looks:
            return {"shown": row.wanted}
        if row.message_id is None and not await self._attempt(row):
            return {"shown": row.wanted, "attempt": 0}
        lane = Lane.ANSWER if row.screen in HANDS_ON else Lane.BULK
        to = Post(chat_id, rtl, lane, row.message_id)
        message_id = await self._speaker.send(to, messages[0], row.screen)
        self._remember(self._shown, row.id, looks)
        return {"shown": row.wanted, "message_id": message_id, "attempt": 0}

    async def _attempt(self, row: CardRow) -> bool:
        """Write the attempt down before a new message leaves; False after the last one. TimedOut in an outage."""
        if row.attempt and not await self._speaker.telegram_answers():
            raise TimedOut("Telegram does not answer")
        if row.attempt >= MOST_ATTEMPTS:
            log.error("the card %s may have been sent twice and is given up", row.id)
            return False
        async with self._database.transaction() as session:
            await cards.shown(session, row.id, attempt=row.attempt + 1)
        return True

    async def _refused(self, row: CardRow, error: TelegramError) -> dict[str, Any]:
        remedy = classify(error)
        later = self._clock.now() + max(PAUSE, timedelta(seconds=remedy.seconds))
        if remedy.act is Act.STOP_PERSON:
            if row.chat_id is not None:  # of a sealed one nothing beside the person may tell that it was theirs
                await self._speaker.unreachable(row.chat_id)
        elif remedy.act is Act.AMBIGUOUS:  # an edit does no harm twice; new messages are counted
            return {"due_at": later}
        elif remedy.act in (Act.WAIT, Act.RETRY, Act.BACK_OFF):
            return {"due_at": later, "attempt": row.attempt}
        log.error("the card %s (%s) was refused: %s", row.id, row.screen, said(error))
        return {"shown": row.wanted}

    def _address(self, row: CardRow) -> int:
        if row.chat_id is not None:
            return row.chat_id
        return authors.unseal(self._speaker.house.seals, row.sealed_to or b"")

    def _remember(self, memory: dict[int, Any], card_id: int, value: Any) -> None:
        memory.pop(card_id, None)
        memory[card_id] = value
        if len(memory) > REMEMBERED:
            del memory[next(iter(memory))]


def _looks(messages: list[Message]) -> bytes:
    """A fingerprint of what is shown, so that the same is not edited in again."""
    return hashlib.sha256(repr(messages).encode()).digest()
