"""Pads: what one of them answers is decided when it is tapped, by our clock; who holds which, and what it shows."""

from datetime import timedelta
from pathlib import Path

import pytest

from services import pads, rooms, seats, sharing, votes
from services.ballots import Outcome, Tap
from services.pads import COUNTDOWN
from services.presses import Press
from services.rooms import Asked
from services.sharing import Handed
from storage import rooms as rows
from storage import seats as seat_rows
from storage.database import Database
from storage.questions import QuestionRow
from tests.casting import cast
from tests.services.test_rooms import BUS, DAYS, MOOD, NOON, Hall, hall

FIVE = Asked("single", {"fr": "?"}, tuple({"fr": letter} for letter in "ABCDE"))


async def on_pads(one: Hall, *people: int) -> None:
    """These people hold a pad each, in messages of ten times their number."""
    await one.enter(*people)
    await pads.switch(one.session, one.room, one.facilitator, NOON)
    for order in await seats.orders(one.session, one.room):
        assert order.stage == seats.PAD
        await seats.note(one.session, order, 10 * order.telegram_id)


async def taps(one: Hall, number: int, symbol: str) -> tuple[Outcome, int | None]:
    one._update += 1
    tap = Tap(one._update, number, 0, 0, 10, "q", room=one.room.id, symbol=symbol)
    (told,) = await cast(one.session, one.seals, [tap], one.now)
    return told.outcome, told.choice


async def orders(one: Hall) -> list[tuple[int, str, int | None, int | None]]:
    found = await seats.orders(one.session, one.room)
    return [(order.telegram_id, order.stage, order.edit, order.old) for order in found]


async def test_a_tap_counts_for_the_question_that_is_open_by_our_clock(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, MOOD) as one:
        await on_pads(one, 7)
        assert await taps(one, 7, "A") == (Outcome.CLOSED, None)
        await one.go()
        assert await taps(one, 7, "A") == (Outcome.NOT_YET, None), "the wall counts down"
        one.now += COUNTDOWN
        assert await taps(one, 7, "B") == (Outcome.COUNTED, 1)
        assert [await taps(one, 7, symbol) for symbol in ("C", "3", "B")] == [
            (Outcome.OLD, None), (Outcome.OLD, None), (Outcome.SAME, 1),
        ]  # fmt: skip
        assert await taps(one, 8, "A") == (Outcome.STRANGER, None)
        for _ in range(3):
            await one.go()
        one.now += COUNTDOWN
        assert [await taps(one, 7, symbol) for symbol in ("A", "0", "5")] == [
            (Outcome.OLD, None), (Outcome.OLD, None), (Outcome.COUNTED, 5),
        ]  # fmt: skip
        assert await one.result() == (1, (0, 0, 0, 0, 1))


async def test_a_pad_that_is_handed_on_votes_for_each_person_once(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one:
        await on_pads(one, 7)
        await sharing.allow(one.session, one.facilitator, Press(one.room.id), NOON)
        assert await orders(one) == [(7, seats.PAD, None, None)], "a pad with the button that hands it on"
        await one.go()
        one.now += COUNTDOWN
        question = await one.session.get_one(QuestionRow, one.room.question_id)
        (seat,) = [seat for seat, _ in await seat_rows.taken(one.session, one.room.id)]

        async def hands_on(guest: int) -> Handed:
            return await sharing.hand_on(one.session, one.seals, seat, question, guest)

        assert await hands_on(1) is Handed.VOTE_FIRST
        assert await taps(one, 7, "A") == (Outcome.COUNTED, 0)
        assert [await hands_on(1), await hands_on(2)] == [Handed.ON, Handed.VOTE_FIRST]
        assert [await taps(one, 7, symbol) for symbol in "AB"] == [(Outcome.COUNTED, 0), (Outcome.COUNTED, 1)]
        assert await one.result() == (2, (1, 1)), "the second person changed their own vote"


async def test_opening_sends_nothing_and_the_result_is_one_edit_of_each_pad(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, DAYS) as one:
        await on_pads(one, 7, 8)
        await one.go()
        assert await orders(one) == []
        one.now += timedelta(seconds=5)
        await one.enter(9)
        assert await orders(one) == [(9, "pad", None, None)], "who comes late gets a pad at once"
        await one.go()
        await one.go()
        assert await orders(one) == [(9, "pad", None, None), (7, "shown", 70, None), (8, "shown", 80, None)]
        for order in await seats.orders(one.session, one.room):
            await seats.note(one.session, order, order.edit or 90)
        assert await orders(one) == [(9, "shown", 90, None)]
        await votes.reopen(one.session, one.seals, one.facilitator, one.press, one.now)
        await one.go()
        await one.go()
        assert [order[:3] for order in await orders(one)] == [(7, "shown", 70), (8, "shown", 80), (9, "shown", 90)]
        await one.go()
        assert [order[:3] for order in await orders(one)] == [(7, "open", None), (8, "open", None), (9, "open", None)]
        assert await taps(one, 7, "A") == (Outcome.ELSEWHERE, None), "several answers need their own buttons"
        await rooms.end(one.session, one.seals, one.facilitator, one.press, one.now)
        assert await orders(one) == [(7, "ended", None, 70), (8, "ended", None, 80), (9, "ended", None, 90)]


async def test_without_pads_again_the_open_question_goes_to_the_phones(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one:
        await on_pads(one, 7)
        await one.go()
        await pads.switch(one.session, one.room, one.facilitator, NOON)
        assert await orders(one) == [(7, "open", None, None)]
        one.now += COUNTDOWN
        assert await taps(one, 7, "A") == (Outcome.COUNTED, 0), "a pad that is still there counts"
        await pads.switch(one.session, one.room, one.facilitator, NOON)
        assert await orders(one) == [], "the same pad serves again"


async def test_pads_come_by_themselves_above_the_setting_unless_somebody_decided(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, BUS) as one:
        await one.enter(7, 8)
        await pads.follow(one.session, one.room, 2)
        assert not one.room.pads
        await one.enter(9)
        await pads.follow(one.session, one.room, 2)
        assert one.room.pads
        await pads.switch(one.session, one.room, one.facilitator, NOON)
        await pads.follow(one.session, one.room, 2)
        assert not one.room.pads


@pytest.mark.parametrize(
    ("asked", "shape", "served"),
    [
        ((BUS,), {"letters": 4}, [True]),
        ((FIVE, DAYS), {"letters": 5}, [True, False]),
        ((MOOD, Asked("scale", {"fr": "?"}, low=0, high=10)), {"letters": 4, "low": 0, "high": 10}, [True, True]),
    ],
)
async def test_a_pad_fits_the_questions(
    database: Database, tmp_path: Path, asked: tuple[Asked, ...], shape: pads.Shape, served: list[bool]
) -> None:
    async with hall(database, tmp_path, *asked) as one:
        await pads.switch(one.session, one.room, one.facilitator, NOON)
        questions = await rows.questions(one.session, one.room.id)
        assert (one.room.pad, [pads.serves(one.room, question) for question in questions]) == (shape, served)
        await rooms.add(
            one.session, one.facilitator, one.room.id, [Asked("single", {"fr": "?"}, FIVE.options * 2)], NOON
        )
        added = (await rows.questions(one.session, one.room.id))[-1]
        assert not pads.serves(one.room, added), "what a pad cannot answer goes to the phones"
