"""From a screen's name and values to messages in a chat: find the person, render in their language, send."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import ChatMigrated, NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.alerts import tell_admins
from bot.errors import Act, classify, is_no_file
from bot.lanes import Turn
from bot.request import Encoded
from bot.sending import Post, post, post_plain
from handlers.context import House
from handlers.listen import GONE as LISTEN_GONE
from handlers.quarantine import PLAIN
from handlers.screens import Media, Message, View, render
from services import people, recordings
from services.people import Person
from storage import chats
from storage.database import AWAY

log = logging.getLogger(__name__)

# Called after each message that is out: (chat id, message id, message).
Sent = Callable[[int, int, Message], Awaitable[None]]


class Speaker:
    """Renders screens at the moment of sending, and sends them."""

    def __init__(self, bot: "ExtBot[Any]", house: House, request: BaseRequest, sent: Sent | None = None) -> None:
        self.bot, self.house, self._request, self._sent = bot, house, request, sent

    async def rendered(self, chat_id: int, screen: str, values: dict[str, Any]) -> tuple[bool, list[Message]]:
        """Whether the language is written from right to left, and the messages of a screen."""
        async with self.house.database.reading() as session:
            person = await people.find(session, chat_id, self.house.admins) or self._nobody(chat_id)
            texts = self.house.catalogues[person.language]
            return texts.rtl, await render(View(self.house, session, person, texts), screen, values)

    async def rendered_for_all(self, language: str, screen: str, values: dict[str, Any]) -> tuple[bool, list[Message]]:
        """The same for a screen that looks at nothing of a person but their language."""
        texts = self.house.catalogues[language]
        async with self.house.database.reading() as session:
            anybody = Person(id=0, telegram_id=0, language=language)
            return texts.rtl, await render(View(self.house, session, anybody, texts), screen, values)

    def _nobody(self, chat_id: int) -> Person:
        # A group, or somebody who was erased a moment ago.
        return Person(id=0, telegram_id=chat_id, language=self.house.catalogues.languages[0])

    async def say(self, to: Post, screen: str, values: dict[str, Any]) -> int | None:
        """Render and send all; the id of the last message, None if there is nothing to say.

        Raises Telegram's errors, or the screen's own.
        Once a first message is out, an error of the line says TimedOut: nothing may be sent again blindly.
        """
        rtl, messages = await self.rendered(to.chat_id, screen, values)
        return await self.say_these(replace(to, rtl=rtl), messages, screen)

    async def say_these(self, to: Post, messages: list[Message], screen: str) -> int | None:
        """The same for messages that are rendered."""
        message_id = None
        for message in messages:
            try:
                message_id = await self.send(to, message, screen)
            except NetworkError as error:
                raise (TimedOut("only a part is out") if message_id else error) from error
            to = replace(to, edit=None)
        return message_id

    async def send(self, to: Post, message: Message, screen: str) -> int:
        """Send or edit one rendered message of this screen, also to a group that has moved; its id."""
        try:
            message_id = await self._post(to, message, screen)
        except ChatMigrated as moved:
            await self._follow(to.chat_id, moved.new_chat_id)
            to = replace(to, chat_id=moved.new_chat_id, edit=None)
            message_id = await self._post(to, message, screen)
        await self._note(to.chat_id, message_id, message)
        return message_id

    async def call(self, chat_id: int, turn: Turn, method: str, given: Encoded) -> int:
        """Send a message that is one call, without PTB's own methods around it; its id."""
        lanes = self.bot.rate_limiter
        assert lanes
        way = (f"{self.bot.base_url}/{method}", given.to(chat_id))
        sent: Any = await lanes.process_request(self._request.post, way, {}, method, {"chat_id": chat_id}, turn)
        message_id: int = sent["message_id"]
        return message_id

    async def _post(self, to: Post, message: Message, screen: str) -> int:
        try:
            return await post(self.bot, to, message)
        except TelegramError as error:
            if message.media and message.media.recording and is_no_file(error):
                return await self._unheard(to, message.media)
            if classify(error).act is not Act.PLAIN_TEXT:
                raise
        # tests/locales keeps this from happening with our own texts.
        log.error("the screen %s is not valid HTML and leaves as plain text; please report this", screen)
        await self._alert(screen)
        return await post_plain(self.bot, to, message)

    async def _unheard(self, to: Post, media: Media) -> int:
        """Telegram refuses a voice of the team: it goes, the team is told, and whoever wanted to listen reads so."""
        subject, language = media.recording or ("", "")
        log.warning("Telegram refuses the recorded voice of %s in %s: it is dropped", subject, language)
        house, now = self.house, self.house.clock.now()
        try:
            async with house.database.transaction() as session:
                await recordings.refused(session, subject, language, media.file_id or "", house.admins, now)
        except AWAY as error:  # the next one who listens meets it again
            log.error("a refused voice could not be dropped: %s", type(error).__name__)
        else:
            house.wake({"outbox"})
        _rtl, instead = await self.rendered(to.chat_id, LISTEN_GONE, {})
        return await post(self.bot, replace(to, edit=None), instead[0])

    async def _follow(self, before: int, after: int) -> None:
        """Keep the new id of a group that has moved; the next refusal does it if we cannot now."""
        try:
            async with self.house.database.transaction() as session:
                await chats.moved(session, before, after)
        except AWAY as error:
            log.error("the new id of a group could not be noted: %s", type(error).__name__)

    async def _alert(self, screen: str) -> None:
        """Tell the admins, once a day and screen."""
        house = self.house
        try:
            async with house.database.transaction() as session:
                await tell_admins(session, house, PLAIN, {"name": screen}, f"{screen}:{house.clock.now():%Y-%m-%d}")
        except (*AWAY, SQLAlchemyError) as error:  # the log has it
            log.error("the admins could not be told: %s", type(error).__name__)
        else:
            house.wake({"outbox"})

    async def _note(self, chat_id: int, message_id: int, message: Message) -> None:
        try:
            if self._sent:
                await self._sent(chat_id, message_id, message)
        except (*AWAY, SQLAlchemyError) as error:  # it is out all the same: never send it again for that
            log.error("a message that is out could not be noted: %s", type(error).__name__)

    async def telegram_answers(self) -> bool:
        """Whether Telegram is there: asked before the last attempt at a message that may have been delivered."""
        try:
            await self.bot.get_me()
        except TelegramError:
            return False
        return True

    async def unreachable(self, chat_id: int) -> None:
        """Write down that this person cannot be written to until /start; the next refusal does it if we cannot now."""
        try:
            async with self.house.database.transaction() as session:
                await people.set_reachable(session, chat_id, False, self.house.clock.now())
        except AWAY as error:
            log.error("an unreachable person could not be noted: %s", type(error).__name__)
