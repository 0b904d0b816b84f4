"""Long polling: asks Telegram for updates and confirms only what is settled. Telegram is our inbox.

PTB's own Updater confirms what sits only in memory, ends on a single 401 and is stuck on one bad update.
"""

import asyncio
import logging
import math
import random
from collections.abc import Awaitable
from enum import Enum, auto
from typing import Any

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.errors import said, wait_of
from bot.health import Health
from bot.request import call
from bot.settling import Settler, Unsettled
from bot.votelane import VoteLane
from services.clock import Clock
from storage.database import Database

log = logging.getLogger(__name__)

NAME = "intake"
UPDATES = "updates"
ALLOWED = ("message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member",
           "chat_member")  # fmt: skip
BATCH = 100
POLL_SECONDS = 20
SLACK_SECONDS = 6
HEARD_WITHIN = 29.0
# Telegram answers the same offset twice within 0.5 s with one update only.
PATIENCE = 0.55
LONGEST_BACK_OFF = 15.0
LONGEST_LOOK = 4.0  # between looks for a database that is away; what waited has to come before the next questions


class _State(Enum):
    RUNNING = auto()
    SETTLED = auto()
    FREE = auto()


class Window:
    """Which updates of the stream are in hand, in the order in which they came.

    `offset` is what may be asked for next: the lowest that is not settled, else the highest of the last batch and of
    what is known still + 1 (never the highest id seen: after a week of silence the ids restart anywhere).
    """

    def __init__(self) -> None:
        self._known: dict[int, _State] = {}
        self._refused: set[int] = set()
        self._next: int | None = None

    @property
    def offset(self) -> int | None:
        """From which id to ask; None before the first batch."""
        return next((one for one, state in self._known.items() if state is not _State.SETTLED), self._next)

    @property
    def busy(self) -> bool:
        """Whether something is not settled yet."""
        return any(state is not _State.SETTLED for state in self._known.values())

    @property
    def refused(self) -> bool:
        """Whether something that was freed has not been settled since."""
        return bool(self._refused)

    def take(self, ids: list[int]) -> list[int]:
        """Those of a batch that are not in hand yet; they are now."""
        self._forget(ids)
        fresh = [one for one in ids if self._known.get(one) in (None, _State.FREE)]
        self._known.update(dict.fromkeys(fresh, _State.RUNNING))
        self._next = max(self._known) + 1 if ids else self._next
        return fresh

    def _forget(self, ids: list[int]) -> None:
        """What stands before a batch is confirmed, and what is free and comes no more has expired.

        The rest stays known: a batch may answer a question that was asked before it had settled.
        """
        before = True
        for one, state in list(self._known.items()):
            before = before and one not in ids[:1]
            if (state is _State.SETTLED and before) or (state is _State.FREE and one not in ids):
                del self._known[one]
        self._refused &= self._known.keys()

    def settled(self, update_id: int) -> None:
        """This one may be confirmed, once all before it may."""
        self._known[update_id] = _State.SETTLED
        self._refused.discard(update_id)

    def free(self, update_id: int) -> None:
        """This one is to be taken again when Telegram sends it again."""
        self._known[update_id] = _State.FREE
        self._refused.add(update_id)


