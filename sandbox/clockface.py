"""Moving the clock from the wall: by minutes, or to an hour of tomorrow."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.board import Board

MOST = timedelta(days=400)


async def moved(board: Board, values: dict[str, Any]) -> None:
    """Move by {"minutes": 5} or to {"tomorrow": "09:00"} (wall time of the lab); ValueError when it cannot move."""
    if board.wall.move_clock is None:
        raise ValueError("the clock of this sandbox does not move")
    now = datetime.fromtimestamp(board.telegram.now(), ZoneInfo(board.wall.timezone))
    step = until_tomorrow(now, values["tomorrow"]) if "tomorrow" in values else timedelta(minutes=values["minutes"])
    if not timedelta(0) < step <= MOST:
        raise ValueError("time only goes forward, and at most 400 days")
    await board.pass_time(step)


def until_tomorrow(now: datetime, hour: str) -> timedelta:
    """How long until that hour (`09:00`) of the day after `now`, across a change of the clocks too."""
    there = datetime.combine(now.date() + timedelta(days=1), time.fromisoformat(hour), now.tzinfo)
    return timedelta(seconds=there.timestamp() - now.timestamp())
