"""Companies and other organisations, and who speaks for them here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.base import MENTION, NEVER_AGAIN, PERSONAL, PLAIN, PSEUDONYMOUS, Base, BigId, Rights, UtcDateTime
from storage.people import PersonRow

CONTACT, EMPLOYEE = "contact", "employee"  # what an invitation makes of somebody


class CompanyRow(Base):
    """One organisation. `skills` are keys with a space between them; `days` may be given in a quarter of a year for
    all of them together; where they differ, `by_skill` has days and level of each. `apart` are the ids of others that
    look like it and are not.

    It belongs to nobody: it goes when the last who speaks for it leaves. `past_minutes` are those that employees gave
    whose rows are gone.
    """

    __tablename__ = "companies"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    kind: Mapped[str] = mapped_column(String(16), info=PLAIN)
    name: Mapped[str] = mapped_column(String(120), info=PLAIN)
    commune: Mapped[str | None] = mapped_column(String(20), info=PLAIN)
    skills: Mapped[str] = mapped_column(Text, default="", info=PLAIN)
    legal_name: Mapped[str | None] = mapped_column(String(160), info=PLAIN)
    address: Mapped[str | None] = mapped_column(String(200), info=PLAIN)
    ice: Mapped[str | None] = mapped_column(String(15), index=True, info=PLAIN)
    sector: Mapped[str | None] = mapped_column(String(24), info=PLAIN)
    size: Mapped[str | None] = mapped_column(String(8), info=PLAIN)
    days: Mapped[str | None] = mapped_column(String(8), info=PLAIN)
    level: Mapped[str | None] = mapped_column(String(8), info=PLAIN)
    by_skill: Mapped[dict[str, list[str | None]]] = mapped_column(JSON, default=dict, info=PLAIN)
    place: Mapped[str | None] = mapped_column(String(8), info=PLAIN)
    period: Mapped[str | None] = mapped_column(String(200), info=PLAIN)
    conditions: Mapped[str | None] = mapped_column(String(600), info=PLAIN)
    apart: Mapped[str] = mapped_column(Text, default="", info=PLAIN)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    past_minutes: Mapped[int] = mapped_column(default=0, info=PLAIN)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    verified_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=PLAIN)


class ContactRow(Base):
    """Somebody who speaks for a company. `words` and `voice` (Telegram's file id): what it offers, in their own way;
    `period_voice` and `conditions_voice`: what they said of these instead of writing it.

    `wants_id` is the company that they asked to join instead.
    """

    __tablename__ = "company_contacts"
    __table_args__ = NEVER_AGAIN
    rights = Rights(owner="person_id")

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    company_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), unique=True, info=PSEUDONYMOUS
    )
    name: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    function: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(String(20), info=PERSONAL)
    email: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    words: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    voice: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    period_voice: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    conditions_voice: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    wants_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="SET NULL"), index=True, info=PLAIN
    )
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PERSONAL)


class CompanyInvitationRow(Base):
    """A link by which one more person speaks for a company, or helps as its employee (`role`); only the hash of its
    token is kept."""

    __tablename__ = "company_invitations"
    __table_args__ = (UniqueConstraint("token_hash"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, info=PLAIN)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), info=PLAIN)
    company_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("companies.id", ondelete="CASCADE"), index=True, info=PLAIN
    )
    role: Mapped[str] = mapped_column(String(8), default=CONTACT, info=PLAIN)
    invited_by: Mapped[int | None] = mapped_column(BigId, info=MENTION)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)


async def of(session: AsyncSession, person_id: int) -> tuple[CompanyRow, ContactRow] | None:
    """The company for which this person speaks, and they as its contact."""
    query = select(CompanyRow, ContactRow).join(ContactRow, ContactRow.company_id == CompanyRow.id)
    found = (await session.execute(query.where(ContactRow.person_id == person_id))).first()
    return (found[0], found[1]) if found else None


async def contacts(session: AsyncSession, company_id: int) -> Sequence[ContactRow]:
    """Who speaks for it, oldest first."""
    query = select(ContactRow).where(ContactRow.company_id == company_id).order_by(ContactRow.id)
    return (await session.scalars(query)).all()


async def reachable(session: AsyncSession, people: Sequence[int]) -> bool:
    """Whether one of these people can be written to."""
    away = (PersonRow.unreachable_at, PersonRow.stopped_at, PersonRow.blocked_at)
    found = select(PersonRow.id).where(PersonRow.id.in_(people), *(one.is_(None) for one in away)).limit(1)
    return await session.scalar(found) is not None


async def asking(session: AsyncSession) -> list[tuple[ContactRow, CompanyRow, CompanyRow]]:
    """Who asks to join an organisation, oldest first: they, the one they speak for now, the one they want."""
    wanted = aliased(CompanyRow)
    query = select(ContactRow, CompanyRow, wanted).join(CompanyRow, CompanyRow.id == ContactRow.company_id)
    found = await session.execute(query.join(wanted, wanted.id == ContactRow.wants_id).order_by(ContactRow.id))
    return [(one, own, other) for one, own, other in found]


async def everything(session: AsyncSession) -> Sequence[CompanyRow]:
    """Every organisation, those that nobody has verified first, the newest before the others."""
    return (
        await session.scalars(select(CompanyRow).order_by(CompanyRow.verified_at.is_not(None), CompanyRow.id.desc()))
    ).all()


async def invitation(session: AsyncSession, token_hash: bytes, role: str, now: datetime) -> CompanyInvitationRow | None:
    """An invitation that works, for this role."""
    return await session.scalar(select(CompanyInvitationRow).where(*_works(token_hash, role, now)))


async def use_invitation(
    session: AsyncSession, token_hash: bytes, now: datetime, role: str = CONTACT
) -> CompanyInvitationRow | None:
    """Use an invitation up; None if it was used, is too old, is for another role or never was."""
    statement = update(CompanyInvitationRow).where(*_works(token_hash, role, now))
    return await session.scalar(statement.values(used_at=now).returning(CompanyInvitationRow))


def _works(token_hash: bytes, role: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    known = (CompanyInvitationRow.token_hash == token_hash, CompanyInvitationRow.role == role)
    return *known, *_open(now)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Not used, not too old, and whoever made it still speaks for that company."""
    theirs = (ContactRow.person_id == CompanyInvitationRow.invited_by,
              ContactRow.company_id == CompanyInvitationRow.company_id)  # fmt: skip
    return CompanyInvitationRow.used_at.is_(None), CompanyInvitationRow.expires_at > now, exists().where(*theirs)


async def links(session: AsyncSession, company_id: int, now: datetime) -> int:
    """How many links to contacts nobody has used yet."""
    mine = (CompanyInvitationRow.company_id == company_id, CompanyInvitationRow.role == CONTACT)
    return await session.scalar(select(func.count(CompanyInvitationRow.id)).where(*mine, *_open(now))) or 0


async def drop_links(session: AsyncSession, company_id: int) -> None:
    """The links to contacts that nobody has used go."""
    mine = (CompanyInvitationRow.company_id == company_id, CompanyInvitationRow.role == CONTACT)
    await session.execute(delete(CompanyInvitationRow).where(*mine, CompanyInvitationRow.used_at.is_(None)))


async def drop_empty(session: AsyncSession, company_id: int) -> None:
    """The company goes if nobody speaks for it."""
    spoken_for = select(ContactRow.company_id)
    await session.execute(delete(CompanyRow).where(CompanyRow.id == company_id, CompanyRow.id.not_in(spoken_for)))


async def hold(session: AsyncSession, company_id: int) -> None:
    """Until this transaction ends nobody else changes it, or leaves."""
    await session.execute(select(CompanyRow.id).where(CompanyRow.id == company_id).with_for_update())


async def drop_contact(session: AsyncSession, person_id: int) -> None:
    """This person speaks for no company any more; one for which nobody speaks goes too."""
    if found := await of(session, person_id):
        company, contact = found
        # Held, so that of the last two who leave at once the second sees that the first is gone.
        await hold(session, company.id)
        await session.delete(contact)
        await session.flush()
        await drop_empty(session, company.id)


async def untouched_go(session: AsyncSession, before: datetime) -> None:
    """Organisations that nobody has changed since then go, with those who speak for them and old invitations."""
    await session.execute(delete(CompanyRow).where(CompanyRow.changed_at < before))
    await session.execute(delete(CompanyInvitationRow).where(CompanyInvitationRow.expires_at < before))
