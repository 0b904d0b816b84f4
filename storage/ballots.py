"""Ballots: what was chosen on the questions of a room, until nothing leads to a voter any more."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, PSEUDONYMOUS, Base, BigId
from storage.devices import DeviceRow
from storage.questions import OPEN, QuestionRow
from storage.sayings import SayingRow
from storage.seats import SeatRow

TELEGRAM, WEB, SHARED = "telegram", "web", "shared"  # where ballots come from


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


async def counted(session: AsyncSession, question_id: int) -> list[tuple[str, int, int]]:
    """How often each choice stands in the ballots of a question: the source, the choice, how many."""
    kinds = (BallotRow.source, BallotRow.choice)
    query = select(*kinds, func.count()).where(BallotRow.question_id == question_id).group_by(*kinds)
    return [(source, choice, times) for source, choice, times in await session.execute(query)]


async def cut_links(session: AsyncSession, question_id: int) -> int:
    """Forget which update brought each ballot; returns the newest of them, 0 if there was none.

    The web's own counts of taps lead nowhere: they stay, so that after a re-opening older taps come too late.
    """
    mine = (BallotRow.question_id == question_id, BallotRow.source != WEB)
    newest = await session.scalar(select(func.max(BallotRow.update_id)).where(*mine)) or 0
    await session.execute(update(BallotRow).where(*mine).values(update_id=None))
    return newest


async def are_there(session: AsyncSession, question_id: int) -> bool:
    """Whether single ballots of this question are still there."""
    query = select(BallotRow.question_id).where(BallotRow.question_id == question_id).limit(1)
    return await session.scalar(query) is not None


async def drop(session: AsyncSession, question_id: int) -> None:
    """Single ballots go, and which phones were handed on (by who had voted); the totals stay in the question."""
    await session.execute(delete(BallotRow).where(BallotRow.question_id == question_id))
    for holder in (SeatRow, DeviceRow):
        back = update(holder).where(holder.guest_on == question_id).values(guest=0, guest_on=None)
        await session.execute(back.execution_options(synchronize_session=False))


# Asked at every look of who keeps the time of sessions: built once.
_THERE = select(BallotRow.question_id).where(BallotRow.question_id == QuestionRow.id).exists()
_LINKED = select(SayingRow.id).where(SayingRow.question_id == QuestionRow.id, SayingRow.voter.is_not(None)).exists()
_HELD = select(QuestionRow).where((QuestionRow.state == OPEN) | _THERE | _LINKED).order_by(QuestionRow.id)


async def held(session: AsyncSession, room_id: int | None = None) -> list[QuestionRow]:
    """The questions (of one room) whose single ballots or texts know their voters still, and those that are open."""
    return list(await session.scalars(_HELD if room_id is None else _HELD.where(QuestionRow.room_id == room_id)))
