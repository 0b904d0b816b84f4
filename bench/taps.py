"""The fake Telegram of bench/fake.py for votes: `python -m bench.taps LATENCY`. People tap, every tap wants its answer.

A person holds the question in message 10 + their number. In webhook mode the answer may ride in the reply to the post
(`method` in its body); half a round trip later it counts as arrived, like any other call.
"""

import asyncio
import sys
import time
from collections import Counter
from typing import Any

import orjson

from bench.fake import BOT, Orders, Telegram, Update, serve
from bot.assembly import loop_factory

FIRST_MESSAGE = 10


class Room(Telegram):
    """People who hold a question; a tap is known by the id of its query, which is also the update's."""

    def __init__(self, latency: float) -> None:
        super().__init__(latency)
        self.toasts: Counter[str] = Counter()
        self._who: dict[str, int] = {}

    def update_of(self, person: int, text: str) -> Update:
        """The update of a person who taps; `text` is `FIRST_PERSON DATA DATA …`: the data of the buttons to tap."""
        first, *buttons = text.split()
        number = person - int(first)
        update_id, self.next_id = self.next_id, self.next_id + 1
        who = {"id": person, "first_name": "Aicha", "is_bot": False, "language_code": "fr"}
        chat = {"id": person, "type": "private", "first_name": "Aicha"}
        message = {"message_id": FIRST_MESSAGE + number, "date": 1_790_000_000, "text": "?", "chat": chat, "from": BOT}
        query = {"id": str(update_id), "from": who, "message": message, "chat_instance": "1",
                 "data": buttons[number % len(buttons)]}  # fmt: skip
        self._who[str(update_id)] = person
        return {"update_id": update_id, "callback_query": query}

    async def call(self, method: str, given: dict[str, Any]) -> Any:
        """The result of one call to the Bot API."""
        if method == "answerCallbackQuery":
            self.answers(given)
            return True
        return await super().call(method, given)

    def answers(self, given: dict[str, Any]) -> None:
        """The answer to a tap has arrived."""
        self.toasts[given.get("text", "")] += 1
        self.answered.setdefault(self._who[given["callback_query_id"]], []).append(time.perf_counter())
        self.progress.set()

    def replied(self, body: bytes) -> None:
        """What rode in the reply to a post."""
        if body and (given := orjson.loads(body)).get("method") == "answerCallbackQuery":
            self.answers(given)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(serve(Room(float(sys.argv[1])), Orders))
