"""The postman: sends what the outbox says. Claims a few rows, commits, sends, commits the result.

The Bot API has no idempotency key: a request whose answer never came may have been delivered. Then an announcement is
held for staff as "uncertain"; a notification or a reminder is sent once more, never a third time.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from telegram.error import TelegramError

from bot.errors import Act, Remedy, classify, place_of, said, without_words
from bot.lanes import Lane
from bot.leader import LEASE, Leader
from bot.sending import Post
from bot.speaking import Speaker
from services import authors, holding
from services.outbox import ANNOUNCEMENT, finish
from storage import outbox
from storage.database import AWAY
from storage.outbox import OutboxRow
from storage.people import BLOCKED, PersonRow, by_telegram_id, why_not
from storage.seals import SealError

log = logging.getLogger(__name__)

AT_ONCE = 4
MOST_ATTEMPTS = 2  # that may have been delivered
PAUSE_UNSENT = 5.0
PAUSE_UNKNOWN = 5.0
PAUSE_REFUSED = 60.0  # the token is not accepted


class NoAddress(Exception):
    """The row's recipient is gone, unreachable, or wants no messages; the message is the state's reason."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row, as columns."""

    row: OutboxRow
    columns: dict[str, Any]


class Postman:
    """`work` is what a Worker calls; only the leader sends."""

    def __init__(self, speaker: Speaker, leader: Leader) -> None:
        self._speaker, self._leader = speaker, leader
        self._database, self._clock = speaker.house.database, speaker.house.clock
        self._recovered: int | None = None

    async def work(self) -> float | None:
        """Send all that is due; seconds until more is."""
        fence = self._leader.fence
        if fence is None:
            return None
        if self._recovered != fence:
            await self._recover(fence)
        self._recovered = None  # unless we come to the end, what we were sending is looked at again
        while (left := await self._until_next()) == 0 and (rows := await self._claim(fence)):
            results = await self._send_all(rows)
            await self._note(fence, results)
        self._recovered = fence
        return left

    async def _recover(self, fence: int) -> None:
        """Rows that were being sent when a process ended: nobody knows whether they arrived."""
        async with self._database.transaction() as session:
            for row in await outbox.in_flight(session):
                columns = self._unknown(row, "interrupted")
                await finish(session, row, row.fence, columns)
                log.warning("outbox row %s was under way when the process ended: %s", row.id, columns["state"])

    async def _claim(self, fence: int) -> list[OutboxRow]:
        now = self._clock.now()
        async with self._database.transaction() as session:
            for late in await outbox.expire(session, now):
                log.warning("outbox row %s expired before it could be sent", late)
            await holding.hold(session, now)
            return await outbox.claim(session, LEASE, self._leader.owner, fence, now, AT_ONCE)

    async def _until_next(self) -> float | None:
        async with self._database.reading() as session:
            due = await outbox.next_due(session)
        return None if due is None else max(0.0, (due - self._clock.now()).total_seconds())

    async def _send_all(self, rows: list[OutboxRow]) -> list[Result]:
        """Different people at once, one person's messages in order."""
        groups = [list(group) for _, group in groupby(sorted(rows, key=_recipient), key=_recipient)]
        return [result for results in await asyncio.gather(*map(self._send_in_turn, groups)) for result in results]

    async def _send_in_turn(self, rows: Iterable[OutboxRow]) -> list[Result]:
        return [Result(row, await self._send(row)) for row in rows]

    async def _send(self, row: OutboxRow) -> dict[str, Any]:
        """Send one row; its new columns."""
        chat_id = 0
        if row.attempt >= MOST_ATTEMPTS and not await self._speaker.telegram_answers():
            return self._again(row, PAUSE_UNSENT, "Telegram does not answer")
        try:
            chat_id = await self._address(row)
            message_id = await self._speaker.say(Post(chat_id, lane=Lane.BULK), row.screen, row.values)
        except NoAddress as why:
            return _unreachable(row, str(why))
        except TelegramError as error:
            return await self._refused(row, chat_id, error)
        except AWAY:
            return self._again(row, PAUSE_UNSENT, "the database was away")
        except Exception as error:  # noqa: BLE001 - it is logged, without people's words
            trace = without_words(error)
            log.error("outbox row %s (%s) cannot be shown; please report this: %s", row.id, row.screen, trace)
            return {"state": "failed", "error": place_of(error)[:200]}
        return self._left(message_id)

    async def _address(self, row: OutboxRow) -> int:
        async with self._database.reading() as session:
            if row.sealed_to is not None:
                person = await by_telegram_id(session, self._unsealed(row.sealed_to))
            else:
                person = await session.get(PersonRow, row.person_id)
        why = why_not(person)
        if person is None or why:
            raise NoAddress(why)
        return person.telegram_id

    def _unsealed(self, sealed_to: bytes) -> int:
        try:
            return authors.unseal(self._speaker.house.seals, sealed_to)
        except SealError:
            raise NoAddress("the sealed address is gone") from None

    async def _refused(self, row: OutboxRow, chat_id: int, error: TelegramError) -> dict[str, Any]:
        remedy = classify(error)
        if remedy.act is Act.STOP_PERSON:
            if row.sealed_to is None:  # else the two rows, written together, would tell who it is
                await self._speaker.unreachable(chat_id)
            return _unreachable(row, said(error))
        if remedy.act is Act.AMBIGUOUS:
            return self._unknown(row, said(error))
        if (pause := _pause(remedy)) is not None:
            return self._again(row, pause, said(error))
        log.error("outbox row %s (%s) was refused: %s", row.id, row.screen, said(error))
        return {"state": "failed", "error": said(error)}

    def _unknown(self, row: OutboxRow, why: str) -> dict[str, Any]:
        if row.message_class == ANNOUNCEMENT or row.attempt >= MOST_ATTEMPTS:
            return {"state": "uncertain", "error": why}
        return {"state": "retry", "due_at": self._in(PAUSE_UNKNOWN), "error": why}

    def _left(self, message_id: int | None) -> dict[str, Any]:
        """It is out, or its screen had nothing to say any more."""
        if message_id is None:
            return {"state": "nothing", "error": None}
        return {"state": "sent", "sent_at": self._clock.now(), "message_id": message_id, "error": None}

    def _again(self, row: OutboxRow, seconds: float, why: str) -> dict[str, Any]:
        """It surely did not leave: the attempt does not count."""
        return {"state": "retry", "due_at": self._in(seconds), "attempt": row.attempt - 1, "error": why}

    def _in(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)

    async def _note(self, fence: int, results: list[Result]) -> None:
        """Write the results; while the database is away they are held here, since sending again would be worse."""
        while True:
            try:
                async with self._database.transaction() as session:
                    for result in results:
                        await finish(session, result.row, fence, result.columns)
                return
            except AWAY as error:
                log.error("what was sent could not be noted, trying again: %s", type(error).__name__)
            await self._clock.sleep(1)


def _unreachable(row: OutboxRow, why: str) -> dict[str, Any]:
    """Of a sealed recipient the reason is not noted: it would narrow down who that is.

    Nor, where the team has blocked them, that it did not arrive: one could block people to learn whose a report is.
    """
    if row.sealed_to and why == BLOCKED:
        return {"state": "nothing", "error": None}
    return {"state": "unreachable", "error": None if row.sealed_to else why}


def _recipient(row: OutboxRow) -> tuple[int, bytes]:
    return row.person_id or 0, row.sealed_to or b""


def _pause(remedy: Remedy) -> float | None:
    pauses = {Act.WAIT: remedy.seconds, Act.RETRY: PAUSE_UNSENT, Act.BACK_OFF: PAUSE_REFUSED}
    return pauses.get(remedy.act)
