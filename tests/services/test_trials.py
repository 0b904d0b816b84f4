"""A trial is a copy with a crowd: it goes as in reality, and nothing of it stays."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from services import ballots, displays, leading, tallies, trials
from services.leading import Step
from services.presses import Press, Stale
from services.rooms import Asked
from storage import rooms as rows
from storage.ballots import BallotRow
from storage.database import Database
from storage.devices import DeviceRow
from storage.questions import QuestionRow
from storage.rooms import RoomRow
from tests.casting import cast
from tests.services.test_rooms import BUS, DAYS, NOON, Hall, hall


async def counts(one: Hall) -> list[int]:
    """Rows in the tables of rooms, questions, devices, ballots."""
    tables = (RoomRow, QuestionRow, DeviceRow, BallotRow)
    return [await one.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def test_the_crowd_votes_in_a_copy_and_nothing_stays(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS, DAYS) as one:
        before = await counts(one)
        trial = await trials.begin(one.session, one.facilitator, one.press, NOON)
        assert (trial.code, trial.state) == (None, "ready")
        assert [row.id for row in await rows.running(one.session)] == [one.room.id], "nobody can join or lead it"
        crowd = await trials.crowd(one.session, trial)
        for asked in (BUS, DAYS):
            for _ in range(3 if asked is DAYS else 1):  # close, show, open the next
                await leading.go(one.session, one.seals, one.facilitator, Press(trial.id), NOON)
            question = await one.session.get_one(QuestionRow, trial.question_id)
            for few in (crowd[:7], crowd[7:]):
                taps = trials.taps(question, few)
                assert taps == trials.taps(question, few)
                told = await cast(one.session, one.seals, taps, NOON)
                assert {answer.outcome for answer in told} == {ballots.Outcome.COUNTED}
            assert (await displays.snapshot(one.session, trial.id))["question"]["voters"] == trials.CROWD
        await trials.end(one.session, one.seals, trial)
        assert (await counts(one), one.room.state) == (before, "ready")
    assert one.keys == []


async def test_only_what_is_prepared_can_be_tried_once_at_a_time(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, BUS) as one:
        trial = await trials.begin(one.session, one.facilitator, one.press, NOON)
        with pytest.raises(Stale):
            await trials.begin(one.session, one.facilitator, Press(one.room.id), NOON)
        assert await trials.over(one.session, NOON) == []
        assert await trials.over(one.session, NOON + trials.LASTS) == [trial]
        await leading.go(one.session, one.seals, one.facilitator, Press(one.room.id), NOON)
        assert await trials.over(one.session, NOON) == [trial], "the real session began"
        await trials.end(one.session, one.seals, trial)
        with pytest.raises(Stale):
            await trials.begin(one.session, one.facilitator, Press(one.room.id), NOON)


KINDS = (
    Asked("scale", {"fr": "Note ?"}, low=0, high=10),
    Asked("quiz", {"fr": "Urgences ?"}, ({"fr": "19"}, {"fr": "15"}), correct=1, quick=True),
    *(
        Asked(kind, {"fr": "?"}, ({"fr": "Eau"}, {"fr": "Bus"}, {"fr": "Parc"}))
        for kind in ("ranking", "budget", "pairs")
    ),
)
WRITTEN = tuple(Asked(kind, {"fr": "?"}, most=2) for kind in ("text", "cloud", "ideas"))


async def test_the_crowd_answers_every_kind_of_question(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, *KINDS, *WRITTEN) as one:
        trial = await trials.begin(one.session, one.facilitator, one.press, NOON)
        crowd = await trials.crowd(one.session, trial)
        voters = {}
        while (act := leading.next_act(trial, await rows.questions(one.session, trial.id))) and act.question:
            await leading.go(one.session, one.seals, one.facilitator, Press(trial.id), NOON)
            if act.step is not Step.OPEN:
                continue
            await cast(one.session, one.seals, trials.taps(act.question, crowd), NOON)
            await trials.write(one.session, one.seals, act.question, crowd, NOON)
            voters[act.question.kind] = (await tallies.result(one.session, act.question)).voters
        assert voters == dict.fromkeys((one.kind for one in (*KINDS, *WRITTEN)), trials.CROWD)
        await trials.end(one.session, one.seals, trial)
    assert one.keys == []
