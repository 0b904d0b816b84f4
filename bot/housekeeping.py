"""Housekeeping: what ages out. Drafts, done-marks, live votes that nobody ended, files that no row or no report knows,
and people whose 24 hours are over."""

import asyncio
import logging
import time
from datetime import date, timedelta

from handlers.context import House
from handlers.screens import Answer
from services import challenges, drafts, people, privacy, retention, roomkeeping
from services.media import old_files
from storage import brakes, media, recordings, said, updates

log = logging.getLogger(__name__)

EVERY = 600.0
STRANGE_AFTER = 24 * 3600.0  # by the file system's clock
MARKS_KEPT = timedelta(hours=48)  # Telegram restarts update ids at random after 7 idle days
SAID_KEPT = timedelta(hours=48)  # as long as Telegram lets us delete


class Housekeeper:
    """Its `work` is what a Worker calls every ten minutes."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._retained: date | None = None

    async def work(self) -> float:
        """Clean up once; seconds until the next time, none if more drafts wait than go at once."""
        more = await self._expire_drafts()
        if not more:
            await self._sweep_keys()
        await self._end_forgotten()
        await self._age_out()
        await self._erase_due()
        await self._retain()
        await self._count_screens()
        # The write-ahead log tells which draft went in the commit that brought an anonymous report.
        await self._house.database.scrub()
        return 0.0 if more else EVERY

    async def _expire_drafts(self) -> bool:
        """Drafts past their time go, then their keys, on a thread; whether there may be more."""
        house = self._house
        async with house.database.transaction() as session:
            gone = await drafts.expire(session, house.clock.now())
        await asyncio.to_thread(drafts.destroy, house.seals, gone)
        return len(gone) == drafts.AT_ONCE

    async def _sweep_keys(self) -> None:
        """Keys that a crash left without a draft."""
        house = self._house
        # The keys first: a draft that took one since is known below.
        old = await asyncio.to_thread(drafts.old_keys, house.seals)
        async with house.database.reading() as session:
            orphans = await drafts.orphans(session, old)
        await asyncio.to_thread(drafts.destroy, house.seals, orphans)

    async def _age_out(self) -> None:
        house, now = self._house, self._house.clock.now()
        async with house.database.transaction() as session:
            await updates.forget_before(session, now - MARKS_KEPT)
            await said.forget_before(session, now - SAID_KEPT)
            await brakes.forget_over(session, now)
            await retention.guests(session, now)
            gone = await media.drop_taken_out(session, now)
            challenges.remove_after_commit(session, [house.data_dir / "media" / path for path in gone])

    async def _end_forgotten(self) -> None:
        """Live votes that nobody ended."""
        house = self._house
        await house.votes_in()
        async with house.database.transaction() as session:
            ended = await roomkeeping.end_forgotten(session, house.seals, house.clock.now())
        for room_id in ended:
            house.room_changed(room_id)

    async def _retain(self) -> None:
        """Once a night, by the lab's clocks: let go what the lab keeps no longer."""
        house, now = self._house, self._house.clock.now()
        today = now.astimezone(house.lab.zone).date()
        if self._retained == today:
            return
        async with house.database.transaction() as session:
            gone = await retention.apply(session, house.lab.retention, now)
            challenges.remove_after_commit(session, [house.data_dir / "media" / path for path in gone])
        await self._sweep()
        self._retained = today

    async def _count_screens(self) -> None:
        """How often each screen was said: a number, without anybody. What a crash loses is not missed."""
        house = self._house
        said = +house.said_often
        if said:
            async with house.database.transaction() as session:
                await recordings.count(session, said)
            house.said_often.subtract(said)

    async def _sweep(self) -> None:
        """Copies that a crash left: written, before their row knew of them, or forgotten by it and not removed."""
        house = self._house
        # The files first: one that became a row's since is known below.
        old = await asyncio.to_thread(old_files, house.data_dir / "media", time.time() - STRANGE_AFTER)
        async with house.database.reading() as session:
            known = await media.all_paths(session)
        strangers = [path for path in old if path.name not in known]
        for path in strangers:
            path.unlink(missing_ok=True)
        if strangers:
            log.warning("%s files without a row were removed from the media folder", len(strangers))

    async def _erase_due(self) -> None:
        async with self._house.database.reading() as session:
            due = await privacy.due(session, self._house.clock.now())
        for person_id in due:
            await self._erase(person_id, tell=True)

    async def erase_again(self) -> None:
        """Whoever came back with a restored backup goes again; at the start, before anything is sent or taken."""
        house = self._house
        async with house.database.reading() as session:
            returned = await privacy.erased_before(session, house.data_dir)
        for person_id in returned:
            await self._erase(person_id, tell=False)

    async def _erase(self, person_id: int, tell: bool) -> None:
        house = self._house
        async with house.database.transaction() as session:
            person = await people.get(session, person_id)
            if person is None:
                return
            await privacy.take_back(session, house.seals, person, house.clock.now())
            await privacy.let_go(session, house.seals, person, house.clock.now())
            await privacy.erase(session, house.seals, house.data_dir, person)
        await house.database.scrub()
        log.info("one person was erased at their own wish")
        if tell:
            house.outgoing.put(Answer(person.telegram_id, "privacy.erased", {"language": person.language}))
