"""Everything put together, started and stopped.

    bot = await build(settings)                                     # the product
    bot = await build(settings, clock=still, request=SandboxRequest(world), http=False)      # a test
    await bot.start()
    await phone.says("hello"); await bot.quiet(); ...               # quiet: all is settled, all answers are out
    await bot.stop()

`register(application)` adds the handlers (default: all of handlers/); a test may hand in its own.
"""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from prometheus_client import REGISTRY
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot
from telegram.request import BaseRequest

from bot.dispatch import add_handlers
from bot.errors import said
from bot.health import Health
from bot.intake import Intake
from bot.lanes import Lanes
from bot.menus import put_general_menus
from bot.ordering import PersonOrder
from bot.outgoing import OutgoingQueues
from bot.quarantine import Quarantine
from bot.request import AiohttpRequest
from bot.settings import Settings
from bot.settling import Outcomes, Settler, error_handler
from bot.speaking import Speaker
from bot.worker import Worker
from handlers.context import House, context_class
from locales.texts import Catalogues
from services.clock import Clock, SystemClock
from services.lab import Lab
from storage.database import Database
from storage.seals import Seals
from web import health as health_pages
from web.server import create_app, serving

log = logging.getLogger(__name__)

Register = Callable[["Application[Any, Any, Any, Any, Any, Any]"], None]
LONGEST_BACK_OFF = 30.0
# Together under the 10 seconds of SIGTERM.
INTAKE_ENDS, WORKERS_END, ANSWERS_END = 4.0, 2.5, 2.5


class StartError(Exception):
    """The bot cannot start; the message says what to do."""


class Bot:
    """The running program; made by `build`."""

    def __init__(self, settings: Settings, house: House, application: "Application[Any, Any, Any, Any, Any, Any]",
                 request: BaseRequest, health: Health, outgoing: OutgoingQueues, settler: Settler, http: bool,
                 ) -> None:  # fmt: skip
        self.settings, self.house, self.application = settings, house, application
        self.health, self.outgoing, self.settler = health, outgoing, settler
        self.workers: list[Worker] = []
        self.address: str | None = None
        self._http, self._request = http, request
        self._intake = Intake(application.bot, request, settler, house.database, house.clock, health)
        self._stack = AsyncExitStack()
        self._background: set[asyncio.Task[None]] = set()

    @property
    def bot(self) -> "ExtBot[Any]":
        """PTB's bot."""
        bot: ExtBot[Any] = self.application.bot
        return bot

    def wake(self) -> None:
        """Rows wait: the workers look now."""
        for worker in self.workers:
            worker.wake()

    async def start(self) -> None:
        """Meet Telegram, say what is owed, start the workers, then let updates in. StartError says what to do."""
        await self._meet_telegram()
        self.house.bot_username = self.bot.username
        await self.outgoing.say_owed()
        for worker in self.workers:
            worker.start()
        if self._http:
            await self._serve()
        await self._open_intake()
        self._later(self._put_menus(), "menus")

    async def stop(self) -> None:
        """Take no more, let what is in hand end, within 10 seconds; whatever is left is on disk or at Telegram."""
        await self._intake.stop(INTAKE_ENDS)
        await self.settler.stop(INTAKE_ENDS)
        await asyncio.gather(*(worker.stop(WORKERS_END) for worker in self.workers))
        await self.outgoing.stop(ANSWERS_END)
        for task in self._background:
            task.cancel()
        await self._stack.aclose()
        await self.application.shutdown()
        await self.house.database.close()

    async def quiet(self) -> None:
        """Return when every update handed in is settled, nothing is due, and all answers are out."""
        while True:
            await self._some_turns()
            await self.settler.quiet()
            for worker in self.workers:
                await worker.quiet()
            await self.outgoing.quiet()
            await self._some_turns()
            if self._intake.idle and self.settler.idle and self.outgoing.idle and all(one.idle for one in self.workers):
                return

    async def _some_turns(self) -> None:
        # What was handed over in this turn of the loop reaches the queues within a few.
        for _ in range(20):
            await asyncio.sleep(0)

    async def _meet_telegram(self) -> None:
        await self._request.initialize()
        pause = 1.0
        while True:
            try:
                await self.bot.get_me()
                await self.application.initialize()
                return
            except InvalidToken:
                # PTB's own words hold the token.
                raise StartError("Telegram does not know this BOT_TOKEN. Copy it again from @BotFather.") from None
            except TelegramError as error:
                log.error("Telegram does not answer (%s); next try in %.0f s. Is the network up?", said(error), pause)
            await self.house.clock.sleep(pause)
            pause = min(pause * 2, LONGEST_BACK_OFF)

    async def _open_intake(self) -> None:
        await self.bot.delete_webhook()
        self._intake.start()

    async def _serve(self) -> None:
        app = create_app()
        health_pages.add_routes(app, self.health.report, REGISTRY)
        server = serving(app, self.settings.http_host, self.settings.http_port)
        try:
            self.address = await self._stack.enter_async_context(server)
        except OSError as error:
            raise StartError(
                f"HTTP_PORT {self.settings.http_port} is taken ({error.strerror}). Set another one."
            ) from None

    async def _put_menus(self) -> None:
        try:
            await put_general_menus(self.bot, self.house)
        except TelegramError as error:
            log.warning("the commands menus were not set: %s", said(error))

    def _later(self, job: Any, name: str) -> None:
        task = asyncio.create_task(job, name=name)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


