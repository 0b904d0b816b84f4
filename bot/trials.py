"""The simulated crowd of trials: votes through the ballot box like everybody, and ends what is over."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.leader import Leader
from handlers.context import House
from services import trials
from services.ballots import Tap
from storage import rooms as rows
from storage.questions import OPEN, WRITTEN, QuestionRow
from storage.rooms import RoomRow

BREATH = 0.5  # seconds between two of the crowd

Put = Callable[[Tap], Awaitable[Any]]


class Crowds:
    """Its `work` is what a Worker calls; only the leader does anything. `put` is the ballot box."""

    def __init__(self, house: House, leader: Leader, put: Put) -> None:
        self._house, self._leader, self._put = house, leader, put
        self._voted: dict[int, int] = {}  # of which question how many of the crowd; again after a restart, to no effect

    async def work(self) -> float | None:
        """Let the crowd vote, end what is over; seconds until more is to be done."""
        if self._leader.fence is None:
            return None
        async with self._house.database.reading() as session:
            over = await trials.over(session, self._house.clock.now())
        if over:
            await self._end()
        async with self._house.database.reading() as session:
            going = await rows.trials(session)
        if any([await self._answer(trial) for trial in going]):
            return BREATH
        now = self._house.clock.now()
        self._voted = self._voted if going else {}
        return min((max(0.0, (one.trial_ends - now).total_seconds()) for one in going if one.trial_ends), default=None)

    async def _answer(self, trial: RoomRow) -> bool:
        """Let the next few answer what is open; whether there were any."""
        async with self._house.database.reading() as session:
            question = await session.get(QuestionRow, trial.question_id or 0)
            if question is None or question.state != OPEN:
                return False
            voted = self._voted.get(question.id, 0)
            crowd = (await trials.crowd(session, trial))[voted : voted + trials.AT_ONCE]
        self._voted[question.id] = voted + trials.AT_ONCE
        for tap in trials.taps(question, crowd):
            await self._put(tap)
        if question.kind in WRITTEN and crowd:
            await self._write(trial, question, crowd)
        return bool(crowd)

    async def _write(self, trial: RoomRow, question: QuestionRow, crowd: Sequence[int]) -> None:
        async with self._house.database.transaction() as session:
            await trials.write(session, self._house.seals, question, crowd, self._house.clock.now())
        self._house.room_changed(trial.id)

    async def _end(self) -> None:
        async with self._house.database.transaction() as session:
            ended = await trials.over(session, self._house.clock.now())
            for trial in ended:
                await trials.end(session, self._house.seals, trial)
        for trial in ended:
            self._house.room_changed(trial.trial_of or 0)
