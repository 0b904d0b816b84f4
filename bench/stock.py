"""The bot under test, stock: `python -m bench.stock API MODE PORT FOLDER default|full|normal|votes`.

The same bot as most people would write it with python-telegram-bot: `ApplicationBuilder` as it comes (httpx, one update
after the other), a session and a commit a message (SQLAlchemy on aiosqlite), `reply_text`. Polling is PTB's
`run_polling`; the webhook is PTB's own example of a custom webhook (its `[webhooks]` extra needs tornado), with
aiohttp: the update goes into `update_queue` and Telegram is told 200.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy import BigInteger, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bench import gauge

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz0123456789"
PRAGMAS = {
    "default": (),
    "full": ("journal_mode=WAL", "synchronous=FULL"),
    "normal": ("journal_mode=WAL", "synchronous=NORMAL"),
    "votes": ("journal_mode=WAL", "synchronous=FULL"),
}


class Base(DeclarativeBase):
    """The tables of this bot."""


class BenchText(Base):
    """One text of one person."""

    __tablename__ = "bench_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str]


class BenchVote(Base):
    """One person's choice."""

    __tablename__ = "bench_votes"

    person: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    option: Mapped[str]


class Stock:
    """Handler and database."""

    def __init__(self, folder: Path, pragmas: tuple[str, ...]) -> None:
        self.engine = engine_of(folder, pragmas)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    async def prepare(self, _: Any = None) -> None:
        """Tables; then say what the database promises."""
        async with self.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
            names = ("journal_mode", "synchronous")
            gauge.listen(**{name: (await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in names})

    async def keep(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Text in, a row and an answer out."""
        assert update.message and update.effective_user
        async with self.sessions() as session:
            session.add(BenchText(person=update.effective_user.id, text=update.message.text))
            await session.commit()
        await update.message.reply_text("We have received it.")

    async def count(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A tap in, the person's row and an answer out."""
        assert update.callback_query
        async with self.sessions() as session:
            await session.merge(BenchVote(person=update.callback_query.from_user.id, option=update.callback_query.data))
            await session.commit()
        await update.callback_query.answer("We have received it.")

    def add_to(self, application: "Application[Any, Any, Any, Any, Any, Any]") -> None:
        """Its handlers."""
        application.add_handler(MessageHandler(filters.TEXT, self.keep))
        application.add_handler(CallbackQueryHandler(self.count))


def engine_of(folder: Path, pragmas: tuple[str, ...]) -> AsyncEngine:
    """SQLite as it comes, or with pragmas on every connection."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'twiza.db'}")

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        for pragma in pragmas:
            connection.cursor().execute(f"PRAGMA {pragma}")

    return engine


def polling(api: str, stock: Stock) -> None:
    """`run_polling`, as in PTB's examples."""
    application = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").post_init(stock.prepare).build()
    stock.add_to(application)
    application.run_polling()


async def webhook(api: str, stock: Stock, port: int) -> None:
    """PTB's example of a custom webhook, until the process is told to end."""
    application = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").updater(None).build()
    stock.add_to(application)
    await stock.prepare()
    runner = web.AppRunner(site_of(application))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    async with application:
        await application.start()
        await application.bot.set_webhook(f"http://127.0.0.1:{port}/telegram")
        await asyncio.Event().wait()


def site_of(application: "Application[Any, Any, Any, Any, Any, Any]") -> web.Application:
    """One page, to which Telegram posts."""

    async def telegram(request: web.Request) -> web.Response:
        await application.update_queue.put(Update.de_json(json.loads(await request.text()), application.bot))
        return web.Response()

    site = web.Application()
    site.router.add_post("/telegram", telegram)
    return site


def main(api: str, mode: str, port: str, folder: str, variant: str) -> None:
    """Until stdin ends."""
    stock = Stock(Path(folder), PRAGMAS[variant])
    if mode == "polling":
        polling(api, stock)
    else:
        asyncio.run(webhook(api, stock, int(port)))


if __name__ == "__main__":
    main(*sys.argv[1:])
