"""Publications: which challenges the team made public, by whom and since when."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, PLAIN, Base, BigId, UtcDateTime
from storage.challenges import ChallengeRow


class PublicationRow(Base):
    """A challenge that everybody may see; what they see of it, services/publications.py says."""

    __tablename__ = "challenge_publications"

    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    staff_id: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)


async def drop(session: AsyncSession, challenge_id: int) -> None:
    """Let the team alone see this challenge again."""
    await session.execute(delete(PublicationRow).where(PublicationRow.challenge_id == challenge_id))


async def in_the_teams_words(session: AsyncSession, whose: ColumnElement[bool]) -> list[ChallengeRow]:
    """Those of these challenges that everybody may see in words of the team's own, oldest first."""
    seen = (ChallengeRow.withdrawn_at.is_(None), ChallengeRow.spam_at.is_(None), ~ChallengeRow.text_hidden)
    public = ChallengeRow.id.in_(select(PublicationRow.challenge_id))
    query = select(ChallengeRow).where(whose, public, ChallengeRow.public_words != "", *seen)
    return list(await session.scalars(query.order_by(ChallengeRow.id)))
