"""Organisations that are gone: those who helped on their time, and the team, hear of it; nobody's hours change.

Nothing announces that the last who spoke for one left, was erased or joined another: the rows say so at the next look.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import outbox, people, privacy, staff
from services.employees import PURPOSE
from services.lab import Lab
from services.occasions import Expired, Planned, fires_as_team, plans, wall_of
from services.quiet_hours import next_allowed
from services.roles import Role, holds
from storage import employees as rows
from storage import occasions
from storage.employees import EmployeeRow
from storage.occasions import OccasionRow

KIND = "employer.gone"
GONE, LEFT = "employer.gone", "employer.left"  # screens: for who helped, for the team


@plans
async def plan(session: AsyncSession, lab: Lab, now: datetime) -> list[Planned]:
    """One look for each organisation that is gone: at the first of those who helped for it."""
    first: dict[str, EmployeeRow] = {}
    for one in await rows.left(session):
        first.setdefault(one.organisation, one)
    found = [one.id for one in first.values()]
    there = {row.subject_id for row in await occasions.of_kinds(session, [KIND], found)}
    return [Planned(KIND, one, wall_of(now, lab.timezone), lab.timezone) for one in found if one not in there]


@fires_as_team(KIND)
async def tell(
    session: AsyncSession, occasion: OccasionRow, now: datetime, lab: Lab, admins: Collection[int]
) -> str | None:
    """They come to what is ahead as themselves; they and the team are told, not at night."""
    row = await session.get(EmployeeRow, occasion.subject_id)
    if row is None or row.company_id is not None:
        raise Expired("nobody is left who helped for it")
    gone, name = await rows.left(session, row.organisation), row.organisation
    told, key = [one.person_id for one in gone], f"employer:{row.id}"
    awake = next_allowed(now, lab.zone, lab)
    await outbox.enqueue_all(session, told, screen=GONE, values={"name": name}, dedupe=key, due_at=awake)
    team = [one.id for one in await staff.members(session, admins) if holds(one.roles, Role.MODERATOR)]
    values = {"name": name, "people": len(told)}
    await outbox.enqueue_all(session, team, screen=LEFT, values=values, dedupe=f"{key}:team", due_at=awake)
    for one in gone:
        if person := await people.get(session, one.person_id):
            await privacy.withdraw(session, person, PURPOSE, now)
        await session.delete(one)
    await rows.come_for_themselves(session, told)
    return None
