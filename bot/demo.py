"""`twiza demo`: a Telegram on this machine, phones in the browser, the bot: one process, one movable clock."""

import asyncio
import shutil
import socket
import webbrowser
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot import story
from bot.assembly import Bot, build, loop_factory, told_to_stop
from bot.lock import NAME as LOCK
from bot.lock import Lock
from bot.settings import Settings, load
from sandbox.board import Board
from sandbox.crowd import Crowd, Screen
from sandbox.phones import add_routes
from sandbox.saving import Keeper
from sandbox.server import make_app
from sandbox.telegram import Telegram
from sandbox.wall import PhoneSpec, Wall
from services.clock import MovableClock
from services.lab import Lab
from services.quiet_hours import next_allowed
from storage.database import Database
from storage.migrate import upgrade
from web.server import serving

TOKEN = "700700700:a-token-for-the-demo-only"  # noqa: S105 - opens the sandbox, nothing else
FOLDER = Path("data/demo")
FIRST_PORT = 8080
PORTS = 50
OFFSET, PORT = "clock.txt", "port.txt"
HINT = "To begin anew: stop the demo and delete data/demo."


@dataclass
class Demo:
    """The running demo."""

    address: str
    board: Board
    bot: Bot
    clock: MovableClock


def main(port: int = FIRST_PORT, browser: bool = True, folder: Path = FOLDER) -> None:
    """Run the demo until it is told to stop; a busy port moves on to the next free one."""

    async def run() -> None:
        async with opened(port, folder) as demo:
            _welcome(demo.address, browser)
            await told_to_stop().wait()

    with Lock(folder), asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(run())


@asynccontextmanager
async def opened(port: int, folder: Path) -> AsyncIterator[Demo]:
    """The demo, until the block ends: as it was left, or fresh with its story told."""
    async with AsyncExitStack() as stack:
        clock = MovableClock(_kept_offset(folder))
        world = Telegram(TOKEN, now=lambda: clock.now().timestamp(), sleep=clock.sleep)
        keeper = Keeper(world, folder / "telegram.pickle")
        returning = keeper.restore()
        if not returning:
            _begin_anew(folder)
        demo = await _open(stack, world, clock, port, folder)
        clock.move(until_day(clock.now(), demo.bot.house.lab))
        if not returning:
            await story.tell(demo.bot, demo.board, clock)
        _keep_offset(clock, folder)
        keeper.start()
        stack.push_async_callback(keeper.stop)
        yield demo


def _begin_anew(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    # What an unfinished beginning left: the phones would not know of it.
    for path in folder.glob("*"):
        if path.name != LOCK:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def until_day(now: datetime, lab: Lab) -> timedelta:
    """How far the demo's clock goes forward, so that phones ring in it at any hour: to the end of quiet hours."""
    return next_allowed(now, lab.zone, lab) - now


def _kept_offset(folder: Path) -> timedelta:
    path = folder / OFFSET
    return timedelta(seconds=float(path.read_text())) if path.exists() else timedelta(0)


def _keep_offset(clock: MovableClock, folder: Path) -> None:
    (folder / OFFSET).write_text(str(clock.offset.total_seconds()))


async def _open(stack: AsyncExitStack, world: Telegram, clock: MovableClock, port: int, folder: Path) -> Demo:
    def move(by: timedelta) -> None:
        clock.move(by)
        _keep_offset(clock, folder)

    bots = list[Bot]()

    async def looks() -> Screen | None:
        return await story.on_pads(bots[0])

    crowd = Crowd(world, story.CROWD, says=story.SAID, looks=looks)
    stack.callback(crowd.leave)

    async def comes() -> None:
        crowd.come(f"r_{await story.code_of_vote(bots[0])}")

    wall = Wall(phones=story.PHONES, plays=story.PLAYS, move_clock=move, reset_hint=HINT, crowd=comes)
    board, address = await _open_phones(stack, world, wall, free_port(port), crowd)
    bots.append(await _open_bot(stack, address, clock, folder))
    return Demo(address, board, bots[0], clock)


async def _open_phones(stack: AsyncExitStack, world: Telegram, wall: Wall, port: int,
                       crowd: Crowd) -> tuple[Board, str]:  # fmt: skip
    app = make_app(world)
    board = add_routes(app, world, wall)
    for stranger in set(world.accounts) - set(board.specs) - set(crowd.ids):
        user = world.accounts[stranger].user
        board.add(PhoneSpec("", user["first_name"], language=user.get("language_code", ""), user_id=stranger))
    return board, await stack.enter_async_context(serving(app, "127.0.0.1", port))


async def _open_bot(stack: AsyncExitStack, address: str, clock: MovableClock, folder: Path) -> Bot:
    settings = load(
        bot_token=SecretStr(TOKEN),
        bot_api_url=address,
        data_dir=folder,
        database_url=f"sqlite+aiosqlite:///{folder / 'twiza.db'}",
        mode="polling",
        public_url=None,
        http_port=kept_port(folder),
        admin_ids=str(story.STAFF),
    )
    await _migrate(settings)
    bot = await build(settings, clock=clock)
    await bot.start()
    stack.push_async_callback(bot.stop)
    return bot


async def _migrate(settings: Settings) -> None:
    database = Database(settings.database_url)
    await upgrade(database)
    await database.close()


def free_port(first: int, count: int = PORTS) -> int:
    """The first free port from `first` on; OSError if there is none among the next `count`."""
    for port in range(first, first + count):
        with socket.socket() as door:
            # As servers do: a port that a killed demo left behind a moment ago is free.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {first} and {first + count - 1}")


def kept_port(folder: Path) -> int:
    """The port of our pages, the same at each start while nobody else took it: what is open on a screen comes back."""
    path = folder / PORT
    try:
        port = free_port(int(path.read_text()), 1) if path.exists() else any_port()
    except OSError:
        port = any_port()
    path.write_text(str(port))
    return port


def any_port() -> int:
    """A port that nobody uses, whichever the system gives."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


def _welcome(address: str, browser: bool) -> None:
    print(f"\nThe phones are at {address}\nStop with Ctrl+C.\n", flush=True)  # noqa: T201 - meant for the person
    if browser:
        webbrowser.open(address)
