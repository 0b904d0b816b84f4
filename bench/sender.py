"""The bot under test, ours, with an announcement to send: `python -m bench.sender API FOLDER RATE PEOPLE WRITERS`.

Everything is the real thing (assembly, polling, audience, outbox, postman, lanes, SQLite with synchronous=FULL). Who
gets it is written to the outbox before the bot starts, and timed; it leaves as soon as the bot leads. The writers, who
get nothing, may say hello meanwhile.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench import gauge
from bench.measuring import FIRST_PERSON
from bench.ours import TOKEN
from bot import logs
from bot.assembly import build, loop_factory, run_until_stopped
from bot.settings import Settings
from services import announcements, audiences
from services.clock import SystemClock
from services.lab import Lab
from services.people import Person
from storage.announcements import SENDING, WordingRow
from storage.database import Database
from storage.migrate import upgrade
from storage.people import PersonRow

FIRST_WRITER = FIRST_PERSON + 1_000_000
AT_ONCE = 5000
WORDS = {
    "fr": "L'atelier de samedi commence à 15 h, à la maison de jeunes de Bouskoura. Venez avec vos voisins.",
    "ary": "الورشة ديال السبت كتبدا مع 15:00 فدار الشباب ديال بوسكورة. جيو نتوما وجيرانكم.",
}


async def known(database: Database, first: int, count: int, languages: Sequence[str], now: datetime) -> None:
    """People who have pressed START before; some thousands at a time, so that their list is not what fills memory."""
    for begin in range(0, count, AT_ONCE):
        rows = [
            {"telegram_id": first + n, "language": languages[n % len(languages)], "language_chosen": True,
             "created_at": now} for n in range(begin, min(begin + AT_ONCE, count))
        ]  # fmt: skip
        async with database.transaction() as session:
            await session.execute(insert(PersonRow), rows)


async def fill(database: Database, people: int, writers: int) -> dict[str, Any]:
    """Tables, people, an announcement and its recipients; how long the recipients took, in seconds."""
    await upgrade(database)
    now, lab = SystemClock().now(), Lab.load()
    await known(database, FIRST_PERSON, people, ("fr", "ary"), now)
    await known(database, FIRST_WRITER, writers, ("ar",), now)
    async with database.transaction() as session:
        row = await announcements.create(session, Person(1, FIRST_PERSON, "fr"), lab, now, urgent=True)
        row.rule = {"take": {"language": list(WORDS)}}
        row.state, row.started_at = SENDING, now
        session.add_all(WordingRow(announcement_id=row.id, language=one, text=WORDS[one]) for one in WORDS)
    start = time.perf_counter()
    gathering = True
    while gathering:
        async with database.transaction() as session:
            gathering = await audiences.gather(session, lab.announcements, now)
    return {"snapshot": time.perf_counter() - start}


async def run(api: str, folder: str, rate: str, people: str, writers: str) -> None:
    """Until stdin ends."""
    settings = Settings(_env_file=None, bot_token=TOKEN, bot_api_url=api, data_dir=Path(folder),
                        send_rate=float(rate))  # type: ignore[call-arg]  # fmt: skip
    bot = await build(settings, http=False)
    gauge.listen(**await fill(bot.house.database, int(people), int(writers)), **gauge.used())
    await run_until_stopped(bot)


if __name__ == "__main__":
    logs.set_up("WARNING", "text", TOKEN)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(run(*sys.argv[1:]))
