"""Alerts: of which communes and themes somebody wants to hear, and how far each pace has told what happened."""

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights

NOW, DAILY, WEEKLY, NONE = "now", "daily", "weekly", "none"
ANY = ""  # every commune, every theme


class AlertRow(Base):
    """One wish of one person: news of a commune (or ANY) and a theme (or ANY), at this pace."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("person_id", "commune", "category"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    commune: Mapped[str] = mapped_column(String(20), default=ANY, info=PERSONAL)
    category: Mapped[str] = mapped_column(String(30), default=ANY, info=PERSONAL)
    pace: Mapped[str] = mapped_column(String(8), default=DAILY, index=True, info=PLAIN)


class AlertCursor(Base):
    """How far the alerts of one pace have come: the last step and the last publication that they looked at."""

    __tablename__ = "alert_cursors"

    pace: Mapped[str] = mapped_column(String(8), primary_key=True, info=PLAIN)
    step: Mapped[int] = mapped_column(BigId, default=0, info=PLAIN)


async def of_person(session: AsyncSession, person_id: int) -> list[AlertRow]:
    """This person's wishes, oldest first."""
    query = select(AlertRow).where(AlertRow.person_id == person_id).order_by(AlertRow.id)
    return list(await session.scalars(query))


async def forget(session: AsyncSession, person_id: int) -> None:
    """This person wants no alerts any more."""
    await session.execute(delete(AlertRow).where(AlertRow.person_id == person_id))
