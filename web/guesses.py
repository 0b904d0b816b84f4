"""Wrong codes: ten in a minute from one browser, or a hundred from one address, and it is asked to wait.

A whole hall may stand behind one address, so that nobody there may lock the others out: a browser that is in the room
is never asked to wait, nor is a newcomer from an address from which somebody came into this very room (whoever guesses
there can read the code on the wall). Kept in memory: addresses of guesses for a minute, those of a room for two hours.
"""

import secrets
from datetime import datetime, timedelta

from services.clock import Clock
from services.limits import REMEMBERED, PerMinute

COOKIE = "tries"
STAYS = timedelta(minutes=2)
A_BROWSER, AN_ADDRESS = 10, 100
KNOWN_FOR = timedelta(hours=2)


class Guesses:
    """Counts wrong codes."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._browsers, self._addresses = clock, PerMinute(A_BROWSER), PerMinute(AN_ADDRESS)
        self._halls: dict[tuple[str, int], datetime] = {}

    def wrong(self, browser: str, address: str) -> None:
        """Count a code that opens nothing; a browser without our cookie is one of its address."""
        now = self._clock.now()
        self._addresses.count(address, now)
        if browser:
            self._browsers.count((browser, address), now)

    def must_wait(self, browser: str, address: str, room_id: int | None) -> bool:
        """Whether this code is not looked at now; a right one says which room it opens."""
        now = self._clock.now()
        if browser and self._browsers.full((browser, address), now):
            return True
        known = self._halls.get((address, room_id)) if room_id else None
        return self._addresses.full(address, now) and (known is None or now - known > KNOWN_FOR)

    def came(self, address: str, room_id: int) -> None:
        """Somebody came into this room from there."""
        self._halls.pop((address, room_id), None)
        self._halls[address, room_id] = self._clock.now()
        if len(self._halls) > REMEMBERED:
            del self._halls[next(iter(self._halls))]


def new_browser() -> str:
    """What tells one guessing browser from the next."""
    return secrets.token_hex(8)
