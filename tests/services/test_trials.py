"""A trial is a copy with a crowd: it goes as in reality, and nothing of it stays."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from services import ballots, displays, leading, trials
from services.presses import Press, Stale
from storage import rooms as rows
from storage.ballots import BallotRow
from storage.database import Database
from storage.devices import DeviceRow
from storage.questions import QuestionRow
from storage.rooms import RoomRow
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
        devices = await trials.devices(one.session, trial)
        for asked in (BUS, DAYS):
            for _ in range(3 if asked is DAYS else 1):  # close, show, open the next
                await leading.go(one.session, one.seals, one.facilitator, Press(trial.id), NOON)
            question = await one.session.get_one(QuestionRow, trial.question_id)
            for voted in range(0, trials.CROWD, trials.AT_ONCE):
                taps = trials.crowd(question, devices, voted)
                assert taps == trials.crowd(question, devices, voted)
                told = await one.session.run_sync(ballots.cast, one.seals, taps, NOON)
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
