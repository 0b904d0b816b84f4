"""Rooms: live sessions and the course that they take."""

from datetime import datetime

from sqlalchemy import JSON, String, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PLAIN, Base, BigId, UtcDateTime
from storage.questions import QUEUE, WAITING, QuestionRow

READY, LIVE, ENDED = "ready", "live", "ended"
# What the wall shows of an open question: not even how many voted, how many, or also what they chose.
HIDDEN, COUNT, AT_ONCE = "hidden", "count", "at_once"


class RoomRow(Base):
    """One live session: ready (nobody has voted yet), live, ended.

    `code` is what people type, `token` what opens the wall. `question_id` is the one on the wall, whatever its state.
    `round` counts the times the session was begun again; `version` every change but joins and votes, of which the last
    one was at `stepped_at`. While `moderated`, texts wait for the facilitator. `queue_id` takes what people ask, while
    they may; `saying_id` is the one of these that is on the wall. `walk_ins` are people without a phone, as the
    facilitator counted them; `attendance` is how many came in by "phones" and by "web", from the end on: seats and
    browsers go. `shared`: a phone may be handed on, so that several people vote with it. `pads`: everybody holds a pad
    of the shape `pad` (services/pads.py); once switched by hand it is not done by itself any more. A trial is a copy of
    the room `trial_of` (services/trials.py), which goes at `trial_ends`. `wall`: what the
    wall shows before the result (hidden, count, at_once). `paired`: a screen shows it, or did.
    """

    __tablename__ = "rooms"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    code: Mapped[str | None] = mapped_column(String(5), unique=True, info=PLAIN)
    token: Mapped[str] = mapped_column(String(32), unique=True, info=PLAIN)
    state: Mapped[str] = mapped_column(String(8), default=READY, index=True, info=PLAIN)
    opener_id: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    question_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    round: Mapped[int] = mapped_column(default=1, info=PLAIN)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    stepped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    moderated: Mapped[bool] = mapped_column(default=True, info=PLAIN)
    queue_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    saying_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    walk_ins: Mapped[int] = mapped_column(default=0, info=PLAIN)
    attendance: Mapped[dict[str, int] | None] = mapped_column(JSON, info=PLAIN)
    wall: Mapped[str] = mapped_column(String(8), default=COUNT, info=PLAIN)
    shared: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    pads: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    pads_by_hand: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    pad: Mapped[dict[str, int] | None] = mapped_column(JSON, info=PLAIN)
    paired: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    trial_of: Mapped[int | None] = mapped_column(BigId, index=True, info=PLAIN)
    trial_ends: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


async def pair(session: AsyncSession, room_id: int) -> None:
    """A screen shows it."""
    await session.execute(update(RoomRow).where(RoomRow.id == room_id).values(paired=True))


async def by_code(session: AsyncSession, code: str) -> RoomRow | None:
    """The room with this code; it may have ended."""
    return await session.scalar(select(RoomRow).where(RoomRow.code == code))


async def by_token(session: AsyncSession, token: str) -> RoomRow | None:
    """The room whose wall has this token."""
    return await session.scalar(select(RoomRow).where(RoomRow.token == token))


async def running(session: AsyncSession) -> list[RoomRow]:
    """The rooms that have not ended, newest first; trials are none of them."""
    query = select(RoomRow).where(RoomRow.state != ENDED, RoomRow.trial_of.is_(None))
    return list(await session.scalars(query.order_by(RoomRow.id.desc())))


async def trials(session: AsyncSession) -> list[RoomRow]:
    """All trials that are under way."""
    return list(await session.scalars(select(RoomRow).where(RoomRow.trial_of.is_not(None)).order_by(RoomRow.id)))


async def trial_of(session: AsyncSession, room_id: int) -> RoomRow | None:
    """The trial of this room that is under way."""
    return await session.scalar(select(RoomRow).where(RoomRow.trial_of == room_id).limit(1))


async def home_of(session: AsyncSession, room_id: int) -> int:
    """The room whose panels and wall show this one: of a trial the room that is tried, else itself."""
    return await session.scalar(select(RoomRow.trial_of).where(RoomRow.id == room_id)) or room_id


# Asked at every look of the crier: built once.
_STIRS = or_(RoomRow.state != ENDED, RoomRow.ended_at > bindparam("since"))
_STIRRING = select(RoomRow).where(_STIRS).order_by(RoomRow.id)


