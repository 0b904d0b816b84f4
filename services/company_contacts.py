"""Who speaks for an organisation: they see each other, may remove each other, and withdraw links that wait."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, companies, outbox, people, privacy
from services.companies import PURPOSE
from services.lab import Lab
from services.people import Person
from services.quiet_hours import next_allowed
from services.roles import Role, holds
from storage import companies as rows
from storage.companies import CompanyRow, ContactRow

REMOVED = "company.removed"  # a screen


async def manages(session: AsyncSession, actor: Person, company_id: int) -> bool:
    """Whether this person speaks for it, or is at the desk."""
    mine = await rows.of(session, actor.id)
    return holds(actor.roles, Role.MODERATOR) or (mine is not None and mine[0].id == company_id)


async def remove(session: AsyncSession, lab: Lab, actor: Person, contact_id: int, now: datetime) -> CompanyRow | None:
    """Somebody speaks for it no more, and is told; None if that is not theirs to say, or was done already.

    Whoever wants to go themselves leaves (companies.leave).
    """
    contact = await session.get(ContactRow, contact_id)
    await rows.hold(session, contact.company_id if contact else 0)
    contact = await session.get(
        ContactRow, contact_id, populate_existing=True
    )  # of two who remove each other one stays
    if contact is None or contact.person_id == actor.id or not await manages(session, actor, contact.company_id):
        return None
    company, whom = await session.get_one(CompanyRow, contact.company_id), contact.person_id
    audit.note(session, actor.id, "company.remove", f"company:{company.id}", now, about=whom)
    await outbox.enqueue(session, person_id=whom, screen=REMOVED, values={"company": company.id},
                         dedupe=f"company-removed:{contact_id}", due_at=next_allowed(now, lab.zone, lab))  # fmt: skip
    if person := await people.get(session, whom):
        await privacy.withdraw(session, person, PURPOSE, now)
        await companies.forget(session, person)
    return company


async def withdraw_links(session: AsyncSession, actor: Person, company_id: int, now: datetime) -> None:
    """The links to contacts that nobody has used yet lead nowhere any more."""
    if await manages(session, actor, company_id):
        await rows.drop_links(session, company_id)
        audit.note(session, actor.id, "company.withdraw_links", f"company:{company_id}", now)