async def build(settings: Settings, *, clock: Clock | None = None, request: BaseRequest | None = None,
                lab: Lab | None = None, catalogues: Catalogues | None = None, register: Register = add_handlers,
                http: bool = True) -> Bot:  # fmt: skip
    """Build the bot of these settings; nothing runs yet. The database has its tables already (`twiza migrate`)."""
    clock, request, health = clock or SystemClock(), request or AiohttpRequest(), Health()
    lab = lab or Lab.load(settings.lab_file)
    outgoing, outcomes = OutgoingQueues(), Outcomes()
    house = House(
        database=Database(settings.database_url),
        clock=clock,
        lab=lab,
        seals=Seals(settings.keys_dir),
        catalogues=catalogues or Catalogues.load(languages=settings.languages, zone=lab.zone),
        outgoing=outgoing,
        outcomes=outcomes,
        data_dir=settings.data_dir,
        admins=frozenset(settings.admin_ids),
        base_url=settings.base_url,
    )
    application = _application(settings, house, request)
    register(application)
    application.add_error_handler(error_handler(outcomes))
    speaker = Speaker(application.bot, house)
    outgoing.open(speaker)
    quarantine = Quarantine(house.database, house.seals, clock)
    settler = Settler(application, outcomes, quarantine, house.database)
    bot = Bot(settings, house, application, request, health, outgoing, settler, http)
    bot.workers.append(Worker("quarantine", quarantine.clean, clock, health))
    house.wake = bot.wake
    return bot


def _application(settings: Settings, house: House, request: BaseRequest) -> "Application[Any, Any, Any, Any, Any, Any]":
    if settings.bot_token is None:
        raise StartError("BOT_TOKEN is not set. Get one from @BotFather, or try the demo: ./run demo")
    return (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(f"{settings.bot_api_url}/bot")
        .base_file_url(f"{settings.bot_api_url}/file/bot")
        .request(request)
        .get_updates_request(request)
        .rate_limiter(Lanes(house.clock, settings.send_rate))
        .concurrent_updates(PersonOrder())
        .context_types(ContextTypes(context=context_class(house)))
        .updater(None)
        .job_queue(None)
        .build()
    )


async def run_until_stopped(bot: Bot) -> None:
    """Start, run until SIGTERM or SIGINT, stop."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        await bot.start()
        log.info("@%s is running", bot.house.bot_username)
        await stopped.wait()
        log.info("stopping")
    finally:
        await bot.stop()


def main(settings: Settings) -> None:
    """Run the product until it is told to stop; StartError if it cannot start."""

    async def run() -> None:
        await run_until_stopped(await build(settings))

    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(run())


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where it exists."""
    try:
        import uvloop  # noqa: PLC0415 - not on every machine
    except ImportError:
        return None
    return uvloop.new_event_loop
