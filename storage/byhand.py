"""What was counted by hand: papers and raised hands."""

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, Base, BigId
from storage.questions import MULTIPLE, SCALE, SINGLE

PAPER, HANDS = "paper", "hands"
BY_HAND = (SINGLE, MULTIPLE, SCALE)  # whose papers and raised hands are counted answer by answer


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


async def of_question(session: AsyncSession, question_id: int) -> list[HandRow]:
    """What was counted by hand on a question: papers first."""
    query = select(HandRow).where(HandRow.question_id == question_id).order_by(HandRow.source.desc())
    return list(await session.scalars(query.execution_options(populate_existing=True)))
