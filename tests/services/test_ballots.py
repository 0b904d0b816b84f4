"""Taps become votes: the last choice counts once, whatever comes twice, late, out of order or from outside."""

import asyncio
import dataclasses
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from services import ballots, devices, people, roomkeeping, rooms, tallies, votes
from services.ballots import Outcome, Tap, Told, Whose, web_tap
from services.people import Person
from services.presses import Press
from services.rooms import Asked
from storage import rooms as rows
from storage.ballots import BallotRow
from storage.database import Database
from storage.people import PersonRow
from storage.players import ScoreRow
from storage.questions import QuestionRow
from storage.seals import Seals
from tests.casting import cast

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
OPTIONS = ({"fr": "A"}, {"fr": "B"}, {"fr": "C"})
KINDS = {
    "single": Asked("single", {"fr": "?"}, OPTIONS),
    "multiple": Asked("multiple", {"fr": "?"}, OPTIONS, most=2),
    "scale": Asked("scale", {"fr": "?"}, low=0, high=2),
    "quiz": Asked("quiz", {"fr": "?"}, OPTIONS, correct=1, quick=True),
    "ranking": Asked("ranking", {"fr": "?"}, OPTIONS),
    "budget": Asked("budget", {"fr": "?"}, OPTIONS),
    "pairs": Asked("pairs", {"fr": "?"}, OPTIONS),
}
# The places that can be tapped, and one that cannot.
TAPS: dict[str, tuple[int, ...]] = {"budget": (0, 1, 2, 10, 11, 12, 20), "pairs": tuple(range(12))}
NO_TAP = {"budget": 21, "pairs": 12}
SEATED, OUTSIDE = (11, 12, 13), 14
BROWSERS, ELSEWHERE = (21, 22), 23  # devices, by the number in which tests speak of them; the last one of another room


