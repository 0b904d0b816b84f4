"""How many new browsers may come from one address in a minute. Kept in memory, for that minute only."""

from collections import Counter
from ipaddress import ip_address

from aiohttp import web

from services.clock import Clock

MOST_A_MINUTE = 300  # a whole hall may stand behind one address


class Arrivals:
    """Counts arrivals by address."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._minute, self._came = clock, 0, Counter[str]()

    def may(self, address: str) -> bool:
        """Whether one more may come from this address now; counts it."""
        minute = int(self._clock.now().timestamp() // 60)
        if minute != self._minute:
            self._minute, self._came = minute, Counter()
        self._came[address] += 1
        return self._came[address] <= MOST_A_MINUTE


def address_of(request: web.Request) -> str:
    """Who asks: the peer, or whom a web server in front on this machine or network names last."""
    peer, named = request.remote or "", request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return named[:45] if named and _near(peer) else peer


def _near(peer: str) -> bool:
    try:
        return ip_address(peer).is_private
    except ValueError:
        return False
