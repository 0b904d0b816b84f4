"""The bot under test, ours, with reminders to send: `python -m bench.reminding API FOLDER PEOPLE DUE`.

Everything is the real thing (assembly, the plan, alarms with their job store, outbox, postman, lanes, SQLite with
synchronous=FULL). PEOPLE people come to workshops of which the last reminder is due at DUE (seconds since 1970) or a
minute later. Started again on the same folder (PEOPLE 0) it goes on.
"""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bench import gauge
from bench.measuring import FIRST_PERSON
from bench.ours import TOKEN
from bot import logs
from bot.assembly import build, loop_factory, run_until_stopped
from bot.settings import Settings
from services import workshops
from services.clock import SystemClock
from services.lab import Lab, Quiet
from services.occasions import later, wall_of
from services.people import Person
from services.workshops import Meets, Plan
from storage.database import Database
from storage.migrate import upgrade
from storage.people import PersonRow
from storage.registrations import GOING, RegistrationRow

RATE = 1100.0
ROOM = 100  # people a workshop
ZONE = "Africa/Casablanca"
# So that the benchmark runs at any hour.
LAB = Lab.load().model_copy(update={"quiet": Quiet(hours=())})


async def fill(database: Database, people: int, due: datetime) -> None:
    """Tables, people, and workshops that begin two hours after their reminder."""
    await upgrade(database)
    now, maker = SystemClock().now(), Person(1, FIRST_PERSON, "fr")
    async with database.transaction() as session:
        met = [{"telegram_id": FIRST_PERSON + n, "language": ("fr", "ary")[n % 2], "language_chosen": True,
                "created_at": now} for n in range(people)]  # fmt: skip
        await session.execute(insert(PersonRow), met)
        ids = list(await session.scalars(select(PersonRow.id).order_by(PersonRow.id)))
        for place in range(0, people, ROOM):
            begins = wall_of(due + timedelta(hours=2, minutes=place // ROOM % 2), ZONE)
            plan = Plan({"fr": "Sans eau"}, (Meets(begins, later(begins, timedelta(hours=2))),), reminders=("hours",))
            row = await workshops.create(session, maker, plan, ZONE, now)
            await workshops.publish(session, maker, row.id, now)
            new = {"workshop_id": row.id, "state": GOING, "name": "", "guests": 0, "answers": {}, "answered_at": now}
            await session.execute(
                insert(RegistrationRow), [new | {"person_id": one} for one in ids[place : place + ROOM]]
            )


async def run(api: str, folder: str, people: str, due: str) -> None:
    """Until stdin ends."""
    settings = Settings(_env_file=None, bot_token=TOKEN, bot_api_url=api, data_dir=Path(folder),
                        send_rate=RATE)  # type: ignore[call-arg]  # fmt: skip
    bot = await build(settings, lab=LAB, http=False)
    if int(people):
        await fill(bot.house.database, int(people), datetime.fromtimestamp(float(due), UTC))
    gauge.listen(**gauge.used())
    await run_until_stopped(bot)


if __name__ == "__main__":
    logs.set_up("ERROR", "text", TOKEN)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(run(*sys.argv[1:]))
