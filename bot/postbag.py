"""The postbag: which letters leave next, looked up a moment ahead, in order and one at a time for each person.

What concerns one person (a notification, a reminder) goes before the bulk; deliveries that run side by side take turns.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.context import House
from services import authors, deliveries, holding, quiet_hours
from services.message_classes import NEWS, REMINDER
from storage import departures, outbox
from storage.deliveries import SEND, DeliveryRow, running
from storage.people import PersonRow, by_telegram_id, why_not
from storage.seals import SealError

log = logging.getLogger(__name__)

AHEAD = 0.5  # seconds of sending
FEWEST = 20
SOON = timedelta(seconds=0.5)
STILL_USEFUL = timedelta(minutes=30)  # a reminder put off comes so long before it would be useless


@dataclass(frozen=True, slots=True)
class Letter:
    """One row of the outbox with its address; `attempt` is the number of the one to come.

    `why_not` says why nothing is sent to this person. `target` is the message to correct or delete.
    """

    id: int
    to: int | bytes
    chat_id: int
    language: str
    why_not: str | None
    screen: str
    values: dict[str, Any]
    message_class: str
    subject: str | None
    due_at: datetime
    attempt: int
    sealed: bool
    delivery_id: int | None
    target: int | None


class Postbag:
    """`take` hands out the next letter, `done` says that its result is known."""

    def __init__(self, house: House, send_rate: float) -> None:
        self._house, self._clock, self._database = house, house.clock, house.database
        self._ahead = max(FEWEST, int(send_rate * AHEAD))
        self._letters: deque[Letter] = deque()
        self._known: set[int] = set()  # rows in the bag or on their way
        self._after: dict[int, int] = {}  # delivery -> the last of its rows that was looked up
        self._out: dict[int, Letter] = {}
        self._busy: set[int | bytes] = set()
        self._more = True
        self._look_at = self._long_ago = datetime.min.replace(tzinfo=UTC)
        self._looking = asyncio.Lock()
        self._came_back = asyncio.Event()

    def look_again(self) -> None:
        """What is in the bag may not be as it was: it is looked up anew."""
        self._letters.clear()
        self._after.clear()
        self._known = set(self._out)
        self._look_at, self._more = self._long_ago, True

    def done(self, letter: Letter) -> None:
        """Nothing of this letter is under way any more."""
        del self._out[letter.id]
        self._known.discard(letter.id)
        self._busy.discard(letter.to)
        self._came_back.set()

    async def take(self) -> Letter | None:
        """The next letter whose person has no other under way; None if none is due."""
        while True:
            if len(self._letters) <= self._ahead // 2:
                await self._look()
            if letter := self._next():
                return letter
            if not self._letters:
                return None
            self._came_back.clear()
            await self._came_back.wait()

    def _next(self) -> Letter | None:
        letter = next((one for one in self._letters if one.to not in self._busy), None)
        if letter is not None:
            self._letters.remove(letter)
            self._out[letter.id] = letter
            self._busy.add(letter.to)
        return letter

    async def _look(self) -> None:
        """Fill the bag, if it is half empty and there may be more: first what belongs to no delivery."""
        async with self._looking:
            now, wanted = self._clock.now(), self._ahead - len(self._letters)
            if wanted < self._ahead // 2 or (not self._more and now < self._look_at):
                return
            single, bulk = await self._due(now, wanted)
            self._put_in(single, bulk)
            self._known.update(letter.id for letter in (*single, *bulk))
            self._more, self._look_at = len(single) + len(bulk) >= wanted, now + SOON
            if not self._more:
                self._after.clear()

    def _put_in(self, single: list[Letter], bulk: list[Letter]) -> None:
        """What belongs to no delivery stands in front, the oldest first: nothing overtakes what waits for its turn."""
        alone = [*(one for one in self._letters if one.delivery_id is None), *single]
        heap = [*(one for one in self._letters if one.delivery_id is not None), *bulk]
        self._letters = deque([*sorted(alone, key=lambda one: (one.due_at, one.id)), *heap])

    async def _due(self, now: datetime, wanted: int) -> tuple[list[Letter], list[Letter]]:
        async with self._database.reading() as session:
            before = dict(self._after)
            single, bulk = await self._rows(session, now, wanted)
            if await self._tidied(session, [*single, *bulk], now):
                self._after = before
                single, bulk = await self._rows(session, now, wanted)
            new = [[row for row in rows if row.id not in self._known] for rows in (single, bulk)]
            letters = [[await self._letter(session, row) for row in rows] for rows in new]
            return letters[0], letters[1]

    async def _rows(self, session: AsyncSession, now: datetime, wanted: int) -> tuple[list[Row[Any]], list[Row[Any]]]:
        single = await departures.due(session, now, wanted + len(self._known))
        jobs = [one for one in await running(session) if one.lives(now) and self._waits_for(one, now) <= now]
        heaps = [await self._rows_of(session, job.id, now, wanted // len(jobs) + 1) for job in jobs]
        return single, [row for rows in zip_longest(*heaps) for row in rows if row is not None]

    async def _rows_of(self, session: AsyncSession, delivery_id: int, now: datetime, wanted: int) -> list[Row[Any]]:
        rows = await departures.due_of(session, delivery_id, now, self._after.get(delivery_id, 0), wanted)
        if rows:
            self._after[delivery_id] = max(self._after.get(delivery_id, 0), rows[-1].id)
        return rows

    async def _tidied(self, session: AsyncSession, rows: Iterable[Row[Any]], now: datetime) -> bool:
        """Let expire what is late, hold back what may wait or comes at night; whether there was anything to do."""
        late = any(row.expires_at and row.expires_at <= now for row in rows)
        morning = {row.id: until for row in rows if (until := self._put_off(row, now))}
        if not (late or morning or await self._disturbs(session, rows, now)):
            return False
        await session.rollback()  # a new look sees what is written now
        async with self._database.transaction() as writing:
            for row_id in await outbox.expire(writing, now):
                log.warning("outbox row %s expired before it could be sent", row_id)
            await outbox.put_off(writing, morning)
            await holding.hold(writing, now)
        return True

    def _put_off(self, row: Row[Any], now: datetime) -> datetime | None:
        """Until when news wait in quiet hours, and a reminder that is late by now; None if it does not."""
        zone, lab = self._house.lab.zone, self._house.lab
        late = row.message_class == REMINDER and not quiet_hours.is_quiet(row.due_at, zone, lab)
        if not (late or row.message_class == NEWS) or not quiet_hours.is_quiet(now, zone, lab):
            return None
        morning = quiet_hours.next_allowed(now, zone, lab)
        until = min(morning, row.expires_at - STILL_USEFUL) if row.expires_at else morning
        return until if until > now else None

    async def _disturbs(self, session: AsyncSession, rows: Iterable[Row[Any]], now: datetime) -> bool:
        """Whether what may wait is about to reach somebody who leads a live session."""
        people = {row.person_id for row in rows if row.may_wait}
        return bool(people) and any(leader in people for leader, *_ in await holding.leaders(session, now))

    def _waits_for(self, job: DeliveryRow, now: datetime) -> datetime:
        return deliveries.waits_for(job, now, self._house.lab.zone, self._house.lab)

    async def _letter(self, session: AsyncSession, row: Row[Any]) -> Letter:
        person, why = await self._person(session, row)
        return Letter(
            id=row.id,
            to=row.sealed_to or row.person_id,
            chat_id=person.telegram_id if person else 0,
            language=person.language if person else "",
            why_not=why or why_not(person),
            screen=row.screen,
            values=row.values,
            message_class=row.message_class,
            subject=row.subject,
            due_at=row.due_at,
            attempt=row.attempt + 1,
            sealed=row.sealed_to is not None,
            delivery_id=row.delivery_id,
            target=row.target,
        )

    async def _person(self, session: AsyncSession, row: Row[Any]) -> tuple[PersonRow | Row[Any] | None, str | None]:
        if row.sealed_to is None:
            return (row if row.telegram_id is not None else None), None
        try:
            chat_id = authors.unseal(self._house.seals, row.sealed_to)
        except SealError:
            return None, "the sealed address is gone"
        return await by_telegram_id(session, chat_id), None

    async def rest(self) -> float | None:
        """End the deliveries that are over; seconds until something may leave, None if nothing waits."""
        now = self._clock.now()
        async with self._database.reading() as session:
            jobs = await running(session)
            moments = [await departures.first_due(session, now)]
            waiting = {job.id: await departures.first_due_of(session, job.id, now) for job in jobs if job.lives(now)}
        moments += [max(due, self._waits_for(job, now)) for job in jobs if (due := waiting.get(job.id))]
        for job in jobs:
            if not waiting.get(job.id):
                await self._settle(job, now)
        if any(job.kind != SEND and not job.complete for job in jobs):
            moments.append(now + SOON)  # it takes up what is arriving just now
        first = min((one for one in moments if one), default=None)
        return None if first is None else max(0.0, (first - self._clock.now()).total_seconds())

    async def _settle(self, job: DeliveryRow, now: datetime) -> None:
        async with self._database.transaction() as session:
            await deliveries.settle(session, job, now)
