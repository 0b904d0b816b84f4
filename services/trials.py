"""Trials: a prepared session is tried out. A copy of it is led like the real one, and a simulated crowd votes in it.

    trial = await trials.begin(session, facilitator, press, now)      # press: on the prepared room
    taps = trials.taps(question, crowd[:2])                           # what these of the crowd choose
    await trials.write(session, seals, question, crowd[:2], now)      # ... or write
    await trials.end(session, seals, trial)                           # nothing of it stays

Nobody can join it: it has no code. While it lasts, the wall and the panels of the prepared room show it (`trial_of`).
"""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, ballots, sayings, tallies
from services.ballots import Tap, web_tap
from services.choices import FIRST, SECOND, TENS, pairs
from services.kinds import ANSWERS
from services.people import Person
from services.presses import Press, Stale, stepped
from services.sayings import Voter
from storage import rooms as rows
from storage.devices import DeviceRow
from storage.questions import BUDGET, MULTIPLE, PAIRS, RANKING, WRITTEN, QuestionRow
from storage.rooms import READY, RoomRow
from storage.seals import Seals

CROWD = 20  # simulated people
LASTS = timedelta(minutes=10)
AT_ONCE = 2  # of the crowd who vote in one breath
COPIED = ("position", "kind", "words", "options", "most", "low", "high", "correct", "quick", "named")
WORDS = "🌳🚌💡📚🎭🏥🌊🎓🚲🛝"  # what they write: plainly no people, and the same in every language


async def begin(session: AsyncSession, actor: Person, press: Press, now: datetime) -> RoomRow:
    """A copy of a prepared room with its crowd. Stale if the room is live, or is being tried."""
    room = await stepped(session, press, now)
    questions = await rows.questions(session, room.id)
    if room.state != READY or not questions or await rows.trial_of(session, room.id):
        raise Stale
    ends = now + LASTS
    made = {"token": secrets.token_urlsafe(16), "opener_id": actor.id, "created_at": now}
    trial = RoomRow(**made, trial_of=room.id, trial_ends=ends, wall=room.wall, moderated=False)
    session.add(trial)
    await session.flush()
    for one in questions:
        session.add(QuestionRow(room_id=trial.id, **{name: getattr(one, name) for name in COPIED}))
    crowd = [{"room_id": trial.id, "mark": secrets.token_bytes(32)} for _ in range(CROWD)]
    await session.execute(insert(DeviceRow), crowd)
    audit.note(session, actor.id, "room.try", f"room:{room.id}", now)
    await session.flush()
    return trial


async def crowd(session: AsyncSession, trial: RoomRow) -> list[int]:
    """The crowd."""
    return list(await session.scalars(select(DeviceRow.id).where(DeviceRow.room_id == trial.id).order_by(DeviceRow.id)))


def taps(question: QuestionRow, crowd: Sequence[int]) -> list[Tap]:
    """The choices of these of the crowd; the same ones whenever it is asked, some liked more. None in words."""
    if question.kind in WRITTEN:
        return []
    likes = random.Random(question.id)  # noqa: S311 - simulated people keep no secret
    weights = [likes.random() + 0.2 for _ in question.options or tallies.places(question)]
    chosen = ((device, _chosen(question, weights, random.Random(question.id * 1000 + device))) for device in crowd)  # noqa: S311
    return [
        web_tap(device, question.id, place, turn) for device, places in chosen for turn, place in enumerate(places, 1)
    ]


def _chosen(question: QuestionRow, weights: list[float], chance: random.Random) -> list[int]:
    """What one of them taps, one after the other."""
    places = list(range(len(question.options)) if question.options else tallies.places(question))
    if question.kind == PAIRS:
        return [ANSWERS * number + chance.choice((FIRST, SECOND)) for number in range(len(pairs(len(places))))]
    if question.kind == BUDGET:
        return chance.choices(places, weights, k=TENS)
    times = {MULTIPLE: chance.randint(1, question.most), RANKING: len(places)}.get(question.kind, 1)
    return list(dict.fromkeys(chance.choices(places, weights, k=times)))


async def write(
    session: AsyncSession, seals: Seals, question: QuestionRow, crowd: Sequence[int], now: datetime
) -> None:
    """What these of the crowd write, on a question that is answered in words."""
    for device in crowd if question.kind in WRITTEN else ():
        word = random.Random(question.id * 1000 + device).choice(WORDS)  # noqa: S311
        await sayings.say(session, seals, question.id, Voter.device(device), word, now)


async def end(session: AsyncSession, seals: Seals, trial: RoomRow) -> None:
    """Everything of it goes: ballots and keys, questions, the crowd, the room."""
    for question in await rows.questions(session, trial.id):
        await ballots.let_go(session, seals, question)
    for table in (QuestionRow, DeviceRow):
        await session.execute(delete(table).where(table.room_id == trial.id))
    await session.execute(delete(RoomRow).where(RoomRow.id == trial.id))


async def over(session: AsyncSession, now: datetime) -> list[RoomRow]:
    """The trials that end by themselves: their time is up, or the prepared room is not waiting any more."""
    waiting = select(RoomRow.id).where(RoomRow.state == READY)
    query = select(RoomRow).where(RoomRow.trial_of.is_not(None))
    return list(await session.scalars(query.where((RoomRow.trial_ends <= now) | RoomRow.trial_of.not_in(waiting))))
