"""The bot under test, ours: `python -m bench.ours API MODE PORT FOLDER FIRST PEOPLE echo|product|votes|workshop`.

Everything is the real thing (assembly, intake or webhook, arrival, done-mark, owed answers, queues, SQLite as we set
it up). `echo` puts in one handler that keeps the text as a row and answers with a screen; `product` is what residents
get: the text begins a challenge. In `votes` they sit in a room and hold its open question (bench/room.py). In
`workshop` the first of them is an admin, who holds a whole one (bench/workshop.py).
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from telegram import Update
from telegram.ext import MessageHandler, TypeHandler, filters

from bench import gauge, postgres
from bench.filling import TEXTS, filled
from bot import logs
from bot.assembly import Bot, build, loop_factory, run_until_stopped
from bot.settings import Settings
from handlers.arrival import arrive
from handlers.context import Context
from handlers.register import add_to
from handlers.screens import Message, View, screen
from storage.database import Database

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz0123456789"
SECRET = "a-secret-of-the-benchmark"


@screen("bench.received")
async def received(view: View) -> Message:
    """The answer."""
    return Message("We have received it.")


async def keep(update: Update, context: Context) -> None:
    """Text in, a row and an answer out."""
    assert update.message
    async with context.transaction() as session:
        await session.execute(insert(TEXTS).values(person=context.person.id, text=update.message.text))
        context.say("bench.received")


def echo(application: Any) -> None:
    """The one handler of `echo`, behind our own arrival."""
    application.add_handler(TypeHandler(Update, arrive), group=-1)
    application.add_handler(MessageHandler(filters.TEXT, keep))


def settings_of(api: str, mode: str, port: int, folder: Path, admins: list[int]) -> Settings:
    """Settings that look at no environment."""
    hook = {"public_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET} if mode == "webhook" else {}
    hook |= {"database_url": os.environ[postgres.VARIABLE]} if postgres.VARIABLE in os.environ else {}
    given: dict[str, Any] = {"bot_api_url": api, "data_dir": folder, "mode": mode, "http_port": port, **hook}
    return Settings(_env_file=None, bot_token=TOKEN, admin_ids=admins, **given)


async def promises(database: Database) -> dict[str, Any]:
    """What the database says of how it keeps things."""
    said, names = ("PRAGMA", postgres.SQLITE) if database.is_sqlite else ("SHOW", postgres.POSTGRESQL)
    async with database.reading() as session:
        return {name: await session.scalar(text(f"{said} {name}")) for name in names}


async def assembled(api: str, mode: str, port: int, folder: Path, first: int, people: int, variant: str) -> Bot:
    """The bot, ready to start."""
    settings = settings_of(api, mode, port, folder, [first] if variant == "workshop" else [])
    filled(settings.database_url, first, people, variant)
    bot = await build(
        settings,
        register=echo if variant == "echo" else add_to,
        http=mode == "webhook",
    )
    gauge.listen(**await promises(bot.house.database))
    return bot


async def run(api: str, mode: str, port: str, folder: str, first: str, people: str, variant: str) -> None:
    """Until stdin ends."""
    await run_until_stopped(await assembled(api, mode, int(port), Path(folder), int(first), int(people), variant))


if __name__ == "__main__":
    logs.set_up("WARNING", "text", TOKEN)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(run(*sys.argv[1:]))
