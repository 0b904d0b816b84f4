"""What staff changed of the lab's settings in the chat."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, PLAIN, Base, BigId, UtcDateTime


class LabChange(Base):
    """One dotted key of lab.toml with the value that replaces it."""

    __tablename__ = "lab_changes"

    key: Mapped[str] = mapped_column(String(120), primary_key=True, info=PLAIN)
    value: Mapped[Any] = mapped_column(JSON, info=PLAIN)
    changed_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
