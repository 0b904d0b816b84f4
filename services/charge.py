"""Who is in charge of a mission, and so confirms its hours: the team, or who speaks for the organisation that leads it.

An organisation's contact is in charge as long as the team knows the organisation, and it leads the mission.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, guardians, mission_places, outbox, staff
from services.lab import Lab
from services.missions import TeamOnly
from services.people import Person
from services.roles import Role, holds
from storage import companies
from storage import missions as rows
from storage.companies import CompanyRow, ContactRow
from storage.missions import GOING, INVITED, OPEN, WAITING, MissionRow, subject_of

ASKED = "mission.charged"  # the screen by which a contact hears of it
LED = "mission.led"  # ... and by which those hear of it whose names they read


async def may(session: AsyncSession, person: Person, mission: MissionRow) -> bool:
    """Whether this person may see who comes, and confirm the hours."""
    if holds(person.roles, Role.MODERATOR):
        return True
    return mission.in_charge_id == person.id and await contact(session, mission) is not None


async def contact(session: AsyncSession, mission: MissionRow) -> ContactRow | None:
    """Who is in charge for the organisation that leads it; None if the team is."""
    found = await companies.of(session, mission.in_charge_id) if mission.in_charge_id else None
    if found is None or not found[0].verified_at or found[0].name != mission.organisation:
        return None
    return found[1]


async def who(session: AsyncSession, mission: MissionRow, admins: Collection[int]) -> list[int]:
    """Who is asked to confirm the hours: whoever is in charge; if they are no more, everybody at the desk."""
    one = await contact(session, mission)
    return [one.person_id] if one else await desk(session, mission, admins)


async def desk(session: AsyncSession, mission: MissionRow, admins: Collection[int]) -> list[int]:
    """Who of the team hears of it: whoever is in charge, or everybody at the desk."""
    team = [one.id for one in await staff.members(session, admins) if holds(one.roles, Role.MODERATOR)]
    return [mission.in_charge_id] if mission.in_charge_id in team else team


async def choices(session: AsyncSession) -> list[tuple[CompanyRow, ContactRow]]:
    """Who could be in charge: everybody who speaks for an organisation that the team knows."""
    query = select(CompanyRow, ContactRow).join(ContactRow, ContactRow.company_id == CompanyRow.id)
    found = await session.execute(query.where(CompanyRow.verified_at.is_not(None)).order_by(CompanyRow.name))
    return [(company, one) for company, one in found]


async def of(session: AsyncSession, person_id: int, most: int) -> list[MissionRow]:
    """The missions of which this contact is in charge, newest first."""
    query = select(MissionRow).where(MissionRow.in_charge_id == person_id, MissionRow.state == OPEN)
    found = list(await session.scalars(query.order_by(MissionRow.begins_at.desc()).limit(most)))
    return [one for one in found if await contact(session, one) is not None]


async def entrust(
    session: AsyncSession, lab: Lab, actor: Person, mission_id: int, person_id: int, now: datetime
) -> MissionRow | None:
    """This contact's organisation leads the mission, and they confirm the hours. None: called off, or no such contact.

    Guardians were promised the team: whoever is under age does not come any more, and hears of it. Once it has begun,
    what they did stays with the team: TeamOnly. The others hear who reads their names from now on.
    """
    mission, found = await rows.locked(session, mission_id), await companies.of(session, person_id)
    if mission is None or mission.state != OPEN or found is None or not found[0].verified_at:
        return None
    begun, before = mission.begins_at <= now, await contact(session, mission)
    if begun and await _with_minors(session, mission):
        raise TeamOnly
    mission.in_charge_id, mission.organisation = person_id, found[0].name
    audit.note(session, actor.id, "mission.charge", subject_of(mission.id), now, about=person_id)
    if not begun:
        await mission_places.without_minors(session, lab, mission, now)
        await mission_places.fill(session, lab, mission, now)
    await outbox.enqueue(session, screen=ASKED, values={"mission": mission.id}, person_id=person_id,
                         dedupe=f"mission:{mission.id}:charge:{person_id}:{now.timestamp():.0f}",
                         due_at=mission_places.told_at(lab, mission.begins_at, now),
                         subject=subject_of(mission.id))  # fmt: skip
    if before is None or before.company_id != found[0].id:
        await _tell_those_of_it(session, lab, mission, found[0], now)
    return mission


async def _tell_those_of_it(
    session: AsyncSession, lab: Lab, mission: MissionRow, company: CompanyRow, now: datetime
) -> None:
    """They said yes to the team: they hear who reads their names from now on."""
    speaking = {one.person_id for one in await companies.contacts(session, company.id)}
    states = (GOING, WAITING, INVITED) if mission.begins_at > now else (GOING,)
    told = [one.person_id for one in await rows.hands(session, mission.id, states) if one.person_id not in speaking]
    await outbox.enqueue_all(session, told, screen=LED, values={"mission": mission.id},
                             dedupe=f"mission:{mission.id}:led:{company.id}:{now.timestamp():.0f}",
                             due_at=mission_places.told_at(lab, mission.begins_at, now),
                             subject=subject_of(mission.id))  # fmt: skip


async def _with_minors(session: AsyncSession, mission: MissionRow) -> bool:
    going = await rows.hands(session, mission.id, (GOING,))
    return any([await guardians.under_age(session, one.person_id) for one in going])


async def take(session: AsyncSession, actor: Person, mission_id: int, now: datetime) -> MissionRow | None:
    """A member of the team is in charge, and confirms the hours. None if there is no such mission."""
    mission = await rows.locked(session, mission_id)
    if mission is not None:
        mission.in_charge_id = actor.id
        audit.note(session, actor.id, "mission.charge", subject_of(mission.id), now, about=actor.id)
        await session.flush()
    return mission
