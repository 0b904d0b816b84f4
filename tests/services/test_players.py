"""The game of a quiz: names without names, points that count once, the podium."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services import devices, displays, players, roomkeeping, rooms, votes
from services.ballots import Outcome, web_tap
from services.leading import Step
from services.players import Standing
from services.presses import Press, Stale
from services.rooms import Asked
from storage import rooms as rows
from storage.database import Database
from storage.players import PlayerRow, ScoreRow
from storage.rooms import RoomRow
from tests.casting import cast
from tests.services.test_rooms import BUS, NOON, Hall, hall

CITIES = ({"fr": "Rabat"}, {"fr": "Casablanca"}, {"fr": "Fès"})
CALM = Asked("quiz", {"fr": "Capitale ?"}, CITIES, correct=0)
QUICK = Asked("quiz", {"fr": "La plus grande ?"}, CITIES, correct=1, quick=True)


async def total(one: Hall) -> list[int]:
    """The points of everybody who answered, the best first."""
    return [each.points for each in await players.standings(one.session, one.room)]


async def points(one: Hall, number: int) -> int | None:
    """What the present question brought somebody."""
    person = await one.person(number)
    player = await players.of(one.session, one.room.id, person_id=person.id)
    assert player and one.room.question_id
    return await players.points_for(one.session, one.room.question_id, player.id)


async def test_everybody_gets_a_game_name_at_the_first_quiz_question(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, CALM) as one:
        await one.enter(*range(10, 40))
        device = await devices.enter(one.session, one.room.id, b"browser")
        await one.go()
        assert await one.session.scalar(select(func.count()).select_from(PlayerRow)) == 0, "a vote needs none"
        await one.go()
        await one.go()
        await one.go()
        await one.enter(50)
        late = await devices.enter(one.session, one.room.id, b"late browser")
        numbers = list(await one.session.scalars(select(PlayerRow.number)))
        assert (len(numbers), len(set(numbers)), len(set(map(players.name, numbers)))) == (33, 33, 33)
        found = [await players.of(one.session, one.room.id, device=number) for number in (device, late)]
        assert all(found)
        await one.enter(10, 50)
        assert sorted(await one.session.scalars(select(PlayerRow.number))) == sorted(numbers), "a name stays"


def test_a_game_name_is_a_sign_and_a_number() -> None:
    assert [players.name(number) for number in (7, 42)] == ["🐪\u00a07", "🦅\u00a042"]
    assert len(set(players.SIGNS)) == 20


async def test_right_answers_score_and_the_quick_up_to_twice(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, CALM, QUICK) as one:
        await one.enter(10, 11, 12, 13)
        await one.go()
        await one.tap(10, 0)
        await one.tap(11, 1)
        await one.go()
        assert await total(one) == [], "points count once the result is shown"
        await one.go()
        assert [await points(one, number) for number in (10, 11, 12)] == [100, 0, None]
        await one.go()
        await one.tap(10, 1)
        one.now = NOON + timedelta(seconds=17.5)
        await one.tap(11, 1)
        await one.tap(10, 1)  # the same again keeps its bonus
        await one.tap(12, 2)
        one.now = NOON + timedelta(minutes=2)
        await one.tap(12, 1)
        await one.go()
        await one.go()
        assert [await points(one, number) for number in (10, 11, 12, 13)] == [200, 150, 100, None]
        assert await total(one) == [300, 150, 100]
        assert (await one.result()) == (3, (0, 3, 0))


async def test_a_re_opened_question_is_counted_anew_and_no_answer_is_told_before(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, CALM) as one:
        await one.enter(10, 11)
        await one.go()
        await one.tap(10, 0)
        await one.go()
        assert await points(one, 10) == 100
        await votes.reopen(one.session, one.seals, one.facilitator, one.press, NOON)
        assert await points(one, 10) is None
        await one.tap(10, 2)
        assert await one.tap(11, 0) is Outcome.COUNTED
        hidden = (await displays.snapshot(one.session, one.room.id))["question"]
        assert (hidden["correct"], hidden["podium"]) == (None, None)
        await one.go()
        await one.go()
        assert [await points(one, number) for number in (10, 11)] == [0, 100]
        shown = (await displays.snapshot(one.session, one.room.id))["question"]
        assert (shown["correct"], [option["count"] for option in shown["options"]]) == (0, [None] * 3)
        with pytest.raises(Stale):  # everybody knows the answer now
            await votes.reopen(one.session, one.seals, one.facilitator, one.press, NOON)


async def test_after_the_last_quiz_question_comes_the_podium(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, CALM, BUS, QUICK, BUS) as one:
        await one.enter(*range(10, 20))
        await one.go()
        for number in range(10, 16):
            await one.tap(number, 0)
        steps = [await one.go() for _ in range(3)]
        assert steps == [Step.CLOSE, Step.REVEAL, Step.OPEN], "more of the quiz follows"
        await one.go()
        await one.go()
        await one.go()
        await one.tap(10, 1)
        one.now = NOON + timedelta(minutes=1)
        await one.tap(19, 1)
        await one.tap(18, 0)
        press = one.press
        assert [await one.go() for _ in range(3)] == [Step.CLOSE, Step.REVEAL, Step.PODIUM]
        wall = (await displays.snapshot(one.session, one.room.id))["question"]["podium"]
        assert [(step["points"], len(step["names"]), step["more"]) for step in wall] == [(300, 1, 0), (100, 4, 2)]
        with pytest.raises(Stale):
            await votes.show_podium(one.session, one.facilitator, press, NOON)
        assert await one.go() is Step.OPEN


async def test_beginning_again_begins_the_game_again(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, QUICK) as one:
        await one.enter(10)
        await one.go()
        await one.tap(10, 1)
        await one.go()
        await one.go()
        assert await total(one) == [200]
        await rooms.reset(one.session, one.seals, one.facilitator, one.press, NOON)
        assert await total(one) == []
        (again,) = await rows.questions(one.session, one.room.id)
        assert (again.kind, again.correct, again.quick, again.podium) == ("quiz", 1, True, False)
        assert await one.session.scalar(select(func.count()).select_from(ScoreRow)) == 1


async def test_browsers_play_too_and_the_same_points_share_a_place(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, CALM) as one:
        await one.enter(10, 11)
        device = await devices.enter(one.session, one.room.id, b"browser") or 0
        await one.go()
        question = await one.present()
        taps = [web_tap(device, question.id, 0, 1)] * 2
        told = await cast(one.session, one.seals, taps, NOON)
        assert [each.outcome for each in told] == [Outcome.COUNTED, Outcome.COUNTED]
        await one.tap(10, 0)
        await one.tap(11, 1)
        await one.go()
        await one.go()
        table = await players.standings(one.session, one.room)
        assert [(each.points, each.place) for each in table] == [(100, 1), (100, 1), (0, 2)]
        mine = await players.of(one.session, one.room.id, device=device)
        assert mine and await players.standing(one.session, one.room, mine) == Standing(mine.number, 100, 1)
        assert [(step.points, len(step.names)) for step in players.podium(table)] == [(100, 2)]


async def test_a_closing_that_fails_counts_nothing_and_the_next_one_once(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, CALM) as one:
        await one.enter(10)
        await one.go()
        await one.tap(10, 0)
    with pytest.raises(ConnectionError):
        async with database.transaction() as session:
            one.session = session
            await votes.close_question(session, one.seals, one.facilitator, Press(one.room.id), NOON)
            assert await points(one, 10) == 100
            raise ConnectionError
    async with database.transaction() as session:
        one.session, one.room = session, await session.get_one(RoomRow, one.room.id)
        assert ((await one.present()).state, await points(one, 10)) == ("open", None)
        await one.go()
        await one.go()
        assert await total(one) == [100]


async def test_without_its_key_a_question_closes_without_points(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, CALM) as one:
        await one.enter(10)
        await one.go()
        await one.tap(10, 0)
        await roomkeeping.close_all(one.session, NOON)
        assert ((await one.present()).state, await points(one, 10)) == ("closed", None)
