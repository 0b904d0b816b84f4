"""The room for outside load generators: what it prints and fills, and what `twiza tally` says of it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services import seats
from services.ballots import Outcome, Tap
from services.clock import SystemClock
from storage import seats as seat_rows
from storage.database import Database
from storage.rooms import RoomRow
from storage.seals import Seals
from tests.casting import cast

ROOT = Path(__file__).parent.parent


def run(*arguments: str, **environment: str) -> Any:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ | environment)
    return json.loads(done.stdout)


async def test_a_full_room_is_ready_to_vote(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/twiza.db"
    printed = run("bench/room.py", "--people", "3", "--first-id", "1000000", "--database", url)
    assert [option["callback_data"] for option in printed["options"]] == ["v:1:0", "v:1:1", "v:1:2", "v:1:3"]
    database = Database(url)
    async with database.transaction() as session:
        (room,) = await session.scalars(select(RoomRow))
        held = [(person.telegram_id, seat.message_id) for seat, person in await seat_rows.taken(session, room.id)]
        assert held == [(1_000_000, 10), (1_000_001, 11), (1_000_002, 12)]
        assert await seats.orders(session, room) == []
        taps = [Tap(5 + i, 1_000_000 + i, 1, 2, 10 + i, "q") for i in range(3)]
        told = await cast(session, Seals(tmp_path / "keys"), taps, SystemClock().now())
        assert {one.outcome for one in told} == {Outcome.COUNTED}
    await database.close()
    (counted,) = run("-m", "bot", "tally", DATABASE_URL=url, DATA_DIR=str(tmp_path))
    assert (counted["state"], counted["voters"], [one["count"] for one in counted["options"]]) == (
        "open",
        3,
        [0, 0, 3, 0],
    )
    assert [one["text"] for one in counted["options"]] == [one["text"] for one in printed["options"]]
