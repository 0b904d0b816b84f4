"""Volunteers: what they can do and when, and the guardian's yes for those under age."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime

UNDER = "under"  # the age band of those whose guardian is asked
TRAINER = "trainer"  # the tie of those who teach at a college


class VolunteerRow(Base):
    """One volunteer. `skills`, `languages` and `times` (sat-am) are keys with a space between them.

    `words` and `voice` (Telegram's file id) say what they can do in their own way. `tie` and `field`: a trainee or
    trainer, and of which field. `gender`, `situation` and `milieu` are for figures alone, each with its own consent.
    """

    __tablename__ = "volunteers"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), unique=True, info=PSEUDONYMOUS
    )
    name: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    age: Mapped[str] = mapped_column(String(8), info=PERSONAL)
    commune: Mapped[str | None] = mapped_column(String(20), info=PERSONAL)
    skills: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    words: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    voice: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    languages: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    times: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    transport: Mapped[str] = mapped_column(String(8), default="none", info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(String(20), info=PERSONAL)
    tie: Mapped[str | None] = mapped_column(String(8), info=PERSONAL)
    field: Mapped[str | None] = mapped_column(String(24), info=PERSONAL)
    gender: Mapped[str | None] = mapped_column(String(8), info=PERSONAL)
    situation: Mapped[str | None] = mapped_column(String(8), info=PERSONAL)
    milieu: Mapped[str | None] = mapped_column(String(8), info=PERSONAL)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)


class GuardianRow(Base):
    """Who answers for a volunteer under age. `token` is the secret of their link, `guardian_id` who opened it here.

    Whoever holds the link can press yes, so a yes counts once the team has called the guardian.
    """

    __tablename__ = "guardians"
    rights = Rights(through="volunteer_id")

    volunteer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("volunteers.id", ondelete="CASCADE"), primary_key=True, info=PSEUDONYMOUS
    )
    name: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    contact: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    token: Mapped[str] = mapped_column(String(32), unique=True, info=PLAIN)
    guardian_id: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)
    yes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    no_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    method: Mapped[str | None] = mapped_column(String(20), info=PLAIN)
    text_version: Mapped[str | None] = mapped_column(String(20), info=PLAIN)
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)
    called_by: Mapped[int | None] = mapped_column(BigId, index=True, info=MENTION)

    @property
    def counts(self) -> bool:
        """Whether they said yes, and the team has called them."""
        return self.yes_at is not None and self.called_at is not None


def keys(kept: str) -> frozenset[str]:
    """The keys of a column that holds several."""
    return frozenset(kept.split())


def kept(keys: Iterable[str]) -> str:
    """Several keys as one column holds them."""
    return " ".join(keys)


async def of(session: AsyncSession, person_id: int) -> VolunteerRow | None:
    """This person as a volunteer."""
    return await session.scalar(select(VolunteerRow).where(VolunteerRow.person_id == person_id))


async def to_call(session: AsyncSession) -> list[tuple[VolunteerRow, GuardianRow]]:
    """Whose guardian the team is to call: they said yes, or the volunteer says to be of age now."""
    query = select(VolunteerRow, GuardianRow).join(GuardianRow, GuardianRow.volunteer_id == VolunteerRow.id)
    said_yes = GuardianRow.yes_at.is_not(None) & GuardianRow.called_at.is_(None)
    query = query.where(said_yes | (VolunteerRow.age != UNDER))
    return [(card, row) for card, row in await session.execute(query.order_by(VolunteerRow.changed_at))]


async def by_token(session: AsyncSession, token: str) -> tuple[VolunteerRow, GuardianRow] | None:
    """The volunteer whose guardian has this link."""
    query = select(VolunteerRow, GuardianRow).join(GuardianRow, GuardianRow.volunteer_id == VolunteerRow.id)
    found = (await session.execute(query.where(GuardianRow.token == token))).first()
    return (found[0], found[1]) if found else None
