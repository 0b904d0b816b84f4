"""Opinions: whether a challenge is solved says its author here, apart from its status, which is the lab's word."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, Base, BigId, Rights, UtcDay
from storage.challenges import ChallengeRow, ThreadRow

SOLVED, NOT_YET = "solved", "not_yet"
ASKED_OF = ("received", "study", "workshop", "taken_up", "progress", "solved")  # statuses


class OpinionRow(Base):
    """One time that the author was asked, or said by themselves, whether it is solved: days only, as of anonymous ones.

    `again`: whether they want to be asked once more.
    """

    __tablename__ = "challenge_opinions"
    __table_args__ = NEVER_AGAIN
    rights = Rights(through="challenge_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    asked_at: Mapped[datetime | None] = mapped_column(UtcDay, info=PLAIN)
    answer: Mapped[str | None] = mapped_column(String(8), info=PLAIN)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDay, info=PLAIN)
    again: Mapped[bool | None] = mapped_column(info=PLAIN)


async def newest(session: AsyncSession, challenge_id: int) -> OpinionRow | None:
    """The last time that the author was asked or said so."""
    query = select(OpinionRow).where(OpinionRow.challenge_id == challenge_id)
    return await session.scalar(query.order_by(OpinionRow.id.desc()).limit(1))


async def said(session: AsyncSession, challenge_id: int) -> OpinionRow | None:
    """The last answer."""
    query = select(OpinionRow).where(OpinionRow.challenge_id == challenge_id, OpinionRow.answer.is_not(None))
    return await session.scalar(query.order_by(OpinionRow.id.desc()).limit(1))


def _may_be_asked(before: datetime) -> ColumnElement[bool]:
    """Never asked and never said anything; or they agreed, in their last word, to be asked again, and that is due."""
    ours, newer = aliased(OpinionRow), aliased(OpinionRow)
    last = select(func.max(newer.id)).where(newer.challenge_id == ours.challenge_id).scalar_subquery()
    newest_one = (ours.challenge_id == ChallengeRow.id, ours.id == last)
    agreed = exists().where(*newest_one, ours.again.is_(True), ours.answered_at <= before)
    return or_(~exists().where(OpinionRow.challenge_id == ChallengeRow.id), agreed)


async def to_ask(session: AsyncSession, before: datetime) -> list[ChallengeRow]:
    """Challenges of which nothing was heard since `before`, whose authors may be asked; oldest first."""
    stands = and_(ChallengeRow.withdrawn_at.is_(None), ChallengeRow.spam_at.is_(None))
    reachable = or_(ChallengeRow.author_id.is_not(None), ChallengeRow.return_address.is_not(None))
    still = (ChallengeRow.status.in_(ASKED_OF), ChallengeRow.waiting_since <= before)
    spoken = exists().where(ThreadRow.challenge_id == ChallengeRow.id, ThreadRow.side != "note", ThreadRow.at > before)
    query = select(ChallengeRow).where(stands, reachable, *still, ~spoken, _may_be_asked(before))
    return list(await session.scalars(query.order_by(ChallengeRow.id)))
