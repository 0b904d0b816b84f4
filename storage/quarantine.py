"""Quarantine: updates that failed, their attempts, and the sealed payload of those set aside."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PERSONAL, PLAIN, Base, BigId, UtcDateTime


class FailedUpdate(Base):
    """One update that failed `attempts` times; `payload` is sealed and kept 7 days once set aside."""

    __tablename__ = "failed_updates"

    update_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, info=PLAIN)
    attempts: Mapped[int] = mapped_column(default=0, info=PLAIN)
    reason: Mapped[str] = mapped_column(String(200), info=PLAIN)
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    quarantined: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    payload: Mapped[bytes | None] = mapped_column(LargeBinary, info=PERSONAL)