class Intake:
    """The polling loop."""

    def __init__(self, bot: "ExtBot[Any]", request: BaseRequest, settler: Settler, lane: VoteLane, database: Database,
                 clock: Clock, health: Health, poll_seconds: int = POLL_SECONDS) -> None:  # fmt: skip
        self._bot, self._request, self._settler, self._lane = bot, request, settler, lane
        self._database, self._clock, self._health = database, clock, health
        self._poll_seconds = poll_seconds
        self._window = Window()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.Task[None] | None = None
        self._failures = 0
        self._away = False
        self._stumbled, self._bad_rounds = False, 0
        self._waiting = False

    @property
    def idle(self) -> bool:
        """Whether everything handed over is settled, and Telegram is being asked for more or asked us to wait."""
        return self._loop is None or (self._waiting and not self._tasks)

    def start(self) -> None:
        """Begin to poll."""
        self._health.expect(NAME, HEARD_WITHIN)
        self._loop = asyncio.create_task(self._run(), name=NAME)

    async def stop(self, seconds: float, confirm_seconds: float) -> None:
        """Take no more; let what is in hand end within `seconds`, then confirm what is settled within more."""
        if self._loop is None:
            return
        self._loop.cancel()
        await asyncio.wait([self._loop])
        self._loop = None
        await self._settler.stop(seconds)
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._confirm(confirm_seconds)
        self._health.dismiss(NAME)
        self._health.dismiss(UPDATES)

    async def _confirm(self, seconds: float) -> None:
        # Without it Telegram would send them all again after the start, for nothing.
        if self._window.offset is None or self._away:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._ask(0, limit=1)
        except (TelegramError, TimeoutError) as error:
            log.warning("the last updates could not be confirmed, Telegram will send them again: %s", said(error))

    async def _run(self) -> None:
        while True:
            try:
                await self._round()
            except TelegramError as error:
                await self._refused(error)
            except Exception as error:
                log.error("the intake stumbled; please report this", exc_info=error)
                await self._back_off(type(error).__name__)

    async def _round(self) -> None:
        await self._pause_after_stumbles()
        if self._away:
            await self._until_database_is_back()
        batch = await self._ask(0 if self._window.busy else self._poll_seconds)
        self._well()
        by_id = {raw["update_id"]: raw for raw in batch}
        for update_id in self._window.take(list(by_id)):
            task = asyncio.create_task(self._settle(by_id[update_id]), name=f"intake {update_id}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE)

    async def _ask(self, seconds: int, limit: int = BATCH) -> list[dict[str, Any]]:
        asked = {"offset": self._window.offset, "limit": limit, "timeout": seconds, "allowed_updates": list(ALLOWED)}
        asking = call(self._bot, self._request, "getUpdates", asked, read_timeout=seconds + SLACK_SECONDS)
        batch: Any = await self._rest(asking)
        if not all(isinstance(raw, dict) and isinstance(raw.get("update_id"), int) for raw in batch):
            raise NetworkError("an answer to getUpdates that holds no updates")
        return list(batch)

    async def _settle(self, raw: dict[str, Any]) -> None:
        try:
            if not await self._lane.takes(raw):
                await self._settler.settle(raw)
        except Unsettled as why:
            self._away = self._stumbled = str(why) != "stopped"
            self._window.free(raw["update_id"])
        except Exception as error:
            log.error(
                "update %s is not settled and is taken again: is the disk full?", raw["update_id"], exc_info=error
            )
            self._stumbled = True
            self._health.expect(UPDATES, math.inf)
            self._health.red(UPDATES, f"an update cannot be settled: {type(error).__name__}")
            self._window.free(raw["update_id"])
        else:
            self._window.settled(raw["update_id"])
            if not self._window.refused:
                self._health.dismiss(UPDATES)

    async def _pause_after_stumbles(self) -> None:
        """Each round in a row in which something was not settled makes the next one wait longer."""
        self._bad_rounds = self._bad_rounds + 1 if self._stumbled else 0
        self._stumbled = False
        if self._bad_rounds > 1:
            await self._rest(self._clock.sleep(min(2.0 ** (self._bad_rounds - 2), LONGEST_LOOK)))

    async def _until_database_is_back(self) -> None:
        log.error("the database is away: taking no updates, confirming none (is it running? twiza doctor)")
        self._health.red(NAME, "the database is away")
        pause = 0.5
        while not await self._database.is_there():
            await self._rest(self._clock.sleep(pause))
            pause = min(pause * 2, LONGEST_LOOK)
        log.warning("the database is back")
        self._away = False

    def _well(self) -> None:
        if self._failures:
            log.warning("Telegram answers again, after %s refusals", self._failures)
        self._failures = 0
        self._health.green(NAME)

    async def _refused(self, error: TelegramError) -> None:
        log.error("getUpdates was refused (%s). %s", said(error), what_to_do(error))
        await self._back_off(said(error), wait_of(error) if isinstance(error, RetryAfter) else 0.0)

    async def _back_off(self, why: str, at_least: float = 0.0) -> None:
        self._health.red(NAME, why)
        self._failures += 1
        longest = min(2.0 ** (self._failures - 1), LONGEST_BACK_OFF)
        pause = max(at_least, longest * random.uniform(0.5, 1))  # noqa: S311 - spreads retries, no secret
        await self._rest(self._clock.sleep(pause))

    async def _rest(self, what: Awaitable[Any]) -> Any:
        self._waiting = True
        try:
            return await what
        finally:
            self._waiting = False


def what_to_do(error: TelegramError) -> str:
    """One sentence for whoever reads the log."""
    if isinstance(error, InvalidToken):
        return "Is BOT_TOKEN the one that BotFather shows? Polling goes on and recovers by itself."
    if isinstance(error, Conflict):
        return "Does another process poll with this token, or is a webhook set? Stop the other one (twiza doctor)."
    if isinstance(error, RetryAfter):
        return "Telegram asks to wait; nothing to do."
    return "Is the network up? Polling goes on and recovers by itself."
