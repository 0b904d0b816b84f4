"""Employees who help on their organisation's time: invited by who speaks for it, each by their own yes (PURPOSE).

Whoever speaks for the organisation reads who agreed and how much was done in all. To which mission somebody said yes,
and how long they were there, they read only where they lead it (services/charge.py). Leaving ends it at once; what was
done and confirmed stays as a number.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, companies, guardians, outbox, people, privacy
from services.lab import Lab
from services.papers import one_line
from services.people import Person
from services.quiet_hours import next_allowed
from storage import companies as company_rows
from storage import employees as rows
from storage import missions, volunteers
from storage.companies import CompanyRow
from storage.employees import EmployeeRow
from storage.missions import GOING, OPEN, WAITING

PURPOSE = "employees"
DAY = 8 * 60  # minutes of work
OUT = "employee.out"  # the screen by which somebody hears that their organisation ended it
ASKED = "employee.asked"  # the screen of a mission that their organisation helps with
LONGEST_NAME = 80


async def speaks_for(session: AsyncSession, person: Person) -> CompanyRow | None:
    """The verified organisation for which this person speaks."""
    found = await company_rows.of(session, person.id)
    return found[0] if found and found[0].verified_at else None


async def invite(session: AsyncSession, person: Person, now: datetime) -> str | None:
    """A link for one colleague, within a week. None if they do not speak for a verified organisation."""
    if await speaks_for(session, person) is None:
        return None
    return await companies.invite(session, person, now, role=company_rows.EMPLOYEE)


async def inviting(session: AsyncSession, token: str, now: datetime) -> CompanyRow | None:
    """Which organisation this link is of; None if it does not work (any more), or whoever made it speaks for it no
    more."""
    found = await company_rows.invitation(session, companies.hashed(token), company_rows.EMPLOYEE, now)
    speaking = await company_rows.contacts(session, found.company_id) if found else []
    if found is None or found.invited_by not in [one.person_id for one in speaking]:
        return None
    company = await session.get(CompanyRow, found.company_id)
    return company if company and company.verified_at else None


class UnderAge(Exception):
    """A guardian's yes is for the team's own missions: whoever is under age is no employee here."""


async def accept(
    session: AsyncSession, token: str, person: Person, name: str, version: str, now: datetime
) -> EmployeeRow | None:
    """Their yes, by a link that works once. None if it does not work, or they help for an organisation already.

    UnderAge.
    """
    if await guardians.under_age(session, person.id):
        raise UnderAge
    company = await inviting(session, token, now)
    if company is None or await rows.of(session, person.id):
        return None
    if await company_rows.use_invitation(session, companies.hashed(token), now, company_rows.EMPLOYEE) is None:
        return None
    shown = one_line(name)[:LONGEST_NAME]
    await rows.drop_left(session, person.id)
    row = EmployeeRow(company_id=company.id, organisation=company.name, person_id=person.id, name=shown, agreed_at=now)
    session.add(row)
    await privacy.agree_anew(session, person, PURPOSE, version, "invitation", now)
    await session.flush()
    return row


async def leave(session: AsyncSession, person: Person, now: datetime) -> None:
    """They help for it no more, and take their yes back."""
    if await privacy.agrees(session, person, PURPOSE):
        await privacy.withdraw(session, person, PURPOSE, now)
    await forget(session, person)


async def forget(session: AsyncSession, person: Person) -> None:
    """They are on no list any more, and come to what is ahead for themselves."""
    await rows.drop_left(session, person.id)
    if found := await rows.of(session, person.id):
        await _end(session, found[0])


async def dismiss(session: AsyncSession, lab: Lab, actor: Person, employee_id: int, now: datetime) -> bool:
    """Who speaks for the organisation ends it for one of its people, who is told; False if it is not theirs to end."""
    row, ours = await session.get(EmployeeRow, employee_id), await company_rows.of(session, actor.id)
    if row is None or ours is None or row.company_id != ours[0].id:
        return False
    await outbox.enqueue(session, person_id=row.person_id, screen=OUT, values={"company": row.company_id},
                         dedupe=f"employee:{row.id}:out", due_at=next_allowed(now, lab.zone, lab))  # fmt: skip
    audit.note(session, actor.id, "employee.dismiss", f"company:{row.company_id}", now)
    if them := await people.get(session, row.person_id):
        await privacy.withdraw(session, them, PURPOSE, now)
    await _end(session, row)
    return True


async def _end(session: AsyncSession, row: EmployeeRow) -> None:
    await rows.come_for_themselves(session, [row.person_id])
    await session.delete(row)
    await session.flush()


async def sent_by(session: AsyncSession, person: Person) -> CompanyRow | None:
    """For which organisation they may come to a mission: one that the team knows; nobody under age for any."""
    found, card = await rows.of(session, person.id), await volunteers.of(session, person.id)
    if found is None or not found[1].verified_at or (card and await guardians.minor(session, card)):
        return None
    return found[1]


async def come(session: AsyncSession, person: Person, mission_id: int, for_company: bool) -> bool:
    """Whether somebody who comes to a mission does so on their organisation's time; False if that is not to be said."""
    company = await sent_by(session, person)
    await missions.locked(session, mission_id)
    hand = await missions.hand(session, mission_id, person.id)
    if hand is None or hand.state not in (GOING, WAITING) or hand.confirmed_at or (for_company and company is None):
        return False
    hand.company_id = company.id if company and for_company else None
    hand.employed = hand.company_id is not None
    await session.flush()
    return True


async def ask(session: AsyncSession, lab: Lab, actor: Person, mission_id: int, now: datetime) -> int | None:
    """Ask the people of the organisations that help with it, each once; how many. None if it has begun."""
    mission = await missions.locked(session, mission_id)
    if mission is None or mission.state != OPEN or mission.begins_at <= now:
        return None
    people = [one.person_id for one in await rows.of_mission(session, mission_id)
              if await missions.hand(session, mission_id, one.person_id) is None]  # fmt: skip
    await outbox.enqueue_all(session, people, screen=ASKED, values={"mission": mission_id},
                             dedupe=f"mission:{mission_id}:employee", expires_at=mission.begins_at,
                             due_at=next_allowed(now, lab.zone, lab),
                             subject=missions.subject_of(mission_id))  # fmt: skip
    audit.note(session, actor.id, "mission.invite", missions.subject_of(mission_id), now)
    return len(people)


def days(minutes: int) -> float:
    """Working days, in halves."""
    return round(minutes / DAY * 2) / 2
