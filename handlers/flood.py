"""The flood guard: a bucket of messages a person, in memory; one kind warning, then silence until it calms.

OnceADay, in memory too, keeps what is said again and again from being a flood of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from handlers.screens import Message, View, screen

BURST = 40
PER_SECOND = 1.0
REMEMBERED = 10_000
DAY = timedelta(days=1)


class Verdict(Enum):
    """What becomes of an update."""

    PASS = auto()
    WARN = auto()
    DROP = auto()


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime
    warned: bool = False


class FloodGuard:
    """Lets `BURST` updates through at once and one a second after that; `refused` is called for each other one."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND,
                 refused: Callable[[], None] = lambda: None) -> None:  # fmt: skip
        self.burst = burst
        self._refused = refused
        self.per_second = per_second
        self._buckets: dict[int, _Bucket] = {}

    def judge(self, person_id: int, now: datetime) -> Verdict:
        """Count one update of this person."""
        bucket = self._buckets.pop(person_id, None) or _Bucket(self.burst, now)
        self._buckets[person_id] = bucket
        if len(self._buckets) > REMEMBERED:
            del self._buckets[next(iter(self._buckets))]
        gained = max(0.0, (now - bucket.at).total_seconds()) * self.per_second
        bucket.left, bucket.at = min(self.burst, bucket.left + gained), now
        return self._spend(bucket)

    def _spend(self, bucket: _Bucket) -> Verdict:
        if bucket.left >= 1:
            bucket.left -= 1
            bucket.warned = bucket.warned and bucket.left < self.burst / 2
            return Verdict.PASS
        self._refused()
        if bucket.warned:
            return Verdict.DROP
        bucket.warned = True
        return Verdict.WARN


class OnceADay:
    """Who was told something in the last 24 hours; after a restart they may be told again."""

    def __init__(self) -> None:
        self._told: dict[int, datetime] = {}

    def first(self, person_id: int, now: datetime) -> bool:
        """Whether this person may be told now: it was not said to them for a day."""
        before = self._told.get(person_id)
        if before is not None and now - before < DAY:
            return False
        self._told.pop(person_id, None)
        self._told[person_id] = now
        if len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]
        return True


@screen("flood.warning")
async def warning(view: View) -> Message:
    """Said once: too many at a time."""
    return Message(
        view.texts("That is a lot at once! Please wait a moment, then go on.\nWhat you sent before this has arrived.")
    )
