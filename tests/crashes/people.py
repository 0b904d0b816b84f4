"""What people do with their phones while a bot may die: they act once, wait for the answer, and never send again."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from sandbox.phone import Phone
from sandbox.play import sample_photo
from tests.crashes.life import STAFF, Life
from tests.waiting import until

Json = dict[str, Any]
Scenario = Callable[[Life], Awaitable[None]]
REF = re.compile(r"\b[0-9A-Z]{4}\u2060?-\u2060?[0-9A-Z]{4}\b")
AGE = re.compile(r"à l'instant|il y a \d+ \w+")
CODE = re.compile(r"\b\d{5}\b")
LIVING = ("🗂 Bureau", "🗳 Vote en direct")  # what changes from moment to moment
GRACE = 130.0  # seconds: a notice leaves two minutes after the act
TOGETHER = 11.0  # seconds: an answer in several messages rings once

PROBLEM = "Le lampadaire est cassé devant l'école"
ANSWER = "Oui, chaque soir depuis la fête"


class Hand:
    """Somebody's thumb on their phone."""

    def __init__(self, life: Life, phone: Phone) -> None:
        self.phone, self._passing = phone, life.let_time_pass

    async def sees(self, words: str) -> None:
        """Wait until the bot shows these words (a regular expression)."""
        await until(self._reads(words), f"to read {words!r}", meanwhile=self._passing)

    async def taps(self, data: str, after: int = 0) -> None:
        """Wait for a button whose data begins like this (a regular expression), in a message after `after`, and press
        it, once.
        """
        message, found = await self.finds(data, after)
        await self.phone.taps(message, data=found)

    async def finds(self, data: str, after: int = 0) -> tuple[int, str]:
        """Wait for a button whose data begins like this: the message and the data."""
        return await until(lambda: self._button(data, after), f"a button {data!r}", meanwhile=self._passing) or (0, "")

    async def keyboard(self) -> None:
        """Wait for a keyboard under the text field."""
        await until(lambda: self.phone.keyboard, "a keyboard", meanwhile=self._passing)

    def _reads(self, words: str) -> Callable[[], bool]:
        return lambda: any(re.search(words, text) for text in shown(self.phone))

    def _button(self, data: str, after: int) -> tuple[int, str] | None:
        for message in reversed([one for one in self.phone.chat if one["message_id"] > after]):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if re.match(data, button.get("callback_data", "")):
                        return message["message_id"], button["callback_data"]
        return None


def shown(phone: Phone) -> list[str]:
    """The bot's texts that stand in this chat."""
    return [text_of(message) for message in phone.chat if message["from"]["is_bot"]]


def text_of(message: Json) -> str:
    """A message's text or caption."""
    return str(message.get("text") or message.get("caption") or "")


async def submits(life: Life, *more: str) -> None:
    """A resident: START, words and a photo (and more words at once), place, category, Send, reference."""
    amina = Hand(life, life.world.phone("Amina", language_code="fr"))
    await amina.phone.start()
    await amina.sees("Bienvenue")
    await amina.phone.sends_photo(sample_photo("lamp"), PROBLEM)
    for text in more:
        await amina.phone.says(text)
    await amina.keyboard()
    await amina.phone.sends_location(33.449, -7.649)
    await amina.taps("form:pick:.*:lighting")
    await amina.taps("form:skip")
    await amina.taps("form:send")
    await amina.sees(rf"Numéro de suivi.*{REF.pattern}")


async def submits_in_two(life: Life) -> None:
    """The same in two messages, which belong together since they come at once."""
    await submits(life, "Depuis deux semaines")


async def prepares(life: Life) -> None:
    """Before the lab answers: a member of staff who has met the bot, and a challenge."""
    await meets(life)
    await submits_in_two(life)


async def meets(life: Life) -> None:
    """A member of staff meets the bot."""
    salma = Hand(life, life.world.phone("Salma", language_code="fr", user_id=STAFF))
    await salma.phone.start()
    await salma.sees("Bienvenue")


async def answers(life: Life) -> None:
    """Staff ask, the resident answers, staff read it and take the challenge up; the resident hears of it."""
    salma, amina = (Hand(life, phone) for phone in life.world.phones.values())
    await salma.phone.says("/desk")
    await salma.taps("desk.menu:.*:ask")
    await salma.taps("desk.ask:")
    await salma.finds("desk.undo")
    life.clock.jump(GRACE)
    await amina.sees("une question sur")
    await amina.phone.says(ANSWER)
    await amina.sees("L.équipe l.a reçu")
    life.clock.jump(TOGETHER)
    await salma.taps("desk.one")
    # On the card that the notice opened (its list is "o"): a killed bot may have shown another one twice.
    await salma.taps("desk.menu:.*:o:taken_up")
    await salma.taps("desk.set:.*:o:taken_up")
    await salma.sees(r"Statut\s: 🤝")
    life.clock.jump(GRACE)
    await amina.sees("est suivi par")


Said = tuple[str, str]  # to whom, and the text


def said(life: Life) -> Counter[Said]:
    """Each text that the bot has sent as a new message, however often."""
    return Counter(text for text, _turn in _sent(life))


def turns(life: Life) -> dict[Said, set[int]]:
    """In which turns each text was sent; a turn is what the bot says to somebody until they act again."""
    found: dict[Said, set[int]] = {}
    for text, turn in _sent(life):
        found.setdefault(text, set()).add(turn)
    return found


def _sent(life: Life) -> Iterator[tuple[Said, int]]:
    turn: Counter[int] = Counter()
    for entry in life.world.ledger.entries():
        chat = int(entry.chat or 0)
        if entry.kind == "update":
            turn[chat] += 1
        elif entry.method.startswith("send") and entry.status == 200:
            name = life.world.accounts[chat].user["first_name"]
            yield (name, plainly(text_of(entry.answer["result"]) or entry.method)), turn[chat]


def plainly(text: str) -> str:
    """The text without what differs from run to run: references, ages, and how things stand when a card is sent."""
    first, *_rest = text.splitlines()
    bare = CODE.sub("CODE", AGE.sub("AGE", REF.sub("REF", text)))
    return re.sub(r"\d+", "#", first if first.startswith(LIVING) else bare)
