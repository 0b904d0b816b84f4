"""What every handler is handed: the house, the person, their texts, a transaction and a voice."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from handlers.flood import FloodGuard, OnceADay
from handlers.screens import Answer
from locales.texts import Catalogues, Texts
from services.clock import Clock
from services.lab import Lab
from services.limits import PerMinute
from services.people import Person, hashed
from services.privacy import OWED_TO_KEY
from storage import updates
from storage.database import Database, in_turn, written
from storage.seals import Seals

OWED_KEY = "owed"


class AlreadyDone(Exception):
    """This update took effect before; the transaction leaves nothing behind."""


class Outgoing(Protocol):
    """The queues of answers, one a chat, that bot/ empties."""

    def put(self, answer: Answer) -> None:
        """Send this answer after the others of its chat."""

    def answer_tap(self, query_id: str, text: str | None, alert: bool, url: str | None = None) -> None:
        """Answer a tap (answerCallbackQuery), at once; with a deep link of ours in `url` it opens the bot there."""

    def answer_inline(self, query_id: str, results: Sequence[dict[str, Any]]) -> None:
        """Offer cards to somebody who types our name in a chat (answerInlineQuery), at once."""

    def put_commands(self, chat_id: int) -> None:
        """Set the commands menu of this private chat anew: its person's language or roles changed."""


class Outcomes(Protocol):
    """Where the intake hears how an update fared."""

    def reached(self, update_id: int, leave: Callable[[], Awaitable[None]]) -> None:
        """The update reached arrival: if nothing fails from here on, and `leave` does not at the end, it is done."""


WRONG_CODES = 10  # that one person may send in a minute


async def _at_once() -> None:
    """Nothing has to be waited for."""


async def _no_screen(digits: str, token: str) -> bool:
    """No pages are served."""
    return False


async def _shown_nowhere(digits: str) -> bool:
    """No pages are served."""
    return False


@dataclass(slots=True)
class House:
    """All that handlers and screens may reach; bot/assembly.py builds one."""

    database: Database
    clock: Clock
    lab: Lab
    seals: Seals
    catalogues: Catalogues
    outgoing: Outgoing
    outcomes: Outcomes
    data_dir: Path
    admins: frozenset[int] = frozenset()
    bot_username: str = ""
    inline: bool = False  # whether BotFather let us offer cards in any chat
    alone: bool = True  # whether no other process writes to the database
    public_url: str = ""  # where the world reaches our pages, if it does
    web_address: str = ""  # where our pages are, once the server runs
    flood: FloodGuard = field(default_factory=FloodGuard)
    wrong_codes: PerMinute = field(default_factory=lambda: PerMinute(WRONG_CODES))
    turned_away: OnceADay = field(default_factory=OnceADay)
    said_often: Counter[str] = field(default_factory=Counter)  # by screen, since it was last written down
    wake: Callable[[Collection[str]], None] = lambda tables: None  # rows were written to these tables
    room_changed: Callable[[int], None] = lambda room_id: None  # what its wall and its phones show is not as it was
    votes_came: Callable[[int], None] = lambda room_id: None  # its wall shows other numbers, its phones nothing else
    clear_chat: Callable[[int, int], None] = lambda chat_id, keep: None  # our messages there go, up to `keep`
    pair_wall: Callable[[str, str], Awaitable[bool]] = _no_screen  # the screen with these digits shows the room
    on_a_screen: Callable[[str], Awaitable[bool]] = _shown_nowhere  # whether a screen shows these digits now
    show_screens: Callable[[], Awaitable[float | None]] = _at_once  # to other processes; seconds until the next look
    votes_in: Callable[[], Awaitable[None]] = _at_once  # returns when the taps that came before are counted

    def link(self, payload: str) -> str:
        """The deep link that opens the bot with `payload`."""
        return f"https://t.me/{self.bot_username}?start={payload}"

    def invitation(self, code: str) -> str:
        """What lets people into the room of this code: our page where the world reaches it, else the bot."""
        return f"{self.public_url}/j/{code}" if self.public_url else self.link(f"r_{code}")

    def workshop_page(self, code: str) -> str:
        """Where the world reads about a workshop: our page where it reaches it, else the bot."""
        return f"{self.public_url}/w/{code}" if self.public_url else self.link(f"w_{code}")

    def proof(self, code: str) -> str:
        """Where anybody checks a certificate or a record: on our page where the world reaches it, else in the bot."""
        return f"{self.public_url}/verify/{code}" if self.public_url else self.link(f"v_{code}")


