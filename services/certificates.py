"""Certificates: made of a workshop's check-ins or of confirmed hours, checked by a code, withdrawn with the person.

A code has three groups of four characters, such as `K7M4-XQ28-T9RW`: nobody guesses one (54 bits).
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, hours
from services.letters import DIGITS
from services.people import Person
from services.references import ALPHABET
from storage import certificates as rows
from storage.certificates import VOLUNTEERING, CertificateRow
from storage.database import insert_if_new
from storage.registrations import AttendanceRow, RegistrationRow
from storage.workshops import MeetingRow, WorkshopRow

GROUPS, GROUP = 3, 4
NOISE = re.compile(r"[\s\-‐-―_.]+")
SHAPE = re.compile(f"[{ALPHABET}]{{{GROUPS * GROUP}}}")


@dataclass(frozen=True, slots=True)
class Attended:
    """How long somebody was at a workshop, by the hours of the sessions at which they were checked in."""

    first: str
    last: str
    minutes: int


def new_code() -> str:
    """A fresh code."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)))


def read(text: str) -> str | None:
    """The code that somebody typed, as it is kept; None if it is none."""
    bare = NOISE.sub("", text.strip().upper().translate(DIGITS))
    return _grouped(bare) if SHAPE.fullmatch(bare) else None


def _grouped(bare: str) -> str:
    return "-".join(bare[at : at + GROUP] for at in range(0, len(bare), GROUP))


async def attended(session: AsyncSession, person: Person, workshop_id: int, now: datetime) -> Attended | None:
    """The sessions of this workshop that are over and at which they were; None if there is none."""
    query = select(MeetingRow).join(AttendanceRow, AttendanceRow.meeting_id == MeetingRow.id)
    query = query.join(RegistrationRow, RegistrationRow.id == AttendanceRow.registration_id)
    mine = (RegistrationRow.person_id == person.id, MeetingRow.workshop_id == workshop_id, MeetingRow.ends_at <= now)
    met = (await session.scalars(query.where(*mine).order_by(MeetingRow.begins_at))).all()
    if not met:
        return None
    minutes = sum(int((one.ends_at - one.begins_at).total_seconds()) // 60 for one in met)
    return Attended(met[0].begins[:10], met[-1].begins[:10], minutes)


async def issue(
    session: AsyncSession, person: Person, workshop_id: int, name: str, now: datetime
) -> CertificateRow | None:
    """The certificate, under the name that they want: the same code each time. None if they were not there, or
    the team took it back."""
    found, workshop = await attended(session, person, workshop_id, now), await session.get(WorkshopRow, workshop_id)
    if found is None or workshop is None:
        return None
    row = await rows.of(session, person.id, workshop_id)
    if row is None:
        row = CertificateRow(code=new_code(), person_id=person.id, workshop_id=workshop_id, issued_at=now)
        session.add(row)
    if row.revoked_at:
        return None
    row.name, row.title, row.issued_at = name, dict(workshop.title), now
    row.first, row.last, row.minutes = found.first, found.last, found.minutes
    await session.flush()
    return row


async def issue_for_hours(session: AsyncSession, person: Person, name: str, now: datetime) -> CertificateRow | None:
    """The certificate of all that they did as a volunteer so far: the same code each time, the sum of that day.

    None if nothing is confirmed, or the team took it back.
    """
    done = await hours.confirmed(session, person.id)
    if not done:
        return None
    new = {"code": new_code(), "kind": VOLUNTEERING, "person_id": person.id, "issued_at": now}
    await session.execute(insert_if_new(session, CertificateRow).values(**new))
    row = await rows.of_volunteer(session, person.id)
    if row is None or row.revoked_at:
        return None
    days = [one.begins[:10] for one in done]
    row.name, row.issued_at, row.missions = name, now, len(done)
    row.first, row.last, row.minutes = min(days), max(days), sum(one.minutes for one in done)
    await session.flush()
    return row


def withdrawn(row: CertificateRow) -> bool:
    """Whether it counts no more: its person was erased, the team took it back, or its term is over."""
    return row.revoked_at is not None or row.name is None


async def revoke(session: AsyncSession, actor: Person, code: str, now: datetime) -> bool:
    """The team takes it back; False if there is nothing to take back."""
    row = await rows.by_code(session, code)
    if row is None or withdrawn(row):
        return False
    row.revoked_at = now
    audit.note(session, actor.id, "certificate.revoke", f"certificate:{row.id}", now)
    return True
