"""Opinions: whether a challenge is solved says its author here, apart from its status, which is the lab's word."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, Base, BigId, Rights, UtcDay
from storage.challenges import ChallengeRow, ThreadRow
from storage.merges import families

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


def _may_be_asked(since: Any, solved: ColumnElement[bool], before: datetime) -> ColumnElement[bool]:
    """Whether nobody asked, or it may be asked once more.

    That is: they agreed to it in their last word, and it is due; or they said nothing, and it was `solved` only after
    they were asked, `since` then.
    """
    ours, newer = aliased(OpinionRow), aliased(OpinionRow)
    last = select(func.max(newer.id)).where(newer.challenge_id == ours.challenge_id).scalar_subquery()
    newest_one = (ours.challenge_id == ChallengeRow.id, ours.id == last)
    agreed = exists().where(*newest_one, ours.again.is_(True), ours.answered_at <= before)
    silent = exists().where(*newest_one, ours.answer.is_(None), ours.asked_at < since)
    return or_(~exists().where(OpinionRow.challenge_id == ChallengeRow.id), agreed, and_(solved, silent))


def _stands(before: datetime) -> ColumnElement[bool]:
    """There, with an author who can be reached and of whom nothing was heard, nor to whom anything was said, since."""
    reachable = or_(ChallengeRow.author_id.is_not(None), ChallengeRow.return_address.is_not(None))
    spoken = exists().where(ThreadRow.challenge_id == ChallengeRow.id, ThreadRow.side != "note", ThreadRow.at > before)
    return and_(ChallengeRow.withdrawn_at.is_(None), ChallengeRow.spam_at.is_(None), reachable, ~spoken)


async def to_ask(session: AsyncSession, before: datetime) -> list[ChallengeRow]:
    """Challenges of which nothing was heard since `before`, whose authors may be asked; oldest first.

    With them what was joined to one that is solved, once for each person who wrote.
    """
    still = (ChallengeRow.status.in_(ASKED_OF), ChallengeRow.waiting_since <= before)
    may = _may_be_asked(ChallengeRow.waiting_since, ChallengeRow.status == SOLVED, before)
    query = select(ChallengeRow).where(_stands(before), *still, may)
    return [*await session.scalars(query.order_by(ChallengeRow.id)), *await _joined(session, before)]


async def _joined(session: AsyncSession, before: datetime) -> list[ChallengeRow]:
    main = aliased(ChallengeRow)
    over = (main.status == SOLVED, main.waiting_since <= before, main.withdrawn_at.is_(None))
    family = families(select(main.id).where(*over))
    may = _may_be_asked(main.waiting_since, true(), before)
    query = select(main, ChallengeRow, may).join(family, family.c.main == main.id)
    query = query.join(ChallengeRow, and_(ChallengeRow.id == family.c.member, ChallengeRow.id != main.id))
    once: dict[object, tuple[ChallengeRow, bool]] = {}
    for top, row, asked in await session.execute(query.where(_stands(before)).order_by(ChallengeRow.id)):
        if (row.author_id or row.author_mac) != (top.author_id or top.author_mac):
            once.setdefault((top.id, row.author_id or row.author_mac), (row, asked))
    return [row for row, asked in once.values() if asked]
