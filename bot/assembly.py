"""Everything put together, started and stopped.

    bot = await build(settings)                                     # the product
    bot = await build(settings, clock=still, request=SandboxRequest(world), http=False)      # a test
    await bot.start()
    await phone.says("hello"); await bot.quiet(); ...               # quiet: all is settled, all answers are out
    await bot.stop()

In another way of sending updates (the webhook), `bot.deliver(raw)` says whether an update is settled.
`register(application)` adds the handlers (default: all of handlers/); a test may hand in its own.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

from prometheus_client import REGISTRY
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes, ExtBot
from telegram.request import BaseRequest

from bot.alarms import Alarms, Bell
from bot.cards import Cards
from bot.dispatch import add_handlers
from bot.errors import said
from bot.health import Health
from bot.housekeeping import Housekeeper
from bot.intake import ALLOWED, Intake
from bot.lanes import Lanes
from bot.leader import Leader
from bot.lock import AlreadyRunning, Lock
from bot.mediafetch import MediaFetch
from bot.menus import put_general_menus
from bot.ordering import PersonOrder
from bot.outgoing import OutgoingQueues
from bot.postman import Postman
from bot.prompts import Prompts
from bot.quarantine import Quarantine, alert_to
from bot.request import AiohttpRequest
from bot.settings import Settings
from bot.settling import Outcomes, Settler, Unsettled, error_handler
from bot.speaking import Sent, Speaker
from bot.worker import Worker
from handlers.asking import prompt as ask_next
from handlers.context import House, context_class
from handlers.screens import Message
from locales.texts import Catalogues
from services import threads
from services.clock import Clock, SystemClock
from services.lab import Lab
from storage.database import AWAY, Database
from storage.seals import Seals
from web import health as health_pages
from web import telegram as webhook
from web.server import create_app, serving

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Register = Callable[[App], None]
Prompt = Callable[[House, int], Awaitable[None]]
LONGEST_BACK_OFF = 30.0
WEBHOOK_CONNECTIONS = 100
# Those who look for new rows after each commit.
WOKEN = ("postman", "cards", "prompts", "alarms", "media")
# Together under the 10 seconds of SIGTERM.
INTAKE_ENDS, WORKERS_END, ANSWERS_END = 3.5, 2.5, 2.5


class StartError(Exception):
    """The bot cannot start; the message says what to do."""


class Bot:
    """The running program; made by `build`, which also fills `workers`."""

    def __init__(self, settings: Settings, house: House, application: App, request: BaseRequest, settler: Settler,
                 leader: Leader, health: Health, outgoing: OutgoingQueues, *, http: bool) -> None:  # fmt: skip
        self.settings, self.house, self.application = settings, house, application
        self.health, self.outgoing, self.settler, self.leader = health, outgoing, settler, leader
        self.workers: list[Worker] = []
        self.bell: Bell | None = None
        self.address: str | None = None
        self._request, self._http = request, http
        self._intake = Intake(application.bot, request, settler, house.database, house.clock, health)
        self._held, self._server = AsyncExitStack(), AsyncExitStack()
        self._background: set[asyncio.Task[None]] = set()
        self._stopping = False

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
        self._hold_the_lock()
        await self._meet_telegram()
        self.house.bot_username = self.bot.username
        await self.leader.work()
        self.leader.leads = self.wake
        await self.outgoing.say_owed()
        self._start_workers()
        if self._http:
            await self._serve()
        await self._open_intake()
        self._later(self._put_menus(), "menus")

    async def stop(self) -> None:
        """Take no more, let what is in hand end, within 10 seconds; whatever is left is on disk or at Telegram."""
        self._stopping = True
        await self._intake.stop(INTAKE_ENDS)
        await self.settler.stop(INTAKE_ENDS)
        await asyncio.gather(self._server.aclose(), self._end_sending())
        await self.application.shutdown()
        await self._request.shutdown()
        await self.house.database.close()
        await self._held.aclose()

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

    async def deliver(self, raw: dict[str, Any]) -> bool:
        """One update of the webhook: whether it is settled and may be confirmed."""
        if self._stopping:
            return False
        try:
            await self.settler.settle(raw)
        except Unsettled as why:
            log.error("an update is left to Telegram: %s", why)
            return False
        return True

    async def _some_turns(self) -> None:
        # What was handed over in this turn of the loop reaches the queues within a few.
        for _ in range(20):
            await asyncio.sleep(0)

    def _hold_the_lock(self) -> None:
        if not self.house.database.is_sqlite:
            return
        try:
            self._held.enter_context(Lock(self.settings.data_dir))
        except AlreadyRunning as error:
            raise StartError(str(error)) from None

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

    def _start_workers(self) -> None:
        if self.bell:
            self.bell.start(self.wake)
        for worker in self.workers:
            worker.start()

    async def _end_sending(self) -> None:
        await asyncio.gather(*(worker.stop(WORKERS_END) for worker in self.workers))
        if self.bell:
            self.bell.stop()
        await self.outgoing.stop(ANSWERS_END)
        for task in self._background:
            task.cancel()
        try:
            await self.leader.resign()
        except AWAY as error:
            log.warning("the lead could not be given back: %s", type(error).__name__)

    async def _open_intake(self) -> None:
        if self.settings.mode == "polling":
            await self.bot.delete_webhook()
            self._intake.start()
        elif self.settings.webhook_secret:
            await self.bot.set_webhook(
                url=f"{self.settings.public_url}{webhook.PATH}",
                secret_token=self.settings.webhook_secret.get_secret_value(),
                max_connections=WEBHOOK_CONNECTIONS,
                allowed_updates=list(ALLOWED),
            )

    async def _serve(self) -> None:
        app = create_app()
        health_pages.add_routes(app, self.health.report, REGISTRY)
        if self.settings.mode == "webhook" and self.settings.webhook_secret:
            webhook.add_routes(app, self.settings.webhook_secret.get_secret_value(), self.deliver)
        server = serving(app, self.settings.http_host, self.settings.http_port)
        try:
            self.address = await self._server.enter_async_context(server)
        except OSError as error:
            words = f"HTTP_PORT {self.settings.http_port} cannot be used ({error.strerror}). Set another one."
            raise StartError(words) from None

    async def _put_menus(self) -> None:
        try:
            await put_general_menus(self.bot, self.house)
        except TelegramError as error:
            log.warning("the commands menus were not set: %s", said(error))

    def _later(self, job: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(job, name=name)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


async def build(settings: Settings, *, clock: Clock | None = None, request: BaseRequest | None = None,
                lab: Lab | None = None, catalogues: Catalogues | None = None, register: Register = add_handlers,
                prompt: Prompt = ask_next, http: bool = True) -> Bot:  # fmt: skip
    """Build the bot of these settings; nothing runs yet. The database has its tables already (`twiza migrate`)."""
    request, health, outgoing, outcomes = request or AiohttpRequest(), Health(), OutgoingQueues(), Outcomes()
    house = _house(settings, clock or SystemClock(), lab or Lab.load(settings.lab_file), catalogues, outgoing, outcomes)
    application = _application(settings, house, request)
    register(application)
    application.add_error_handler(error_handler(outcomes))
    speaker = Speaker(application.bot, house, _noting(house))
    outgoing.open(speaker)
    quarantine = Quarantine(house.database, house.seals, house.clock, alert_to(house))
    settler = Settler(application, outcomes, quarantine, house.database)
    leader = Leader(house.database, house.clock, alone=house.database.is_sqlite)
    bot = Bot(settings, house, application, request, settler, leader, health, outgoing, http=http)
    # APScheduler rings by the machine's clock; with any other clock the workers' own sleep is what wakes them.
    bot.bell = Bell(house.database, settings.data_dir) if isinstance(house.clock, SystemClock) else None
    work = {
        "leader": leader.work,
        "postman": Postman(speaker, leader).work,
        "cards": Cards(speaker, leader).work,
        "prompts": Prompts(house.database, house.clock, leader, partial(prompt, house)).work,
        "alarms": Alarms(house.database, house.clock, leader, bot.bell).work,
        "media": MediaFetch(application.bot, house, leader).work,
        "quarantine": quarantine.clean,
        "housekeeping": Housekeeper(house).work,
    }
    bot.workers = [Worker(name, one, house.clock, health) for name, one in work.items()]
    house.wake = partial(_wake, [one for one in bot.workers if one.name in WOKEN])
    return bot


def _wake(workers: list[Worker]) -> None:
    for worker in workers:
        worker.wake()


def _house(settings: Settings, clock: Clock, lab: Lab, catalogues: Catalogues | None, outgoing: OutgoingQueues,
           outcomes: Outcomes) -> House:  # fmt: skip
    return House(
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


def _noting(house: House) -> Sent:
    """Replies to a message about a challenge find that challenge."""

    async def note(chat_id: int, message_id: int, message: Message) -> None:
        if message.about_challenge is not None:
            async with house.database.transaction() as session:
                await threads.remember(session, house.seals, chat_id, message_id, message.about_challenge)

    return note


def _application(settings: Settings, house: House, request: BaseRequest) -> App:
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