def sealed(seals: Seals, answers: list[Answer]) -> bytes:
    """The answers as one sealed value for the done-mark."""
    return seals.seal(OWED_KEY, json.dumps([asdict(answer) for answer in answers]).encode())


def unsealed(seals: Seals, owed: bytes) -> list[Answer]:
    """The answers again; storage.seals.SealError if they cannot be opened."""
    return [Answer(**fields) for fields in json.loads(seals.open(OWED_KEY, owed))]


async def mark(session: AsyncSession, house: House, update_id: int, person: Person, answers: list[Answer]) -> bool:
    """Mark the update done, owing this person these answers; False if it was done before."""
    now = house.clock.now()
    if not answers:
        return await updates.mark(session, update_id, now)
    whose = hashed(house.seals, OWED_TO_KEY, person.telegram_id)
    return await updates.mark(session, update_id, now, sealed(house.seals, answers), whose)


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context with our house in it. `person` and `texts` are set by arrival."""

    house: House
    person: Person
    texts: Texts

    def __init__(
        self,
        application: "Application[Any, Any, Any, Any, Any, Any]",
        chat_id: int | None = None,
        user_id: int | None = None,
    ) -> None:
        super().__init__(application, chat_id, user_id)
        self.update_id = 0
        self.chat_id = 0
        self.query_id: str | None = None
        self.query_message: int | None = None
        self.toasted = False
        self._toast: tuple[str | None, bool, str | None] | None = None
        self._staged: list[Answer] | None = None
        self._said: list[Answer] = []
        self._committed = False

    def begin(self, update: Update, person: Person) -> None:
        """Take up `update` on behalf of `person`."""
        self.person = person
        self.texts = self.house.catalogues[person.language]
        self.update_id = update.update_id
        self.chat_id = update.effective_chat.id if update.effective_chat else person.telegram_id
        if query := update.callback_query:
            self.query_id = query.id
            self.query_message = query.message.message_id if query.message else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """The one transaction of this update: effect, done-mark and owed answers commit together.

        Raises AlreadyDone, and leaves nothing behind, if the update took effect before.
        """
        if self._committed or self._staged is not None:
            raise RuntimeError("one transaction an update")
        self._staged, self._said = self._said, []
        try:
            async with self.house.database.transaction() as session:
                await in_turn(session, self.person.id)
                yield session
                await self._mark(session, self._staged)
            self._committed = True
        finally:
            staged, self._staged = self._staged, None
        for answer in staged:
            self.house.outgoing.put(answer)
        self._answer_tap()
        self.house.wake(written(session))

    async def leave(self) -> None:
        """After the last handler: what was said outside a transaction is owed by one of its own."""
        if not self._said:
            return
        try:
            async with self.transaction():
                pass
        except AlreadyDone:
            return

    async def _mark(self, session: AsyncSession, staged: list[Answer]) -> None:
        if not await mark(session, self.house, self.update_id, self.person, staged):
            raise AlreadyDone(self.update_id)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for queries."""
        async with self.house.database.reading() as session:
            yield session

    def say(self, screen: str, *, edit: bool = False, at: int | None = None, **values: Any) -> None:
        """Answer with a screen; with `edit` in place of the message whose button was tapped, or in place of `at`.

        The answer is owed: it commits with the effect, or when the handlers have ended, and leaves afterwards.
        """
        if self._committed:
            raise RuntimeError("say it before the transaction ends: afterwards nothing could owe it")
        target = self.query_message if edit else at
        waiting = self._said if self._staged is None else self._staged
        waiting.append(Answer(self.chat_id, screen, values, target, self.update_id))

    def toast(self, text: str | None = None, alert: bool = False, url: str | None = None) -> None:
        """Answer the tap with a short text (at most 200 characters), or a deep link; inside a transaction, after it."""
        self._toast = (text, alert, url)
        if self._staged is None:
            self._answer_tap()

    def _answer_tap(self) -> None:
        if self._toast and self.query_id and not self.toasted:
            self.toasted = True
            self.house.outgoing.answer_tap(self.query_id, *self._toast)


def context_class(house: House) -> type[Context]:
    """The context of one application: ours, with its house."""
    return type("HouseContext", (Context,), {"house": house})
