"""One run of a scenario from an empty database to its end, with or without a crash, and what came of it.

whole = await run(nursery, fresh, folder / "whole", play)
for point in points_of(whole):
    assert wrongs(whole, await run(nursery, fresh, folder / "…", play, point)) == []
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import exists, func, or_, select

from storage.cards import CardRow
from storage.challenges import ChallengeRow
from storage.database import Database
from storage.drafts import DraftRow
from storage.media import MediaRow
from storage.occasions import OccasionRow
from storage.outbox import OutboxRow
from storage.updates import DoneMark
from tests.crashes.life import Life, Nursery, living
from tests.crashes.people import Said, Scenario, answers, prepares, said, submits_in_two, turns
from tests.crashes.rows import stored
from tests.crashes.voters import burst, convenes, convenes_by_name, signs, votes
from tests.waiting import until_known

Fresh = Callable[[], AbstractContextManager[str]]

# What is counted as unfinished: rows that somebody still has to do something about.
UNFINISHED = (
    select(func.count()).select_from(DoneMark).where(DoneMark.owed.is_not(None)),
    select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(("ready", "retry", "sending"))),
    select(func.count()).select_from(CardRow).where(or_(CardRow.wanted > CardRow.shown, CardRow.message_id.is_(None))),
    select(func.count()).select_from(MediaRow).where(MediaRow.state == "wanted"),
    select(func.count()).select_from(DraftRow),
    select(func.count()).select_from(ChallengeRow).where(~exists(OccasionRow.id)),  # once there is one, the clock plans
)


@dataclass(frozen=True)
class Play:
    """A scenario; points are counted from after `before` on."""

    name: str
    act: Scenario
    before: Scenario | None = None


PLAYS = (
    Play("a challenge", submits_in_two),
    Play("the lab's answer", answers, prepares),
    Play("a live vote", votes, convenes),
)
# Too long for the suite: `./run soak`.
BURST = Play("a burst of votes", burst, convenes)
SIGNED = Play("a vote with names", signs, convenes_by_name)
EVERY = (*PLAYS, BURST, SIGNED)


@dataclass(frozen=True)
class Outcome:
    """What a run left: rows, what was said to whom how often, the points that it passed, whether it was killed, and how
    many seconds it took from when the points were armed.
    """

    rows: dict[str, list[dict[str, Any]]]
    said: Counter[Said]
    turns: dict[Said, set[int]]
    points: tuple[str, ...]
    killed: bool
    seconds: float


def points_of(whole: Outcome) -> list[str]:
    """The points at which the bot can be killed, in the order in which a run passed them."""
    return list(dict.fromkeys(whole.points))


def wrongs(whole: Outcome, crashed: Outcome) -> list[str]:
    """What differs from the run without a crash: other rows, a lost message, more than one reply twice to somebody."""
    rows = [f"rows of {name}: {whole.rows[name]} became {crashed.rows[name]}"
            for name in whole.rows if whole.rows[name] != crashed.rows[name]]  # fmt: skip
    lost = [f"lost: {text}" for text in whole.said - crashed.said]
    again = crashed.said - whole.said
    more = [f"said {crashed.said[text]} times: {text}" for text, n in again.items() if n > 1 or text not in whole.said]
    return [*rows, *lost, *more, *_replies(whole, again)]


def _replies(whole: Outcome, again: Counter[Said]) -> list[str]:
    """Who was given more than one reply twice. A reply can be several messages, all in the same turn."""
    found = []
    for person in {name for name, _text in again}:
        shared = [whole.turns.get(text, set()) for text in again if text[0] == person]
        if not set.intersection(*shared):
            found.append(f"more than one reply twice: {[text for name, text in again if name == person]}")
    return found


async def run(
    nursery: Nursery, fresh: Fresh, folder: Path, play: Play, crash: str | None = None,
    kill_after: float | None = None, **given: Any,
) -> Outcome:  # fmt: skip
    """Play it once; the bot dies at the point `crash`, or so many seconds after the points were armed, and is started
    again. `given` goes to `living`.
    """
    (folder / "data").mkdir(parents=True)
    with fresh() as url:
        async with living(nursery, folder, url, **given) as life:
            if play.before is None:
                life.arm()
            life.begin(crash)
            database = Database(url)
            try:
                if play.before:
                    await play.before(life)
                    await finished(life, database)
                    life.arm()
                began = time.monotonic()
                async with killed_after(life, kill_after):
                    await play.act(life)
                    await finished(life, database)
                seconds = time.monotonic() - began
            except AssertionError as late:
                raise AssertionError(f"{late}, killed {crash}\n{life.story}") from late
            finally:
                await life.end()
                rows = await stored(database)
                await database.close()
        return Outcome(rows, said(life), turns(life), tuple(life.points), killed=len(life.deaths) > 1, seconds=seconds)


@asynccontextmanager
async def killed_after(life: Life, seconds: float | None) -> AsyncIterator[None]:
    """Kill the bot so late in the block (None: not at all)."""
    kill = None if seconds is None else asyncio.get_running_loop().call_later(seconds, life.kill)
    try:
        yield
    finally:
        if kill:
            kill.cancel()


async def finished(life: Life, database: Database) -> None:
    """Wait until nothing is left to do."""

    async def nothing_left() -> bool:
        async with database.reading() as session:
            return not life.world.updates.pending and not any([await session.scalar(one) for one in UNFINISHED])

    await until_known(nothing_left, "everything that is owed to be done", meanwhile=life.let_time_pass)
