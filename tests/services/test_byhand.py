"""Papers, raised hands and people without a phone: beside the ballots, in the sums, never among the rows of votes."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import byhand, displays, seats, tallies
from services.byhand import Count, Wrong
from services.seats import Order
from services.tallies import ByHand, Result
from storage.audit import AuditRow
from storage.ballots import BallotRow
from storage.database import Database
from storage.questions import QuestionRow
from storage.rooms import RoomRow
from tests.services.test_rooms import BUS, DAYS, MOOD, NOON, hall

LATER = NOON + timedelta(hours=1)


async def test_papers_and_hands_add_to_the_votes_and_stay_apart(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(11, 12)
        await one.go()
        await one.tap(11, 0)
        await one.tap(12, 1)
        question = await one.present()
        await byhand.enter(one.session, one.facilitator, question, Count("paper", (12, 7), 19), NOON)
        await byhand.enter(one.session, one.facilitator, question, Count("hands", (1, 0), 1), NOON)
        apart = (ByHand("paper", 19, (12, 7)), ByHand("hands", 1, (1, 0)))
        assert await tallies.result(one.session, question) == Result(22, (14, 8), by_hand=apart)
        await one.go()
        assert question.totals == {"voters": 2, "counts": [1, 1]}
        assert await tallies.result(one.session, question) == Result(22, (14, 8), by_hand=apart)
        assert len(list(await one.session.scalars(select(BallotRow.voter)))) == 2


async def test_a_count_is_put_right_also_after_the_end_and_zeros_take_it_away(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, BUS) as one:
        for _ in range(4):
            question = await one.present() if one.room.question_id else None
            await one.go()
        assert question is not None
        for counts in ((3, 4), (3, 5), (3, 5), (0, 0)):
            await byhand.enter(one.session, one.facilitator, question, Count("paper", counts, sum(counts)), LATER)
            assert await byhand.of_question(one.session, question, "paper") == Count("paper", counts, sum(counts))
        logged = (
            select(AuditRow.detail["counts"].as_json()).where(AuditRow.action == "room.by_hand").order_by(AuditRow.id)
        )
        assert list(await one.session.scalars(logged.order_by(AuditRow.id))) == [[3, 4], [3, 5], [0, 0]]
        assert await tallies.result(one.session, question) == Result(0, (0, 0))


@pytest.mark.parametrize(
    ("counts", "voters", "why"),
    [
        ((3, 2, 1), 4, None),
        ((3, 2, 1), 6, None),
        ((3, 3, 3), 4, Wrong.OVER_MOST),
        ((3, 2, 1), 2, Wrong.FEWER_PEOPLE),
        ((3, 2, 1), 7, Wrong.MORE_PEOPLE),
        ((10_000, 0, 0), 10_000, Wrong.TOO_MANY),
        ((0, 0, 0), 0, None),
    ],
)
def test_what_cannot_be_true_is_said(counts: tuple[int, ...], voters: int, why: Wrong | None) -> None:
    days = QuestionRow(kind="multiple", options=[{}, {}, {}], most=2, state="open")
    assert byhand.wrong(days, Count("paper", counts, voters)) == why


def test_people_follow_from_the_counts_as_far_as_they_can() -> None:
    days = QuestionRow(kind="multiple", options=[{}, {}, {}], most=2, state="open")
    bus = QuestionRow(kind="single", options=[{}, {}], most=1, state="open")
    assert byhand.fitted(bus, Count("paper", (3, 2), 9)).voters == 5
    assert [byhand.fitted(days, Count("paper", (3, 3, 3), voters)).voters for voters in (0, 6, 20)] == [5, 6, 9]


async def test_what_is_no_count_of_this_question_is_refused(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, DAYS, MOOD) as one:
        asked = await one.session.scalars(select(QuestionRow).order_by(QuestionRow.position))
        waiting = list(asked)[1]
        await one.go()
        question = await one.present()
        counts = [Count("paper", (1, 2, 3), 6), Count("paper", (-1, 2), 1), Count("sms", (1, 2), 3)]
        for count in [*counts, Count("paper", (1, 2), 4)]:
            with pytest.raises(ValueError, match="count"):
                await byhand.enter(one.session, one.facilitator, question, count, NOON)
        with pytest.raises(ValueError, match="count"):
            await byhand.enter(one.session, one.facilitator, waiting, Count("paper", (1, 2, 3), 5), NOON)
        for number in (-1, 10_000):
            with pytest.raises(ValueError, match="without a phone"):
                await byhand.walk_ins(one.session, one.facilitator, one.room, number, NOON)


async def test_a_result_that_is_shown_comes_to_the_phones_again(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(11)
        await one.go()
        for message, stage in ((70, "open"), (70, "shown")):
            (order,) = await seats.orders(one.session, one.room)
            await seats.note(one.session, order, message)
            if stage == "open":
                await one.go()
                await one.go()
        assert await seats.orders(one.session, one.room) == []
        question, version = await one.present(), one.room.version
        await byhand.enter(one.session, one.facilitator, question, Count("hands", (6, 2), 8), NOON)
        (again,) = await seats.orders(one.session, one.room)
        assert again == Order(order.seat_id, one.room.id, 11, "shown", question.id, edit=70)
        room = await one.session.get_one(RoomRow, one.room.id, populate_existing=True)
        assert room.version == version + 1


async def test_few_ballots_beside_papers_are_not_told(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(*range(11, 16))
        await one.go()
        question = await one.present()
        for number in range(11, 15):
            await one.tap(number, 0)
        await byhand.enter(one.session, one.facilitator, question, Count("paper", (2, 4), 6), NOON)
        result = await tallies.result(one.session, question)
        assert (result.voters, result.told, result.held_back) == (10, (2, 4), 4)
        await one.tap(15, 0)
        result = await tallies.result(one.session, question)
        assert (result.voters, result.told, result.held_back) == (11, (7, 4), 0)


async def test_people_without_a_phone_are_in_the_room(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(11, 12)
        await byhand.walk_ins(one.session, one.facilitator, one.room, 3, NOON)
        wall = await displays.snapshot(one.session, one.room.id)
        assert (wall["people"], wall["devices"], wall["walk_ins"]) == (5, 0, 3)
