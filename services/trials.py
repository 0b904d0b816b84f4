"""Trials: a prepared session is tried out. A copy of it is led like the real one, and a simulated crowd votes in it.

    trial = await trials.begin(session, facilitator, press, now)      # press: on the prepared room
    taps = trials.crowd(question, devices, voted)                     # what the next few of the crowd choose
    await trials.end(session, seals, trial)                           # nothing of it stays

Nobody can join it: it has no code. While it lasts, the wall and the panels of the prepared room show it (`trial_of`).
"""

import random
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, ballots, tallies
from services.ballots import Tap, web_tap
from services.people import Person
from services.presses import Press, Stale, stepped
from storage import rooms as rows
from storage.devices import DeviceRow
from storage.questions import MULTIPLE, QuestionRow
from storage.rooms import READY, RoomRow
from storage.seals import Seals

CROWD = 20  # simulated people
LASTS = timedelta(minutes=10)
AT_ONCE = 2  # of the crowd who vote in one breath
COPIED = ("position", "kind", "words", "options", "most", "low", "high")


async def begin(session: AsyncSession, actor: Person, press: Press, now: datetime) -> RoomRow:
    """A copy of a prepared room with its crowd. Stale if the room is live, or is being tried."""
    room = await stepped(session, press, now)
    questions = await rows.questions(session, room.id)
    if room.state != READY or not questions or await rows.trial_of(session, room.id):
        raise Stale
    ends = now + LASTS
    made = {"token": secrets.token_urlsafe(16), "opener_id": actor.id, "created_at": now}
    trial = RoomRow(**made, trial_of=room.id, trial_ends=ends, wall=room.wall)
    session.add(trial)
    await session.flush()
    for one in questions:
        session.add(QuestionRow(room_id=trial.id, **{name: getattr(one, name) for name in COPIED}))
    crowd = [{"room_id": trial.id, "mark": secrets.token_bytes(32)} for _ in range(CROWD)]
    await session.execute(insert(DeviceRow), crowd)
    audit.note(session, actor.id, "room.try", f"room:{room.id}", now)
    await session.flush()
    return trial


async def devices(session: AsyncSession, trial: RoomRow) -> list[int]:
    """The crowd."""
    return list(await session.scalars(select(DeviceRow.id).where(DeviceRow.room_id == trial.id).order_by(DeviceRow.id)))


def crowd(question: QuestionRow, devices: Sequence[int], voted: int) -> list[Tap]:
    """The choices of the next few, after so many have voted; the same ones whenever it is asked, some liked more."""
    taps = list[Tap]()
    for device in devices[voted : voted + AT_ONCE]:
        chance = random.Random(question.id * 1000 + device)  # noqa: S311 - simulated people keep no secret
        likes = random.Random(question.id)  # noqa: S311
        places = list(tallies.places(question))
        weights = [likes.random() + 0.2 for _ in places]
        times = chance.randint(1, question.most) if question.kind == MULTIPLE else 1
        chosen = dict.fromkeys(chance.choices(places, weights, k=times))
        taps += [web_tap(device, question.id, place, turn) for turn, place in enumerate(chosen, 1)]
    return taps


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
