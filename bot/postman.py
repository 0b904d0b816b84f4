"""The postman: sends what the outbox says. Many senders share one postbag; an attempt is written before its message
leaves, with its turn in hand (bot/lanes.py, bot/ledger.py), its result afterwards.

The Bot API has no idempotency key: a request whose answer never came may have been delivered. What happens then says
the table of services/message_classes.py.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from telegram.error import TelegramError

from bot.errors import Act, Remedy, classify, place_of, said, without_words
from bot.lanes import Lane, Stays, Turn
from bot.leader import Leader
from bot.ledger import Columns, Ledger
from bot.postbag import Letter, Postbag
from bot.press import Press
from bot.sending import Post, rewrite
from bot.speaking import Speaker
from services.message_classes import POLICIES
from services.outbox import coarsened
from storage import departures
from storage.challenges import challenge_of
from storage.database import AWAY
from storage.people import BLOCKED

log = logging.getLogger(__name__)

FEWEST_SENDERS = 8
IN_FLIGHT = 0.25  # seconds: what a message takes, with its commits
MOST_ATTEMPTS = 2  # that may have been delivered
PAUSE_UNSENT = 5.0
PAUSE_UNKNOWN = 5.0
PAUSE_REFUSED = 60.0  # the token is not accepted
PAUSE_STUCK = 1.0
SIGN_OF_LIFE = 30.0  # seconds; a long announcement is no silence


class Departure:
    """What is asked with a letter's turn in hand: whether it may leave. `left` once it has."""

    def __init__(self, postman: "Postman", letter: Letter, fence: int) -> None:
        self._postman, self._letter, self._fence = postman, letter, fence
        self.left = False

    async def __call__(self) -> None:
        """Write the attempt; Stays if it may not leave any more."""
        if not self.left:
            await self._postman.departs(self._letter, self._fence)
            self.left = True


