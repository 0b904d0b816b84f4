"""A small bot on a sandbox in this process: it repeats what it hears, and what it repeats is committed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, TypeHandler, filters

from bot.assembly import Bot, build
from bot.settings import Settings
from handlers.arrival import arrive
from handlers.buttons import Button
from handlers.context import Context
from handlers.screens import Message, View, screen
from sandbox.phone import Phone
from sandbox.request import SandboxRequest
from sandbox.telegram import Telegram
from services.clock import Clock, StillClock
from storage.updates import DoneMark
from tests.asread import read_for

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz0123456789"
START = datetime(2026, 10, 5, 9, tzinfo=UTC)
PATIENCE = 0.1  # real seconds in which everything settles that does not wait for the clock
WORKERS = 5  # times as long for what works in the background


@screen("test.echo")
async def echo_screen(view: View, *, text: str) -> Message:
    """The words again, with a button."""
    return Message(text, rows=[[Button("again", "again")]])


async def repeat(update: Update, context: Context) -> None:
    """Commit, and say it again."""
    assert update.message
    async with context.transaction():
        context.say("test.echo", text=update.message.text or "?")


async def again(update: Update, context: Context) -> None:
    """A tap: edit in place."""
    async with context.transaction():
        context.say("test.echo", edit=True, text="again")
        context.toast("done")


def echoing(application: Any) -> None:
    """Handlers of the small bot."""
    application.add_handler(TypeHandler(Update, arrive), group=-1)
    application.add_handler(CallbackQueryHandler(again))
    application.add_handler(MessageHandler(filters.ALL, repeat))


def handling(handler: Any) -> Callable[[Any], None]:
    """Handlers of a bot with one function for all messages."""

    def register(application: Any) -> None:
        application.add_handler(TypeHandler(Update, arrive), group=-1)
        application.add_handler(TypeHandler(Update, handler))

    return register


def settings_of(database_url: str, folder: Path, **given: Any) -> Settings:
    """Settings that look at no environment."""
    return _checked(**given).model_copy(update={"database_url": database_url, "data_dir": folder})


@cache  # checking them took a tenth of the shortest lives of the bot
def _checked(**given: Any) -> Settings:
    return Settings(_env_file=None, bot_token=TOKEN, **given)


def world_on(clock: Clock) -> Telegram:
    """A Telegram whose time is the clock's."""
    return Telegram(TOKEN, now=lambda: clock.now().timestamp(), sleep=clock.sleep)


async def come_to_rest(bot: Bot, clock: StillClock) -> None:
    """Wait until nothing is under way; what waits for the clock (a full lane) is given it, second by second.

    Handlers wait for no clock: while one is busy, however slow this machine is, time stands still.
    """
    for turn in range(1, 60 * WORKERS):
        quiet = asyncio.ensure_future(bot.quiet())
        if (await asyncio.wait({quiet}, timeout=PATIENCE))[0]:
            return
        quiet.cancel()
        if bot.settler.idle and (turn % WORKERS == 0 or all(one.idle for one in bot.workers)):
            await clock.advance(1)
    raise AssertionError("the bot does not come to rest")


class House:
    """A running bot, its Telegram and its clock."""

    def __init__(self, bot: Bot, world: Telegram, clock: StillClock) -> None:
        self.bot, self.world, self.clock = bot, world, clock

    def phone(self, name: str = "Aicha", **given: Any) -> Phone:
        """Somebody who has pressed START already."""
        phone = self.world.phone(name, **given)
        phone.account.started = True
        return phone

    async def hears(self, phone: Phone, *texts: str) -> list[str]:
        """Say these and wait until all is quiet; every text that the bot has said to this phone."""
        for text in texts:
            await phone.says(text)
        await asyncio.wait_for(self.bot.quiet(), 20)
        return self.said(phone)

    async def rests(self, seconds: float = 0.3) -> bool:
        """Wait until all is quiet, at most for this real time; the clock stands."""
        job = asyncio.create_task(self.bot.quiet())
        done, _ = await asyncio.wait([job], timeout=seconds)
        job.cancel()
        return bool(done)

    async def settles(self) -> None:
        """Wait until all is quiet; the clock goes on where something waits for it."""
        await come_to_rest(self.bot, self.clock)

    def said(self, phone: Phone) -> list[str]:
        """Every text that the bot shows in this chat."""
        return texts_of(self.world, phone)

    async def marks(self, owed: bool = False) -> int:
        """How many done-marks there are (that still owe something)."""
        query = select(func.count()).select_from(DoneMark)
        async with self.bot.house.database.reading() as session:
            return await session.scalar(query.where(DoneMark.owed.is_not(None)) if owed else query) or 0


def texts_of(world: Telegram, phone: Phone) -> list[str]:
    """Every text of the bot in the private chat of this phone."""
    messages = world.chats[phone.id].messages.values()
    return [one["text"] for one in messages if one["from"]["is_bot"]]


@asynccontextmanager
async def running(database_url: str, folder: Path, register: Any = echoing, world: Telegram | None = None,
                  clock: StillClock | None = None, **given: Any) -> AsyncIterator[House]:  # fmt: skip
    """A small bot that runs until the block ends."""
    clock = clock or StillClock(START)
    world = world or world_on(clock)
    settings = settings_of(database_url, folder, **given)
    bot = await build(
        settings,
        clock=clock,
        request=SandboxRequest(world),
        **read_for(settings),
        register=register,
        http=False,
    )
    await bot.start()
    try:
        yield House(bot, world, clock)
    finally:
        await bot.stop()
