"""Rooms: live sessions, who sits in them, their questions and ballots."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
    delete,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.people import PersonRow
from storage.sayings import SayingRow

# The states of a room, and those of a question.
READY, LIVE, ENDED = "ready", "live", "ended"
WAITING, OPEN, CLOSED, SHOWN = "waiting", "open", "closed", "shown"
WELCOMED = "in"
# What the wall shows of an open question: not even how many voted, how many, or also what they chose.
HIDDEN, COUNT, AT_ONCE = "hidden", "count", "at_once"
# Where ballots come from, and what is counted by hand.
TELEGRAM, WEB, SHARED = "telegram", "web", "shared"
PAPER, HANDS = "paper", "hands"
# The kinds of questions.
SINGLE, MULTIPLE, SCALE = "single", "multiple", "scale"
BY_HAND = (SINGLE, MULTIPLE, SCALE)  # whose papers and raised hands are counted answer by answer
QUIZ, RANKING, BUDGET, PAIRS = "quiz", "ranking", "budget", "pairs"
TEXT, CLOUD, IDEAS = "text", "cloud", "ideas"
QUEUE = "queue"  # what people ask the room: beside the questions of the session, not one of them
WRITTEN = (TEXT, CLOUD, IDEAS, QUEUE)  # answered in words (storage/sayings.py)


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
    wall shows before the result (hidden, count, at_once).
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
    trial_of: Mapped[int | None] = mapped_column(BigId, index=True, info=PLAIN)
    trial_ends: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


class SeatRow(Base):
    """Somebody in a room, in joining order.

    `message_id` is the question that they hold on their phone, `stage` what it shows there: open, shown (its result),
    ended (they were thanked); before the first one in (they were welcomed), or empty. Until `asking_until` what they
    write is a question to the room; `queue_id` is the queue that they were told of. `guest`: how often the phone was
    handed on during the question `guest_on`; 0 is its owner. `pad_id` is the message of their pad, 0 where none can be
    shown.
    """

    __tablename__ = "room_seats"
    __table_args__ = (UniqueConstraint("room_id", "person_id"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("rooms.id", ondelete="CASCADE"), info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    question_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    message_id: Mapped[int | None] = mapped_column(BigInteger, info=PLAIN)
    stage: Mapped[str] = mapped_column(String(8), default="", info=PLAIN)
    asking_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    queue_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    pad_id: Mapped[int | None] = mapped_column(BigInteger, info=PLAIN)
    guest: Mapped[int] = mapped_column(default=0, info=PLAIN)
    guest_on: Mapped[int | None] = mapped_column(BigId, info=PLAIN)


class DeviceRow(Base):
    """A browser in a room. `mark` is a keyed hash of the random id in its cookie (services/devices.py).

    `guest` and `guest_on` as of a seat.
    """

    __tablename__ = "room_devices"
    __table_args__ = (UniqueConstraint("room_id", "mark"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("rooms.id", ondelete="CASCADE"), info=PLAIN)
    mark: Mapped[bytes] = mapped_column(LargeBinary(32), info=PSEUDONYMOUS)
    guest: Mapped[int] = mapped_column(default=0, info=PLAIN)
    guest_on: Mapped[int | None] = mapped_column(BigId, info=PLAIN)


class QuestionRow(Base):
    """One question of a room: waiting, open, closed, shown (its result is on the wall and on the phones).

    `options` are words by language (a scale has none); `most` of them may be chosen. `totals` are the counts that stay
    once the ballots went. Of a quiz `correct` is the right option, `quick`: the sooner the more points, `podium`: it
    stands on the wall now. `floor` is the newest update that closing saw: after a re-opening, older taps come too late.
    `shared` as of the room, taken over when the question is opened.
    """

    __tablename__ = "room_questions"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("rooms.id", ondelete="CASCADE"), index=True, info=PLAIN)
    position: Mapped[int] = mapped_column(info=PLAIN)
    kind: Mapped[str] = mapped_column(String(10), info=PLAIN)
    words: Mapped[dict[str, str]] = mapped_column(JSON, info=PLAIN)
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, info=PLAIN)
    most: Mapped[int] = mapped_column(default=1, info=PLAIN)
    low: Mapped[int] = mapped_column(default=0, info=PLAIN)
    high: Mapped[int] = mapped_column(default=0, info=PLAIN)
    correct: Mapped[int | None] = mapped_column(info=PLAIN)
    quick: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    podium: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    round: Mapped[int] = mapped_column(default=1, info=PLAIN)
    state: Mapped[str] = mapped_column(String(8), default=WAITING, index=True, info=PLAIN)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    floor: Mapped[int] = mapped_column(BigInteger, default=0, info=PLAIN)
    totals: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=PLAIN)
    shared: Mapped[bool] = mapped_column(default=False, info=PLAIN)


class BallotRow(Base):
    """One voter's choice; the last one before closing counts.

    `voter` is a keyed hash under a key of this question (services/ballots.py). `choice` is a number, made and read by
    the question's kind (services/kinds.py). `update_id` keeps an older tap from undoing a newer one: on the web it is
    the voter's own count of taps on this question. `source` is telegram, web, or shared: whoever votes after the owner
    of a phone, on Telegram or in the browser.
    """

    __tablename__ = "room_ballots"

    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_questions.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    voter: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True, info=PSEUDONYMOUS)
    choice: Mapped[int] = mapped_column(BigInteger, info=PLAIN)
    source: Mapped[str] = mapped_column(String(8), default=TELEGRAM, info=PLAIN)
    update_id: Mapped[int | None] = mapped_column(BigInteger, info=PLAIN)


class PlayerRow(Base):
    """Somebody whom the quiz of a room knows by a game name, made of `number` (services/players.py)."""

    __tablename__ = "room_players"
    __table_args__ = (
        UniqueConstraint("room_id", "number"),
        UniqueConstraint("room_id", "person_id"),
        UniqueConstraint("room_id", "device_id"),
        NEVER_AGAIN,
    )
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("rooms.id", ondelete="CASCADE"), info=PLAIN)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    device_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("room_devices.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    number: Mapped[int] = mapped_column(info=PERSONAL)


class ScoreRow(Base):
    """The points of a player for one question of the quiz, 0 for a wrong answer; counted anew at each closing."""

    __tablename__ = "room_scores"
    rights = Rights(through="player_id")

    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_questions.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    player_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_players.id", ondelete="CASCADE"), primary_key=True, index=True, info=PSEUDONYMOUS
    )
    points: Mapped[int] = mapped_column(info=PERSONAL)


class HandRow(Base):
    """What was counted by hand on one question: papers, or raised hands. Never a ballot, and nobody's.

    `counts` are one number an option (or step), `voters` how many people that makes.
    """

    __tablename__ = "room_hands"

    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_questions.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    source: Mapped[str] = mapped_column(String(8), primary_key=True, info=PLAIN)
    voters: Mapped[int] = mapped_column(info=PLAIN)
    counts: Mapped[list[int]] = mapped_column(JSON, info=PLAIN)


class PromotionRow(Base):
    """A challenge that came out of a room: from an option of a question, or an idea; each becomes one at most once.

    `item` names it: `option:2`, the place from 0, or `text:17`, the id of what somebody wrote.
    """

    __tablename__ = "room_promotions"

    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_questions.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    item: Mapped[str] = mapped_column(String(40), primary_key=True, info=PLAIN)
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), unique=True, info=PLAIN
    )


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


async def busy(session: AsyncSession, since: datetime) -> list[RoomRow]:
    """The rooms where phones may have to be told something: live, with pads or a queue, or ended after `since`."""
    waits = (RoomRow.state == LIVE) | ((RoomRow.state == READY) & RoomRow.pads) | RoomRow.queue_id.is_not(None)
    query = select(RoomRow).where(or_(waits, RoomRow.ended_at > since))
    return list(await session.scalars(query.order_by(RoomRow.id)))


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


async def asked(session: AsyncSession, room_id: int) -> list[QuestionRow]:
    """The questions of every round that were opened at some time, in order."""
    query = select(QuestionRow).where(QuestionRow.room_id == room_id, QuestionRow.state != WAITING)
    query = query.order_by(QuestionRow.round, QuestionRow.position, QuestionRow.id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def seat_of(session: AsyncSession, person_id: int) -> SeatRow | None:
    """Where this person sits: the newest seat that they have not left, in a room that has not ended."""
    query = select(SeatRow).join(RoomRow, RoomRow.id == SeatRow.room_id)
    query = query.where(SeatRow.person_id == person_id, SeatRow.left_at.is_(None), RoomRow.state != ENDED)
    return await session.scalar(query.order_by(SeatRow.joined_at.desc(), SeatRow.id.desc()).limit(1))


async def guest_of(session: AsyncSession, question: QuestionRow, telegram_id: int) -> int:
    """Which guest of this person's phone votes on the question now; 0 is its owner."""
    query = select(SeatRow.guest).join(PersonRow, PersonRow.id == SeatRow.person_id)
    query = query.where(SeatRow.room_id == question.room_id, SeatRow.guest_on == question.id)
    return await session.scalar(query.where(PersonRow.telegram_id == telegram_id)) or 0


