"""One after another: what fails does not hold up what comes after it."""

import logging
from collections.abc import Awaitable, Callable, Iterable

log = logging.getLogger(__name__)

Act = Callable[[], Awaitable[None]]


async def in_turn(acts: Iterable[tuple[str, Act]]) -> None:
    """Do each of these (its name for the log, the act); the last error is raised at the end: it is tried again."""
    failed: Exception | None = None
    for name, act in acts:
        try:
            await act()
        except Exception as error:
            log.error("%s failed", name, exc_info=error)
            failed = error
    if failed:
        raise failed
