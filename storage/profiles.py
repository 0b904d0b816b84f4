"""Several people on one phone, and those for whom the team writes a report down."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime, UtcDay
from storage.challenges import ChallengeRow


class ProfileRow(Base):
    """Somebody who uses the phone of another person, under the name which that person gave them."""

    __tablename__ = "profiles"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    name: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(UtcDay, info=PERSONAL)


class BehalfRow(Base):
    """For whom the team wrote a report down: their name or alias, perhaps a phone (E.164), and the yes they said."""

    __tablename__ = "challenge_behalf"
    rights = Rights(through="challenge_id")

    challenge_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True, info=PLAIN
    )
    name: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(String(20), info=PERSONAL)
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    asked_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)


async def of_person(session: AsyncSession, person_id: int) -> list[ProfileRow]:
    """Who else uses this person's phone, oldest first."""
    query = select(ProfileRow).where(ProfileRow.person_id == person_id).order_by(ProfileRow.id)
    return list(await session.scalars(query))


async def reports(session: AsyncSession, profile_id: int) -> list[ChallengeRow]:
    """What was sent for this profile, oldest first."""
    query = select(ChallengeRow).where(ChallengeRow.profile_id == profile_id).order_by(ChallengeRow.id)
    return list(await session.scalars(query))


async def counts(session: AsyncSession, person_id: int) -> dict[int, int]:
    """How many reports each profile of this person has."""
    query = select(ChallengeRow.profile_id, func.count()).join(ProfileRow, ProfileRow.id == ChallengeRow.profile_id)
    found = await session.execute(query.where(ProfileRow.person_id == person_id).group_by(ChallengeRow.profile_id))
    return {profile: n for profile, n in found if profile is not None}
