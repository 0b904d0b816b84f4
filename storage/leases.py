"""Leases: which process leads, with a fencing number checked in each claim."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PLAIN, Base, UtcDateTime


class LeaseRow(Base):
    """One lease; `fence` grows with each new holder."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True, info=PLAIN)
    owner: Mapped[str] = mapped_column(String(64), info=PLAIN)
    fence: Mapped[int] = mapped_column(default=1, info=PLAIN)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