async def seats(session: AsyncSession, room_id: int) -> list[tuple[SeatRow, PersonRow]]:
    """Who sits in a room, in joining order."""
    query = select(SeatRow, PersonRow).join(PersonRow, PersonRow.id == SeatRow.person_id)
    query = query.where(SeatRow.room_id == room_id, SeatRow.left_at.is_(None))
    return [(seat, person) for seat, person in await session.execute(query.order_by(SeatRow.joined_at, SeatRow.id))]


async def present(session: AsyncSession, room_id: int) -> int:
    """How many people sit in a room."""
    here = (SeatRow.room_id == room_id, SeatRow.left_at.is_(None))
    return await session.scalar(select(func.count()).select_from(SeatRow).where(*here)) or 0


async def arrivals(session: AsyncSession, room_id: int) -> int:
    """How many people took a seat in a room, whether or not they left it again."""
    return await session.scalar(select(func.count()).select_from(SeatRow).where(SeatRow.room_id == room_id)) or 0


async def people(session: AsyncSession) -> dict[int, int]:
    """How many seats and browsers each room has that has not ended."""
    found = dict.fromkeys([room.id for room in await running(session)], 0)
    for table, here in ((SeatRow, SeatRow.left_at.is_(None)), (DeviceRow, true())):
        query = select(table.room_id, func.count()).where(table.room_id.in_(found), here).group_by(table.room_id)
        for room_id, count in await session.execute(query):
            found[room_id] += count
    return found


