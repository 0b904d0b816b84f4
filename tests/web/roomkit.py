"""A room for the wall's tests: snapshots as services/rooms.py gives them, changed by the test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from services.clock import Clock, SystemClock
from services.words import Words
from tests.asread import catalogues_as_read
from web import live
from web.server import create_app, serving
from web.walls import Snapshot, Walls

TOKEN = "aB3_-k9QwErTyUiOpAsDfg"
ROOM = 7
HOST = live.Host(Words(ar="مختبر النواصر", fr="NOTIL"), "twiza_nouaceur_bot",
                 lambda code: f"https://t.me/twiza_nouaceur_bot?start=r_{code}")  # fmt: skip


def question(*options: Any, state: str = "open", kind: str = "single", counts: list[int] | None = None,
             **more: Any) -> dict[str, Any]:  # fmt: skip
    """A question; options are French words, or pairs of French and Arabic ones."""
    pairs = [one if isinstance(one, tuple) else (one, "") for one in options]
    listed = [
        {"words": {"fr": fr, "ar": ar, "ary": ""}, "count": counts[index] if counts else None}
        for index, (fr, ar) in enumerate(pairs)
    ]
    words = {"fr": "Par quoi commencer ?", "ar": "بماذا نبدأ؟", "ary": ""}
    asked = {"id": 1, "number": 1, "of": 3, "kind": kind, "state": state, "words": words, "options": listed,
            "low": 0, "high": 0, "voters": sum(counts or []), "closes_at": None, **more}  # fmt: skip
    return {"counted": asked["voters"]} | asked


@dataclass
class Room:
    """The room behind TOKEN; `reads` counts how often it was read."""

    shown: Snapshot | None = field(
        default_factory=lambda: {"version": 1, "state": "ready", "code": "40213", "people": 0, "question": None}
    )
    reads: int = 0
    error: Exception | None = None

    async def find(self, token: str) -> int | None:
        """What bot/ hands in."""
        return ROOM if token == TOKEN else None

    async def look(self, room_id: int) -> Snapshot:
        """What bot/ hands in."""
        assert room_id == ROOM
        self.reads += 1
        if self.error:
            raise self.error
        if self.shown is None:
            raise LookupError(room_id)
        return self.shown

    def ask(self, question: dict[str, Any] | None, **more: Any) -> None:
        """Put a question on the wall."""
        self.shown = {"version": 2, "state": "live", "code": "40213", "people": 12, "question": question, **more}


class Source(Protocol):
    """Where a wall reads its room."""

    async def find(self, token: str) -> int | None: ...

    async def look(self, room_id: int) -> Snapshot: ...


@asynccontextmanager
async def wall_of(room: Source, clock: Clock | None = None, port: int = 0) -> AsyncIterator[tuple[str, Walls]]:
    """The wall of a room, served: its address, and the hub."""
    walls = Walls(room.find, room.look, clock or SystemClock())
    app = create_app()
    live.add_routes(app, walls, catalogues_as_read(), HOST)
    async with serving(app, "127.0.0.1", port) as address:
        yield address, walls
