"""The queues of answers: one a chat, in order; chats do not wait for each other.

    outgoing = OutgoingQueues(metrics); outgoing.open(speaker)
    outgoing.put(Answer(chat_id, "menu"))          # handlers do this through context.say()
    await outgoing.quiet()

An answer that a done-mark owes is cleared from it once it is out; bot/owed.py says what was not.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

from telegram.error import TelegramError

from bot.errors import Act, classify, said, without_words
from bot.menus import put_chat_menu
from bot.metrics import Fate, Metrics
from bot.request import call
from bot.sending import Post
from bot.speaking import Speaker
from handlers.screens import Answer, Message
from storage import updates
from storage.database import AWAY

log = logging.getLogger(__name__)

LINGER = 0.05  # seconds in which answers that are out gather, so that one commit clears them
MOST_UNKNOWN = 2  # how often an answer is sent whose fate is unknown
MOST_BROKEN = 10  # times, a second apart
SENT_AGAIN = (Act.WAIT, Act.RETRY, Act.BACK_OFF, Act.AMBIGUOUS)
SHORTEST_PAUSE = 0.5
CARDS_STAY = 30  # seconds for which Telegram may show the same person the same cards
LONGEST_PAUSE = 30.0


class OutgoingQueues:
    """handlers.context.Outgoing; call `open` before the first update comes."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._speaker: Speaker
        self._lines: dict[int, deque[Answer]] = {}
        self._owing: dict[int, int] = {}
        self._out: list[int] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._clearing: asyncio.Task[None] | None = None

    def open(self, speaker: Speaker) -> None:
        """From now on answers leave through `speaker`."""
        self._speaker = speaker

    def put(self, answer: Answer) -> None:
        """Send this answer after the others of its chat."""
        if answer.update_id is not None:
            self._owing[answer.update_id] = self._owing.get(answer.update_id, 0) + 1
        line = self._lines.get(answer.chat_id)
        if line is not None:
            line.append(answer)
            return
        self._lines[answer.chat_id] = deque([answer])
        self._begin(self._empty(answer.chat_id), "answers of a chat")

    def answer_tap(self, query_id: str, text: str | None, alert: bool, url: str | None = None) -> None:
        """Answer a tap at once."""
        self._begin(self._tap(query_id, text, alert, url), "answer to a tap")

    def answer_inline(self, query_id: str, results: Sequence[dict[str, Any]]) -> None:
        """Offer cards at once; who typed on meanwhile waits for others."""
        self._begin(self._inline(query_id, results), "answer to an inline query")

    def put_commands(self, chat_id: int) -> None:
        """Set the commands menu of this private chat anew."""
        self._begin(self._menu(chat_id), "menu of a chat")

    def waiting(self, chat_id: int) -> bool:
        """Whether answers to this chat are not out yet."""
        return chat_id in self._lines

    def holds(self, update_id: int) -> bool:
        """Whether what this update owes is in hand here: not out yet, or out and about to be cleared."""
        return update_id in self._owing or update_id in self._out

    def owes_no_more(self, update_id: int) -> None:
        """All that this update owes is out, or cannot be said; its done-mark is cleared soon."""
        self._out.append(update_id)
        if self._clearing is None:
            self._clearing = asyncio.create_task(self._clear(), name="clearing owed answers")

    @property
    def idle(self) -> bool:
        """Whether everything is out and cleared."""
        return not self._tasks and self._clearing is None

    async def quiet(self) -> None:
        """Return when everything is out and cleared."""
        while waiting := [*self._tasks, *([self._clearing] if self._clearing else [])]:
            await asyncio.wait(waiting)

    async def stop(self, seconds: float) -> None:
        """Let what waits go out within `seconds`; what is owed and not out is said after the next start."""
        try:
            async with asyncio.timeout(seconds):
                await self.quiet()
        except TimeoutError:
            log.warning("%s chats still wait for answers; owed ones are said after the start", len(self._lines))
        left = [*self._tasks, *([self._clearing] if self._clearing else [])]
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
        self._lines.clear()

    def _begin(self, job: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(job, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("%s ended badly; please report this", task.get_name(), exc_info=error)

    async def _empty(self, chat_id: int) -> None:
        line = self._lines[chat_id]
        try:
            while line:
                fate = await self._say(line[0])
                answer = line.popleft()
                self._metrics.answered(answer.update_id, fate)
                if answer.update_id is not None:
                    self._is_said(answer.update_id)
        finally:
            self._lines.pop(chat_id, None)

    async def _say(self, answer: Answer) -> Fate:
        rendered = await self._rendered(answer)
        if rendered is None:
            return Fate.FAILED
        (rtl, messages), worst = rendered, Fate.SENT
        to = Post(answer.chat_id, rtl=rtl, edit=answer.edit)
        for message in messages:
            fate = await self._deliver(to, message, answer.screen)
            if fate is Fate.BLOCKED:
                return fate
            worst = worst if fate is Fate.SENT else fate
            to = replace(to, edit=None)
        return worst

    async def _rendered(self, answer: Answer) -> tuple[bool, list[Message]] | None:
        """The messages; None if the screen is broken. While the database is away we wait: the answer is owed.

        A connection that broke and a wrong statement are the same error: only what goes wrong again and again while
        the database is there is a broken screen.
        """
        house, broken = self._speaker.house, 0
        while True:
            try:
                return await self._speaker.rendered(answer.chat_id, answer.screen, answer.values)
            except Exception as error:  # noqa: BLE001 - it is logged, without people's words
                broken = broken + 1 if not isinstance(error, AWAY) or await house.database.is_there() else 0
                if broken >= (MOST_BROKEN if isinstance(error, AWAY) else 1):
                    log.error(
                        "the screen %s cannot be shown; please report this: %s", answer.screen, without_words(error)
                    )
                    return None
            await house.clock.sleep(1)

    async def _deliver(self, to: Post, message: Message, screen: str) -> Fate:
        """Send until it is out, or until sending again makes no sense."""
        unknown, pause = 0, SHORTEST_PAUSE
        while True:
            try:
                await self._speaker.send(to, message, screen)
                return Fate.SENT
            except TelegramError as error:
                remedy = classify(error)
                unknown += remedy.act is Act.AMBIGUOUS
                if remedy.act is Act.STOP_PERSON:
                    self._begin(self._speaker.unreachable(to.chat_id), "unreachable")
                    return Fate.BLOCKED
                if remedy.act not in SENT_AGAIN or unknown >= MOST_UNKNOWN:
                    log.error("the screen %s did not go out: %s", screen, said(error), exc_info=error)
                    return Fate.FAILED
            except Exception as error:  # noqa: BLE001 - such as a file that went: those behind it are not to wait
                log.error("the screen %s did not go out; please report this: %s", screen, without_words(error))
                return Fate.FAILED
            await self._speaker.house.clock.sleep(max(remedy.seconds, pause))
            pause = min(pause * 2, LONGEST_PAUSE)
            if unknown:
                await self._until_telegram_answers(pause)

    async def _until_telegram_answers(self, pause: float) -> None:
        """The last attempt is not spent on an outage."""
        while not await self._speaker.telegram_answers():
            await self._speaker.house.clock.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _tap(self, query_id: str, text: str | None, alert: bool, url: str | None) -> None:
        bot = self._speaker.bot
        asked = {"callback_query_id": query_id, "text": text, "show_alert": alert or None, "url": url}
        for _ in range(MOST_UNKNOWN):
            try:
                await call(bot, bot.request, "answerCallbackQuery", asked)
                return
            except TelegramError as error:
                remedy = classify(error)
                if remedy.act is Act.IGNORE:  # too late: what the tap did is stored all the same
                    return
                if remedy.act not in SENT_AGAIN:
                    log.warning("a tap was not answered: %s", said(error))
                    return
            await self._speaker.house.clock.sleep(remedy.seconds)

    async def _inline(self, query_id: str, results: Sequence[dict[str, Any]]) -> None:
        bot = self._speaker.bot
        asked = {"inline_query_id": query_id, "results": results, "cache_time": CARDS_STAY, "is_personal": True}
        try:
            await call(bot, bot.request, "answerInlineQuery", asked)
        except TelegramError as error:
            log.info("an inline query was not answered: %s", said(error))

    async def _menu(self, chat_id: int) -> None:
        try:
            await put_chat_menu(self._speaker.bot, self._speaker.house, chat_id)
        except (TelegramError, *AWAY) as error:
            log.warning("the menu of a chat was not set: %s", said(error))

    def _is_said(self, update_id: int) -> None:
        self._owing[update_id] -= 1
        if not self._owing[update_id]:
            del self._owing[update_id]
            self.owes_no_more(update_id)

    async def _clear(self) -> None:
        try:
            while self._out:
                await asyncio.sleep(LINGER)
                await self._clear_these(self._out[:])
        finally:
            self._clearing = None

    async def _clear_these(self, update_ids: list[int]) -> None:
        try:
            async with self._speaker.house.database.transaction() as session:
                await updates.clear_owed(session, update_ids)
        except AWAY as error:
            log.error("answers that are out could not be noted, they may be said twice: %s", type(error).__name__)
            await asyncio.sleep(1)
        else:
            del self._out[: len(update_ids)]
