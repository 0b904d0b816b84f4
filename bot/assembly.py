"""Everything put together.

    bot = await build(settings)                                     # the product
    bot = await build(settings, clock=still, request=SandboxRequest(world), http=False)      # a test
    await bot.start()
    await phone.says("hello"); await bot.quiet(); ...               # quiet: all is settled, all answers are out
    await bot.stop()

`register(application)` adds the handlers (default: all of handlers/); a test may hand in its own.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from math import ceil

from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

from bot.alarms import Alarms, Bell
from bot.announcement_panels import AnnouncementPanels
from bot.ballotbox import BallotBox
from bot.brakes import Brakes
from bot.cards import Cards
from bot.clearing import Clearing
from bot.crier import Crier
from bot.gathering import Gathering
from bot.health import Health
from bot.housekeeping import EVERY, Housekeeper
from bot.lanes import Lanes
from bot.leader import Leader
from bot.mediafetch import MediaFetch
from bot.metrics import Metrics
from bot.ordering import PersonOrder
from bot.outgoing import OutgoingQueues
from bot.owed import LOOKS_EVERY, Owed
from bot.panels import Panels
from bot.postman import IN_FLIGHT, Postman
from bot.prompts import Prompts
from bot.quarantine import CLEANED_EVERY, Quarantine, telling
from bot.request import CONNECTIONS, AiohttpRequest
from bot.roomkeeper import RoomKeeper
from bot.running import App, Bot, StartError, told_to_stop
from bot.settings import Settings, lab_of
from bot.settling import Outcomes, Settler, error_handler
from bot.speaking import Sent, Speaker
from bot.ticks import Ticks
from bot.trials import Crowds
from bot.votelane import VoteLane
from bot.worker import SWEEP_SECONDS, Worker
from bot.workshopkeeper import WorkshopKeeper
from handlers import served
from handlers.asking import prompt as ask_next
from handlers.context import House, context_class
from handlers.flood import FloodGuard
from handlers.register import add_to
from handlers.screens import Message
from locales.texts import Catalogues
from services import threads
from services.clock import Clock, SystemClock
from services.lab import Lab
from storage.database import Database
from storage.seals import Seals

__all__ = ["Bot", "StartError", "build", "loop_factory", "main", "run_until_stopped", "told_to_stop"]

log = logging.getLogger(__name__)

Register = Callable[[App], None]
Prompt = Callable[[House, int], Awaitable[None]]
Work = Callable[[], Awaitable[float | None]]
# Who looks for new rows after a commit that wrote to this table.
WOKEN = {"outbox": "postman", "deliveries": "postman", "announcements": "gathering",
         "cards": "cards", "drafts": "prompts", "occasions": "alarms", "media": "media",
         "room_questions": "rooms", "rooms": "crier", "room_seats": "crier", "room_ballots": "panels",
         "registrations": "workshops", "workshops": "workshops",
         "missions": "alarms", "mission_people": "alarms", "volunteers": "alarms"}  # fmt: skip
# With several processes the leader hears of no commit of the others. On these somebody waits with a phone in the hand.
SOON, OTHERS_WRITE = ("postman", "gathering", "cards", "prompts", "rooms", "crier", "workshops"), 1.0  # seconds
# Seconds between two looks of those who need not look more often.
SELDOM = {"owed": LOOKS_EVERY, "quarantine": CLEANED_EVERY, "housekeeping": EVERY}
# Seconds that a thread works before another that wants to has its turn. With Python's own, ten times as long, whoever
# waits for the database waits mostly for the loop to give way.
THREADS_TURN = 0.0005
ROUND = 20_000  # objects more, after which the garbage collector goes round; Python's own: 700
# Seconds after the start before those begin who clean up: whoever waits for an answer comes first.
CLEANERS = {"quarantine": 20.0, "housekeeping": 20.0}


async def build(settings: Settings, *, clock: Clock | None = None, request: BaseRequest | None = None,
                lab: Lab | None = None, catalogues: Catalogues | None = None, register: Register = add_to,
                prompt: Prompt = ask_next, http: bool = True) -> Bot:  # fmt: skip
    """Build the bot of these settings; nothing runs yet. The database has its tables already (`twiza migrate`)."""
    request, clock = request or AiohttpRequest(connections=_connections(settings.send_rate)), clock or SystemClock()
    health, outcomes, lanes = Health(), Outcomes(), Lanes(clock, settings.send_rate)
    metrics = Metrics(lambda: clock.now().timestamp())
    outgoing = OutgoingQueues(metrics)
    house = _house(settings, clock, lab or lab_of(settings), catalogues, outgoing, outcomes)
    house.flood = FloodGuard(refused=metrics.refused)
    application = _application(settings, house, request, lanes)
    register(application)
    application.add_error_handler(error_handler(outcomes))
    clearing = Clearing(application.bot, house)
    house.clear_chat = clearing.clear
    speaker = Speaker(application.bot, house, request, _noting(house, clearing))
    outgoing.open(speaker)
    quarantine = Quarantine(house.database, house.seals, house.clock, telling(house))
    settler = Settler(application, outcomes, quarantine, house, metrics)
    box = BallotBox(house.database, house.seals, house.clock, lambda room: house.votes_came(room))  # noqa: PLW0108
    house.votes_in = box.settled
    lane = VoteLane(box, Ticks(application.bot, house), house, metrics)
    leader = Leader(house.database, house.clock, alone=house.database.is_sqlite)
    owed = Owed(speaker, outgoing, leader, alone=house.alone)
    bot = Bot(settings, house, application, request, settler, lane, leader, health, outgoing, owed, metrics, http=http)
    # APScheduler rings by the machine's clock; with any other clock the workers' own sleep is what wakes them.
    bot.bell = Bell(house.database, settings.data_dir) if isinstance(house.clock, SystemClock) else None
    housekeeper = Housekeeper(house)
    bot.erase_again = housekeeper.erase_again
    panels = Panels(house, leader, lambda *tables: house.wake(tables))
    crier = Crier(speaker, leader, lambda *tables: house.wake(tables), panels.changed)
    house.room_changed, house.votes_came = crier.changed, panels.changed
    postman = Postman(speaker, leader, settings.send_rate, partial(health.green, "postman"))
    bot.brakes, bot.postman_rests = Brakes(house.database, clock, lanes), postman.rest
    work = {
        "leader": leader.work,
        "postman": postman.work,
        "gathering": _both(Gathering(house, leader).work, AnnouncementPanels(house, leader).work, house.clock),
        "cards": Cards(speaker, leader).work,
        "prompts": Prompts(house.database, house.clock, leader, partial(prompt, house)).work,
        "alarms": Alarms(house.database, house.clock, leader, house.lab, bot.bell, bot.wake, house.admins).work,
        "media": MediaFetch(application.bot, house, leader).work,
        "rooms": _both(Crowds(house, leader, lane.put).work, RoomKeeper(house, leader).work, house.clock),
        "crier": crier.work,
        "panels": panels.work,
        "screens": lambda: house.show_screens(),  # noqa: PLW0108 - it is replaced once pages are served
        "workshops": WorkshopKeeper(house, leader).work,
        "owed": owed.work,
        "said": clearing.work,
        "quarantine": _led(leader, quarantine.clean),
        "housekeeping": _led(leader, housekeeper.work),
    }
    often = SELDOM if house.alone else SELDOM | dict.fromkeys(SOON, OTHERS_WRITE)
    bot.workers = [
        Worker(name, one, house.clock, health, often.get(name, SWEEP_SECONDS), CLEANERS.get(name, 0.0))
        for name, one in work.items()
    ]
    house.wake = partial(_wake, {one.name: one for one in bot.workers})
    return bot


def _both(one: Work, other: Work, clock: Clock) -> Work:
    """One after the other, whoever is due first; the first waits no longer because the second took its time."""

    async def both() -> float | None:
        due, since = await one(), clock.now()
        later = await other()
        if due is not None:
            due = max(0.0, due - (clock.now() - since).total_seconds())
        return min((seconds for seconds in (due, later) if seconds is not None), default=None)

    return both


def _led(leader: Leader, work: Work) -> Work:
    """`work`, for the leader only."""

    async def led() -> float | None:
        return await work() if leader.fence is not None else None

    return led


def _wake(workers: dict[str, Worker], tables: Collection[str]) -> None:
    for table in WOKEN.keys() & set(tables):
        workers[WOKEN[table]].wake()


def _house(settings: Settings, clock: Clock, lab: Lab, catalogues: Catalogues | None, outgoing: OutgoingQueues,
           outcomes: Outcomes) -> House:  # fmt: skip
    database = Database(settings.database_url)
    return House(
        database=database,
        clock=clock,
        lab=lab,
        seals=Seals(settings.keys_dir),
        catalogues=catalogues or Catalogues.load(languages=lab.languages, zone=lab.zone),
        outgoing=outgoing,
        outcomes=outcomes,
        data_dir=settings.data_dir,
        admins=frozenset(settings.admin_ids),
        public_url=settings.public_url or "",
        alone=database.is_sqlite or settings.mode == "polling",  # Telegram serves one poller
    )


def _noting(house: House, clearing: Clearing) -> Sent:
    """What stands in private chats is remembered; replies find their challenge, a draft the message that sums it up."""

    async def note(chat_id: int, message_id: int, message: Message) -> None:
        clearing.note(chat_id, message_id)
        if message.about_challenge is not None:
            async with house.database.transaction() as session:
                await threads.remember(session, house.seals, chat_id, message_id, message.about_challenge)
        if message.shows:
            async with house.database.transaction() as session:
                await threads.shown(session, house.seals, chat_id, message_id, message.shows)
        if message.review_of:
            async with house.database.transaction() as session:
                await served.reviewed(session, house, chat_id, message_id, message.review_of)

    return note


def _connections(send_rate: float) -> int:
    """Connections to Telegram: enough for answers, and for bulk with a round trip of a quarter of a second."""
    return CONNECTIONS + ceil(send_rate * IN_FLIGHT)


def _application(settings: Settings, house: House, request: BaseRequest, lanes: Lanes) -> App:
    if settings.bot_token is None:
        raise StartError("BOT_TOKEN is not set. Get one from @BotFather, or try the demo: ./run demo")
    return (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(f"{settings.bot_api_url}/bot")
        .base_file_url(f"{settings.bot_api_url}/file/bot")
        .request(request)
        .get_updates_request(request)
        .rate_limiter(lanes)
        .concurrent_updates(PersonOrder())
        .context_types(ContextTypes(context=context_class(house)))
        .updater(None)
        .job_queue(None)
        .build()
    )


async def run_until_stopped(bot: Bot) -> None:
    """Start, run until told to stop, stop."""
    try:
        await bot.start()
        told = told_to_stop()
        _spare_the_collector()
        sys.setswitchinterval(THREADS_TURN)
        log.info("@%s is running", bot.house.bot_username)
        await told.wait()
        log.info("stopping")
    finally:
        await bot.stop()


def _spare_the_collector() -> None:
    """Leave what was imported and built out of the garbage collector's rounds: a full one stopped every answer.

    And of what comes later it goes round seldom: votes were counted a twentieth faster (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ROUND, *gc.get_threshold()[1:])


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
