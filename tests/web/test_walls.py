"""The hub behind the walls, on a clock that stands still: who hears what and how often; which screen becomes a wall."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from services.clock import StillClock
from tests.web.roomkit import ROOM, TOKEN, Room, question
from web import walls
from web.walls import Feed, News, TooMany, Walls

NINE = datetime(2026, 3, 5, 9, tzinfo=UTC)


def told(news: News | None) -> dict[str, Any]:
    """The room of a telling."""
    assert news
    lines = dict(line.split(b": ", 1) for line in news.state.splitlines() if line)
    assert (lines[b"event"], lines[b"id"].decode()) == (b"room", news.id)
    room: dict[str, Any] = json.loads(lines[b"data"])["room"]
    return room


class Viewer:
    """Somebody who looks: all that they heard."""

    def __init__(self, feed: Feed) -> None:
        self.heard: list[News] = []
        self.task = asyncio.create_task(self.listen(feed))

    async def listen(self, feed: Feed) -> None:
        news = None
        while news := await feed.after(news):
            self.heard.append(news)

    @property
    def voters(self) -> list[int]:
        """What the wall showed, one after the other."""
        states = [
            news for before, news in pairwise([None, *self.heard]) if news and (not before or before.id != news.id)
        ]
        return [told(news)["question"]["voters"] for news in states]


class Hall:
    """A room, its hub, and time."""

    def __init__(self) -> None:
        self.room, self.clock = Room(), StillClock(NINE)
        self.walls = Walls(self.room.find, self.room.look, self.clock)

    async def vote(self, voters: int) -> None:
        """So many have voted, and the ballot box says so."""
        self.room.ask(question("Oui", "Non", voters=voters))
        self.walls.changed(ROOM)
        await self.clock.advance(0)


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    hall = Hall()
    yield hall
    hall.walls.close()


async def test_a_change_is_told_at_once_and_then_five_times_a_second_at_most(hall: Hall) -> None:
    await hall.vote(0)
    async with hall.walls.watching(TOKEN) as feed:
        viewer = Viewer(feed)
        await hall.clock.advance(1)
        await hall.vote(1)
        assert viewer.voters == [0, 1]
        for number in range(2, 102):
            await hall.clock.advance(0.01)
            await hall.vote(number)
        await hall.clock.advance(0.2)
        assert len(viewer.heard) <= 2 + 6
        assert viewer.voters[-1] == 101


async def test_what_another_process_wrote_is_seen_within_two_seconds(hall: Hall) -> None:
    await hall.vote(0)
    async with hall.walls.watching(TOKEN) as feed:
        viewer = Viewer(feed)
        await hall.clock.advance(1)
        hall.room.ask(question("Oui", "Non", voters=5))
        await hall.clock.advance(1.2)
        assert viewer.voters == [0, 5]


async def test_without_a_change_there_is_a_sign_of_life_with_the_time(hall: Hall) -> None:
    async with hall.walls.watching(TOKEN) as feed:
        viewer = Viewer(feed)
        await hall.clock.advance(4.1)
        assert len({news.id for news in viewer.heard}) == 1
        assert [news.beat for news in viewer.heard] == [
            b'event: beat\ndata: {"now":"2026-03-05T09:00:%02d+00:00"}\n\n' % second for second in (0, 2, 4)
        ]


async def test_a_room_that_nobody_looks_at_is_not_read(hall: Hall) -> None:
    await hall.vote(1)
    await hall.clock.advance(10)
    assert hall.room.reads == 0
    async with hall.walls.watching(TOKEN):
        await hall.clock.advance(0)
        assert hall.room.reads == 1
    await hall.vote(2)
    await hall.clock.advance(10)
    assert hall.room.reads == 1


async def test_two_viewers_share_one_reading_and_who_comes_late_hears_the_newest_at_once(hall: Hall) -> None:
    async with hall.walls.watching(TOKEN) as feed, hall.walls.watching(TOKEN) as same:
        assert feed is same
        await hall.vote(3)
        assert hall.room.reads == 1
        assert told(await feed.after(None))["question"]["voters"] == 3


async def test_while_the_database_is_away_nobody_hears_and_afterwards_everybody_does(hall: Hall) -> None:
    await hall.vote(0)
    async with hall.walls.watching(TOKEN) as feed:
        viewer = Viewer(feed)
        hall.room.error = OperationalError("SELECT", {}, Exception("away"))
        await hall.clock.advance(5)
        assert viewer.heard == []
        hall.room.error = None
        await hall.vote(8)
        await hall.clock.advance(2)
        assert viewer.voters == [8]


async def test_a_room_that_is_gone_ends_the_stream_and_is_unknown_afterwards(hall: Hall) -> None:
    async with hall.walls.watching(TOKEN) as feed:
        viewer = Viewer(feed)
        await hall.clock.advance(1)
        hall.room.shown = None
        await hall.clock.advance(2)
        assert viewer.task.done()
    with pytest.raises(LookupError):
        await hall.walls.room(TOKEN)
    with pytest.raises(LookupError):
        async with hall.walls.watching("x" * 22):
            pass


async def test_there_is_an_end_to_how_many_look(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "MOST_VIEWERS", 1)
    async with hall.walls.watching(TOKEN):
        with pytest.raises(TooMany):
            async with hall.walls.watching(TOKEN):
                pass
    async with hall.walls.watching(TOKEN) as feed:
        assert feed.viewers == 1


async def test_six_digits_become_a_wall_once(hall: Hall) -> None:
    with hall.walls.waiting() as (digits, token), hall.walls.waiting() as (others, other):
        assert len(digits) == 6 and digits.isdecimal() and digits != others
        assert not hall.walls.pair("000000" if "000000" not in (digits, others) else "000001", TOKEN)
        assert hall.walls.pair(digits, TOKEN)
        assert not hall.walls.pair(digits, "another")
        assert (await token, other.done()) == (TOKEN, False)
    assert not hall.walls.pair(others, TOKEN)


async def test_there_is_an_end_to_how_many_wait(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls, "MOST_SCREENS", 1)
    with hall.walls.waiting(), pytest.raises(TooMany), hall.walls.waiting():
        pass


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["vote", "elsewhere", "look", "leave", "away"]), st.floats(0, 0.7)), max_size=40)
)
async def test_whatever_happens_every_viewer_ends_with_the_final_total(steps: list[tuple[str, float]]) -> None:
    hall, voters, everybody = Hall(), 0, list[tuple[Any, Viewer]]()
    await hall.vote(0)
    for what, pause in steps:
        hall.room.error = OperationalError("SELECT", {}, Exception("away")) if what == "away" else None
        if what == "vote":
            voters += 1
            await hall.vote(voters)
        elif what == "elsewhere":
            voters += 1
            hall.room.ask(question("Oui", "Non", voters=voters))
        elif what == "look":
            door = hall.walls.watching(TOKEN)
            everybody.append((door, Viewer(await door.__aenter__())))
        elif what == "leave" and everybody:
            door, viewer = everybody.pop()
            viewer.task.cancel()
            await door.__aexit__(None, None, None)
        await hall.clock.advance(pause)
    hall.room.error = None
    await hall.clock.advance(2.5)
    for door, viewer in everybody:
        assert viewer.voters[-1] == voters
        assert viewer.voters == sorted(viewer.voters)
        await door.__aexit__(None, None, None)
    hall.walls.close()
