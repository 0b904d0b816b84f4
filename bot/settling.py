"""One raw update to its end: settled (it may be confirmed to Telegram) or Unsettled (Telegram has to keep it).

settler = Settler(application, outcomes, quarantine, house, metrics)
await settler.settle(raw)          # the intake and the webhook both come through here
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationHandlerStop

from bot.metrics import Metrics
from bot.quarantine import Quarantine
from handlers.context import AlreadyDone, Context, House
from storage.database import AWAY

log = logging.getLogger(__name__)

WARN_AFTER = 5.0
CANCEL_AFTER = 60.0
PAUSES = (0.5, 2.0)  # seconds before the second and the third attempt


# Keeps what an update's handlers said outside a transaction.
Leave = Callable[[], Awaitable[None]]


class Unsettled(Exception):
    """The update is not on disk and must not be confirmed."""


class NeverArrived(Exception):
    """The update did not reach arrival: nothing is known about it."""


class SlowHandler(Exception):
    """A handler was cancelled because it took too long."""


class Outcomes:
    """How the updates in hand fare (handlers.context.Outcomes, and the error handler's side of it)."""

    def __init__(self) -> None:
        self._open: dict[int, BaseException | None] = {}
        self._leave: dict[int, Leave] = {}

    def begin(self, update_id: int) -> None:
        """An update starts: until it reaches arrival, it has failed."""
        self._open[update_id] = NeverArrived(update_id)

    def reached(self, update_id: int, leave: Leave) -> None:
        """It reached arrival: if nothing fails from here on, and `leave` does not at the end, it is done."""
        if update_id in self._open:
            self._open[update_id], self._leave[update_id] = None, leave

    async def leave(self, update_id: int) -> None:
        """Its handlers have ended: if they ended well, what they said outside a transaction is kept."""
        leave = self._leave.pop(update_id, None)
        if leave and self._open.get(update_id) is None:
            await leave()

    def failed(self, update_id: int, error: BaseException) -> None:
        """Its handler failed."""
        self._open[update_id] = error

    def end(self, update_id: int) -> BaseException | None:
        """What went wrong, if anything."""
        self._leave.pop(update_id, None)
        return self._open.pop(update_id, None)


def error_handler(outcomes: Outcomes) -> Any:
    """PTB's error handler: marks the update failed and stops it, since PTB would run the next group all the same."""

    async def failed(update: object, context: Context) -> None:
        if isinstance(update, Update) and context.error:
            if isinstance(context.error, AlreadyDone):
                let_go(context.house, update)
            else:
                outcomes.failed(update.update_id, context.error)
        raise ApplicationHandlerStop

    return failed


def let_go(house: House, update: Update) -> None:
    """Nothing more comes of this update: if it was a tap, the phone stops waiting."""
    if update.callback_query:
        house.outgoing.answer_tap(update.callback_query.id, None, False)


class Settler:
    """Runs updates through the application; the same update twice at once is run once."""

    def __init__(self, application: "Application[Any, Any, Any, Any, Any, Any]", outcomes: Outcomes,
                 quarantine: Quarantine, house: House, metrics: Metrics, *, warn_after: float = WARN_AFTER,
                 cancel_after: float = CANCEL_AFTER, pauses: tuple[float, ...] = PAUSES) -> None:  # fmt: skip
        self._application, self._outcomes = application, outcomes
        self._quarantine, self._house, self._metrics = quarantine, house, metrics
        self._warn_after, self._cancel_after, self._pauses = warn_after, cancel_after, pauses
        self._running: dict[int, asyncio.Task[None]] = {}

    @property
    def idle(self) -> bool:
        """Whether no update is in hand."""
        return not self._running

    async def quiet(self) -> None:
        """Return when no update is in hand."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def stop(self, seconds: float) -> None:
        """Let what is in hand end; what takes longer than `seconds` is left for Telegram to send again."""
        if not self._running:
            return
        _, late = await asyncio.wait(list(self._running.values()), timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            log.warning("%s updates did not end in time; Telegram will send them again", len(late))
            await asyncio.wait(late)

    async def settle(self, raw: dict[str, Any]) -> None:
        """Return once the update may be confirmed; Unsettled if it may not."""
        update_id: int = raw["update_id"]
        task = self._running.get(update_id)
        if task is None:
            self._metrics.taken(update_id)
            task = asyncio.create_task(self._to_the_end(update_id, raw), name=f"update {update_id}")
            self._running[update_id] = task
            task.add_done_callback(lambda done: self._ended(update_id, done))
        await asyncio.shield(task)

    def _ended(self, update_id: int, task: asyncio.Task[None]) -> None:
        del self._running[update_id]
        if not task.cancelled():
            task.exception()  # whoever waited has it; nobody may be waiting any more

    async def _to_the_end(self, update_id: int, raw: dict[str, Any]) -> None:
        try:
            await self._attempts(update_id, raw)
        except AWAY as error:
            raise Unsettled("the database is away") from error
        except asyncio.CancelledError:
            raise Unsettled("stopped") from None
        self._metrics.settled(raw)

    async def _attempts(self, update_id: int, raw: dict[str, Any]) -> None:
        try:
            update = Update.de_json(cleaned(raw), self._application.bot)
        except Exception as error:  # noqa: BLE001 - one bad update must not hold up the others
            await self._quarantine.refuse(update_id, raw, error)
            self._is_set_aside()
            return
        attempt: int | None = 0
        while (error_seen := await self._run(update)) is not None:
            attempt = await self._count(update_id, raw, error_seen)
            if attempt is None:
                self._is_set_aside()
                let_go(self._house, update)
                return
            await asyncio.sleep(self._pauses[min(attempt, len(self._pauses)) - 1])
        if attempt:
            await self._quarantine.forget(update_id)

    def _is_set_aside(self) -> None:
        self._metrics.quarantined()
        self._house.wake({"outbox"})

    async def _count(self, update_id: int, raw: dict[str, Any], error: BaseException) -> int | None:
        if not await self._house.database.is_there():
            raise Unsettled("the database is away")
        return await self._quarantine.failed(update_id, raw, error)

    async def _run(self, update: Update) -> BaseException | None:
        self._outcomes.begin(update.update_id)
        try:
            await self._application.update_processor.process_update(update, self._timed(update))
        except Exception as error:  # noqa: BLE001 - it is counted, logged and perhaps set aside
            self._outcomes.failed(update.update_id, error)
        return self._outcomes.end(update.update_id)

    async def _timed(self, update: Update) -> None:
        """Run the handlers; warn when they take long, cancel when they take too long."""
        loop = asyncio.get_running_loop()
        words = "update %s has been running for %s s: what is its handler waiting for?"
        warning = loop.call_later(self._warn_after, log.warning, words, update.update_id, self._warn_after)
        try:
            async with asyncio.timeout(self._cancel_after):
                await self._application.process_update(update)
                await self._outcomes.leave(update.update_id)
        except TimeoutError:
            raise SlowHandler(f"cancelled after {self._cancel_after} s") from None
        finally:
            warning.cancel()


def cleaned(value: Any) -> Any:
    """The same JSON without NUL and lone surrogates, which databases and UTF-8 refuse."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {name: cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [cleaned(inner) for inner in value]
    return value