async def devices(session: AsyncSession, room_id: int) -> int:
    """How many browsers came into a room."""
    return await session.scalar(select(func.count()).select_from(DeviceRow).where(DeviceRow.room_id == room_id)) or 0


async def device_of(session: AsyncSession, room_id: int, mark: bytes) -> int | None:
    """The id of the browser with this mark, if it is in the room."""
    mine = (DeviceRow.room_id == room_id, DeviceRow.mark == mark)
    return await session.scalar(select(DeviceRow.id).where(*mine))


async def device_guest(session: AsyncSession, device: int, question_id: int) -> int:
    """Which guest of this browser votes on the question now; 0 is its owner."""
    query = select(DeviceRow.guest).where(DeviceRow.id == device, DeviceRow.guest_on == question_id)
    return await session.scalar(query) or 0


async def behind(session: AsyncSession, room_id: int, question_id: int | None, stage: str) -> list[tuple[SeatRow, int]]:
    """Who is not told yet that this question is at that stage, in joining order, each with their Telegram id.

    A result goes to those who hold the question, thanks (no question) and a question to everybody who can be reached.
    """
    here = SeatRow.room_id == room_id
    if stage == SHOWN:
        holding = (SeatRow.question_id == question_id, SeatRow.stage == OPEN, SeatRow.message_id.is_not(None))
        return await _reached(session, here, *holding)
    other = SeatRow.question_id.is_distinct_from(question_id)
    return await _reached(session, here, or_(other, SeatRow.stage != stage) if question_id else SeatRow.stage != stage)


async def without_pad(session: AsyncSession, room_id: int) -> list[tuple[SeatRow, int]]:
    """Who holds no pad yet, in joining order, each with their Telegram id."""
    return await _reached(session, SeatRow.room_id == room_id, SeatRow.pad_id.is_(None))


