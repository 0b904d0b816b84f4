"""The outbox: what will be said to whom, one row a recipient."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime

STATES = ("ready", "sending", "sent", "retry", "unreachable", "uncertain", "failed", "recalled", "expired")


class OutboxRow(Base):
    """One message to one person. Holds a screen's name and values, never a message in a language.

    The recipient is a person, or `sealed_to` (a sealed Telegram id) for the author of an anonymous challenge.
    `message_class` is notification or reminder; `subject` (such as `challenge:12`) serves recalling.
    """

    __tablename__ = "outbox"
    rights = Rights(owner="person_id", subject="subject")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    dedupe: Mapped[str] = mapped_column(String(120), unique=True, info=PSEUDONYMOUS)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    sealed_to: Mapped[bytes | None] = mapped_column(LargeBinary, info=PSEUDONYMOUS)
    screen: Mapped[str] = mapped_column(String(60), info=PLAIN)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, info=PERSONAL)
    message_class: Mapped[str] = mapped_column(String(20), default="notification", info=PLAIN)
    subject: Mapped[str | None] = mapped_column(String(60), index=True, info=PLAIN)
    state: Mapped[str] = mapped_column(String(12), default="ready", index=True, info=PLAIN)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    owner: Mapped[str | None] = mapped_column(String(64), info=PLAIN)
    fence: Mapped[int] = mapped_column(default=0, info=PLAIN)
    attempt: Mapped[int] = mapped_column(default=0, info=PLAIN)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    message_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    error: Mapped[str | None] = mapped_column(String(200), info=PLAIN)
