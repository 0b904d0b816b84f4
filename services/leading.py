"""Leading a session with one large button, which always does the next right thing.

act = next_act(room, await storage.rooms.questions(session, room.id))        # what it says
done = await leading.go(session, seals, person, Press(room.id, room.version), now)      # ... and does
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from services import rooms, votes
from services.people import Person
from services.presses import Press, Stale
from storage import rooms as rows
from storage.questions import CLOSED, OPEN, WAITING, QuestionRow
from storage.rooms import ENDED, RoomRow
from storage.seals import Seals

DOUBLE_TAP = timedelta(seconds=1)


class Step(StrEnum):
    """What the one large button does next."""

    OPEN = "open"
    CLOSE = "close"
    REVEAL = "reveal"
    PODIUM = "podium"
    END = "end"


@dataclass(frozen=True, slots=True)
class Act:
    """A step and the question it is about (None: the end)."""

    step: Step
    question: QuestionRow | None = None


def next_act(room: RoomRow, questions: Sequence[QuestionRow]) -> Act | None:
    """The next right thing: open, close, reveal, after a quiz the podium, open the next, end; None after the end."""
    if room.state == ENDED:
        return None
    present = next((one for one in questions if one.id == room.question_id), None)
    if present and present.state in (OPEN, CLOSED):
        return Act(Step.CLOSE if present.state == OPEN else Step.REVEAL, present)
    if present and votes.ends_quiz(present, questions):
        return Act(Step.PODIUM, present)
    following = next((one for one in questions if one.state == WAITING), None)
    return Act(Step.OPEN, following) if following else Act(Step.END)


def just_stepped(room: RoomRow, now: datetime) -> bool:
    """Whether the large button has this moment become another: what comes now is the second half of a double tap."""
    return room.stepped_at is not None and now < room.stepped_at + DOUBLE_TAP


async def go(session: AsyncSession, seals: Seals, actor: Person, press: Press, now: datetime) -> Act:
    """Do the next right thing; says what was done. Stale."""
    room = await session.get(RoomRow, press.room_id, populate_existing=True)
    act = next_act(room, await rows.questions(session, room.id)) if room else None
    if act is None:
        raise Stale
    if act.step is Step.OPEN and act.question:
        await votes.open_question(session, seals, actor, press, act.question.id, now)
    elif act.step is Step.CLOSE:
        await votes.close_question(session, seals, actor, press, now)
    elif act.step is Step.REVEAL:
        await votes.reveal(session, actor, press, now)
    elif act.step is Step.PODIUM:
        await votes.show_podium(session, actor, press, now)
    else:
        await rooms.end(session, seals, actor, press, now)
    return act
