"""Certificates: made of a workshop's check-ins or of confirmed hours, checked by a code, withdrawn with the person.

One paper, one code: under the same name it is brought up to date, under another a new one takes its place. What stood
on it stays though the rows that it was made of are forgotten after their term.

A code has three groups of four characters, such as `K7M4-XQ28-T9RW`: nobody guesses one (54 bits).
"""

import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import hours
from services.letters import DIGITS
from services.papers import one_line
from services.people import Person
from services.references import ALPHABET
from storage import certificates as rows
from storage import missions, papers
from storage.certificates import ATTENDANCE, EMPLOYEE, VOLUNTEERING, CertificateRow
from storage.companies import CompanyRow
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
    """The certificate under the name that they want. None if they were not there, or the team took it back."""
    found, workshop = await attended(session, person, workshop_id, now), await session.get(WorkshopRow, workshop_id)
    old = await rows.of(session, person.id, workshop_id)
    if workshop is None or (found is None and old is None) or (old and old.revoked_at):
        return None
    says = asdict(found) if found else _said(old)
    kept = {"kind": ATTENDANCE, "workshop_id": workshop_id, "title": dict(workshop.title)}
    return await _put(session, person, old, name, now, **kept, **says)


async def issue_for_hours(session: AsyncSession, person: Person, name: str, now: datetime) -> CertificateRow | None:
    """The certificate of all that they did as a volunteer so far. None if nothing is confirmed, or the team took it
    back."""
    old = await rows.of_volunteer(session, person.id)
    says = await _worked(session, person, old, None)
    if not says or (old and old.revoked_at):
        return None
    return await _put(session, person, old, name, now, kind=VOLUNTEERING, **says)


async def employer(session: AsyncSession, person: Person, company_id: int) -> CompanyRow | None:
    """The organisation for which this person did something that is confirmed; None: nothing of it is theirs to know."""
    done = [one for one in await hours.confirmed(session, person.id) if one.company_id == company_id]
    old = await rows.of_employee(session, person.id, company_id)
    return await session.get(CompanyRow, company_id) if done or old else None


async def issue_for_employee(
    session: AsyncSession, person: Person, company: CompanyRow, name: str, named: bool, now: datetime
) -> CertificateRow | None:
    """The certificate of what they did for who employs them, `named` on it or not. None as above."""
    old = await rows.of_employee(session, person.id, company.id)
    says = await _worked(session, person, old, company.id)
    if not says or (old and old.revoked_at):
        return None
    kept = {"kind": EMPLOYEE, "company_id": company.id, "organisation": company.name if named else None}
    return await _put(session, person, old, name, now, **kept, **says)


async def withdraw(session: AsyncSession, person: Person, code: str, now: datetime) -> bool:
    """Its person takes it back: nothing of them stays on it, and another one has another code. False if it is not
    theirs, or does not count (any more)."""
    row = await rows.by_code(session, code)
    if row is None or row.person_id != person.id or row.name is None or row.revoked_at:
        return False
    for name in papers.SAYS[CertificateRow]:
        setattr(row, name, None)
    row.revoked_at = now
    await session.flush()
    return True


async def _worked(
    session: AsyncSession, person: Person, old: CertificateRow | None, company_id: int | None
) -> dict[str, Any]:
    """Days, minutes and missions; as they stand on the old paper if some of what it counts was forgotten since."""
    mine = [hand for hand, _ in await missions.of_person(session, person.id)]
    ours = [one for one in mine if (one.company_id, one.employed) == (company_id, company_id is not None)]
    if old and len([one for one in ours if one.confirmed_at]) < (old.missions or 0):
        return _said(old)
    kept = {one.id for one in ours}
    done = [one for one in await hours.confirmed(session, person.id) if one.hand_id in kept]
    days = [one.begins[:10] for one in done]
    minutes = sum(one.minutes for one in done)
    return {"first": min(days), "last": max(days), "minutes": minutes, "missions": len(done)} if done else {}


def _said(old: CertificateRow | None) -> dict[str, Any]:
    return {name: getattr(old, name) for name in ("first", "last", "minutes", "missions")}


async def _put(
    session: AsyncSession, person: Person, old: CertificateRow | None, name: str, now: datetime, **says: Any
) -> CertificateRow:
    shown = {"name": one_line(name), "organisation": says.pop("organisation", None)}
    row = old
    if old is not None and any(getattr(old, key) != value for key, value in shown.items()):
        await papers.replace(session, old)
        row = None
    if row is None:
        row = CertificateRow(code=new_code(), person_id=person.id)
        session.add(row)
    for key, value in {**shown, **says, "issued_at": now}.items():
        setattr(row, key, value)
    await session.flush()
    return row
