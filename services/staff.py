"""The team: who belongs to it, with which roles, by whose invitation, and how each hears of new challenges."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox
from services.cleaning import clean
from services.people import Person
from services.roles import Role, holds
from storage import occasions
from storage import outbox as outbox_rows
from storage import staff as rows
from storage.challenges import ChallengeRow
from storage.database import alone_with_the_team, insert_if_new
from storage.people import PersonRow
from storage.staff import InvitationRow, StaffNotices, StaffRow

MEMBER = "member"  # the subject of an audit line, which says elsewhere whom it is about
INVITATION_LIFE = timedelta(minutes=15)


class LastAdmin(Exception):
    """The team must keep an admin."""


class FixedAdmin(Exception):
    """An admin named in the settings cannot be removed in the chat."""


class Hears(StrEnum):
    """How a member hears of new challenges."""

    DAILY = "daily"
    NOW = "now"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the team; `fixed` if named as admin in the settings."""

    id: int
    telegram_id: int
    name: str | None
    language: str
    roles: frozenset[Role]
    fixed: bool
    hears: Hears


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def invite(session: AsyncSession, role: Role, by: Person, now: datetime) -> str:
    """Make an invitation for one person to `role`; returns the token of its link, which is kept nowhere."""
    token = secrets.token_urlsafe(24)
    expires_at = now + INVITATION_LIFE
    session.add(InvitationRow(token_hash=_hash(token), role=role, invited_by=by.id, expires_at=expires_at))
    audit.note(session, by.id, "staff.invite", f"role:{role}", now)
    return token


async def accept(session: AsyncSession, token: str, person: Person, name: str, now: datetime) -> Role | None:
    """Take `person` into the team by an invitation, and tell who invited; None if it was used, too old or never was."""
    invitation = await rows.use_invitation(session, _hash(token), now)
    if invitation is None:
        return None
    await alone_with_the_team(session)
    role = Role(invitation.role)
    values = {"person_id": person.id, "role": role, "added_at": now, "added_by": invitation.invited_by}
    await session.execute(insert_if_new(session, StaffRow).values(values))
    await introduce(session, person, name)
    audit.note(session, person.id, "staff.accept", f"role:{role}", now)
    if inviter := invitation.invited_by:
        values = {"person": person.id, "role": role}
        dedupe = f"joined:{invitation.id}"
        await outbox.enqueue(
            session,
            person_id=inviter,
            screen="staff.joined",
            values=values,
            dedupe=dedupe,
            due_at=now,
            may_wait=True,
        )
    return role


async def forget(session: AsyncSession, person_id: int) -> None:
    """Whoever invited this person was told of them: the row of it goes with them."""
    await outbox_rows.forget_about(session, "staff.joined", "person", person_id)


async def known_role(
    session: AsyncSession, token: str, person: Person, admins: Collection[int], now: datetime
) -> Role | None:
    """The role of an invitation that still works, if `person` has it, or is the admin whose link it is."""
    invitation = await rows.open_invitation(session, _hash(token), now)
    one = await member(session, person.id, admins) if invitation else None
    if invitation is None or one is None:
        return None
    role = Role(invitation.role)
    return role if role in one.roles or invitation.invited_by == person.id else None


async def introduce(session: AsyncSession, person: Person, name: str) -> None:
    """Keep the name by which colleagues see a member."""
    await session.execute(update(PersonRow).where(PersonRow.id == person.id).values(name=clean(name)[:200]))


async def members(session: AsyncSession, admins: Collection[int]) -> list[Member]:
    """The team, oldest first; `admins` are the Telegram ids named in the settings."""
    chosen = await rows.choices(session)
    return [await _member(session, row, admins, chosen) for row in await rows.everybody(session, admins)]


async def _member(session: AsyncSession, row: PersonRow, admins: Collection[int], chosen: dict[int, str]) -> Member:
    fixed = row.telegram_id in admins
    roles = {Role(role) for role in await rows.roles_of(session, row.id)} | ({Role.ADMIN} if fixed else set())
    hears = Hears(chosen.get(row.id, Hears.DAILY))
    return Member(row.id, row.telegram_id, row.name, row.language, frozenset(roles), fixed, hears)


async def member(session: AsyncSession, person_id: int, admins: Collection[int]) -> Member | None:
    """One member; None if this person is not (any more) in the team."""
    return next((one for one in await members(session, admins) if one.id == person_id), None)


async def name_of(session: AsyncSession, person_id: int | None) -> str | None:
    """The name of one colleague."""
    row = await session.get(PersonRow, person_id) if person_id else None
    return row.name if row else None


async def chat_of(session: AsyncSession, person_id: int) -> int | None:
    """The private chat of this person."""
    row = await session.get(PersonRow, person_id)
    return row.telegram_id if row else None


async def set_role(
    session: AsyncSession,
    actor: Person,
    person_id: int,
    role: Role,
    held: bool,
    admins: Collection[int],
    now: datetime,
) -> None:
    """Let this member hold the role, or no longer. Raises LastAdmin, FixedAdmin, LookupError (no such member)."""
    await alone_with_the_team(session)
    one = await member(session, person_id, admins)
    if one is None:
        raise LookupError(person_id)
    if held is (role in one.roles):
        return
    if held:
        session.add(StaffRow(person_id=person_id, role=role, added_at=now, added_by=actor.id))
        audit.note(session, actor.id, "staff.grant", MEMBER, now, person_id, role=role)
        return
    await _may_lose(session, one, {role}, admins)
    await _take(session, one, {role})
    audit.note(session, actor.id, "staff.revoke", MEMBER, now, person_id, role=role)


async def remove(
    session: AsyncSession, actor: Person, person_id: int, admins: Collection[int], now: datetime
) -> Member:
    """Take all roles away; what the member held waits for others. Raises LastAdmin, FixedAdmin, LookupError."""
    await alone_with_the_team(session)
    one = await member(session, person_id, admins)
    if one is None:
        raise LookupError(person_id)
    await _may_lose(session, one, one.roles, admins)
    await _take(session, one, one.roles)
    audit.note(session, actor.id, "staff.remove", MEMBER, now, person_id)
    return one


async def _may_lose(session: AsyncSession, one: Member, roles: Collection[Role], admins: Collection[int]) -> None:
    if Role.ADMIN not in roles:
        return
    if one.fixed:
        raise FixedAdmin
    if not any(Role.ADMIN in other.roles for other in await members(session, admins) if other.id != one.id):
        raise LastAdmin


async def _take(session: AsyncSession, one: Member, roles: Collection[Role]) -> None:
    await session.execute(delete(StaffRow).where(StaffRow.person_id == one.id, StaffRow.role.in_(roles)))
    left = one.roles - set(roles)
    if not left:
        await session.execute(delete(StaffNotices).where(StaffNotices.person_id == one.id))
        await occasions.drop_of(session, one.id)
    if not holds(left, Role.MODERATOR):
        held = update(ChallengeRow).where(ChallengeRow.holder_id == one.id)
        await session.execute(held.values(holder_id=None, version=ChallengeRow.version + 1))


async def choose_notices(session: AsyncSession, person: Person, hears: Hears, now: datetime) -> None:
    """From now on this member hears of new challenges like this."""
    await session.merge(StaffNotices(person_id=person.id, choice=hears))
    audit.note(session, person.id, "staff.notices", MEMBER, now, person.id, choice=hears)


async def notices_of(session: AsyncSession, person: Person | Member) -> Hears:
    """How this member hears of new challenges."""
    row = await session.get(StaffNotices, person.id)
    return Hears(row.choice) if row else Hears.DAILY
