"""So many a minute: counts in memory what one key does, and forgets it. After a restart everybody begins anew."""

from collections import Counter
from collections.abc import Hashable
from datetime import datetime

REMEMBERED = 20_000


class PerMinute:
    """Lets each key do something `most` times in a minute of the clock."""

    def __init__(self, most: int) -> None:
        self._most, self._minute, self._done = most, 0, Counter[Hashable]()

    def count(self, key: Hashable, now: datetime) -> bool:
        """Count one more; whether it was within the limit."""
        if self.full(key, now):
            return False
        self._done[key] += 1
        return True

    def full(self, key: Hashable, now: datetime) -> bool:
        """Whether the key may do no more in this minute."""
        minute = int(now.timestamp() // 60)
        if minute != self._minute or len(self._done) > REMEMBERED:
            self._minute, self._done = minute, Counter()
        return self._done[key] >= self._most
