"""A guardian's yes for a volunteer under age: their own tap, behind a link that the volunteer hands to them.

The link opens in the bot, or as a web page where the world reaches ours. Whoever holds it can press, the volunteer too:
so the yes counts once the team has called the guardian. Until then the volunteer is asked for nothing; the guardian can
take the yes back by the same link. A guardian who was named once is needed until the team says that nobody is.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox
from services.lab import Lab
from services.people import Person
from services.quiet_hours import next_allowed
from storage import missions
from storage import volunteers as rows
from storage.missions import CANNOT, DECLINED
from storage.people import PersonRow
from storage.volunteers import GuardianRow, VolunteerRow

TOKEN_BYTES = 12
SAID = "guardian.said"  # the screen by which the volunteer hears of it
BY_BOT, BY_WEB, BY_CALL = "button", "web page", "call"


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who answers for somebody under age, and how one reaches them."""

    name: str
    contact: str


UNKNOWN = Guardian("", "")


async def name(session: AsyncSession, volunteer: VolunteerRow, guardian: Guardian | None) -> None:
    """This is the guardian. Another one says yes anew, behind another link; none: whoever was named stays.

    Who left as somebody under age and comes back as an adult has a guardian without a name, until the team lifts it.
    """
    row = await session.get(GuardianRow, volunteer.id)
    if guardian is None and row is None and await _was_minor(session, volunteer):
        guardian = UNKNOWN
    if guardian is None:
        return
    if row is None:
        session.add(_new(volunteer, guardian))
    elif (row.name, row.contact) != (guardian.name, guardian.contact):
        await session.delete(row)
        await session.flush()
        session.add(_new(volunteer, guardian))
    await session.flush()


async def _was_minor(session: AsyncSession, volunteer: VolunteerRow) -> bool:
    person = await session.get(PersonRow, volunteer.person_id)
    return person is not None and person.minor_at is not None


async def remember(session: AsyncSession, volunteer: VolunteerRow, now: datetime) -> None:
    """The card goes: of somebody under age stays that they were, and nothing else."""
    person = await session.get(PersonRow, volunteer.person_id)
    if person is not None and await minor(session, volunteer):
        person.minor_at = now


def _new(volunteer: VolunteerRow, guardian: Guardian) -> GuardianRow:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return GuardianRow(volunteer_id=volunteer.id, name=guardian.name, contact=guardian.contact, token=token)


async def of(session: AsyncSession, volunteer: VolunteerRow) -> GuardianRow | None:
    """The guardian of this volunteer."""
    return await session.get(GuardianRow, volunteer.id)


async def agreed(session: AsyncSession, volunteer: VolunteerRow) -> bool:
    """Whether this volunteer may be asked: nobody is needed, or the guardian's yes counts."""
    row = await of(session, volunteer)
    return row.counts if row else volunteer.age != rows.UNDER


async def minor(session: AsyncSession, volunteer: VolunteerRow) -> bool:
    """Whether this volunteer is under age, as far as the team knows."""
    return volunteer.age == rows.UNDER or await of(session, volunteer) is not None


async def under_age(session: AsyncSession, person_id: int) -> bool:
    """The same of a person, whose card may be gone."""
    card, person = await rows.of(session, person_id), await session.get(PersonRow, person_id)
    return await minor(session, card) if card else person is not None and person.minor_at is not None


class Own(Exception):
    """The one who opened the link is the volunteer."""


async def answer(
    session: AsyncSession, lab: Lab, token: str, agrees: bool, now: datetime, by: Person | None = None
) -> VolunteerRow | None:
    """The guardian says yes, or no (any more); `by`: who they are here, None on the web. None: no such link. Own."""
    found = await rows.by_token(session, token)
    if found is None:
        return None
    volunteer, row = found
    if by is not None and by.id == volunteer.person_id:
        raise Own
    if (row.yes_at is not None) is agrees and (row.no_at is None) is agrees:
        return volunteer  # the same once more
    row.yes_at, row.no_at = (now, None) if agrees else (None, now)
    row.method, row.text_version = BY_BOT if by else BY_WEB, lab.privacy.version
    row.guardian_id = by.id if by else row.guardian_id
    row.called_at, row.called_by = None, None
    if not agrees:
        await release(session, volunteer.person_id, now)
    said = "guardian.yes" if agrees else "guardian.no"
    audit.note(session, by.id if by else None, said, f"volunteer:{volunteer.id}", now)
    await _tell(session, lab, volunteer, agrees, False, now)
    return volunteer


async def called(
    session: AsyncSession, lab: Lab, actor: Person, token: str, agrees: bool, now: datetime
) -> VolunteerRow | None:
    """The team has called the guardian, who agrees or not. None: no such link, or no yes that one could confirm."""
    found = await rows.by_token(session, token)
    if found is None or (agrees and found[1].yes_at is None):
        return None
    volunteer, row = found
    row.called_at, row.called_by = now, actor.id
    if not agrees:
        row.yes_at, row.no_at, row.method = None, now, BY_CALL
        await release(session, volunteer.person_id, now)
    said = "guardian.called" if agrees else "guardian.called_no"
    audit.note(session, actor.id, said, f"volunteer:{volunteer.id}", now)
    await _tell(session, lab, volunteer, agrees, True, now)
    return volunteer


async def lift(session: AsyncSession, actor: Person, token: str, now: datetime) -> VolunteerRow | None:
    """The team knows that the volunteer is of age, as they say: no guardian is needed. None: nothing to lift."""
    found = await rows.by_token(session, token)
    if found is None or found[0].age == rows.UNDER:
        return None
    await session.delete(found[1])
    person = await session.get(PersonRow, found[0].person_id)
    if person is not None:
        person.minor_at = None
    audit.note(session, actor.id, "guardian.lifted", f"volunteer:{found[0].id}", now)
    await session.flush()
    return found[0]


async def _tell(
    session: AsyncSession, lab: Lab, volunteer: VolunteerRow, agrees: bool, sure: bool, now: datetime
) -> None:
    await outbox.enqueue(
        session,
        screen=SAID,
        values={"agrees": agrees, "called": sure},
        dedupe=f"guardian:{volunteer.id}:{sure}:{now.timestamp():.0f}",
        due_at=next_allowed(now, lab.zone, lab),
        person_id=volunteer.person_id,
    )
    await session.flush()


async def release(session: AsyncSession, person_id: int, now: datetime) -> None:
    """They come to nothing that is still to be, and wait for nothing; a no to a mission stays, so none asks again."""
    for hand, mission in await missions.of_person(session, person_id):
        if mission.ends_at > now and hand.in_at is None and hand.state not in (DECLINED, CANNOT):
            await missions.locked(session, mission.id)
            await session.delete(hand)
    await session.flush()
