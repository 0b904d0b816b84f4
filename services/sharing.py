"""Sharing: a phone goes to the next person, who votes on a fresh ballot of their own; what stands stays as it is.

    await sharing.allow(session, facilitator, press, now)           # the room's switch; off by default
    handed = await sharing.hand_on(session, seals, holder, question, guest=1)     # holder: a seat or a device

A phone's owner is guest 0 of it. Only whoever has it now may vote or change their vote: the ballots before theirs are
out of reach, also of old buttons. Votes of guests have a source of their own.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, ballots, kinds, pads
from services.people import Person
from services.presses import Press, stepped
from storage.devices import DeviceRow
from storage.questions import OPEN, QuestionRow
from storage.rooms import RoomRow
from storage.seals import Seals
from storage.seats import SeatRow

MOST = 5  # people with one phone

Holder = SeatRow | DeviceRow


class Handed(StrEnum):
    """What became of handing a phone on."""

    ON = "on"
    SAME = "same"  # it was handed on already
    VOTE_FIRST = "vote_first"
    FULL = "full"
    CLOSED = "closed"  # the vote is over, or nobody allows it


async def allow(session: AsyncSession, actor: Person, press: Press, now: datetime) -> RoomRow:
    """Turn the switch: also the open question may or may no longer be handed on. Stale."""
    room = await stepped(session, press, now)
    room.shared = not room.shared
    here = (QuestionRow.id == room.question_id, QuestionRow.state == OPEN, QuestionRow.kind.in_(kinds.SHAREABLE))
    await session.execute(update(QuestionRow).where(*here).values(shared=room.shared))
    if room.pads:
        await pads.hand_out(session, room)
    audit.note(session, actor.id, "room.share", f"room:{room.id}", now, on=room.shared)
    await session.flush()
    return room


async def hand_on(session: AsyncSession, seals: Seals, holder: Holder, question: QuestionRow, guest: int) -> Handed:
    """A fresh ballot for this guest, once whoever has the phone now has voted."""
    if question.state != OPEN or not question.shared or holder.room_id != question.room_id:
        return Handed.CLOSED
    now_here = guest_on(holder, question)
    if guest != now_here + 1:
        return Handed.SAME if guest == now_here else Handed.CLOSED
    if guest >= MOST:
        return Handed.FULL
    if not await ballots.has_voted(session, seals, question.id, _name(holder), now_here):
        return Handed.VOTE_FIRST
    holder.guest, holder.guest_on = guest, question.id
    await session.flush()
    return Handed.ON


def guest_on(holder: Holder, question: QuestionRow) -> int:
    """Which guest has this phone on the question now; 0 is its owner."""
    return holder.guest if holder.guest_on == question.id else 0


def _name(holder: Holder) -> str:
    return ballots.person_name(holder.person_id) if isinstance(holder, SeatRow) else ballots.device_name(holder.id)
