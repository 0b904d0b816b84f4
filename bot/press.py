"""The press: what is the same for all who speak a language is rendered once, not once a person."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.request import Encoded
from bot.sending import in_one_call
from bot.speaking import Speaker
from handlers.screens import Message, is_shared

FRESH = timedelta(seconds=1)  # staff who correct a text do not wait long until nobody gets the old one
KEPT = 50


@dataclass(frozen=True, slots=True)
class Print:
    """A rendered screen; `call` is the method and the parameters (but the chat) of its one message, if that is all."""

    rtl: bool
    messages: list[Message]
    call: tuple[str, Encoded] | None


class Press:
    """Keeps prints for a moment."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker, self._clock = speaker, speaker.house.clock
        self._prints: dict[str, tuple[datetime, asyncio.Task[Print]]] = {}

    async def printed(self, chat_id: int, language: str, screen: str, values: dict[str, Any]) -> Print:
        """The screen for this person; the screen's own errors."""
        if not is_shared(screen):
            return _print(*await self._speaker.rendered(chat_id, screen, values))
        key = json.dumps((screen, language, values), sort_keys=True)
        now = self._clock.now()
        at, running = self._prints.get(key, (None, None))
        if running is None or at is None or now - at >= FRESH:
            running = asyncio.create_task(self._for_all(language, screen, values), name="press")
            self._keep(key, now, running)
        return await asyncio.shield(running)

    async def _for_all(self, language: str, screen: str, values: dict[str, Any]) -> Print:
        return _print(*await self._speaker.rendered_for_all(language, screen, values))

    def _keep(self, key: str, now: datetime, running: "asyncio.Task[Print]") -> None:
        self._prints.pop(key, None)
        self._prints[key] = (now, running)
        if len(self._prints) > KEPT:
            del self._prints[next(iter(self._prints))]


def _print(rtl: bool, messages: list[Message]) -> Print:
    call = in_one_call(messages[0], rtl) if len(messages) == 1 else None
    return Print(rtl, messages, (call[0], Encoded(call[1])) if call else None)
