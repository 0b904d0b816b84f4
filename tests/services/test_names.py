"""Votes that show names: chosen before the opening, written at the closing, gone with the person or the days."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from services import devices, displays, names, outcomes, privacy, retention, rooms, sharing, tallies, votes
from services.ballots import web_tap
from services.kinds import Counted
from services.lab import Retention
from services.presses import Press, Stale
from services.rooms import Asked
from services.tallies import ByHand, Result
from storage import names as rows
from storage import rooms as room_rows
from storage.ballots import BallotRow
from storage.database import Database
from storage.devices import DeviceRow
from storage.names import NameRow, SignedRow
from storage.people import PersonRow
from storage.questions import CLOSED, QuestionRow
from storage.rooms import AT_ONCE
from tests.casting import cast
from tests.services.test_rooms import BUS, DAYS, MOOD, NOON, Hall, hall
from tests.waiting import until_known

NAMED = replace(BUS, named=True)
ORDER = Asked("ranking", {"fr": "Ordre ?"}, ({"fr": "Eau"}, {"fr": "Bus"}, {"fr": "Parc"}), named=True)
QUIZ = Asked("quiz", {"fr": "Capitale ?"}, ({"fr": "Rabat"}, {"fr": "Fès"}), correct=0)
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
KEPT = Retention(closed_challenges=1, media=1, sent_messages=1, audit=1)


async def call(one: Hall, number: int, name: str) -> None:
    """Somebody says under which name they vote."""
    person = await one.person(number)
    await names.give(one.session, one.room.id, name, "v1", NOON, person_id=person.id)


async def listed(one: Hall) -> list[tuple[str, list[str]]]:
    """Who chose what on the present question, in French."""
    return [(each.name, list(each.chose["fr"])) for each in await outcomes.signed(one.session, await one.present())]


async def told(one: Hall) -> tuple[tuple[int, ...] | None, int]:
    """The counts that may be shown, and how many votes are in none of them."""
    counted = await tallies.result(one.session, await one.present())
    return counted.told, counted.held_back


async def test_a_name_stands_beside_its_choice_from_the_closing_on(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, NAMED, BUS) as one:
        await one.enter(10, 11, 12)
        await one.go()
        await call(one, 10, "Zahra")
        for number, option in ((10, 0), (11, 1), (12, 1), (10, 1)):
            await one.tap(number, option)
        await call(one, 11, "Driss")  # after the tap
        assert await listed(one) == []
        await one.go()
        assert await listed(one) == [("Driss", ["Non"]), ("Zahra", ["Non"])]
        assert await told(one) == ((0, 2), 1), "who gave no name would be seen by what is left"
        await votes.reopen(one.session, one.seals, one.facilitator, one.press, NOON)
        assert await listed(one) == []
        await one.tap(10, 0)
        await call(one, 12, "Omar")
        await one.go()
        await one.go()
        assert (await listed(one), await told(one)) == (
            [("Driss", ["Non"]), ("Omar", ["Non"]), ("Zahra", ["Oui"])], ((1, 2), 0),
        )  # fmt: skip
        await one.go()
        for number in (10, 11, 12):
            await one.tap(number, 0)
        await one.go()
        assert (await listed(one), await told(one)) == ([], (None, 0)), "a secret one stays secret, for them too"
        assert len(list(await one.session.scalars(select(SignedRow)))) == 3


async def test_only_what_is_not_open_yet_can_be_switched(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, QUIZ, DAYS) as one:
        assert (await names.switch(one.session, one.facilitator, one.press, NOON)).named is True
        assert (await names.switch(one.session, one.facilitator, one.press, NOON)).named is False
        await one.go()
        opened = await one.present()
        with pytest.raises(Stale):  # the next one is a quiz
            await names.switch(one.session, one.facilitator, one.press, NOON)
        await one.go()
        await one.go()
        await one.go()
        switched = await names.switch(one.session, one.facilitator, one.press, NOON)
        assert (switched.words, opened.named) == (DAYS.words, False)
        await rooms.reset(one.session, one.seals, one.facilitator, one.press, NOON)
        again = await room_rows.questions(one.session, one.room.id)
        assert [each.named for each in again] == [False, False, True]
        await names.switch(one.session, one.facilitator, one.press, NOON)
        await one.session.refresh(opened)
        assert (opened.named, again[0].named) == (False, True), "what was announced as secret stays so; a new round may"


async def test_browsers_sign_too_and_whoever_borrows_a_phone_does_not(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, NAMED) as one:
        await sharing.allow(one.session, one.facilitator, one.press, NOON)
        device = await devices.enter(one.session, one.room.id, b"browser")
        await one.go()
        question = await one.present()
        await names.give(one.session, one.room.id, "Zahra", "v1", NOON, device=device)
        taps = [web_tap(device, question.id, 0, 1)]
        await cast(one.session, one.seals, taps, NOON)
        holder = await one.session.get_one(DeviceRow, device)
        assert await sharing.hand_on(one.session, one.seals, holder, question, 1) is sharing.Handed.ON
        await cast(one.session, one.seals, [web_tap(device, question.id, 1, 1, guest=1)], NOON)
        await one.go()
        assert (await listed(one), await told(one)) == ([("Zahra", ["Oui"])], ((1, 0), 1))


async def test_an_order_is_listed_as_it_was_given_and_an_empty_ballot_not(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, ORDER) as one:
        await one.enter(10, 11)
        await one.go()
        await call(one, 10, "Zahra")
        await call(one, 11, "Driss")
        for number, option in ((10, 2), (10, 0), (11, 1), (11, 1)):
            await one.tap(number, option)
        await one.go()
        assert await listed(one) == [("Zahra", ["1. Parc", "2. Eau"])]
        counted = await tallies.result(one.session, await one.present())
        assert (counted.told, counted.as_told.beside, counted.as_told.voters) == ((2, 0, 3), (0, 0, 1), 1)


@pytest.mark.parametrize(
    ("result", "told", "held"),
    [
        (Result(3, (2, 1), signed=Counted(3, (2, 1))), (2, 1), 0),
        (Result(9, (5, 4), signed=Counted(5, (4, 1))), (4, 1), 4),
        (Result(9, (5, 4), signed=Counted(4, (4, 0))), (5, 4), 0),
        (Result(4, (3, 1), signed=Counted(0, (0, 0))), None, 0),
        (Result(8, (5, 3), by_hand=(ByHand("paper", 5, (3, 2)),), signed=Counted(2, (2, 0))), (5, 2), 1),
        (Result(5, (3, 2), by_hand=(ByHand("paper", 2, (1, 1)),), signed=Counted(2, (2, 0))), (2, 0), 3),
    ],
)
def test_who_gave_no_name_is_told_in_groups_of_five_only(
    result: Result, told: tuple[int, ...] | None, held: int
) -> None:
    assert (result.told, result.held_back) == (told, held)


async def test_the_wall_says_it_and_shows_no_count_before_the_result(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, NAMED) as one:
        await one.enter(*range(10, 16))
        await rooms.show_on_wall(one.session, one.facilitator, one.press, AT_ONCE, NOON)
        await one.go()
        for number in range(10, 16):
            await one.tap(number, 0)
        shown = (await displays.snapshot(one.session, one.room.id))["question"]
        assert (shown["named"], [each["count"] for each in shown["options"]]) == (True, [None, None])
        await one.go()
        await one.go()
        shown = (await displays.snapshot(one.session, one.room.id))["question"]
        assert [each["count"] for each in shown["options"]] == [6, 0]


async def test_erased_or_taken_back_the_number_stays_without_the_name(database: Database, tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    async with hall(database, tmp_path, NAMED, MOOD) as one:
        await one.enter(10, 11)
        await one.go()
        for number, name in ((10, "Zahra"), (11, "Driss")):
            await call(one, number, name)
            await one.tap(number, 0)
        await one.go()
        zahra, driss = await one.person(10), await one.person(11)
        await privacy.erase(one.session, one.seals, tmp_path, zahra)
        assert (await listed(one), await told(one)) == ([("Driss", ["Oui"])], ((2, 0), 0))
        await names.take_back(one.session, one.room.id, person_id=driss.id)
        assert (await listed(one), await told(one)) == ([], ((2, 0), 0))
        assert list(await one.session.scalars(select(BallotRow.choice))) == [0, 0], "they go at their own time"


@pytest.mark.only("postgresql")  # on SQLite writers queue
async def test_a_name_taken_back_in_the_moment_of_closing_stops_nothing(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, NAMED) as one:
        await one.enter(10)
        await one.go()
        await call(one, 10, "Zahra")
        await one.tap(10, 0)
        room_id, zahra = one.room.id, await one.person(10)

    async def closes() -> None:
        async with database.transaction() as session:
            await votes.close_question(session, one.seals, one.facilitator, Press(room_id), NOON)

    async def waits() -> bool:
        async with database.reading() as session:
            return bool(await session.scalar(WAITING))

    async with database.transaction() as session:
        await names.take_back(session, room_id, person_id=zahra.id)
        closing = asyncio.create_task(closes())
        await until_known(waits, "the closing to wait for the name")
    await closing
    async with database.reading() as session:
        question = await session.get_one(QuestionRow, 1)
        assert (question.state, await rows.signed(session, question.id)) == (CLOSED, [])
        assert (await tallies.result(session, question)).counts == (1, 0)


async def test_names_go_after_their_days_and_with_them_who_came_for_nothing_else(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, NAMED) as one:
        room_id = one.room.id
        await one.enter(10, 11)
        device = await devices.enter(one.session, room_id, b"browser")
        await one.go()
        await call(one, 10, "Zahra")
        await names.give(one.session, room_id, "Web", "v1", NOON, device=device)
        await rooms.end(one.session, one.seals, one.facilitator, one.press, NOON)
        assert await retention.guests(one.session, NOON + timedelta(days=1)) == 1, "only who gave no name"
        stay = await one.session.execute(select(NameRow.name, NameRow.device_id).order_by(NameRow.id))
        assert [tuple(row) for row in stay] == [("Zahra", None), ("Web", None)]
        await retention.apply(one.session, KEPT, NOON + timedelta(days=60))
        assert len(await rows.given(one.session, room_id)) == 2
        await retention.apply(one.session, KEPT, NOON + timedelta(days=60, seconds=1))
        assert list(await one.session.scalars(select(NameRow.name))) == []
        assert list(await one.session.scalars(select(PersonRow.telegram_id))) == [1]


async def test_without_its_key_nobody_is_told_apart(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, NAMED) as one:
        await one.enter(10)
        await one.go()
        await call(one, 10, "Zahra")
        await one.tap(10, 0)
        await votes.close_question(one.session, None, None, one.press, NOON)
        assert (await listed(one), await one.result()) == ([], (1, (1, 0)))


async def test_the_operators_tally_says_how_many_gave_a_name(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, NAMED, BUS) as one:
        await one.enter(10, 11)
        await one.go()
        await call(one, 10, "Zahra")
        await one.tap(10, 0)
        await one.tap(11, 1)
        await one.go()
        first, second = await tallies.everything(one.session)
        assert (first["voters"], first["signed"], second["signed"]) == (2, {"voters": 1, "counts": (1, 0)}, None)
        assert "Zahra" not in str(first)


def test_a_name_is_one_line_that_can_be_seen() -> None:
    assert [names.fit(one) for one in (" Aïcha\n  Bennani ", "\u200b", "عائشة\u202e")] == ["Aïcha Bennani", "", "عائشة"]
