"""The world on disk, so that a demo that was stopped, or killed, comes back with its chats."""

import asyncio
import pickle
import time
from pathlib import Path
from typing import Any

from sandbox.phone import Phone
from sandbox.telegram import Telegram

REST = 5  # times as long as a save took: a large world is saved less often
WHOLE = ("accounts", "chats", "profile", "menu_buttons", "polls", "votes", "_last_id")
PARTS = ("files", "queries", "updates", "commands")


class Keeper:
    """Writes the world to `path` right after each change; another file takes its place whole or not at all."""

    def __init__(self, world: Telegram, path: Path) -> None:
        self._world, self._path = world, path
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    def restore(self) -> bool:
        """Bring the saved world back; False if nothing was saved."""
        if not self._path.exists():
            return False
        state: dict[str, Any] = pickle.loads(self._path.read_bytes())  # noqa: S301 - our own file
        for name in WHOLE:
            setattr(self._world, name, state[name])
        for name in PARTS:
            vars(getattr(self._world, name)).update(state[name])
        for number, account in self._world.accounts.items():
            self._world.phones[number] = Phone(self._world, account)
        return True

    def save(self) -> None:
        """Write the world now."""
        state = {name: getattr(self._world, name) for name in WHOLE}
        state |= {name: _values(getattr(self._world, name)) for name in PARTS}
        fresh = self._path.with_suffix(".new")
        fresh.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(pickle.dumps(state))
        fresh.replace(self._path)

    def start(self) -> None:
        """Keep it saved from now on."""
        self._world.subscribe(lambda _event: self._changed.set())
        self._task = asyncio.create_task(self._keep(), name="keeper")

    async def stop(self) -> None:
        """Save a last time."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        self.save()

    async def _keep(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            began = time.monotonic()
            self.save()
            await asyncio.sleep(REST * (time.monotonic() - began))


def _values(part: object) -> dict[str, Any]:
    """What a part holds, without the clock and the waiting of this process."""
    return {name: value for name, value in vars(part).items() if not callable(value) and name != "_poller"}
