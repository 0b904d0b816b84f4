"""So many a minute, or a day: counts in memory what one key does, and forgets it. A restart begins anew."""

from collections import Counter
from collections.abc import Hashable
from datetime import datetime

REMEMBERED = 20_000


class PerMinute:
    """Lets each key do something `most` times in a minute of the clock."""

    seconds = 60

    def __init__(self, most: int) -> None:
        self._most, self._span, self._done = most, 0, Counter[Hashable]()

    def count(self, key: Hashable, now: datetime) -> bool:
        """Count one more; whether it was within the limit."""
        if self.full(key, now):
            return False
        self._done[key] += 1
        return True

    def full(self, key: Hashable, now: datetime) -> bool:
        """Whether the key may do no more until the next minute (or day)."""
        span = int(now.timestamp() // self.seconds)
        if span != self._span or len(self._done) > REMEMBERED:
            self._span, self._done = span, Counter()
        return self._done[key] >= self._most


class PerDay(PerMinute):
    """The same in a day."""

    seconds = 24 * 60 * 60
