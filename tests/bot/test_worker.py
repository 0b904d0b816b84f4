import asyncio
import logging
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError

from bot.health import Health
from bot.worker import Worker
from services.clock import StillClock

START = datetime(2026, 10, 5, 9, tzinfo=UTC)


class Job:
    """Notes when it was called; says what it is told to say."""

    def __init__(self, *says: float | Exception | None) -> None:
        self.clock, self.health = StillClock(START), Health()
        self.says = list(says)
        self.called: list[float] = []
        self.worker = Worker("job", self.work, self.clock, self.health)

    async def work(self) -> float | None:
        self.called.append(round((self.clock.now() - START).total_seconds(), 2))
        said = self.says.pop(0) if self.says else None
        if isinstance(said, Exception):
            raise said
        return said


async def test_it_works_at_once_then_when_something_is_due_and_at_each_sweep() -> None:
    job = Job(5.0, 100.0, None)
    job.worker.start()
    await job.clock.advance(80)
    assert job.called == [0, 5, 35, 65]
    await job.worker.stop()
    await job.clock.advance(100)
    assert (job.called, job.health.report()) == ([0, 5, 35, 65], {})


async def test_it_is_woken_and_quiet_once_nothing_is_due() -> None:
    job = Job()
    assert job.worker.idle
    await job.worker.quiet()
    job.worker.start()
    assert not job.worker.idle
    await job.worker.quiet()
    assert job.called == [0]
    job.worker.wake()
    job.worker.wake()
    assert not job.worker.idle
    await job.worker.quiet()
    assert job.called == [0, 0]
    await job.worker.stop()


@pytest.mark.parametrize(
    ("error", "words"),
    [(ValueError("x"), "please report this"), (OperationalError("x", {}, Exception()), "the database is away")],
)
async def test_it_survives_errors_shouts_and_recovers(
    error: Exception, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    job = Job(error, error, None)
    job.worker.start()
    await job.clock.advance(0)
    assert (job.health.ok, words in caplog.text) == (False, True)
    await job.clock.advance(4)
    assert (len(job.called), job.health.ok) == (3, True)
    assert "job works again" in caplog.text
    await job.worker.stop()


async def test_stopping_gives_what_is_under_way_some_time() -> None:
    gate, ended = asyncio.Event(), []

    async def work() -> float | None:
        await gate.wait()
        ended.append(True)
        return None

    worker = Worker("slow", work, StillClock(START), Health())
    worker.start()
    await asyncio.sleep(0)
    stopping = asyncio.create_task(worker.stop(5))
    await asyncio.sleep(0)
    gate.set()
    await stopping
    assert ended == [True]
    worker = Worker("stuck", asyncio.Event().wait, StillClock(START), Health())  # type: ignore[arg-type]
    worker.start()
    await asyncio.sleep(0)
    await worker.stop(0.01)
    assert worker.idle
