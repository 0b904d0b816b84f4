"""Players of a quiz, and their points."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights


class PlayerRow(Base):
    """Somebody whom the quiz of a room knows by a game name, made of `number` (services/players.py)."""

    __tablename__ = "room_players"
    __table_args__ = (
        UniqueConstraint("room_id", "number"),
        UniqueConstraint("room_id", "person_id"),
        UniqueConstraint("room_id", "device_id"),
        NEVER_AGAIN,
    )
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    room_id: Mapped[int] = mapped_column(BigId, ForeignKey("rooms.id", ondelete="CASCADE"), info=PLAIN)
    person_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    device_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("room_devices.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    number: Mapped[int] = mapped_column(info=PERSONAL)


class ScoreRow(Base):
    """The points of a player for one question of the quiz, 0 for a wrong answer; counted anew at each closing."""

    __tablename__ = "room_scores"
    rights = Rights(through="player_id")

    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_questions.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    player_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("room_players.id", ondelete="CASCADE"), primary_key=True, index=True, info=PSEUDONYMOUS
    )
    points: Mapped[int] = mapped_column(info=PERSONAL)
