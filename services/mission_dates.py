"""One mission on several dates: one answer for all of them, while each keeps its own places, line and hours."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import missions
from services.lab import Lab
from services.missions import Busy, Closed, TeamOnly
from services.people import Person
from storage import missions as rows
from storage.missions import HandRow, MissionRow

MOST = 12
Key = tuple[str, str | None, str | None]


async def of(session: AsyncSession, mission: MissionRow, now: datetime) -> list[MissionRow]:
    """The dates of the same mission that have not begun, soonest first: the same words, place and who leads it."""
    found = [one for one in await rows.coming(session, now) if one.begins_at > now and _key(one) == _key(mission)]
    return found[:MOST]


def _key(mission: MissionRow) -> Key:
    return str(sorted(mission.title.items())), mission.place, mission.organisation


async def say(
    session: AsyncSession, lab: Lab, person: Person, mission: MissionRow, comes: bool, now: datetime
) -> list[HandRow]:
    """They come on every date that they can, or on none (any more); what they are by then. NoCard, NoGuardian.

    A date at which they are elsewhere, or may not come, is left as it is.
    """
    found = []
    for one in sorted(await of(session, mission, now), key=lambda date: date.id):
        if not comes and await rows.hand(session, one.id, person.id) is None:
            continue  # nobody asked them: there is nothing to say no to
        try:
            found.append(await missions.say(session, lab, person, one.id, comes, now))
        except (Busy, Closed, TeamOnly):
            continue
    return found
