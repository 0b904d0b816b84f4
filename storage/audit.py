"""The audit log: every staff action and every read of personal data."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class AuditRow(Base):
    """One action; it stays after the actor, or the colleague whom it was `about`, is erased, without them."""

    __tablename__ = "audit"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="actor_id", erase="clear")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    actor_id: Mapped[int | None] = mapped_column(BigId, index=True, info=PSEUDONYMOUS)
    action: Mapped[str] = mapped_column(String(60), info=PLAIN)
    subject: Mapped[str] = mapped_column(String(80), index=True, info=PLAIN)
    about_id: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, info=PLAIN)