async def stirring(session: AsyncSession, since: datetime) -> list[RoomRow]:
    """The rooms that have not ended, or ended after `since`; trials too."""
    return list(await session.scalars(_STIRRING, {"since": since}))


def busy(room: RoomRow) -> bool:
    """Whether phones may have to be told something: it is live, has pads or a queue, or has ended."""
    return room.state in (LIVE, ENDED) or (room.state == READY and room.pads) or room.queue_id is not None


async def ended(session: AsyncSession, since: datetime) -> list[RoomRow]:
    """The rooms that ended after that moment and in which something was asked, newest first; no trials."""
    asked = select(QuestionRow.id).where(QuestionRow.room_id == RoomRow.id, QuestionRow.state != WAITING).exists()
    over = (RoomRow.state == ENDED, RoomRow.ended_at > since, RoomRow.trial_of.is_(None))
    query = select(RoomRow).where(*over, asked)
    return list(await session.scalars(query.order_by(RoomRow.ended_at.desc(), RoomRow.id.desc())))


async def began(session: AsyncSession, after: datetime) -> list[tuple[int, datetime]]:
    """The live rooms whose present round began after that moment, with when it did; trials are none of them."""
    first = func.min(QuestionRow.opened_at)
    query = select(RoomRow.id, first).join(QuestionRow, QuestionRow.room_id == RoomRow.id)
    query = query.where(RoomRow.state == LIVE, RoomRow.trial_of.is_(None), QuestionRow.round == RoomRow.round)
    found = await session.execute(query.group_by(RoomRow.id).having(first > after).order_by(RoomRow.id))
    return [(room_id, at) for room_id, at in found if at]


async def idle(session: AsyncSession, before: datetime) -> list[tuple[int, datetime]]:
    """The rooms that have not ended and whose newest question was opened before that moment, with when it was."""
    newest = func.max(QuestionRow.opened_at)
    query = select(RoomRow.id, newest).join(QuestionRow, QuestionRow.room_id == RoomRow.id)
    query = query.where(RoomRow.state != ENDED).group_by(RoomRow.id).having(newest < before).order_by(RoomRow.id)
    return [(room_id, at) for room_id, at in await session.execute(query) if at]


async def unused(session: AsyncSession, before: datetime) -> list[tuple[int, datetime]]:
    """The prepared rooms of which no question was ever opened and that were changed last before that moment."""
    last, opened = func.coalesce(RoomRow.stepped_at, RoomRow.created_at), QuestionRow.opened_at.is_not(None)
    begun = select(QuestionRow.id).where(QuestionRow.room_id == RoomRow.id, opened).exists()
    query = select(RoomRow.id, RoomRow.stepped_at, RoomRow.created_at).where(RoomRow.state == READY, ~begun)
    found = await session.execute(query.where(last < before).order_by(RoomRow.id))
    return [(room_id, stepped_at or created_at) for room_id, stepped_at, created_at in found]


async def step_on(session: AsyncSession, room_id: int, version: int | None, now: datetime) -> RoomRow | None:
    """Raise the version of a room that is still as it was seen (None: as it is); None if it is not, or has ended."""
    as_seen = [RoomRow.id == room_id, RoomRow.state != ENDED]
    as_seen += [] if version is None else [RoomRow.version == version]
    raised = update(RoomRow).where(*as_seen).values(version=RoomRow.version + 1, stepped_at=now)
    raised = raised.returning(RoomRow.id).execution_options(synchronize_session=False)
    if await session.scalar(raised) is None:
        return None
    return await session.get_one(RoomRow, room_id, populate_existing=True)


async def touch(session: AsyncSession, room_id: int) -> None:
    """Raise the version of a room, also of one that has ended: its pages look again."""
    raised = update(RoomRow).where(RoomRow.id == room_id).values(version=RoomRow.version + 1)
    await session.execute(raised.execution_options(synchronize_session="fetch"))


async def questions(session: AsyncSession, room_id: int) -> list[QuestionRow]:
    """All questions of a room's present round, in order; not the queue of what people ask."""
    query = select(QuestionRow).join(RoomRow, RoomRow.id == QuestionRow.room_id).where(RoomRow.id == room_id)
    query = query.where(QuestionRow.round == RoomRow.round, QuestionRow.kind != QUEUE).order_by(
        QuestionRow.position, QuestionRow.id
    )
    return list(await session.scalars(query.execution_options(populate_existing=True)))
