"""Alarms: an APScheduler job for each occasion of the next 48 hours wakes us; the rows say what is due.

Jobs hold ids only and may be lost, doubled or wiped without any harm: `restore` makes them equal the rows before the
scheduler's clock starts and every few minutes, and the sweep fires whatever is due.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.date import DateTrigger  # type: ignore[import-untyped]
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.in_turn import in_turn
from bot.leader import Leader
from services import missions, occasions, workshops
from services.clock import Clock
from services.lab import Lab
from services.occasions import KINDS
from storage import occasions as rows
from storage.database import Database

log = logging.getLogger(__name__)

AHEAD = timedelta(hours=48)
RESTORED_EVERY = timedelta(minutes=5)
TABLE = "alarm_jobs"

_wakers: list[Callable[[], None]] = []


async def ring(kind: str, occasion_id: int) -> None:
    """What a job calls, by this name: look what is due."""
    for wake in _wakers:
        wake()


class Alarms:
    """`work` is what a Worker calls; only the leader fires. Without a bell the sweep alone does the work.

    `fired` is called after each occasion: there may be work for others. `admins` are those of the settings.
    """

    def __init__(self, database: Database, clock: Clock, leader: Leader, lab: Lab, bell: "Bell | None" = None,
                 fired: Callable[[], None] = lambda: None, admins: Collection[int] = ()) -> None:  # fmt: skip
        self._database, self._clock, self._leader, self._lab, self._bell = database, clock, leader, lab, bell
        self._fired, self._admins = fired, admins
        self._strangers: set[str] = set()
        self._restored: datetime | None = None
        self._recomputed = False

    async def work(self) -> float | None:
        """Fire what is due; seconds until the next occasion."""
        if self._leader.fence is None:
            self._silence()
            return None
        self._listen()
        if not self._recomputed:
            await self._recompute()
        try:
            await self._plan_all()
        finally:  # a plan that cannot be made does not hold up what is due
            await self._fire_all(await self._due())
        await self._restore()
        async with self._database.reading() as session:
            due = await occasions.next_due(session)
        return None if due is None else max(0.0, (due - self._clock.now()).total_seconds())

    def _listen(self) -> None:
        if self._bell and not self._bell.rings:
            self._bell.start(self._fired)
            self._restored = None

    def _silence(self) -> None:
        if self._bell:
            self._bell.stop()

    async def _recompute(self) -> None:
        async with self._database.transaction() as session:
            if moved := await occasions.recompute(session):
                log.warning("the time zone rules have changed: %s occasions moved", moved)
            if moved := await workshops.recompute(session, self._clock.now()):
                log.warning("the time zone rules have changed: %s sessions of workshops moved", moved)
            if moved := await missions.recompute(session, self._clock.now()):
                log.warning("the time zone rules have changed: %s missions moved", moved)
        self._recomputed = True

    async def _plan_all(self) -> None:
        """What follows from other rows (the reminders of a workshop) is made equal to them."""
        differing: list[occasions.Plan] = []
        try:
            async with self._database.reading() as session:  # one for all: nearly always nothing differs
                await _each(occasions.PLANS, partial(self._compare, session, differing))
        finally:
            await _each(differing, self._plan)

    async def _compare(self, session: AsyncSession, differing: list[occasions.Plan], plan: occasions.Plan) -> None:
        if await plan(session, self._lab, self._clock.now()):
            differing.append(plan)

    async def _plan(self, plan: occasions.Plan) -> None:
        async with self._database.transaction() as session:
            for planned in await plan(session, self._lab, self._clock.now()):
                await occasions.obey(session, planned)
        self._restored = None

    async def _due(self) -> list[rows.OccasionRow]:
        async with self._database.reading() as session:
            come = await rows.waiting(session, self._clock.now())
        self._report({row.kind for row in come} - KINDS.keys())
        return [row for row in come if row.kind in KINDS]

    def _report(self, strangers: set[str]) -> None:
        """Say once of each kind that nobody knows it."""
        for kind in strangers - self._strangers:
            log.error("nothing is known to happen on the occasion %r: it waits for a version that knows it", kind)
        self._strangers |= strangers

    async def _fire_all(self, due: list[rows.OccasionRow]) -> None:
        """One that fails does not hold up the others; it is tried again."""
        await in_turn([(f"the occasion {one.kind}:{one.subject_id}", partial(self._fire, one.id)) for one in due])

    async def _fire(self, occasion_id: int) -> None:
        async with self._database.transaction() as session:
            occasion = await session.get(rows.OccasionRow, occasion_id)
            if occasion is not None:
                await occasions.fire(session, occasion, self._clock.now(), self._lab, self._admins)
        self._fired()

    async def _restore(self) -> None:
        now = self._clock.now()
        # The clock may have jumped back: also then what was set is too old.
        if self._bell is None or (self._restored and abs(now - self._restored) < RESTORED_EVERY):
            return
        async with self._database.reading() as session:
            wanted = {f"{row.kind}:{row.id}": row for row in await rows.waiting(session, now + AHEAD, KINDS)}
        moments = {name: (row.due_at, row.kind, row.id) for name, row in wanted.items()}
        await asyncio.to_thread(self._bell.set, moments)
        self._restored = now


async def _each(plans: Iterable[occasions.Plan], act: Callable[[occasions.Plan], Awaitable[None]]) -> None:
    await in_turn([(f"the plan of {plan.__module__}", partial(act, plan)) for plan in plans])


Moments = dict[str, tuple[datetime, str, int]]


class Bell:
    """The scheduler with its job store: on SQLite a file of its own, since it would block ours."""

    def __init__(self, database: Database, data_dir: Path) -> None:
        self._file = data_dir / "alarms.db" if database.is_sqlite else None
        url = f"sqlite:///{self._file}" if self._file else database.url.render_as_string(hide_password=False)
        self._url = url
        self._scheduler: Any = None

    @property
    def rings(self) -> bool:
        """Whether it was started."""
        return self._scheduler is not None

    def start(self, wake: Callable[[], None]) -> None:
        """Start with the jobs of before forgotten: `set` comes next. A broken job store is made anew."""
        try:
            self._open()
        except DatabaseError:
            if self._file is None:
                raise
            log.warning("%s cannot be read and is made anew; nothing is lost, alarms come from the rows", self._file)
            self._file.unlink()
            self._open()
        self._wake = wake
        _wakers.append(wake)

    def _open(self) -> None:
        store = SQLAlchemyJobStore(url=self._url, tablename=TABLE)
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler = AsyncIOScheduler(jobstores={"default": store}, job_defaults=defaults, timezone=UTC)
        scheduler.start(paused=True)
        # After a change of the tz database old jobs carry old moments, and the scheduler spins on them.
        scheduler.remove_all_jobs()
        scheduler.resume()
        self._scheduler = scheduler

    def set(self, moments: Moments) -> None:
        """Make the jobs equal `moments` (name -> due, kind, id). Blocks some ms a change: call it in a thread."""
        there = {job.id: job.trigger.run_date for job in self._scheduler.get_jobs()}
        for gone in there.keys() - moments.keys():
            self._scheduler.remove_job(gone)
        for name, (due, kind, occasion_id) in moments.items():
            if there.get(name) != due:
                self._scheduler.add_job(
                    "bot.alarms:ring", DateTrigger(due), (kind, occasion_id), id=name, replace_existing=True
                )

    def jobs(self) -> dict[str, datetime]:
        """Each job and its moment."""
        return {job.id: job.trigger.run_date for job in self._scheduler.get_jobs()}

    def stop(self) -> None:
        """Stop ringing, if it ever began; jobs stay in the store."""
        if self._scheduler is None:
            return
        _wakers.remove(self._wake)
        self._scheduler.shutdown(wait=False)
        self._scheduler = None
