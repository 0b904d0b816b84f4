"""What files, pictures and pages are told of a question and of a session."""

from datetime import timedelta
from pathlib import Path

import pytest

from services import byhand, outcomes, queues, retention, rooms
from services.ballots import web_tap
from services.byhand import Count
from services.choices import answered, in_order, quizzed, shared
from services.outcomes import Answer, Attendance, Outcome
from services.rooms import Asked
from storage import devices as device_rows
from storage import rooms as rows
from storage import seats as seat_rows
from storage.ballots import BallotRow
from storage.database import Database
from storage.devices import DeviceRow
from storage.rooms import RoomRow
from storage.sayings import SayingRow
from tests.casting import cast
from tests.services.test_rooms import BUS, MOOD, NOON, Hall, hall


async def browse(one: Hall, mark: int, option: int) -> None:
    """A browser that comes in and votes."""
    device = DeviceRow(room_id=one.room.id, mark=bytes([mark] * 32))
    one.session.add(device)
    await one.session.flush()
    tap = web_tap(device.id, (await one.present()).id, option, 1)
    await cast(one.session, one.seals, [tap], one.now)


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


async def test_a_half_is_rounded_up_as_on_the_wall(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(*range(11, 19))
        await one.go()
        for number in range(11, 19):
            await one.tap(number, int(number > 11))
        await one.go()
        assert figures(await outcome(one)) == [("A", 1, 13), ("B", 7, 88)]


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
        assert (await seat_rows.arrivals(one.session, room.id), await device_rows.count(one.session, room.id)) == (0, 0)
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


WATER = tuple({"fr": word} for word in ("Eau", "Bus", "Parc"))
CHOICES = {
    "quiz": (quizzed(2, 0), quizzed(2, 0), quizzed(2, 0), quizzed(2, 0), quizzed(1, 0)),
    "ranking": (in_order([2, 0, 1]),) * 4 + (in_order([0]),),
    "budget": (shared([3, 0, 7]),) * 5,
    "pairs": (answered([1, 2, 0]),) * 5,
}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("quiz", [("A", 0, 0, 0, None, False), ("B", 1, 1, 20, None, False), ("C", 2, 4, 80, None, True)]),
        ("ranking", [("C", 2, 12, 80, 4, False), ("A", 0, 11, 73, 1, False), ("B", 1, 4, 27, 0, False)]),
        ("budget", [("C", 2, 350, 70, 5, False), ("A", 0, 150, 30, 5, False), ("B", 1, 0, 0, 0, False)]),
        ("pairs", [("C", 2, 5, 100, 5, False), ("A", 0, 5, 50, 10, False), ("B", 1, 0, 0, 5, False)]),
    ],
)
async def test_each_kind_has_its_order_its_share_and_its_second_number(
    database: Database, tmp_path: Path, kind: str, told: list[tuple[str, int, int, int, int | None, bool]]
) -> None:
    async with hall(database, tmp_path, Asked(kind, {"fr": "?"}, WATER, correct=2 if kind == "quiz" else None)) as one:
        await one.go()
        question = await one.present()
        assert [(each.letter, each.count, each.right) for each in (await outcome(one)).answers] == [
            (letter, None, False) for letter in "ABC"]  # fmt: skip
        one.session.add_all(BallotRow(question_id=question.id, voter=bytes([n] * 32), choice=choice)
                            for n, choice in enumerate(CHOICES[kind]))  # fmt: skip
        await one.go()
        seen = await outcome(one)
        assert (seen.voters, seen.is_ranked) == (5, kind != "quiz")
        assert [(each.letter, each.place, each.count, each.percent, each.second, each.right)
                for each in seen.answers] == told  # fmt: skip


async def test_votes_on_shared_phones_are_a_source(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one:
        await one.go()
        question = await one.present()
        for n in range(15):
            source = ("telegram", "web", "shared")[n % 3]
            one.session.add(BallotRow(question_id=question.id, voter=bytes([n] * 32), choice=n % 2, source=source))
        await one.go()
        seen = await outcome(one)
        assert seen.sources == {"telegram": 5, "web": 5, "shared": 5}
        assert [each.by_source for each in seen.answers] == [
            {"telegram": 3, "web": 2, "shared": 3}, {"telegram": 2, "web": 3, "shared": 2}]  # fmt: skip


async def test_what_everybody_could_see_is_told_and_the_queue_comes_last(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, Asked("text", {"fr": "?"}), Asked("cloud", {"fr": "!"}, most=3), BUS) as one:
        await queues.switch(one.session, one.seals, one.facilitator, one.room.id, True, NOON)
        queue = await queues.of(one.session, one.room)
        assert queue
        await one.go()
        asked = await one.present()
        texts = ((asked.id, "Un parc", "visible"), (asked.id, "Non", "hidden"), (asked.id, "Plus tard", "held"),
                 (queue.id, "Quand ?", "answered"), (queue.id, "Qui ?", "visible"))  # fmt: skip
        for question, text, state in texts:
            voter = text.encode().ljust(32)
            one.session.add(SayingRow(question_id=question, text=text, source="web", state=state, voter=voter))
        await one.session.flush()
        assert (await outcome(one)).answers == ()
        await one.go()
        seen = await outcome(one)
        assert (seen.is_told, seen.is_written, seen.voters, seen.sources) == (True, True, 3, {"web": 3})
        assert seen.answers == (Answer("1", dict.fromkeys(("ar", "ary", "fr"), "Un parc")),)
        await one.go()
        await one.go()
        session = await outcomes.of_room(one.session, one.room)
        assert [(each.number, each.kind) for each in session.outcomes] == [(1, "text"), (2, "cloud"), (4, "queue")]
        assert session.outcomes[2].answers == ()
        await rooms.end(one.session, one.seals, one.facilitator, one.press, NOON)
        session = await outcomes.of_room(one.session, one.room)
        last = outcomes.shown(session)[-1]
        assert [(each.words["fr"], each.count) for each in last.answers] == [("Quand ?", 0), ("Qui ?", 0)]


async def test_a_queue_in_which_nobody_asked_is_no_result_and_a_trial_none_at_all(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path) as one:
        await queues.switch(one.session, one.seals, one.facilitator, one.room.id, True, NOON)
        assert (await outcomes.of_room(one.session, one.room)).outcomes == []
        (first, _) = await rows.questions(one.session, one.room.id)
        assert await outcomes.asked(one.session, first.id) is first
        one.room.trial_of = 99
        await one.session.flush()
        assert await outcomes.asked(one.session, first.id) is None
        assert await outcomes.room_of(one.session, one.room.id) is None
