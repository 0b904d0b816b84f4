"""What files, pictures and pages are told of a question and of a session."""

from datetime import timedelta
from pathlib import Path

from services import byhand, outcomes, retention, rooms
from services.ballots import cast, web_tap
from services.byhand import Count
from services.outcomes import Attendance, Outcome
from storage import rooms as rows
from storage.database import Database
from storage.rooms import DeviceRow, RoomRow
from tests.services.test_rooms import BUS, MOOD, NOON, Hall, hall


async def browse(one: Hall, mark: int, option: int) -> None:
    """A browser that comes in and votes."""
    device = DeviceRow(room_id=one.room.id, mark=bytes([mark] * 32))
    one.session.add(device)
    await one.session.flush()
    tap = web_tap(device.id, (await one.present()).id, option, 1)
    await one.session.run_sync(cast, one.seals, [tap], one.now)


async def outcome(one: Hall) -> Outcome:
    return await outcomes.of_question(one.session, await one.present())


def figures(outcome: Outcome) -> list[tuple[str, int | None, int | None]]:
    return [(one.letter, one.count, one.percent) for one in outcome.answers]


async def test_counts_are_told_once_the_vote_is_closed(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(*range(11, 17))
        await one.go()
        for number in range(11, 17):
            await one.tap(number, number % 2)
        seen = await outcome(one)
        assert (seen.state, seen.voters, seen.is_told, seen.sources) == ("open", 6, False, {"telegram": 6})
        assert figures(seen) == [("A", None, None), ("B", None, None)]
        await one.go()
        seen = await outcome(one)
        assert (seen.number, seen.is_told, seen.average) == (1, True, None)
        assert figures(seen) == [("A", 3, 50), ("B", 3, 50)]


async def test_under_five_voters_nothing_is_broken_down(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(11, 12, 13, 14)
        await one.go()
        for number in range(11, 15):
            await one.tap(number, 0)
        await one.go()
        seen = await outcome(one)
        assert (seen.voters, seen.is_told) == (4, False)
        assert figures(seen) == [("A", None, None), ("B", None, None)]


async def test_sources_are_broken_down_only_if_none_is_small(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        people = range(11, 16)
        await one.enter(*people)
        await one.go()
        for number in people:
            await one.tap(number, 0)
            await browse(one, number, 1)
        question = await one.present()
        await byhand.enter(one.session, one.facilitator, question, Count("paper", (4, 2), 6), NOON)
        await one.go()
        seen = await outcome(one)
        assert (seen.voters, seen.sources) == (16, {"telegram": 5, "web": 5, "paper": 6})
        assert figures(seen) == [("A", 9, 56), ("B", 7, 44)]
        assert seen.answers[0].by_source == {"telegram": 5, "web": 0, "paper": 4}
        assert seen.answers[1].by_source == {"telegram": 0, "web": 5, "paper": 2}
        await byhand.enter(one.session, one.facilitator, question, Count("hands", (1, 0), 1), NOON)
        seen = await outcome(one)
        assert seen.sources == {"telegram": 5, "web": 5, "paper": 6, "hands": 1}
        assert [(each.count, each.by_source) for each in seen.answers] == [(10, {}), (7, {})]


async def test_a_scale_has_an_average(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, MOOD) as one:
        await one.go()
        question = await one.present()
        await byhand.enter(one.session, one.facilitator, question, Count("hands", (0, 0, 1, 1, 4), 6), NOON)
        await one.go()
        seen = await outcome(one)
        assert seen.average == 4.5
        assert figures(seen) == [("1", 0, 0), ("2", 0, 0), ("3", 1, 17), ("4", 1, 17), ("5", 4, 67)]


async def test_who_came_is_counted_at_the_end_and_stays_when_guests_go(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(11, 12, 13)
        await one.go()
        await browse(one, 7, 0)
        await byhand.walk_ins(one.session, one.facilitator, one.room, 2, NOON)
        await rooms.leave(one.session, await one.person(13), NOON)
        assert await outcomes.attendance(one.session, one.room) == Attendance(3, 1, 2)
        await rooms.end(one.session, one.seals, one.facilitator, one.press, NOON)
        await retention.guests(one.session, NOON + timedelta(days=2))
        room = await one.session.get_one(RoomRow, one.room.id, populate_existing=True)
        assert (await rows.arrivals(one.session, room.id), await rows.devices(one.session, room.id)) == (0, 0)
        assert (await outcomes.attendance(one.session, room)).people == 6


async def test_a_session_has_all_its_rounds_and_says_what_everybody_may_see(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, MOOD) as one:
        for _ in range(4):
            await one.go()
        await rooms.reset(one.session, one.seals, one.facilitator, one.press, NOON)
        await one.go()
        session = await outcomes.of_room(one.session, one.room)
        assert [(each.round, each.number, each.state) for each in session.outcomes] == [
            (1, 1, "shown"), (1, 2, "closed"), (2, 1, "open")]  # fmt: skip
        assert (session.rounds, session.day) == (2, NOON)
        assert [each.round for each in outcomes.shown(session)] == [1]
        await rooms.end(one.session, one.seals, one.facilitator, one.press, NOON)
        session = await outcomes.of_room(one.session, one.room)
        assert [(each.round, each.number) for each in outcomes.shown(session)] == [(1, 1), (1, 2), (2, 1)]
        assert [each.id for each in await rows.ended(one.session, NOON - outcomes.LISTED)] == [one.room.id]
        assert await rows.ended(one.session, NOON) == []
