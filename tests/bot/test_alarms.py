import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.alarms import Alarms, Bell, ring
from bot.leader import Leader
from services import occasions
from services.clock import StillClock
from services.lab import Lab
from services.occasions import KINDS, Expired
from storage import workshops
from storage.database import Database
from storage.occasions import OccasionRow
from tests.bot.test_intake import until
from tests.services.events import MONDAY, event

START = datetime(2026, 3, 5, 9, tzinfo=UTC)  # in Ramadan: Morocco is at UTC+0
ZONE = "Africa/Casablanca"
LAB = Lab.load()


class Ringing:
    """Alarms on a database, and what has fired."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch, start: datetime = START) -> None:
        self.database, self.clock = database, StillClock(start)
        self.leader = Leader(database, self.clock, alone=True)
        self.fired: list[tuple[int, str]] = []
        self.following: str | None = None
        self.fails = False
        monkeypatch.setitem(KINDS, "test", self.fire)

    async def fire(self, session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
        if self.fails:
            raise ValueError("not now")
        if now - occasion.due_at > timedelta(days=2):
            raise Expired("over by now")
        self.fired.append((occasion.subject_id, occasion.wall))
        return self.following

    async def at(self, wall: str, subject: int = 1, kind: str = "test", zone: str = ZONE) -> None:
        async with self.database.transaction() as session:
            await occasions.schedule(session, kind, subject, wall, zone)

    async def rows(self) -> list[tuple[int, str, datetime, str]]:
        async with self.database.reading() as session:
            rows = await session.scalars(select(OccasionRow).order_by(OccasionRow.subject_id))
            return [(row.subject_id, row.wall, row.due_at, row.state) for row in rows]


@pytest.fixture
def ringing(database: Database, monkeypatch: pytest.MonkeyPatch) -> Ringing:
    return Ringing(database, monkeypatch)


async def test_without_the_lead_nothing_fires(ringing: Ringing) -> None:
    await ringing.at("2026-03-05T09:00")
    assert (await Alarms(ringing.database, ringing.clock, ringing.leader, LAB).work(), ringing.fired) == (None, [])


async def test_an_occasion_fires_once_at_its_wall_time(ringing: Ringing) -> None:
    await ringing.leader.work()
    alarms = Alarms(ringing.database, ringing.clock, ringing.leader, LAB)
    await ringing.at("2026-03-05T09:30")
    assert (await alarms.work(), ringing.fired) == (1800.0, [])
    ringing.clock._now += timedelta(minutes=30)
    assert (await alarms.work(), ringing.fired) == (None, [(1, "2026-03-05T09:30")])
    await alarms.work()
    assert len(ringing.fired) == 1
    assert (await ringing.rows())[0][3] == "done"


async def test_one_that_comes_again_moves_its_row_in_the_same_transaction(ringing: Ringing) -> None:
    await ringing.leader.work()
    alarms = Alarms(ringing.database, ringing.clock, ringing.leader, LAB)
    await ringing.at("2026-03-05T09:00")
    ringing.following = occasions.a_day_later("2026-03-05T09:00")
    await alarms.work()
    assert await ringing.rows() == [(1, "2026-03-06T09:00", datetime(2026, 3, 6, 9, tzinfo=UTC), "waiting")]


async def test_a_failing_one_is_tried_again_and_holds_up_no_other(
    ringing: Ringing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await ringing.leader.work()
    alarms = Alarms(ringing.database, ringing.clock, ringing.leader, LAB)
    done = []

    async def other(session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab) -> str | None:
        done.append(occasion.subject_id)
        return None

    monkeypatch.setitem(KINDS, "other", other)
    ringing.fails = True
    await ringing.at("2026-03-05T08:00", 1)
    await ringing.at("2026-03-05T08:30", 2, "other")
    await ringing.at("2026-03-05T08:45", 3, "unknown")
    with pytest.raises(ValueError, match="not now"):
        await alarms.work()
    assert done == [2]
    ringing.fails = False
    await alarms.work()
    assert [state for *_, state in await ringing.rows()] == ["done", "done", "waiting"]


async def test_a_renamed_function_loses_nothing(
    ringing: Ringing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await ringing.leader.work()
    alarms = Alarms(ringing.database, ringing.clock, ringing.leader, LAB)
    await ringing.at("2026-03-05T08:00", kind="renamed")
    assert [await alarms.work(), await alarms.work()] == [None, None]
    assert caplog.text.count("nothing is known to happen on the occasion 'renamed'") == 1
    monkeypatch.setitem(KINDS, "renamed", ringing.fire)
    await alarms.work()
    assert ringing.fired == [(1, "2026-03-05T08:00")]


async def test_after_three_days_away_each_comes_once_late_or_expires_and_both_are_said(
    ringing: Ringing, caplog: pytest.LogCaptureFixture
) -> None:
    await ringing.leader.work()
    alarms = Alarms(ringing.database, ringing.clock, ringing.leader, LAB)
    await ringing.at("2026-03-05T10:00", 1)
    await ringing.at("2026-03-07T10:00", 2)
    await ringing.at("2026-03-08T09:00", 3)
    ringing.clock._now += timedelta(days=3)
    await ringing.leader.work()
    await alarms.work()
    assert sorted(ringing.fired) == [(2, "2026-03-07T10:00"), (3, "2026-03-08T09:00")]
    assert [state for *_, state in await ringing.rows()] == ["expired", "done", "done"]
    assert "test:1 has expired: over by now" in caplog.text
    assert "test:2 comes 23:00:00 late" in caplog.text
    assert "test:3 comes" not in caplog.text


async def test_a_clock_that_jumps_misses_nothing_and_repeats_nothing(ringing: Ringing) -> None:
    await ringing.leader.work()
    alarms = Alarms(ringing.database, ringing.clock, ringing.leader, LAB)
    await ringing.at("2026-03-05T09:30", 1)
    await ringing.at("2026-03-05T11:00", 2)
    ringing.clock._now += timedelta(hours=1)  # forward, over the first
    assert await alarms.work() == 3600.0
    ringing.clock._now -= timedelta(hours=3)  # and back, before both
    assert await alarms.work() == 4 * 3600.0
    ringing.clock._now += timedelta(hours=4)
    await alarms.work()
    assert ringing.fired == [(1, "2026-03-05T09:30"), (2, "2026-03-05T11:00")]


async def test_ringing_from_two_places_fires_once(ringing: Ringing) -> None:
    await ringing.at("2026-03-05T08:00")
    async with ringing.database.reading() as session:
        (seen,) = await occasions.due(session, START)

    async def fire() -> bool:
        async with ringing.database.transaction() as session:
            return await occasions.fire(session, seen, START, LAB)

    assert sorted(await asyncio.gather(fire(), fire())) == [False, True]
    assert len(ringing.fired) == 1


async def test_a_changed_tz_database_moves_what_waits(ringing: Ringing, caplog: pytest.LogCaptureFixture) -> None:
    await ringing.leader.work()
    await ringing.at("2026-12-01T18:00")
    right = datetime(2026, 12, 1, 18, tzinfo=UTC)
    assert (await ringing.rows())[0][2] == right
    async with ringing.database.transaction() as session:
        row = await session.scalar(select(OccasionRow))
        assert row
        row.due_at = right - timedelta(hours=1)  # by the rules of before September 2026
    await Alarms(ringing.database, ringing.clock, ringing.leader, LAB).work()
    assert (await ringing.rows())[0][2] == right
    assert "1 occasions moved" in caplog.text


async def test_a_changed_tz_database_moves_the_sessions_of_workshops_too(database: Database) -> None:
    async with event(database) as one:
        (meeting,) = await workshops.meetings(one.session, one.workshop.id)
        meeting.begins_at -= timedelta(hours=1)  # by the rules of before September 2026
    clock = StillClock(MONDAY)
    leader = Leader(database, clock, alone=True)
    await leader.work()
    await Alarms(database, clock, leader, LAB).work()
    async with database.reading() as session:
        (meeting,) = await workshops.meetings(session, one.workshop.id)
        assert meeting.begins_at == datetime(2026, 11, 28, 14, 30, tzinfo=UTC)


async def test_moved_and_cancelled(ringing: Ringing) -> None:
    await ringing.at("2026-03-09T10:00")
    await ringing.at("2026-03-08T10:00")
    await ringing.at("2026-03-08T11:00", 2)
    async with ringing.database.transaction() as session:
        await occasions.cancel(session, "test", 2)
    assert [row[:2] for row in await ringing.rows()] == [(1, "2026-03-08T10:00")]


# The day on which Morocco's clocks changed, what they showed then, and UTC's time for 18:00 on that evening (FACTS:
# tz database 2026c; every Ramadan since 2012 until the change for good on 20 September 2026).
SHIFTS = [
    ("2018-10-27", 17), ("2018-10-28", 17),  # the hour that stayed
    ("2019-05-04", 17), ("2019-05-05", 18), ("2019-06-08", 18), ("2019-06-09", 17),
    ("2021-04-10", 17), ("2021-04-11", 18), ("2021-05-15", 18), ("2021-05-16", 17),
    ("2023-03-18", 17), ("2023-03-19", 18), ("2023-04-22", 18), ("2023-04-23", 17),
    ("2025-02-22", 17), ("2025-02-23", 18), ("2025-04-05", 18), ("2025-04-06", 17),
    ("2026-02-14", 17), ("2026-02-15", 18), ("2026-03-21", 18), ("2026-03-22", 17),
    ("2026-09-19", 17), ("2026-09-20", 18), ("2027-03-01", 18), ("2030-07-01", 18),
]  # fmt: skip


@pytest.mark.parametrize(("day", "hour"), SHIFTS)
def test_six_in_the_evening_stays_so_over_every_change_of_the_clocks(day: str, hour: int) -> None:
    assert occasions.in_utc(f"{day}T18:00", ZONE) == datetime.fromisoformat(f"{day}T{hour}:00+00:00")
    assert occasions.wall_of(occasions.in_utc(f"{day}T18:00", ZONE), ZONE) == f"{day}T18:00"


def test_wall_times() -> None:
    assert occasions.in_utc("2026-02-01T12:00", ZONE) == datetime(2026, 2, 1, 11, tzinfo=UTC)
    assert occasions.in_utc("2026-10-01T12:00", ZONE) == datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert occasions.a_day_later("2026-02-28T09:00") == "2026-03-01T09:00"
    morning = datetime(2026, 10, 5, 8, 59, tzinfo=UTC)
    assert occasions.next_wall(morning, ZONE, "09:00") == "2026-10-05T09:00"
    assert occasions.next_wall(morning + timedelta(minutes=1), ZONE, "09:00") == "2026-10-06T09:00"
    with pytest.raises(ValueError, match="does not match"):
        occasions.in_utc("tomorrow", ZONE)


async def test_jobs_are_made_equal_to_the_rows_of_the_next_two_days(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    ringing = Ringing(database, monkeypatch, now)
    await ringing.leader.work()
    soon, late = now + timedelta(hours=1), now + timedelta(days=5)
    await ringing.at(f"{soon:%Y-%m-%dT%H:%M}", 1, zone="UTC")
    await ringing.at(f"{late:%Y-%m-%dT%H:%M}", 2, zone="UTC")
    woken: list[str] = []
    bell = Bell(database, tmp_path)
    bell.start(lambda: woken.append("rung"))
    try:
        bell.set({"left:9": (soon, "left", 9), "test:1": (late, "test", 1)})
        alarms = Alarms(database, ringing.clock, ringing.leader, LAB, bell)
        await alarms.work()
        assert bell.jobs() == {"test:1": soon}
        bell.set({})  # wiped behind our back: the next look but one, five minutes on, or earlier if the clock jumped
        await alarms.work()
        assert bell.jobs() == {}
        ringing.clock._now -= timedelta(minutes=5)
        await alarms.work()
        assert bell.jobs() == {"test:1": soon}
        await ring("test", 1)
        assert woken == ["rung"]
    finally:
        bell.stop()
    await ring("test", 1)
    assert woken == ["rung"]


async def test_the_bell_rings_only_while_we_lead(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    ringing = Ringing(database, monkeypatch, now)
    soon = now + timedelta(hours=1)
    await ringing.at(f"{soon:%Y-%m-%dT%H:%M}", 1, zone="UTC")
    bell = Bell(database, tmp_path)
    alarms = Alarms(database, ringing.clock, ringing.leader, LAB, bell)
    await alarms.work()
    assert bell.rings is False
    for _ in range(2):
        await ringing.leader.work()
        await alarms.work()
        assert bell.jobs() == {"test:1": soon}
        await ringing.leader.resign()
        await alarms.work()
        assert bell.rings is False


async def test_a_job_rings_by_the_machines_clock_also_when_it_is_late(database: Database, tmp_path: Path) -> None:
    woken: list[str] = []
    bell = Bell(database, tmp_path)
    bell.start(lambda: woken.append("rung"))
    bell.set({"test:1": (datetime.now(UTC) - timedelta(hours=1), "test", 1)})
    try:
        await until(lambda: woken == ["rung"])
        await until(lambda: bell.jobs() == {})
    finally:
        bell.stop()


async def test_a_wiped_or_broken_job_store_changes_nothing(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if not database.is_sqlite:
        pytest.skip("on PostgreSQL the jobs live in the same database")
    (tmp_path / "alarms.db").write_bytes(b"not a database at all" * 1000)
    bell = Bell(database, tmp_path)
    bell.start(lambda: None)
    assert bell.jobs() == {}
    assert "is made anew" in caplog.text
    bell.stop()


async def test_a_database_that_refuses_the_job_store_is_an_error(database: Database, tmp_path: Path) -> None:
    if database.is_sqlite:
        pytest.skip("on SQLite the file is made anew")
    bell = Bell(database, tmp_path)
    bell._url = bell._url.replace("twiza_test", "no_such_database")
    with pytest.raises(Exception, match="does not exist"):
        bell.start(lambda: None)
