"""`twiza demo`: a Telegram on this machine, phones in the browser, the bot: one process, one movable clock."""

import asyncio
import logging
import socket
import webbrowser
from contextlib import AsyncExitStack
from pathlib import Path

from pydantic import SecretStr

from bot import story
from bot.assembly import Bot, build, loop_factory, until_told
from bot.lock import Lock
from bot.settings import Settings, load
from sandbox.board import Board
from sandbox.phones import add_routes
from sandbox.saving import Keeper
from sandbox.server import make_app
from sandbox.telegram import Telegram
from sandbox.wall import PhoneSpec, Wall
from services.clock import MovableClock
from storage.database import Database
from storage.migrate import upgrade
from web.server import serving

log = logging.getLogger(__name__)

TOKEN = "700700700:a-token-for-the-demo-only"  # noqa: S105 - opens the sandbox, nothing else
FOLDER = Path("data/demo")
FIRST_PORT = 8080
PORTS = 50


def main(port: int = FIRST_PORT, browser: bool = True, folder: Path = FOLDER) -> None:
    """Run the demo until it is told to stop; a busy port moves on to the next free one."""
    with Lock(folder), asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_run(port, browser, folder))


async def _run(port: int, browser: bool, folder: Path) -> None:
    async with AsyncExitStack() as stack:
        clock = MovableClock()
        world = Telegram(TOKEN, now=lambda: clock.now().timestamp(), sleep=clock.sleep)
        keeper = Keeper(world, folder / "telegram.pickle")
        returning = keeper.restore()
        board, address = await _open_phones(stack, world, clock, free_port(port))
        bot = await _open_bot(stack, address, clock, folder)
        if not returning:
            await story.tell(bot, board, clock)
        keeper.start()
        stack.push_async_callback(keeper.stop)
        _welcome(address, browser)
        await until_told()


async def _open_phones(stack: AsyncExitStack, world: Telegram, clock: MovableClock, port: int) -> tuple[Board, str]:
    app = make_app(world)
    board = add_routes(app, world, Wall(phones=story.PHONES, plays=story.PLAYS, move_clock=clock.move))
    for stranger in set(world.accounts) - set(board.specs):
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
        http_port=free_port(FIRST_PORT + 1),
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


def free_port(first: int) -> int:
    """The first free port from `first` on; OSError if there is none among the next fifty."""
    for port in range(first, first + PORTS):
        with socket.socket() as door:
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port between {first} and {first + PORTS - 1}")


def _welcome(address: str, browser: bool) -> None:
    print(f"\nThe phones are at {address}\nStop with Ctrl+C.\n", flush=True)  # noqa: T201 - meant for the person
    if browser:
        webbrowser.open(address)
