"""A guardian's yes for a volunteer under age: their own tap, behind a link that the volunteer hands to them.

The link opens in the bot, or as a web page where the world reaches ours. Until then the volunteer is asked for nothing;
the guardian can take the yes back by the same link.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox
from services.people import Person
from storage import missions
from storage import volunteers as rows
from storage.volunteers import GuardianRow, VolunteerRow

TOKEN_BYTES = 12
SAID = "guardian.said"  # the screen by which the volunteer hears of it
BY_BOT, BY_WEB = "button", "web page"


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who answers for somebody under age, and how one reaches them."""

    name: str
    contact: str


async def name(session: AsyncSession, volunteer: VolunteerRow, guardian: Guardian | None) -> None:
    """This is the guardian (None: of age, nobody is needed). Another one says yes anew, behind another link."""
    row = await session.get(GuardianRow, volunteer.id)
    if guardian is None:
        if row is not None:
            await session.delete(row)
    elif row is None:
        session.add(_new(volunteer, guardian))
    elif (row.name, row.contact) != (guardian.name, guardian.contact):
        await session.delete(row)
        await session.flush()
        session.add(_new(volunteer, guardian))
    await session.flush()


def _new(volunteer: VolunteerRow, guardian: Guardian) -> GuardianRow:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return GuardianRow(volunteer_id=volunteer.id, name=guardian.name, contact=guardian.contact, token=token)


async def of(session: AsyncSession, volunteer: VolunteerRow) -> GuardianRow | None:
    """The guardian of this volunteer."""
    return await session.get(GuardianRow, volunteer.id)


class Own(Exception):
    """The one who opened the link is the volunteer."""


async def answer(
    session: AsyncSession, token: str, agrees: bool, version: str, now: datetime, by: Person | None = None
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
    row.method, row.text_version = BY_BOT if by else BY_WEB, version
    row.guardian_id = by.id if by else row.guardian_id
    if not agrees:
        await _no_longer(session, volunteer, now)
    said = "guardian.yes" if agrees else "guardian.no"
    audit.note(session, by.id if by else None, said, f"volunteer:{volunteer.id}", now)
    await outbox.enqueue(
        session,
        screen=SAID,
        values={"agrees": agrees},
        dedupe=f"guardian:{volunteer.id}:{now.timestamp():.0f}",
        due_at=now,
        person_id=volunteer.person_id,
    )
    await session.flush()
    return volunteer


async def _no_longer(session: AsyncSession, volunteer: VolunteerRow, now: datetime) -> None:
    """Without the yes they come to nothing that is still to be."""
    for hand, mission in await missions.of_person(session, volunteer.person_id):
        if mission.begins_at > now:
            await missions.locked(session, mission.id)
            await session.delete(hand)
