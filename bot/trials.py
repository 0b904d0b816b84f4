"""The simulated crowd of trials: votes through the ballot box like everybody, and ends what is over."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.leader import Leader
from handlers.context import House
from services import trials
from services.ballots import Tap
from storage import rooms as rows
from storage.questions import OPEN, QuestionRow
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
            taps = [tap for trial in going for tap in await self._next(session, trial)]
        for tap in taps:
            await self._put(tap)
        if taps:
            return BREATH
        now = self._house.clock.now()
        self._voted = self._voted if going else {}
        return min((max(0.0, (one.trial_ends - now).total_seconds()) for one in going if one.trial_ends), default=None)

    async def _next(self, session: Any, trial: RoomRow) -> list[Tap]:
        question = await session.get(QuestionRow, trial.question_id or 0)
        if question is None or question.state != OPEN:
            return []
        voted = self._voted.get(question.id, 0)
        taps = trials.crowd(question, await trials.devices(session, trial), voted)
        self._voted[question.id] = voted + trials.AT_ONCE
        return taps

    async def _end(self) -> None:
        async with self._house.database.transaction() as session:
            ended = await trials.over(session, self._house.clock.now())
            for trial in ended:
                await trials.end(session, self._house.seals, trial)
        for trial in ended:
            self._house.room_changed(trial.trial_of or 0)
