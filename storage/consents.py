"""Consents: who agreed to what, when, how, to which text."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class ConsentRow(Base):
    """One yes to one purpose; withdrawing fills `withdrawn_at`, a new yes is a new row."""

    __tablename__ = "consents"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    purpose: Mapped[str] = mapped_column(String(40), info=PLAIN)
    text_version: Mapped[str] = mapped_column(String(20), info=PLAIN)
    method: Mapped[str] = mapped_column(String(20), info=PLAIN)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
