"""Occasions: things due at a wall time; rows are the truth, alarms only wake us."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, Base, BigId, UtcDateTime


class OccasionRow(Base):
    """One thing due. `wall` is local time (YYYY-MM-DDTHH:MM) in `zone`; `due_at` is derived from both."""

    __tablename__ = "occasions"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    kind: Mapped[str] = mapped_column(String(40), info=PLAIN)
    subject_id: Mapped[int] = mapped_column(BigId, info=PLAIN)
    wall: Mapped[str] = mapped_column(String(16), info=PLAIN)
    zone: Mapped[str] = mapped_column(String(40), info=PLAIN)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    state: Mapped[str] = mapped_column(String(12), default="waiting", index=True, info=PLAIN)
