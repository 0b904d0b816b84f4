"""Terms: the words of challenges in one spelling for both scripts, and their concepts, to find what is alike."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PERSONAL, PLAIN, Base, BigId, Rights


class TermRow(Base):
    """One word or concept of a challenge; `public` ones come from what everybody may read of it."""

    __tablename__ = "challenge_terms"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy wants it
    rights = Rights(through="challenge_id")

    term: Mapped[str] = mapped_column(String(40), primary_key=True, info=PERSONAL)
    public: Mapped[bool] = mapped_column(primary_key=True, info=PLAIN)
    commune: Mapped[str] = mapped_column(String(20), primary_key=True, info=PLAIN)
    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True, index=True, info=PLAIN
    )
