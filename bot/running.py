"""The bot as it runs: what starts after what, and how it stops within 10 seconds with nothing lost."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from aiohttp import web
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot
from telegram.request import BaseRequest

from bot.alarms import Bell
from bot.brakes import Brakes
from bot.doors import (
    certificates_of,
    checkin_of,
    company_of,
    door_of,
    guardians_of,
    partners_of,
    redactions_of,
    workshops_of,
)
from bot.errors import said
from bot.health import Health
from bot.intake import ALLOWED, Intake
from bot.leader import Leader
from bot.menus import put_general_menus
from bot.metrics import Metrics
from bot.outgoing import OutgoingQueues
from bot.owed import Owed
from bot.profile import put_profile
from bot.restore import hold_back
from bot.settings import Settings
from bot.settling import Settler, Unsettled
from bot.votelane import VoteLane
from bot.walls import walls_of
from bot.worker import Worker
from handlers.context import House
from storage.database import AWAY
from web import certificates, checkin, company, guardians, join, live, partners, redactions, scribes, summary, workshops
from web import health as health_pages
from web import telegram as webhook
from web.server import create_app, serving

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
LONGEST_BACK_OFF = 30.0
WEBHOOK_CONNECTIONS = 100
# Together under the 10 seconds of SIGTERM.
INTAKE_ENDS, CONFIRM_ENDS, WORKERS_END, ANSWERS_END, RESIGN_ENDS = 3.0, 1.5, 1.5, 2.0, 1.5
BACKGROUND_ENDS = 0.4


class StartError(Exception):
    """The bot cannot start; the message says what to do."""


class Bot:
    """The running program; made by `build`, which also fills `workers`."""

    def __init__(self, settings: Settings, house: House, application: App, request: BaseRequest, settler: Settler,
                 lane: VoteLane, leader: Leader, health: Health, outgoing: OutgoingQueues, owed: Owed,
                 metrics: Metrics, *, http: bool) -> None:  # fmt: skip
        self.settings, self.house, self.application = settings, house, application
        self.health, self.outgoing, self.settler, self.leader = health, outgoing, settler, leader
        self.owed, self.metrics, self.lane = owed, metrics, lane
        self.workers: list[Worker] = []
        self.bell: Bell | None = None
        self.brakes: Brakes | None = None
        self.postman_rests: Callable[[], None] = lambda: None
        self.erase_again: Callable[[], Awaitable[None]] | None = None  # the leader's, at the start
        self.address: str | None = None
        self._request, self._http = request, http
        self._intake = Intake(application.bot, request, settler, lane, house.database, house.clock, health)
        self._server = AsyncExitStack()
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
        await self._meet_telegram()
        self.house.bot_username = self.bot.username
        self.house.inline = bool(self.bot.supports_inline_queries)
        await hold_back(self.house.database, self.house.data_dir)
        if self.brakes:
            await self.brakes.begin()
        await self.leader.work()
        if self.erase_again and self.leader.fence is not None:
            await self.erase_again()
        self.leader.leads = self.wake
        await self.owed.begin()
        self._start_workers()
        if self._http:
            await self._serve()
        await self._open_intake()
        self._later(self._put_menus(), "menus")

    async def stop(self) -> None:
        """Take no more, let what is in hand end, within 10 seconds; whatever is left is on disk or at Telegram."""
        self._stopping = True
        await self._intake.stop(INTAKE_ENDS, CONFIRM_ENDS)
        await self.settler.stop(INTAKE_ENDS)
        await self.lane.stop()
        await asyncio.gather(self._server.aclose(), self._end_sending())
        await self.application.shutdown()
        await self._request.shutdown()
        await self.house.database.close()

    async def numbers(self) -> bytes:
        """What /metrics shows."""
        return await self.metrics.page(self.house.database, self.leader.fence is not None)

    async def quiet(self) -> None:
        """Return when every update handed in is settled, nothing is due, and all answers are out."""
        while True:
            await self._some_turns()
            await self.settler.quiet()
            await self.lane.quiet()
            for worker in self.workers:
                await worker.quiet()
            await self.outgoing.quiet()
            await self._some_turns()
            ours = self._intake.idle and self.settler.idle and self.lane.idle and self.outgoing.idle
            if ours and all(one.idle for one in self.workers):
                return

    async def deliver(self, raw: dict[str, Any]) -> bool | dict[str, Any]:
        """One update of the webhook: whether it may be confirmed; for a vote the call that answers it."""
        if self._stopping:
            return False
        try:
            if answer := await self.lane.replies(raw):
                return answer
            await self.settler.settle(raw)
        except Unsettled as why:
            log.error("an update is left to Telegram: %s", why)
            return False
        return True

    async def _some_turns(self) -> None:
        # What was handed over in this turn of the loop reaches the queues within a few.
        for _ in range(20):
            await asyncio.sleep(0)
        await asyncio.sleep(0.001)

    async def _meet_telegram(self) -> None:
        await self._request.initialize()
        try:
            await self._insist(self.bot.get_me, (InvalidToken,))
            await self._insist(self.application.initialize, (InvalidToken,))
        except InvalidToken:
            # PTB's own words hold the token.
            raise StartError("Telegram does not know this BOT_TOKEN. Copy it again from @BotFather.") from None

    async def _insist(self, call: Callable[[], Awaitable[Any]], final: tuple[type[TelegramError], ...] = ()) -> None:
        """Call until Telegram answers: a machine may start before its network does. `final` errors are raised."""
        pause = 1.0
        while True:
            try:
                await call()
                return
            except final:
                raise
            except TelegramError as error:
                log.error("Telegram does not answer (%s); next try in %.0f s. Is the network up?", said(error), pause)
            await self.house.clock.sleep(pause)
            pause = min(pause * 2, LONGEST_BACK_OFF)

    def _start_workers(self) -> None:
        for worker in self.workers:
            worker.start()

    async def _end_sending(self) -> None:
        self.postman_rests()
        await asyncio.gather(*(worker.stop(WORKERS_END) for worker in self.workers))
        if self.bell:
            self.bell.stop()
        await self.outgoing.stop(ANSWERS_END)
        await self._end_background()
        if self.brakes:
            await self.brakes.stop()
        try:
            async with asyncio.timeout(RESIGN_ENDS):
                await self.leader.resign()
        except AWAY as error:
            log.warning("the lead could not be given back: %s", type(error).__name__)

    async def _end_background(self) -> None:
        for task in self._background:
            task.cancel()
        if self._background:
            await asyncio.wait(self._background, timeout=BACKGROUND_ENDS)

    async def _open_intake(self) -> None:
        if self.settings.mode == "polling":
            await self._insist(self.bot.delete_webhook)
            self._intake.start()
        else:
            await self._insist(self._set_webhook)

    async def _set_webhook(self) -> None:
        secret = self.settings.webhook_secret
        await self.bot.set_webhook(
            url=f"{self.settings.public_url}{webhook.PATH}",
            secret_token=secret.get_secret_value() if secret else None,
            max_connections=WEBHOOK_CONNECTIONS,
            allowed_updates=list(ALLOWED),
        )

    def pages(self) -> web.Application:
        """Every page that the bot serves."""
        app = create_app()
        health_pages.add_routes(app, self.health.report, self.numbers)
        host = live.Host(self.house.lab.name, self.house.bot_username, self.house.invitation)
        walls = walls_of(self.house)
        checkin.add_routes(app, checkin_of(self.house))
        live.add_routes(app, walls, self.house.catalogues, host)
        door = door_of(self.house, self.lane, walls)
        join.add_routes(app, door)
        scribes.add_routes(app, door)
        summary.add_routes(app, door)
        workshops.add_routes(app, workshops_of(self.house))
        guardians.add_routes(app, guardians_of(self.house))
        certificates.add_routes(app, certificates_of(self.house))
        redactions.add_routes(app, redactions_of(self.house))
        partners.add_routes(app, partners_of(self.house))
        company.add_routes(app, company_of(self.house))
        if self.settings.mode == "webhook" and self.settings.webhook_secret:
            webhook.add_routes(app, self.settings.webhook_secret.get_secret_value(), self.deliver)
        return app

    async def _serve(self) -> None:
        server = serving(self.pages(), self.settings.http_host, self.settings.http_port)
        try:
            self.address = await self._server.enter_async_context(server)
            self.house.web_address = self.settings.public_url or self.address
        except OSError as error:
            words = f"HTTP_PORT {self.settings.http_port} cannot be used ({error.strerror}). Set another one."
            raise StartError(words) from None

    async def _put_menus(self) -> None:
        try:
            await put_general_menus(self.bot, self.house)
            await put_profile(self.bot, self.house)
        except TelegramError as error:
            log.warning("the commands menus were not set: %s", said(error))

    def _later(self, job: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(job, name=name)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def told_to_stop() -> asyncio.Event:
    """From now on SIGTERM and Ctrl+C set this event, instead of ending the process at once."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    return told
