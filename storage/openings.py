"""Openings: internships and trainings on offer, trainings that organisations need, who applies, who follows a field."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.people import PersonRow
from storage.volunteers import TRAINER, VolunteerRow

INTERNSHIP, TRAINING, NEED = "internship", "training", "need"
WAITING, OPEN, CLOSED = "waiting", "open", "closed"
ASKED, ACCEPTED, DECLINED = "asked", "accepted", "declined"


class OpeningRow(Base):
    """One opening of an organisation, or (without one) of the team. `first` and `last` are days (2026-10-08).

    `words` and `voice` (Telegram's file id) say more, `questions` (a line each) are put to whoever applies;
    they are its author's and go with them. `skills` and `languages`: keys with a space between them. `told_field`:
    whose followers were told of it.
    """

    __tablename__ = "openings"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="author_id", erase="clear")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    kind: Mapped[str] = mapped_column(String(12), info=PLAIN)
    state: Mapped[str] = mapped_column(String(8), default=WAITING, index=True, info=PLAIN)
    company_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    author_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, info=PSEUDONYMOUS
    )
    title: Mapped[str] = mapped_column(String(120), info=PLAIN)
    field: Mapped[str] = mapped_column(String(24), info=PLAIN)
    first: Mapped[str] = mapped_column(String(10), info=PLAIN)
    last: Mapped[str | None] = mapped_column(String(10), info=PLAIN)
    places: Mapped[int] = mapped_column(info=PLAIN)
    commune: Mapped[str | None] = mapped_column(String(20), info=PLAIN)
    remote: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    words: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    voice: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    skills: Mapped[str] = mapped_column(Text, default="", info=PLAIN)
    languages: Mapped[str] = mapped_column(Text, default="", info=PLAIN)
    questions: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    told_field: Mapped[str | None] = mapped_column(String(24), info=PLAIN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)


class ApplicationRow(Base):
    """Somebody applies with their volunteer's card; while the row stands its organisation may read that card.

    `answers`: what they said to it, each {"question", "words" or "voice" (Telegram's file id)}; the question is as it
    was asked, None where it is ours.
    """

    __tablename__ = "opening_applications"
    __table_args__ = (UniqueConstraint("opening_id", "person_id"), NEVER_AGAIN)
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    opening_id: Mapped[int] = mapped_column(BigId, ForeignKey("openings.id", ondelete="CASCADE"), info=PLAIN)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True, info=PSEUDONYMOUS
    )
    state: Mapped[str] = mapped_column(String(8), default=ASKED, info=PERSONAL)
    answers: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True), info=PERSONAL)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PERSONAL)


class FollowRow(Base):
    """Somebody hears of openings in a field, or (not `wanted`) does not, though it is the field of their card."""

    __tablename__ = "opening_follows"
    rights = Rights(owner="person_id")

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, info=PSEUDONYMOUS
    )
    field: Mapped[str] = mapped_column(String(24), primary_key=True, info=PERSONAL)
    wanted: Mapped[bool] = mapped_column(info=PLAIN)


def subject_of(opening_id: int) -> str:
    """How messages and the audit log name an opening: `opening:7`."""
    return f"opening:{opening_id}"


async def locked(session: AsyncSession, opening_id: int) -> OpeningRow | None:
    """The opening as it is now; until this transaction ends nobody else changes it, or who has its places."""
    query = select(OpeningRow).where(OpeningRow.id == opening_id).with_for_update()
    return await session.scalar(query, execution_options={"populate_existing": True})


async def of_state(session: AsyncSession, state: str, most: int) -> list[OpeningRow]:
    """Openings in this state, the newest first."""
    query = select(OpeningRow).where(OpeningRow.state == state).order_by(OpeningRow.id.desc()).limit(most)
    return list(await session.scalars(query))


async def on_offer(session: AsyncSession, today: str, most: int) -> list[OpeningRow]:
    """What is open and has not begun, needs too, soonest first."""
    query = select(OpeningRow).where(OpeningRow.state == OPEN, OpeningRow.first >= today)
    return list(await session.scalars(query.order_by(OpeningRow.first, OpeningRow.id).limit(most)))


async def of_company(session: AsyncSession, company_id: int | None, most: int) -> list[OpeningRow]:
    """What this organisation (None: the team) posted, the newest first."""
    query = select(OpeningRow).where(OpeningRow.company_id == company_id).order_by(OpeningRow.id.desc())
    return list(await session.scalars(query.limit(most)))


async def application(session: AsyncSession, opening_id: int, person_id: int) -> ApplicationRow | None:
    """How this person applied."""
    mine = (ApplicationRow.opening_id == opening_id, ApplicationRow.person_id == person_id)
    return await session.scalar(select(ApplicationRow).where(*mine))


async def applications(session: AsyncSession, opening_id: int) -> list[ApplicationRow]:
    """Everybody who applies, who came first first."""
    query = select(ApplicationRow).where(ApplicationRow.opening_id == opening_id).order_by(ApplicationRow.id)
    return list(await session.scalars(query))


async def of_person(session: AsyncSession, person_id: int) -> dict[int, str]:
    """The states of this person's applications, by opening."""
    query = select(ApplicationRow.opening_id, ApplicationRow.state).where(ApplicationRow.person_id == person_id)
    return {row.opening_id: row.state for row in await session.execute(query)}


async def count(session: AsyncSession, opening_id: int, state: str) -> int:
    """How many applications are in this state."""
    query = select(func.count()).where(ApplicationRow.opening_id == opening_id, ApplicationRow.state == state)
    return await session.scalar(query) or 0


async def choices(session: AsyncSession, person_id: int) -> dict[str, bool]:
    """What this person chose, by field."""
    query = select(FollowRow.field, FollowRow.wanted).where(FollowRow.person_id == person_id)
    return {row.field: row.wanted for row in await session.execute(query)}


async def followers(session: AsyncSession, field: str, kind: str) -> set[int]:
    """Who hears of this field and may be written to: those who chose it, and those whose card says it.

    Of a training that is needed, only trainers by their card.
    """
    chosen = (
        await session.execute(select(FollowRow.person_id, FollowRow.wanted).where(FollowRow.field == field))
    ).all()
    cards = select(VolunteerRow.person_id).where(VolunteerRow.field == field, VolunteerRow.paused_at.is_(None))
    cards = cards.where(VolunteerRow.tie == TRAINER) if kind == NEED else cards
    wanted = {*await session.scalars(cards), *(one for one, yes in chosen if yes)} - {
        one for one, yes in chosen if not yes
    }
    reached = (PersonRow.unreachable_at.is_(None), PersonRow.blocked_at.is_(None), PersonRow.stopped_at.is_(None))
    return wanted & set(await session.scalars(select(PersonRow.id).where(*reached)))


async def forget_applications(session: AsyncSession, person_id: int) -> None:
    """This person applies for nothing any more."""
    await session.execute(delete(ApplicationRow).where(ApplicationRow.person_id == person_id))


async def untouched_go(session: AsyncSession, before: datetime) -> None:
    """Openings that nobody has changed since then go, with who applied."""
    await session.execute(delete(OpeningRow).where(OpeningRow.changed_at < before))
