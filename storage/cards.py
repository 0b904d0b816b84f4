"""Cards: living messages in a chat, edited by the postman to the newest wanted state."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class CardRow(Base):
    """One card. `wanted` counts the states asked for, `shown` the last one in the chat.

    `chat_id` is empty and `sealed_to` filled for the author of an anonymous challenge.
    """

    __tablename__ = "cards"
    rights = Rights(subject="subject")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    subject: Mapped[str] = mapped_column(String(80), unique=True, info=PLAIN)
    chat_id: Mapped[int | None] = mapped_column(BigId, index=True, info=PSEUDONYMOUS)
    sealed_to: Mapped[bytes | None] = mapped_column(LargeBinary, info=PSEUDONYMOUS)
    message_id: Mapped[int | None] = mapped_column(BigId, info=PLAIN)
    screen: Mapped[str] = mapped_column(String(60), info=PLAIN)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, info=PERSONAL)
    wanted: Mapped[int] = mapped_column(default=1, info=PLAIN)
    shown: Mapped[int] = mapped_column(default=0, info=PLAIN)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    attempt: Mapped[int] = mapped_column(default=0, info=PLAIN)
