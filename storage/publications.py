"""Publications: which challenges the team made public, by whom and since when."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, PLAIN, Base, BigId, UtcDateTime


class PublicationRow(Base):
    """A challenge that everybody may see; what they see of it, services/publications.py says."""

    __tablename__ = "challenge_publications"

    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    staff_id: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)
