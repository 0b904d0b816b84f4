"""Questions of a room: their kinds and states."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Connection, ForeignKey, String, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PLAIN, Base, BigId, UtcDateTime

# The states of a question.
WAITING, OPEN, CLOSED, SHOWN = "waiting", "open", "closed", "shown"
# The kinds of questions.
SINGLE, MULTIPLE, SCALE = "single", "multiple", "scale"
QUIZ, RANKING, BUDGET, PAIRS = "quiz", "ranking", "budget", "pairs"
TEXT, CLOUD, IDEAS = "text", "cloud", "ideas"
QUEUE = "queue"  # what people ask the room: beside the questions of the session, not one of them
WRITTEN = (TEXT, CLOUD, IDEAS, QUEUE)  # answered in words (storage/sayings.py)
NAMEABLE = (SINGLE, MULTIPLE, SCALE, RANKING, BUDGET)  # a vote on these may show names


class QuestionRow(Base):
    """One question of a room: waiting, open, closed, shown (its result is on the wall and on the phones).

    `options` are words by language (a scale has none); `most` of them may be chosen. `totals` are the counts that stay
    once the ballots went. Of a quiz `correct` is the right option, `quick`: the sooner the more points, `podium`: it
    stands on the wall now. `floor` is the newest update that closing saw: after a re-opening, older taps come too late.
    `shared` as of the room, taken over when the question is opened. `named`: it shows names, which is said before;
    settled once the question is opened.
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
    named: Mapped[bool] = mapped_column(default=False, info=PLAIN)


async def asked(session: AsyncSession, room_id: int) -> list[QuestionRow]:
    """The questions of every round that were opened at some time, in order."""
    query = select(QuestionRow).where(QuestionRow.room_id == room_id, QuestionRow.state != WAITING)
    query = query.order_by(QuestionRow.round, QuestionRow.position, QuestionRow.id)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


_STATE = select(QuestionRow.state).where(QuestionRow.id == bindparam("id"))  # made once: it is asked at every tick


def state(connection: Connection, question_id: int) -> str | None:
    """The state of a question; None if it is gone."""
    return connection.scalar(_STATE, {"id": question_id})
