"""The fake Telegram of a whole workshop: `python -m bench.hall LATENCY`. Phones keep what they are shown, and tap it.

Every phone remembers its newest message with each kind of buttons, so that a burst of taps needs no list of data.
"""

import asyncio
import random
import re
import sys
import time
from contextlib import suppress
from typing import Any

import orjson

from bench.fake import BOT, Orders, Telegram, serve, signal
from bot.assembly import loop_factory

CODE = re.compile(r"(?:start=r_|/j/)(\d{5})")
SENDS = ("sendMessage", "editMessageText", "editMessageReplyMarkup", "editMessageMedia")


class Hall(Telegram):
    """People with phones; `shown` is the newest message with each button: chat -> data -> message."""

    def __init__(self, latency: float) -> None:
        super().__init__(latency)
        self.shown: dict[int, dict[str, int]] = {}
        self._tapped: dict[str, tuple[int, float]] = {}
        self.latencies: list[float] = []
        self.code = ""

    def writes(self, person: int, text: str) -> None:
        """Somebody sends a text."""
        command = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
        entities = {"entities": [command]} if text.startswith("/") else {}
        self._sends({"message": {**_head(self.next_id, person), "text": text, "from": _who(person), **entities}})

    def taps(self, person: int, data: str) -> None:
        """Somebody taps a button that they were shown."""
        query = {"id": str(self.next_id), "from": _who(person), "chat_instance": "1", "data": data,
                 "message": {**_head(self.shown[person][data], person), "text": "?", "from": BOT}}  # fmt: skip
        self._tapped[str(self.next_id)] = (person, time.perf_counter())
        self._sends({"callback_query": query})

    def _sends(self, update: dict[str, Any]) -> None:
        update_id, self.next_id = self.next_id, self.next_id + 1
        self.hand_over({"update_id": update_id, **update})

    async def call(self, method: str, given: dict[str, Any]) -> Any:
        """The result of one call to the Bot API."""
        if method == "answerCallbackQuery":
            return self._answered(given)
        if found := CODE.search(str(given)):
            self.code = found[1]
        if method in SENDS:
            return self._shows(int(given["chat_id"]), method, given)
        return await super().call(method, given)

    def replied(self, body: bytes) -> None:
        """What rode in the reply to a post."""
        if body and (given := orjson.loads(body)).get("method") == "answerCallbackQuery":
            self._answered(given)

    def _answered(self, given: dict[str, Any]) -> bool:
        _, since = self._tapped.pop(given["callback_query_id"])
        self.latencies.append(time.perf_counter() - since)
        self.progress.set()
        return True

    def _shows(self, chat: int, method: str, given: dict[str, Any]) -> dict[str, Any]:
        number = int(given.get("message_id") or self.next_id)
        self.next_id += 0 if "message_id" in given else 1
        before = self.shown.setdefault(chat, {})
        self.shown[chat] = {data: at for data, at in before.items() if at != number}
        for row in orjson.loads(given.get("reply_markup") or "{}").get("inline_keyboard", []):
            self.shown[chat] |= {one["callback_data"]: number for one in row if "callback_data" in one}
        self.progress.set()
        return {**_head(number, chat), "text": "?", "from": BOT}


def _who(person: int) -> dict[str, Any]:
    return {"id": person, "first_name": "Aicha", "is_bot": False, "language_code": "fr"}


def _head(message_id: int, person: int) -> dict[str, Any]:
    chat = {"id": person, "type": "private", "first_name": "Aicha"}
    return {"message_id": message_id, "date": int(time.time()), "chat": chat}


class Acts(Orders):
    """What the benchmark asks for besides: each order waits for what it says."""

    _telegram: Hall

    async def writes(self, people: list[int], text: str, shown: str, limit: float) -> dict[str, Any]:
        """All of them send the text, then wait until each is shown a button like `shown` (a pattern of its data)."""
        for person in people:
            self._telegram.writes(person, text)
        return await self.see(people, shown, limit)

    async def see(self, people: list[int], shown: str, limit: float) -> dict[str, Any]:
        """How many of them see such a button within the time, and after how many seconds; one of its data."""
        start, waiting = time.perf_counter(), set(people)
        while waiting and time.perf_counter() < start + limit:
            waiting -= {person for person in waiting if self._button(person, shown)}
            if waiting:
                await signal(self._telegram.progress, 0.5)
        seen = next((self._button(person, shown) for person in people), None)
        return {"seen": len(people) - len(waiting), "seconds": time.perf_counter() - start, "data": seen}

    async def presses(self, person: int, shown: str) -> dict[str, Any]:
        """One tap on such a button."""
        data = self._button(person, shown)
        if data:
            self._telegram.taps(person, data)
            await self._all_answered(10)
        return {"pressed": data}

    async def gone(self, person: int, data: str, limit: float) -> dict[str, Any]:
        """Whether this button goes within the time."""
        end = time.perf_counter() + limit
        while data in self._telegram.shown[person] and time.perf_counter() < end:
            await signal(self._telegram.progress, 0.5)
        return {"gone": data not in self._telegram.shown[person]}

    async def burst(self, people: list[int], shown: str, seconds: float, seed: int) -> dict[str, Any]:
        """All of them tap one of such buttons, by chance, in any order within so many seconds: who tapped what, ms."""
        dice, start, chosen = random.Random(seed), time.perf_counter(), dict[str, str]()
        self._telegram.latencies.clear()
        for number, person in enumerate(dice.sample(people, len(people))):
            if (early := start + seconds * number / len(people) - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            chosen[str(person)] = dice.choice(self._buttons(person, shown))
            self._telegram.taps(person, chosen[str(person)])
        await self._all_answered(30)
        return {"chosen": chosen, "latencies": self._telegram.latencies, "unanswered": len(self._telegram._tapped)}

    async def code(self, limit: float) -> dict[str, str]:
        """The code of the room, once the invitation has said it."""
        end = time.perf_counter() + limit
        while not self._telegram.code and time.perf_counter() < end:
            await signal(self._telegram.progress, 0.5)
        return {"code": self._telegram.code}

    async def _all_answered(self, limit: float) -> None:
        end = time.perf_counter() + limit
        while self._telegram._tapped and time.perf_counter() < end:
            with suppress(TimeoutError):
                await signal(self._telegram.progress, 0.5)

    def _button(self, person: int, shown: str) -> str | None:
        return next(iter(self._buttons(person, shown)), None)

    def _buttons(self, person: int, shown: str) -> list[str]:
        return sorted(one for one in self._telegram.shown.get(person, {}) if re.fullmatch(shown, one))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(serve(Hall(float(sys.argv[1])), Acts))
