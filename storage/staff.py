"""Staff: roles and single-use invitations."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime


class StaffRow(Base):
    """One role of one person; `notices` is how they hear of new challenges: daily, now or none."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("person_id", "role"),)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    role: Mapped[str] = mapped_column(String(20), info=PLAIN)
    notices: Mapped[str] = mapped_column(String(10), default="daily", info=PLAIN)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    added_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)


class InvitationRow(Base):
    """One invitation; only the hash of its token is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=PLAIN)
    role: Mapped[str] = mapped_column(String(20), info=PLAIN)
    invited_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
