"""The baseline: a job a person in APScheduler's own SQLAlchemyJobStore with its defaults, which sends the message.

`python -m bench.reminding_stock API FOLDER PEOPLE DUE`, as bench/reminding.py. This is what a bot does that keeps its
reminders as timers.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import aiohttp
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]

from bench import gauge
from bench.measuring import FIRST_PERSON
from bench.ours import TOKEN
from bench.reminding import ROOM

_sending: dict[str, Any] = {}


async def send(chat_id: int) -> None:
    """Send one reminder."""
    url = f"{_sending['api']}/bot{TOKEN}/sendMessage"
    async with _sending["session"].post(url, data={"chat_id": chat_id, "text": "Rappel"}) as answer:
        await answer.read()


async def run(api: str, folder: str, people: str, due: str) -> None:
    """Until stdin ends."""
    first = datetime.fromtimestamp(float(due), UTC)
    _sending.update(api=api, session=aiohttp.ClientSession())
    scheduler = AsyncIOScheduler(timezone=UTC, jobstores={"default": SQLAlchemyJobStore(f"sqlite:///{folder}/jobs.db")})
    scheduler.start(paused=True)
    for n in range(int(people)):
        at = first + timedelta(minutes=n // ROOM % 2)
        scheduler.add_job("bench.reminding_stock:send", "date", run_date=at, args=[FIRST_PERSON + n], id=str(n))
    scheduler.resume()
    gauge.listen(**gauge.used())
    await asyncio.Event().wait()


if __name__ == "__main__":
    # The jobs name this module: what it holds must not be the copy that runs as __main__.
    asyncio.run(import_module("bench.reminding_stock").run(*sys.argv[1:]))