class Postman:
    """`work` is what a Worker calls; only the leader sends. `alive` is called while it works on and on."""

    def __init__(self, speaker: Speaker, leader: Leader, send_rate: float = 25.0,
                 alive: Callable[[], None] = lambda: None) -> None:  # fmt: skip
        self._speaker, self._leader, self._alive = speaker, leader, alive
        self._database, self._clock = speaker.house.database, speaker.house.clock
        self._bag, self._press = Postbag(speaker.house, send_rate), Press(speaker)
        self._ledger = Ledger(self._database, leader, self._clock)
        self._senders = max(FEWEST_SENDERS, ceil(send_rate * IN_FLIGHT))
        self._recovered: int | None = None
        self._resting = self._moved = False
        self._trouble: BaseException | None = None

    async def work(self) -> float | None:
        """Send all that is due; seconds until more is."""
        fence = self._leader.fence
        if fence is None or self._resting:
            return None
        if self._recovered != fence:
            await self._recover(fence)
        self._recovered = None  # unless we come to the end, what we were sending is looked at again
        while (left := await self._bag.rest()) == 0 and not self._resting:
            if not await self._round(fence):
                left = PAUSE_STUCK
                break
        self._recovered = fence
        return left

    def rest(self) -> None:
        """Take up no more letters: the process is about to end."""
        self._resting = True

    async def departs(self, letter: Letter, fence: int) -> None:
        """Write that this letter leaves now; Stays if it may not leave any more."""
        if self._resting or not await self._ledger.leaves(letter.id, fence, letter.attempt):
            raise Stays

    async def _recover(self, fence: int) -> None:
        """Rows that were being sent when a process ended: nobody knows whether they arrived."""
        async with self._database.reading() as session:
            rows = await departures.in_flight(session)
        for row in rows:
            columns = self._unknown(row.message_class, row.attempt, "interrupted")
            await self._note(row.id, row.fence, row.subject, row.due_at, columns, left=True)
            log.warning("outbox row %s was under way when the process ended: %s", row.id, columns["state"])

    async def _round(self, fence: int) -> bool:
        """Send until nothing is due any more; whether anything was."""
        self._moved, self._trouble = False, None
        self._bag.look_again()
        senders = {asyncio.create_task(self._send_on(fence), name="sender") for _ in range(self._senders)}
        try:
            while senders:
                _done, senders = await asyncio.wait(senders, timeout=SIGN_OF_LIFE)
                self._alive()
        finally:
            for sender in senders:
                sender.cancel()
        if self._trouble:
            raise self._trouble
        return self._moved

    async def _send_on(self, fence: int) -> None:
        """One of the senders: letter after letter, until there is none or there is trouble."""
        try:
            while not (self._resting or self._trouble) and (letter := await self._bag.take()):
                try:
                    await self._handle(letter, fence)
                finally:
                    self._bag.done(letter)
        except Exception as error:  # noqa: BLE001 - `_round` raises it, once the others have ended
            self._trouble = self._trouble or error

    async def _handle(self, letter: Letter, fence: int) -> None:
        departure = Departure(self, letter, fence)
        columns = await self._tried(letter, departure)
        if columns is None:
            self._bag.look_again()
            return
        columns = {"attempt": letter.attempt} | columns
        await self._note(letter.id, fence, letter.subject, letter.due_at, columns, left=departure.left)
        self._moved = True

    async def _note(self, row_id: int, fence: int, subject: str | None, due_at: datetime, columns: Columns, *,
                    left: bool) -> None:  # fmt: skip
        if challenge_of(subject):
            async with self._database.reading() as session:
                columns = await coarsened(session, subject, due_at, columns)
        await self._ledger.note(row_id, fence, columns, left=left)

    async def _tried(self, letter: Letter, departure: Departure) -> Columns | None:
        """Send one letter; its new columns, None if it stays as it is."""
        if letter.why_not:
            return _unreachable(letter, letter.why_not)
        if not await self._worth_a_try(letter):
            return self._again(letter, PAUSE_UNSENT, "Telegram does not answer")
        try:
            return self._left(await self._deliver(letter, Turn(Lane.BULK, departure)))
        except Stays:
            return None
        except TelegramError as error:
            return await self._refused(letter, error)
        except Exception as error:  # noqa: BLE001 - it is logged, without people's words, or raised again
            return self._stumbled(letter, departure, error)

    def _stumbled(self, letter: Letter, departure: Departure, error: Exception) -> Columns:
        """The database is away, or it is our own mistake, which is logged without people's words."""
        if isinstance(error, AWAY):
            if not departure.left:
                raise error
            return self._again(letter, PAUSE_UNSENT, "the database was away")
        trace = without_words(error)
        log.error("outbox row %s (%s) cannot be shown; please report this: %s", letter.id, letter.screen, trace)
        return {"state": "failed", "error": place_of(error)[:200]}

    async def _worth_a_try(self, letter: Letter) -> bool:
        """Before the last attempt at what may have been delivered Telegram is asked whether it is there."""
        return letter.attempt < MOST_ATTEMPTS or await self._speaker.telegram_answers()

    async def _deliver(self, letter: Letter, turn: Turn) -> int | None:
        """The id of the message that shows it; None if there is nothing to say."""
        if letter.target is not None and not letter.screen:
            bot, target = self._speaker.bot, letter.target
            await bot.delete_message(chat_id=letter.chat_id, message_id=target, rate_limit_args=turn)
            return target
        printed = await self._press.printed(letter.chat_id, letter.language, letter.screen, letter.values)
        to = Post(letter.chat_id, printed.rtl, turn, letter.target)
        if letter.target is not None:
            return await rewrite(self._speaker.bot, to, printed.messages[-1]) if printed.messages else None
        if printed.call is not None:
            try:
                return await self._speaker.call(letter.chat_id, turn, *printed.call)
            except TelegramError as error:
                if classify(error).act is not Act.PLAIN_TEXT:
                    raise
        return await self._speaker.say_these(to, printed.messages, letter.screen)

    async def _refused(self, letter: Letter, error: TelegramError) -> Columns:
        remedy = classify(error)
        if remedy.act is Act.STOP_PERSON:
            if not letter.sealed:  # else the two rows, written together, would tell who it is
                await self._speaker.unreachable(letter.chat_id)
            return _unreachable(letter, said(error))
        if remedy.act is Act.AMBIGUOUS:
            return self._unknown(letter.message_class, letter.attempt, said(error))
        if (pause := _pause(remedy)) is not None:
            return self._again(letter, pause, said(error))
        if letter.target is not None and remedy.act in (Act.DONE, Act.IGNORE, Act.MAKE_NEW):
            return self._left(letter.target if remedy.act is Act.DONE else None)
        log.error("outbox row %s (%s) was refused: %s", letter.id, letter.screen, said(error))
        return {"state": "failed", "error": said(error)}

    def _unknown(self, message_class: str, attempt: int, why: str) -> Columns:
        in_doubt = POLICIES[message_class].in_doubt
        if in_doubt == "harmless":
            return {"state": "retry", "due_at": self._in(PAUSE_UNKNOWN), "attempt": attempt - 1, "error": why}
        if in_doubt == "held" or attempt >= MOST_ATTEMPTS:
            return {"state": "uncertain", "error": why}
        return {"state": "retry", "due_at": self._in(PAUSE_UNKNOWN), "error": why}

    def _left(self, message_id: int | None) -> Columns:
        """It is out, or its screen had nothing to say any more."""
        if message_id is None:
            return {"state": "nothing", "error": None}
        return {"state": "sent", "sent_at": self._clock.now(), "message_id": message_id, "error": None}

    def _again(self, letter: Letter, seconds: float, why: str) -> Columns:
        """It surely did not leave: the attempt does not count."""
        return {"state": "retry", "due_at": self._in(seconds), "attempt": letter.attempt - 1, "error": why}

    def _in(self, seconds: float) -> datetime:
        return self._clock.now() + timedelta(seconds=seconds)


def _unreachable(letter: Letter, why: str) -> Columns:
    """Of a sealed recipient the reason is not noted: it would narrow down who that is.

    Nor, where the team has blocked them, that it did not arrive: one could block people to learn whose a report is.
    """
    if letter.sealed and why == BLOCKED:
        return {"state": "nothing", "error": None}
    return {"state": "unreachable", "error": None if letter.sealed else why}


def _pause(remedy: Remedy) -> float | None:
    pauses = {Act.WAIT: remedy.seconds, Act.RETRY: PAUSE_UNSENT, Act.BACK_OFF: PAUSE_REFUSED}
    return pauses.get(remedy.act)
