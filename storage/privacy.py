"""Erasures asked for: 24 hours to change one's mind, then done."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class ErasureRow(Base):
    """One person's wish to be erased; it goes with the person."""

    __tablename__ = "erasures"
    rights = Rights(owner="person_id")

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, info=PSEUDONYMOUS
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
