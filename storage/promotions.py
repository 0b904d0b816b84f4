"""Promotions: challenges that came out of a room."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, Base, BigId


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
