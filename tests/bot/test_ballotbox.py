"""The ballot box: taps that arrive together share a commit, and each hears what became of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.ballotbox import BallotBox, Stopped
from services import ballots
from services.ballots import Outcome, Tap
from tests.bot.kit import running
from tests.bot.test_intake import Away, until
from tests.bot.votes import Room


@asynccontextmanager
async def boxed(database_url: str, folder: Path, people: int = 20) -> AsyncIterator[tuple[BallotBox, Room, list[int]]]:
    """A box beside a running bot, an open question with people 100, 101 …, and the rooms of which the wall heard."""
    async with running(database_url, folder) as house:
        room, walls = Room(house), list[int]()
        await house.settles()  # the bot's own first look would find that these people have no chat, and that they left
        await room.opens()
        for number in range(people):
            await room.seats(100 + number)
        inside = house.bot.house
        yield BallotBox(inside.database, inside.seals, inside.clock, walls.append), room, walls


def tap(room: Room, number: int, option: int = 0) -> Tap:
    return Tap(1000 + number, 100 + number, room.question, option, 10, f"query {number}")


async def test_what_waits_shares_a_commit(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    real = ballots.cast

    def watched(connection: Any, seals: Any, taps: list[Tap], *rest: Any) -> Any:
        sizes.append(len(taps))
        return real(connection, seals, taps, *rest)

    async with boxed(database_url, tmp_path) as (box, room, walls):
        monkeypatch.setattr(ballots, "cast", watched)
        first = asyncio.create_task(box.put(tap(room, 0)))
        await until(lambda: sizes)
        told = await asyncio.gather(first, *(box.put(tap(room, number, number % 2)) for number in range(1, 20)))
        assert sizes == [1, 19]
        assert [answer.tap.telegram_id for answer in told] == list(range(100, 120))
        assert {answer.outcome for answer in told} == {Outcome.COUNTED}
        assert (await room.result(), walls, box.idle) == ((20, (10, 10)), [room.id, room.id], True)


async def test_the_wall_hears_only_of_what_changes(database_url: str, tmp_path: Path) -> None:
    async with boxed(database_url, tmp_path, 1) as (box, room, walls):
        for number, option in ((1, 0), (2, 0), (3, 7)):
            await box.put(Tap(number, 100, room.question, option, 10, "q"))
        assert walls == [room.id]


async def test_a_tap_that_breaks_holds_up_nobody(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ballots.cast

    def breaking(connection: Any, seals: Any, taps: list[Tap], *rest: Any) -> Any:
        if any(one.telegram_id == 101 for one in taps):
            raise ValueError("broken")
        return real(connection, seals, taps, *rest)

    async with boxed(database_url, tmp_path, 3) as (box, room, _walls):
        monkeypatch.setattr(ballots, "cast", breaking)
        got = await asyncio.gather(*(box.put(tap(room, number)) for number in range(3)), return_exceptions=True)
        assert [getattr(one, "outcome", type(one)) for one in got] == [Outcome.COUNTED, ValueError, Outcome.COUNTED]
        assert await room.result() == (2, (2, 0))


async def test_a_database_that_is_away_keeps_nothing_and_says_so(database_url: str, tmp_path: Path) -> None:
    async with boxed(database_url, tmp_path, 2) as (box, room, _walls):
        away = Away(room.database)
        got = await asyncio.gather(box.put(tap(room, 0)), box.put(tap(room, 1)), return_exceptions=True)
        assert [type(one) for one in got] == [ConnectionError, ConnectionError]
        away.end()
        assert (await box.put(tap(room, 0))).outcome is Outcome.COUNTED
        assert await room.result() == (1, (1, 0))


async def test_whoever_gave_up_waiting_has_voted_all_the_same(database_url: str, tmp_path: Path) -> None:
    async with boxed(database_url, tmp_path, 2) as (box, room, _walls):
        impatient = asyncio.create_task(box.put(tap(room, 0)))
        other = asyncio.create_task(box.put(tap(room, 1)))
        await asyncio.sleep(0)
        impatient.cancel()
        assert (await other).outcome is Outcome.COUNTED
        assert await room.result() == (2, (2, 0))


async def test_before_closing_what_came_before_is_counted(database_url: str, tmp_path: Path) -> None:
    async with boxed(database_url, tmp_path) as (box, room, _walls):
        votes = [asyncio.create_task(box.put(tap(room, number))) for number in range(20)]
        await asyncio.sleep(0)
        await box.settled()
        await room.closes()
        assert {(await vote).outcome for vote in votes} == {Outcome.COUNTED}
        assert (await room.row()).totals == {"voters": 20, "counts": [20, 0]}


async def test_stopping_counts_what_waits_and_takes_no_more(database_url: str, tmp_path: Path) -> None:
    async with boxed(database_url, tmp_path) as (box, room, _walls):
        votes = [asyncio.create_task(box.put(tap(room, number))) for number in range(20)]
        await asyncio.sleep(0)
        await box.stop()
        assert await room.result() == (20, (20, 0))
        assert all(vote.done() for vote in votes)
        with pytest.raises(Stopped):
            await box.put(tap(room, 1))