async def on_pads(session: AsyncSession, room_id: int, question_id: int) -> list[tuple[SeatRow, int]]:
    """Whose pad does not show the result of this question yet, in joining order, each with their Telegram id."""
    seen = (SeatRow.question_id == question_id) & (SeatRow.stage.in_((OPEN, SHOWN)))
    other = or_(SeatRow.question_id.is_(None), ~seen)
    return await _reached(session, SeatRow.room_id == room_id, SeatRow.pad_id > 0, other)


async def _reached(session: AsyncSession, *which: ColumnElement[bool]) -> list[tuple[SeatRow, int]]:
    query = select(SeatRow, PersonRow.telegram_id).join(PersonRow, PersonRow.id == SeatRow.person_id)
    here = (SeatRow.left_at.is_(None), PersonRow.unreachable_at.is_(None), PersonRow.blocked_at.is_(None))
    found = await session.execute(query.where(*which, *here).order_by(SeatRow.joined_at, SeatRow.id))
    return [(seat, telegram_id) for seat, telegram_id in found]


async def untold(session: AsyncSession, room_id: int, queue_id: int) -> list[tuple[SeatRow, int]]:
    """Who does not know yet that they may ask the room, in joining order, each with their Telegram id."""
    query = select(SeatRow, PersonRow.telegram_id).join(PersonRow, PersonRow.id == SeatRow.person_id)
    query = query.where(PersonRow.unreachable_at.is_(None), PersonRow.blocked_at.is_(None))
    here = (SeatRow.room_id == room_id, SeatRow.left_at.is_(None), SeatRow.queue_id.is_distinct_from(queue_id))
    found = await session.execute(query.where(*here).order_by(SeatRow.joined_at, SeatRow.id))
    return [(seat, telegram_id) for seat, telegram_id in found]


async def counted(session: AsyncSession, question_id: int) -> list[tuple[str, int, int]]:
    """How often each choice stands in the ballots of a question: the source, the choice, how many."""
    kinds = (BallotRow.source, BallotRow.choice)
    query = select(*kinds, func.count()).where(BallotRow.question_id == question_id).group_by(*kinds)
    return [(source, choice, times) for source, choice, times in await session.execute(query)]


async def by_hand(session: AsyncSession, question_id: int) -> list[HandRow]:
    """What was counted by hand on a question: papers first."""
    query = select(HandRow).where(HandRow.question_id == question_id).order_by(HandRow.source.desc())
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def cut_links(session: AsyncSession, question_id: int) -> int:
    """Forget which update brought each ballot; returns the newest of them, 0 if there was none.

    The web's own counts of taps lead nowhere: they stay, so that after a re-opening older taps come too late.
    """
    mine = (BallotRow.question_id == question_id, BallotRow.source != WEB)
    newest = await session.scalar(select(func.max(BallotRow.update_id)).where(*mine)) or 0
    await session.execute(update(BallotRow).where(*mine).values(update_id=None))
    return newest


async def has_ballots(session: AsyncSession, question_id: int) -> bool:
    """Whether single ballots of this question are still there."""
    query = select(BallotRow.question_id).where(BallotRow.question_id == question_id).limit(1)
    return await session.scalar(query) is not None


async def drop_ballots(session: AsyncSession, question_id: int) -> None:
    """Single ballots go, and which phones were handed on (by who had voted); the totals stay in the question."""
    await session.execute(delete(BallotRow).where(BallotRow.question_id == question_id))
    for holder in (SeatRow, DeviceRow):
        back = update(holder).where(holder.guest_on == question_id).values(guest=0, guest_on=None)
        await session.execute(back.execution_options(synchronize_session=False))


async def with_ballots(session: AsyncSession, room_id: int | None = None) -> list[QuestionRow]:
    """The questions (of one room) whose single ballots or texts know their voters still, and those that are open."""
    held = select(BallotRow.question_id).where(BallotRow.question_id == QuestionRow.id).exists()
    linked = (SayingRow.question_id == QuestionRow.id, SayingRow.voter.is_not(None))
    query = select(QuestionRow).where((QuestionRow.state == OPEN) | held | select(SayingRow.id).where(*linked).exists())
    query = query if room_id is None else query.where(QuestionRow.room_id == room_id)
    return list(await session.scalars(query.order_by(QuestionRow.id)))
