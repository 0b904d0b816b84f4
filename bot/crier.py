"""The crier: brings every phone of a room to what it is to show, in joining order.

Only the leader sends. What a phone shows is a row of its own (services/seats.py), written once the message is out:
after a crash the rest follows, and at most what was under way comes twice. The facilitator waits for none of it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import TelegramError

from bot.errors import Act, classify, said, without_words
from bot.lanes import Lane
from bot.leader import Leader
from bot.sending import Post
from bot.speaking import Speaker
from services import cards, rooms, seats
from services.seats import Order
from storage import rooms as rows
from storage import seats as seat_rows
from storage.database import AWAY
from storage.questions import QUEUE
from storage.rooms import ENDED, RoomRow

log = logging.getLogger(__name__)

AT_ONCE = 15  # at 150 ms to Telegram they fill the 30 sends of a second
AFTER_THE_END = timedelta(hours=1)  # in which thanks still make sense
PAUSE = 2.0  # seconds
MOST_UNKNOWN = 2  # attempts that may have arrived
WAITS = (Act.WAIT, Act.RETRY, Act.BACK_OFF)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an order: the message that shows it; `gone` if this person cannot be written to."""

    order: Order
    message_id: int | None = None
    gone: bool = False


class Crier:
    """`work` is what a Worker calls; `wake(*tables)` wakes who looks at them, `votes_came(room_id)` the panels."""

    def __init__(self, speaker: Speaker, leader: Leader, wake: Callable[..., None],
                 votes_came: Callable[[int], None]) -> None:  # fmt: skip
        self._speaker, self._leader, self._wake, self._votes_came = speaker, leader, wake, votes_came
        self._house = speaker.house
        self._looked = False
        self._people: dict[int, int] = {}
        self._later: dict[tuple[int, str], datetime] = {}
        self._unknown: dict[tuple[int, str], int] = {}

    def changed(self, room_id: int) -> None:
        """What phones and panels of this room show may not be as it was."""
        self._votes_came(room_id)
        self._wake("room_seats")

    async def work(self) -> float | None:
        """Say what is to be said; seconds until somebody is to be looked at again."""
        if self._leader.fence is None:
            return None
        while orders := await self._orders():
            await self._carry_out(orders)
        return min(self._pauses(), default=None)

    async def _orders(self) -> list[Order]:
        """The next few, room by room; without those who have to wait."""
        now, found = self._house.clock.now(), list[Order]()
        async with self._house.database.reading() as session:
            stirring = await rows.stirring(session, now - AFTER_THE_END)
            for room in filter(rows.busy, stirring):
                found += await seats.orders(session, room)
                if not self._looked or self._others_write(room):  # we, or others, wrote unheard
                    self._votes_came(room.id)
            for room_id in await self._joined(session, stirring):
                self._votes_came(room_id)
        self._looked = True
        self._later = {key: at for key, at in self._later.items() if at > now}
        return [one for one in found if _key(one) not in self._later][:AT_ONCE]

    def _others_write(self, room: RoomRow) -> bool:
        """Whether votes may come in through other processes."""
        return room.state != ENDED and not self._house.alone

    async def _joined(self, session: AsyncSession, stirring: list[RoomRow]) -> set[int]:
        """The rooms into which somebody came, or left, while another process listened."""
        if self._house.alone:
            return set()
        running = [room.id for room in stirring if room.state != ENDED and room.trial_of is None]
        before, self._people = self._people, await seat_rows.people(session, running) if running else {}
        return {room for room, count in self._people.items() if before.get(room) != count}

    def _pauses(self) -> list[float]:
        return [max(0.0, (at - self._house.clock.now()).total_seconds()) for at in self._later.values()]

    async def _carry_out(self, orders: list[Order]) -> None:
        done = [one for one in await asyncio.gather(*map(self._send, orders)) if one]
        now = self._house.clock.now()
        async with self._house.database.transaction() as session:
            for one in done:
                if one.gone:
                    await seats.give_up(session, one.order, now)
                else:
                    await seats.note(session, one.order, one.message_id)
            for room_id in sorted({one.order.room_id for one in done}):
                await cards.touch_all(session, rooms.panels(room_id), now)
        self._wake("cards")
        await asyncio.gather(*(self._strip(one.order) for one in done if one.order.old and not one.gone))

    async def _send(self, order: Order) -> Done | None:
        """Send one message, or edit it; None if it has to wait."""
        screen, values = _screen(order)
        to = Post(order.telegram_id, lane=Lane.LIVE, edit=order.edit)
        try:
            message_id = await self._speaker.say(to, screen, values)
        except TelegramError as error:
            return await self._refused(order, error)
        except AWAY:
            raise
        except Exception as error:  # noqa: BLE001 - it is logged, without people's words
            log.error("the screen %s cannot be shown; please report this: %s", screen, without_words(error))
            return Done(order)
        if message_id is None:  # the question closed meanwhile
            self._wait(order, PAUSE)
            return None
        return Done(order, message_id)

    async def _refused(self, order: Order, error: TelegramError) -> Done | None:
        remedy = classify(error)
        if remedy.act is Act.STOP_PERSON:
            await self._speaker.unreachable(order.telegram_id)
            return Done(order, gone=True)
        if remedy.act in WAITS or (remedy.act is Act.AMBIGUOUS and self._may_come_again(order)):
            self._wait(order, max(remedy.seconds, PAUSE))
            return None
        log.error("a phone of room %s does not show its question: %s", order.room_id, said(error))
        return Done(order, order.edit)

    def _wait(self, order: Order, seconds: float) -> None:
        self._later[_key(order)] = self._house.clock.now() + timedelta(seconds=seconds)

    def _may_come_again(self, order: Order) -> bool:
        attempts = self._unknown.pop(_key(order), 0) + 1
        if attempts < MOST_UNKNOWN:
            self._unknown[_key(order)] = attempts
        return attempts < MOST_UNKNOWN

    async def _strip(self, order: Order) -> None:
        """Take the buttons from an earlier question; taps on them are told that it is over in any case."""
        try:
            await self._speaker.bot.edit_message_reply_markup(
                chat_id=order.telegram_id, message_id=order.old, reply_markup=None, rate_limit_args=Lane.LIVE
            )
        except TelegramError as error:
            if classify(error).act not in (Act.DONE, Act.IGNORE, Act.MAKE_NEW, Act.STOP_PERSON):
                log.warning("an old question keeps its buttons: %s", said(error))


def _screen(order: Order) -> tuple[str, dict[str, Any]]:
    """What the phone is to show, by name and values."""
    if order.stage == ENDED:
        return "seat.thanks", {"room": order.room_id}
    if order.stage == QUEUE:
        return "queue.opened", {"queue": order.question_id}
    if order.pad:
        return "seat.pad", {"question": order.question_id, "first": order.first}
    return "seat.question", {"question": order.question_id, "stage": order.stage, "first": order.first}


def _key(order: Order) -> tuple[int, str]:
    return order.seat_id, f"{order.question_id}{order.stage}"