class Booth:
    """An open question and who may vote on it, each act in a transaction of its own."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.seals = database, Seals(folder / "keys")
        self.facilitator: Person
        self.room = self.question = 0
        self.devices: dict[int, int] = {}

    async def opens(self, asked: Asked) -> None:
        async with self.database.transaction() as session:
            known = [await self._met(session, number) for number in (1, *SEATED, OUTSIDE)]
            self.facilitator = known[0]
            room = await rooms.create(session, self.facilitator, [asked], NOON)
            for person in known[1:-1]:
                await rooms.join(session, person, room, NOON)
            (question,) = await rows.questions(session, room.id)
            self.room, self.question = room.id, question.id
            other = await rooms.create(session, self.facilitator, [asked], NOON)
            for number in (*BROWSERS, ELSEWHERE):
                where = room.id if number in BROWSERS else other.id
                self.devices[number] = await devices.enter(session, where, bytes([number])) or 0
            await votes.open_question(session, self.seals, self.facilitator, Press(room.id), question.id, NOON)

    async def _met(self, session: Any, number: int) -> Person:
        await people.meet(session, number, "fr", NOON)
        found = await people.find(session, number)
        assert found is not None
        return found

    async def takes(self, *taps: Tap) -> list[Told]:
        async with self.database.transaction() as session:
            return await cast(session, self.seals, taps, NOON)

    async def closes(self) -> None:
        async with self.database.transaction() as session:
            await votes.close_question(session, self.seals, self.facilitator, Press(self.room), NOON)

    async def reopens(self) -> None:
        async with self.database.transaction() as session:
            await votes.reopen(session, self.seals, self.facilitator, Press(self.room), NOON)

    async def result(self) -> tuple[int, tuple[int, ...]]:
        async with self.database.reading() as session:
            found = await tallies.result(session, await session.get_one(QuestionRow, self.question))
            return found.voters, found.counts

    async def by_web(self) -> int:
        async with self.database.reading() as session:
            return (await tallies.result(session, await session.get_one(QuestionRow, self.question))).web

    async def points(self) -> list[int]:
        async with self.database.reading() as session:
            return sorted(await session.scalars(select(ScoreRow.points).where(ScoreRow.question_id == self.question)))

    async def rows(self) -> int:
        async with self.database.reading() as session:
            mine = BallotRow.question_id == self.question
            return await session.scalar(select(func.count()).select_from(BallotRow).where(mine)) or 0

    def tap(self, update_id: int, person: int, option: int) -> Tap:
        if person in self.devices:
            return web_tap(self.devices[person], self.question, option, update_id)
        return Tap(update_id, person, self.question, option, 10, f"query {update_id}")


async def booth(database: Database, folder: Path, kind: str = "single") -> Booth:
    one = Booth(database, folder)
    await one.opens(KINDS[kind])
    return one


def outcomes(told: list[Told]) -> list[tuple[str, int | None]]:
    return [(one.outcome.value, one.choice) for one in told]


async def test_the_last_choice_counts_and_the_same_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    told = await one.takes(one.tap(5, 11, 0), one.tap(6, 12, 0), one.tap(7, 11, 2), one.tap(8, 11, 2))
    assert outcomes(told) == [("counted", 0), ("counted", 0), ("counted", 2), ("same", 2)]
    assert (told[0].language, told[0].question and told[0].question.options) == ("fr", list(OPTIONS))
    assert await one.result() == (2, (1, 0, 1))
    assert outcomes(await one.takes(one.tap(9, 11, 1))) == [("counted", 1)]
    assert (await one.result(), await one.rows()) == ((2, (1, 1, 0)), 2)


async def test_what_comes_twice_or_late_is_told_what_counts(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    tap = one.tap(5, 11, 1)
    assert outcomes(await one.takes(tap, tap)) == [("counted", 1), ("counted", 1)]
    assert outcomes(await one.takes(tap, one.tap(4, 11, 0))) == [("same", 1), ("old", 1)]
    assert outcomes(await one.takes(one.tap(8, 12, 0), one.tap(7, 12, 2))) == [("counted", 0), ("counted", 2)]
    assert await one.result() == (2, (1, 1, 0))


async def test_several_options_are_marked_and_taken_back(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path, "multiple")
    told = await one.takes(
        one.tap(1, 11, 0), one.tap(2, 11, 2), one.tap(3, 11, 1), one.tap(4, 11, 0), one.tap(5, 11, 1)
    )
    assert outcomes(told) == [("counted", 1), ("counted", 5), ("too_many", 5), ("counted", 4), ("counted", 6)]
    assert await one.result() == (1, (0, 1, 1))
    told = await one.takes(one.tap(6, 11, 1), one.tap(7, 11, 2))
    assert outcomes(told) == [("counted", 4), ("counted", 0)]
    assert await one.result() == (0, (0, 0, 0))


async def test_a_scale_knows_its_steps(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path, "scale")
    told = await one.takes(one.tap(1, 11, 0), one.tap(2, 12, 2), one.tap(3, 13, 3))
    assert outcomes(told) == [("counted", 0), ("counted", 2), ("old", None)]
    assert await one.result() == (2, (1, 0, 1))


async def test_whoever_is_not_in_the_room_does_not_vote(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    async with database.transaction() as session:
        gone = await people.find(session, 12)
        assert gone is not None
        await rooms.leave(session, gone, NOON)
        await session.execute(update(PersonRow).where(PersonRow.telegram_id == 13).values(blocked_at=NOON))
    told = await one.takes(*(one.tap(number, number, 0) for number in (12, 13, OUTSIDE, 999)))
    assert outcomes(told) == [("stranger", None)] * 4
    assert [answer.language for answer in told] == ["fr", "fr", "fr", None]
    assert await one.result() == (0, (0, 0, 0))


async def test_forged_taps_change_nothing_and_make_no_key(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    elsewhere = dataclasses.replace(one.tap(1, 11, 0), question_id=one.question + 1)
    assert outcomes(await one.takes(elsewhere, one.tap(2, 11, 3), one.tap(3, 11, -1))) == [
        ("closed", None), ("old", None), ("old", None),
    ]  # fmt: skip
    assert (await one.rows(), one.seals.names("question-")) == (0, [])


async def test_after_closing_every_tap_is_told_so(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    await one.takes(one.tap(1, 11, 0))
    await one.closes()
    assert outcomes(await one.takes(one.tap(2, 11, 1), one.tap(3, 12, 1))) == [("closed", None), ("closed", None)]
    assert await one.result() == (1, (1, 0, 0))


async def test_browsers_vote_beside_people_and_are_counted_apart(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    told = await one.takes(one.tap(900, 11, 0), one.tap(1, 21, 0), one.tap(1, 22, 1), one.tap(1, ELSEWHERE, 1))
    assert outcomes(told) == [("counted", 0), ("counted", 0), ("counted", 1), ("stranger", None)]
    assert outcomes(await one.takes(one.tap(1, 21, 2), one.tap(2, 22, 1), one.tap(0, 22, 0))) == [
        ("same", 0), ("same", 1), ("old", None),
    ]  # fmt: skip
    assert (await one.result(), await one.by_web()) == ((3, (2, 1, 0)), 2)
    await one.closes()
    async with database.reading() as session:
        question = await session.get_one(QuestionRow, one.question)
        assert question.totals == {"voters": 3, "counts": [2, 1, 0], "web": {"voters": 2, "counts": None}}
        assert question.floor == 900
        assert (await tallies.everything(session))[0]["web"] == {"voters": 2, "counts": None}
    await one.reopens()
    assert outcomes(await one.takes(one.tap(2, 21, 2), one.tap(2, 22, 0), one.tap(901, 11, 1))) == [
        ("counted", 2), ("same", 1), ("counted", 1),
    ]  # fmt: skip


def test_what_came_by_the_web_is_broken_down_only_where_nobody_can_be_told_apart() -> None:
    question = QuestionRow(kind="single", options=list(OPTIONS))

    def counted(people: int, browsers: int) -> tuple[int, tuple[int, ...] | None]:
        found = tallies.added_up(question, [("telegram", 0, people), ("web", 1, browsers)])
        return found.web, found.web_counts

    assert [counted(5, 5), counted(4, 9), counted(9, 4), counted(5, 0)] == [
        (5, (0, 5, 0)), (9, None), (4, None), (0, None),
    ]  # fmt: skip
    kept = tallies.added_up(question, [("telegram", 0, 5), ("web", 1, 6)])
    assert kept.as_totals() == {"voters": 11, "counts": [5, 6, 0], "web": {"voters": 6, "counts": [0, 6, 0]}}


async def test_closing_beside_votes_counts_exactly_those_that_were_told_so(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    batches = [[one.tap(10 * number + person, person, number % 3) for person in SEATED] for number in range(1, 9)]
    jobs = [asyncio.create_task(one.takes(*batch)) for batch in batches[:5]]
    closing = asyncio.create_task(one.closes())
    jobs += [asyncio.create_task(one.takes(*batch)) for batch in batches[5:]]
    told = [answer for job in jobs for answer in await job]
    await closing
    latest: dict[int, tuple[int, int]] = {}
    for answer in told:
        if answer.outcome in (Outcome.COUNTED, Outcome.SAME):
            mine = (answer.tap.update_id, answer.tap.option)
            latest[answer.tap.telegram_id] = max(latest.get(answer.tap.telegram_id, (0, 0)), mine)
    counts = tuple(sum(option == place for _, option in latest.values()) for place in range(3))
    assert await one.result() == (len(latest), counts)


async def test_votes_of_a_process_and_another_at_once(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    await asyncio.gather(*(one.takes(one.tap(number, 11 + number % 3, number % 2)) for number in range(1, 31)))
    assert (await one.result(), await one.rows()) == ((3, (2, 1, 0)), 3)


@pytest.mark.only("sqlite")
async def test_once_ballots_went_no_byte_of_a_voter_is_on_disk(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    await one.takes(*(one.tap(person, person, 1) for person in SEATED))
    hashes = []
    async with database.reading() as session:
        hashes = [bytes(voter) for voter in await session.scalars(select(BallotRow.voter))]
    key = one.seals.folder / f"question-{one.question}.key"
    assert len(hashes) == 3 and len(key.read_bytes()) == 32
    assert b"".join(hashes[:1]) in on_disk(database)
    await one.closes()
    async with database.transaction() as session:
        await roomkeeping.let_ballots_go(session, one.seals, NOON + timedelta(minutes=5))
    await database.scrub()
    assert not key.exists()
    assert [voter for voter in hashes if voter in on_disk(database)] == []
    assert await one.result() == (3, (0, 3, 0))


def on_disk(database: Database) -> bytes:
    assert database.file
    return b"".join(path.read_bytes() for path in database.file.parent.glob("twiza.db*"))


async def test_a_key_that_a_crash_left_is_destroyed_later(database: Database, tmp_path: Path) -> None:
    one = await booth(database, tmp_path)
    await one.takes(one.tap(1, 11, 0))
    for name in ("question-999", "question-998"):
        one.seals.mac(name, b"")
    old = one.seals.folder / "question-999.key"
    os.utime(old, (0, 0))
    os.utime(one.seals.folder / f"question-{one.question}.key", (0, 0))
    async with database.transaction() as session:
        await ballots.destroy_orphans(session, one.seals)
    assert one.seals.names("question-") == sorted(["question-998", f"question-{one.question}"])


# Any interleaving equals a model

DELIVERIES = st.lists(
    st.one_of(
        st.lists(
            st.one_of(
                st.tuples(
                    st.just("tap"), st.sampled_from((*SEATED, OUTSIDE, *BROWSERS, ELSEWHERE)), st.integers(0, 71)
                ),
                st.tuples(st.just("again"), st.integers(0, 30), st.just(0)),
            ),
            min_size=1,
            max_size=6,
        ),
        st.sampled_from(["close", "reopen"]),
    ),
    max_size=12,
)


def last(taps: list[int]) -> list[int]:
    return taps[-1:]


def turned(taps: list[int]) -> list[int]:
    return [option for option in range(3) if taps.count(option) % 2]


def ranked(taps: list[int]) -> list[int]:
    """How many points each item has that stands in the order."""
    order: list[int] = []
    for tap in taps:
        order = [one for one in order if one != tap] if tap in order else [*order, tap]
    return [item for place, item in enumerate(order) for _ in range(3 - place)]


def shared_out(taps: list[int]) -> list[int]:
    """Each item as often as it has points."""
    found: list[int] = []
    for tap in taps:
        if tap < 3:
            found += [tap] * 10
        elif tap - 10 in found:
            for _ in range(10):
                found.remove(tap - 10)
    return found


def won(taps: list[int]) -> list[int]:
    """Each item as often as it was preferred."""
    answers = {tap // 4: tap % 4 for tap in taps}
    return [((0, 1), (0, 2), (1, 2))[pair][answer - 1] for pair, answer in answers.items() if answer in (1, 2)]


FOLDED = {"multiple": turned, "ranking": ranked, "budget": shared_out, "pairs": won}
MOST = {"multiple": 2, "budget": 100}


class Model:
    """What should count: for each voter all taps that came while the question was open, folded in their order."""

    def __init__(self, kind: str, browsers: list[int]) -> None:
        self.kind, self.open, self.floor = kind, True, 0
        self.taken: dict[Whose, dict[int, int]] = {(person, 0): {} for person in SEATED}
        self.taken |= {(0, device): {} for device in browsers}

    def hears(self, batch: list[Tap]) -> None:
        for tap in sorted(batch, key=lambda one: one.update_id):
            taken = self.taken.get(tap.whose)
            floor = 0 if tap.device else self.floor
            if not self.open or taken is None or tap.update_id <= max(floor, *taken, 0):
                continue
            if tap.option not in TAPS.get(self.kind, range(3)) or (
                self.kind == "budget" and tap.option > 2 and not taken
            ):
                continue
            if len(self.folded([*taken.values(), tap.option])) <= MOST.get(self.kind, 100):
                taken[tap.update_id] = tap.option

    def folded(self, taps: list[int]) -> list[int]:
        return FOLDED.get(self.kind, last)([tap for tap in taps if tap != 20])

    def closes(self) -> None:
        self.open = False
        people = [taken for (person, _), taken in self.taken.items() if person]
        self.floor = max([self.floor, *(number for taken in people for number in taken)])

    @property
    def result(self) -> tuple[int, tuple[int, ...], int]:
        """Voters, counts, and how many of the voters are browsers."""
        chosen = {whose: self.folded(list(taken.values())) for whose, taken in self.taken.items()}
        counts = tuple(sum(one.count(option) for one in chosen.values()) for option in range(3))
        return sum(map(bool, chosen.values())), counts, sum(bool(one) for (_, device), one in chosen.items() if device)

    @property
    def points(self) -> list[int]:
        """What everybody who answered the quiz has for it, once it is closed: twice 100 for B at once."""
        chosen = [self.folded(list(taken.values())) for taken in self.taken.values()]
        return [] if self.open else sorted(200 if one == [1] else 0 for one in chosen if one)


async def played(database: Database, folder: Path, kind: str, deliveries: list[Any]) -> None:
    one, made = await booth(database, folder, kind), list[Tap]()
    model = Model(kind, [one.devices[number] for number in BROWSERS])
    places = (*TAPS.get(kind, range(3)), NO_TAP.get(kind, 3))
    for delivery in deliveries:
        if delivery == "close" and model.open:
            await one.closes()
            model.closes()
        elif delivery == "reopen" and not model.open:
            await one.reopens()
            model.open = True
        elif isinstance(delivery, list):
            batch = []
            for act, who, option in delivery:
                if act == "tap":
                    made.append(one.tap(len(made) + 1, who, places[option % len(places)]))
                batch += made[-1:] if act == "tap" else made[who : who + 1]
            told = await one.takes(*batch)
            model.hears(batch)
            assert [answer.tap for answer in told] == batch
        assert (*await one.result(), await one.by_web()) == model.result
        if kind == "quiz":
            assert await one.points() == model.points
    assert await one.rows() <= len(SEATED) + len(BROWSERS)


@pytest.mark.parametrize("kind", KINDS)
def test_any_interleaving_equals_a_model(database_url: str, tmp_path: Path, kind: str) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url)

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(DELIVERIES)
        def holds(deliveries: list[Any]) -> None:
            runner.run(played(database, tmp_path, kind, deliveries))

        holds()
        runner.run(database.close())
