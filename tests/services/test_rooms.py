"""A live session from the first question to the last result."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import displays, leading, people, retention, roomkeeping, rooms, tallies, votes
from services.ballots import Outcome, Tap
from services.leading import Step
from services.people import Person
from services.presses import Press, Stale
from services.rooms import Asked
from storage import rooms as rows
from storage import seats as seat_rows
from storage.audit import AuditRow
from storage.ballots import BallotRow
from storage.database import Database
from storage.questions import QuestionRow
from storage.rooms import AT_ONCE, COUNT, HIDDEN, RoomRow
from storage.seals import Seals
from tests.casting import cast

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BUS = Asked("single", {"fr": "Le bus ?"}, ({"fr": "Oui"}, {"fr": "Non"}))
DAYS = Asked("multiple", {"fr": "Quels jours ?"}, ({"fr": "Lundi"}, {"fr": "Mardi"}, {"fr": "Jeudi"}), most=2)
MOOD = Asked("scale", {"fr": "Ambiance"}, low=1, high=5)


class Hall:
    """A room with a facilitator, people who come in and vote, and the time."""

    def __init__(self, session: AsyncSession, seals: Seals) -> None:
        self.session, self.seals, self.now = session, seals, NOON
        self._update = 0
        self.room: RoomRow
        self.facilitator: Person

    async def person(self, number: int) -> Person:
        await people.meet(self.session, number, "fr", self.now)
        found = await people.find(self.session, number)
        assert found is not None
        return found

    async def enter(self, *numbers: int) -> None:
        for number in numbers:
            await rooms.join(self.session, await self.person(number), self.room, self.now)

    async def go(self) -> Step:
        return (await leading.go(self.session, self.seals, self.facilitator, self.press, self.now)).step

    async def tap(self, number: int, option: int, question: QuestionRow | None = None) -> Outcome:
        question = question or await self.present()
        self._update += 1
        tap = Tap(self._update, number, question.id, option, 10, "q")
        (told,) = await cast(self.session, self.seals, [tap], self.now)
        return told.outcome

    async def present(self) -> QuestionRow:
        return await self.session.get_one(QuestionRow, self.room.question_id)

    async def result(self) -> tuple[int, tuple[int, ...]]:
        counted = await tallies.result(self.session, await self.present())
        return counted.voters, counted.counts

    async def ballots(self) -> int:
        return len(list(await self.session.scalars(select(BallotRow.voter))))

    @property
    def press(self) -> Press:
        return Press(self.room.id, self.room.version)

    @property
    def keys(self) -> list[str]:
        return self.seals.names("question-")


@asynccontextmanager
async def hall(database: Database, folder: Path, *asked: Asked) -> AsyncIterator[Hall]:
    async with database.transaction() as session:
        one = Hall(session, Seals(folder / "keys"))
        one.facilitator = await one.person(1)
        one.room = await rooms.create(session, one.facilitator, asked or (BUS, MOOD), NOON)
        yield one


async def test_one_button_leads_through_the_session(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, MOOD) as one:
        did = [await one.go() for _ in range(7)]
        assert did == [Step.OPEN, Step.CLOSE, Step.REVEAL, Step.OPEN, Step.CLOSE, Step.REVEAL, Step.END]
        assert (one.room.state, one.room.ended_at, one.room.version) == ("ended", NOON, 8)
        with pytest.raises(Stale):
            await one.go()
        asked = await rows.questions(one.session, one.room.id)
        assert [question.state for question in asked] == ["shown", "shown"]
        assert leading.next_act(one.room, asked) is None
        done = list(await one.session.scalars(select(AuditRow.action).order_by(AuditRow.id)))
        steps = ["room.open", "room.close", "room.reveal"]
        assert done == ["room.create", *steps, *steps, "room.end"]


async def test_pressing_twice_acts_once(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        press = one.press
        await leading.go(one.session, one.seals, one.facilitator, press, NOON)
        with pytest.raises(Stale):
            await leading.go(one.session, one.seals, one.facilitator, press, NOON)
        assert (await one.present()).state == "open"
        assert one.room.version == 2


async def test_what_does_not_fit_the_state_is_stale(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        with pytest.raises(Stale):
            await votes.close_question(one.session, one.seals, one.facilitator, Press(one.room.id), NOON)
        for act in (votes.reveal, votes.more_time, votes.show_podium):
            with pytest.raises(Stale):
                await act(one.session, one.facilitator, Press(one.room.id), NOON)
        await one.go()
        open_one = one.room.question_id
        assert open_one is not None
        with pytest.raises(Stale):
            await votes.open_question(one.session, one.seals, one.facilitator, Press(one.room.id), open_one, NOON)
        other = await rooms.create(one.session, one.facilitator, [BUS], NOON)
        (foreign,) = await rows.questions(one.session, other.id)
        with pytest.raises(Stale):
            await votes.open_question(one.session, one.seals, one.facilitator, Press(one.room.id), foreign.id, NOON)


async def test_people_come_and_go_and_sit_in_one_room(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(7, 8)
        aicha = await one.person(7)
        seat = await seat_rows.seat_of(one.session, aicha.id)
        assert seat is not None
        seat.question_id, seat.message_id = 5, 50
        await one.session.flush()
        other = await rooms.create(one.session, one.facilitator, [BUS], NOON)
        await rooms.join(one.session, aicha, other, NOON)
        assert [person.telegram_id for _seat, person in await seat_rows.taken(one.session, one.room.id)] == [8]
        one.now += MINUTE
        await one.enter(7)
        back = [
            (row.id, row.message_id, person.telegram_id)
            for row, person in await seat_rows.taken(one.session, one.room.id)
        ]
        assert back[1] == (seat.id, None, 7)
        assert await seat_rows.present(one.session, other.id) == 0
        await rooms.leave(one.session, aicha, one.now)
        assert await seat_rows.seat_of(one.session, aicha.id) is None
        await rooms.end(one.session, one.seals, one.facilitator, one.press, one.now)
        assert await rooms.join(one.session, aicha, one.room, one.now) is None


async def test_codes_and_tokens_open_their_room(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        other = await rooms.create(one.session, one.facilitator, [], NOON)
        assert one.room.code is not None and one.room.code.isdecimal() and len(one.room.code) == 5
        assert await rows.by_code(one.session, one.room.code) is one.room
        assert await rows.by_token(one.session, other.token) is other
        assert [row.id for row in await rows.running(one.session)] == [other.id, one.room.id]
        assert len(other.token) >= 22
        assert other.code != one.room.code


async def test_closing_counts_and_cuts_the_links_and_reopening_counts_on(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(7, 8)
        await one.go()
        assert [await one.tap(7, 0), await one.tap(8, 1)] == [Outcome.COUNTED, Outcome.COUNTED]
        await one.go()
        question = await one.present()
        assert (question.totals, question.floor) == ({"voters": 2, "counts": [1, 1]}, 2)
        assert set(await one.session.scalars(select(BallotRow.update_id))) == {None}
        assert await one.tap(7, 1) is Outcome.CLOSED
        one.now += 4 * MINUTE
        await votes.reopen(one.session, one.seals, one.facilitator, one.press, one.now)
        (late,) = await cast(one.session, one.seals, [Tap(2, 8, question.id, 0, 10, "q")], one.now)
        assert late.outcome is Outcome.OLD
        assert await one.tap(8, 0) is Outcome.COUNTED
        assert await one.result() == (2, (2, 0))


async def test_reopening_ends_after_five_minutes_and_when_ballots_went(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(7)
        await one.go()
        await one.tap(7, 0)
        await one.go()
        with pytest.raises(Stale):
            late = NOON + 5 * MINUTE
            await votes.reopen(one.session, one.seals, one.facilitator, Press(one.room.id), late)
        one.seals.destroy(one.keys[0])
        with pytest.raises(Stale):
            await votes.reopen(one.session, one.seals, one.facilitator, Press(one.room.id), NOON)


@pytest.mark.parametrize("leads_on", ["open", "end", "reset", "time"])
async def test_single_ballots_go_with_their_key(database: Database, tmp_path: Path, leads_on: str) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(7)
        await one.go()
        await one.tap(7, 0)
        asked = await one.present()
        await one.go()
        await roomkeeping.let_ballots_go(one.session, one.seals, NOON + 4 * MINUTE)
        assert (await one.ballots(), one.keys) == (1, [f"question-{asked.id}"])
        assert await roomkeeping.next_due(one.session) == NOON + 5 * MINUTE
        if leads_on == "open":
            await one.go()
            await one.go()
        elif leads_on == "time":
            await roomkeeping.let_ballots_go(one.session, one.seals, NOON + 5 * MINUTE)
        else:
            act = rooms.end if leads_on == "end" else rooms.reset
            await act(one.session, one.seals, one.facilitator, one.press, NOON)
        assert await one.ballots() == 0
        assert asked.totals == {"voters": 1, "counts": [1, 0]}
        assert one.keys == [f"question-{asked.id}"], "the key goes once this has committed"
    assert one.keys == []


async def test_opening_or_ending_closes_what_is_open(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(7)
        await one.go()
        await one.tap(7, 1)
        first, second = await rows.questions(one.session, one.room.id)
        await votes.open_question(one.session, one.seals, one.facilitator, one.press, second.id, NOON)
        assert (first.state, first.totals) == ("closed", {"voters": 1, "counts": [0, 1]})
        assert await one.tap(7, 1, first) is Outcome.CLOSED
        await one.tap(7, 4)
        await rooms.end(one.session, one.seals, one.facilitator, one.press, NOON)
        assert (second.state, second.totals) == ("closed", {"voters": 1, "counts": [0, 0, 0, 1, 0]})


async def test_a_countdown_closes_by_itself(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(7)
        await one.go()
        for _ in range(2):
            await votes.more_time(one.session, one.facilitator, one.press, NOON)
        assert await roomkeeping.next_due(one.session) == NOON + 2 * MINUTE
        assert await roomkeeping.keep_time(one.session, one.seals, NOON + MINUTE) == []
        one.now = NOON + 2 * MINUTE
        assert await one.tap(7, 0) is Outcome.CLOSED, "the server's clock decides, not the look that closes"
        assert await roomkeeping.keep_time(one.session, one.seals, one.now) == [one.room.id]
        assert (await one.present()).state == "closed"
        await votes.reopen(one.session, one.seals, one.facilitator, one.press, one.now)
        assert await one.tap(7, 0) is Outcome.COUNTED


async def test_a_room_that_nobody_ended_ends_a_day_after_its_newest_question(
    database: Database, tmp_path: Path
) -> None:
    day = timedelta(hours=24)
    async with hall(database, tmp_path) as one:
        await one.enter(7)
        await one.go()
        await one.tap(7, 0)
        assert await roomkeeping.end_forgotten(one.session, one.seals, NOON + day) == []
        assert await roomkeeping.end_forgotten(one.session, one.seals, NOON + day + MINUTE) == [one.room.id]
        assert (one.room.state, one.room.ended_at) == ("ended", NOON)
        assert (await one.ballots(), await one.result()) == (0, (1, (1, 0)))
        assert await roomkeeping.end_forgotten(one.session, one.seals, NOON + 2 * day) == []
    assert one.keys == []


async def test_a_room_that_was_prepared_and_never_opened_ends_after_days(database: Database, tmp_path: Path) -> None:
    days, changed = roomkeeping.UNUSED_AFTER, NOON + timedelta(days=3)
    async with hall(database, tmp_path) as one:
        await one.enter(7)
        await rooms.add(one.session, one.facilitator, one.room.id, [MOOD], changed)
        assert await roomkeeping.end_forgotten(one.session, one.seals, changed + days) == []
        assert await roomkeeping.end_forgotten(one.session, one.seals, changed + days + MINUTE) == [one.room.id]
        assert (one.room.state, one.room.ended_at) == ("ended", changed)


async def test_who_came_to_a_room_that_does_not_begin_is_forgotten_after_a_day(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(7)
        assert await retention.guests(one.session, NOON + timedelta(hours=23)) == 0
        assert await retention.guests(one.session, NOON + timedelta(hours=24)) == 1
        assert one.room.code is not None, "the room can still be opened"


async def test_beginning_again_keeps_people_and_results(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, DAYS, MOOD) as one:
        await one.enter(7)
        await one.go()
        await one.tap(7, 2)
        await rooms.reset(one.session, one.seals, one.facilitator, one.press, NOON)
        assert (one.room.state, one.room.question_id, one.room.round) == ("ready", None, 2)
        again = await rows.questions(one.session, one.room.id)
        assert [(row.state, row.kind, row.most, row.high, row.position) for row in again] == [
            ("waiting", "multiple", 2, 0, 0), ("waiting", "scale", 1, 5, 1),
        ]  # fmt: skip
        kept = await one.session.scalar(
            select(QuestionRow.totals).where(QuestionRow.round == 1, QuestionRow.position == 0)
        )
        assert kept == {"voters": 1, "counts": [0, 0, 1]}
        assert await seat_rows.present(one.session, one.room.id) == 1
        assert await one.go() is Step.OPEN
        assert await one.tap(7, 0) is Outcome.COUNTED


async def test_questions_can_be_added_while_it_runs(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one:
        for _ in range(3):
            await one.go()
        await rooms.add(one.session, one.facilitator, one.room.id, [MOOD], NOON)
        assert await one.go() is Step.OPEN
        assert (await one.present()).kind == "scale"


async def test_the_wall_hides_counts_until_they_are_shown(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, MOOD) as one:
        before = await displays.snapshot(one.session, one.room.id)
        assert before == {
            "version": 1,
            "state": "ready",
            "code": one.room.code,
            "people": 0,
            "devices": 0,
            "quiz": False,
            "walk_ins": 0,
            "question": None,
        }
        await one.enter(*range(10, 16))
        await one.go()
        for number in range(10, 16):
            await one.tap(number, number % 2)
        hidden = (await displays.snapshot(one.session, one.room.id))["question"]
        assert (hidden["state"], hidden["voters"], [option["count"] for option in hidden["options"]]) == (
            "open", 6, [None, None],
        )  # fmt: skip
        await one.go()
        await one.go()
        shown = await displays.snapshot(one.session, one.room.id)
        assert shown["people"] == 6
        assert shown["question"] == {
            "id": one.room.question_id, "number": 1, "of": 2, "kind": "single", "state": "shown",
            "words": {"fr": "Le bus ?"}, "low": 0, "high": 0, "voters": 6, "web": 0, "shared": 0, "by_hand": {},
            "counted": 6, "named": False, "pads": False, "opens_at": NOON.isoformat(), "closes_at": None,
            "options": [{"words": {"fr": "Oui"}, "count": 3}, {"words": {"fr": "Non"}, "count": 3}],
        }  # fmt: skip
        with pytest.raises(LookupError):
            await displays.snapshot(one.session, one.room.id + 1)


async def test_a_small_group_sees_no_breakdown(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, MOOD) as one:
        await one.enter(*range(10, 14))
        await one.go()
        await votes.more_time(one.session, one.facilitator, one.press, NOON)
        for number in range(10, 14):
            await one.tap(number, 5)
        await one.go()
        await one.go()
        question = (await displays.snapshot(one.session, one.room.id))["question"]
        assert (question["voters"], question["closes_at"]) == (4, "2026-10-05T12:01:00+00:00")
        assert [option["count"] for option in question["options"]] == [None] * 5
        assert question["options"][4]["words"] == {"ar": "5", "ary": "5", "fr": "5"}


async def test_two_facilitators_who_press_at_once_act_once(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        press, facilitator = one.press, one.facilitator

    async def presses() -> str:
        try:
            async with database.transaction() as session:
                return (await leading.go(session, one.seals, facilitator, press, NOON)).step
        except Stale:
            return "stale"

    assert sorted(await asyncio.gather(presses(), presses(), presses())) == ["open", "stale", "stale"]


async def test_the_wall_shows_as_much_as_the_facilitator_wants(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one:
        await one.enter(*range(10, 16))
        await one.go()
        for number, guest in enumerate(range(10, 16)):
            await one.tap(guest, number % 2)
        told = {}
        for wanted in (HIDDEN, AT_ONCE, COUNT):
            await rooms.show_on_wall(one.session, one.facilitator, one.press, wanted, NOON)
            question = (await displays.snapshot(one.session, one.room.id))["question"]
            told[wanted] = (question["voters"], [option["count"] for option in question["options"]])
        assert told == {HIDDEN: (None, [None, None]), COUNT: (6, [None, None]), AT_ONCE: (6, [3, 3])}
        await rooms.show_on_wall(one.session, one.facilitator, one.press, HIDDEN, NOON)
        await one.go()
        await one.go()
        question = (await displays.snapshot(one.session, one.room.id))["question"]
        assert (question["voters"], question["options"][0]["count"]) == (6, 3)
