"""Alerts by commune and theme: what somebody wants to hear of, at once, once a day, once a week, or not at all."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import places, privacy
from services.lab import Lab
from services.people import Person
from storage import alerts as rows
from storage.alerts import ANY, NONE, PACES, AlertRow

PURPOSE = "alerts"
MOST = 20  # wishes of one person


class TooMany(Exception):
    """This person has as many wishes as one can have."""


def communes(lab: Lab) -> list[str]:
    """The communes that one can want news of."""
    return [one.code for one in places.communes(lab)]


def themes(lab: Lab) -> list[str]:
    """The themes that one can want news of: not those of which nothing is ever public."""
    return [one.key for one in lab.categories if not one.private]


async def choose(
    session: AsyncSession, lab: Lab, person: Person, commune: str, category: str, pace: str, now: datetime
) -> None:
    """Hear of this commune (or ANY) and theme (or ANY) at this pace from now on. Raises LookupError, TooMany.

    What another pace has told already is not told again; what it has not told yet, this one will.
    """
    if not is_known(lab, commune, category) or pace not in (*PACES, NONE):
        raise LookupError(pace)
    before = await rows.one(session, person.id, commune, category)
    if before is None and len(await rows.of_person(session, person.id)) >= MOST:
        raise TooMany
    if before and before.pace == pace:
        return
    if pace != NONE:
        await privacy.agree_anew(session, person, PURPOSE, lab.privacy.version, "alert button", now)
    since = await _told_upto(session, before, now)
    await rows.put(session, person.id, commune, category, pace=pace, since=since)


async def forget(session: AsyncSession, person: Person) -> None:
    """This person took the yes back: nothing of what they chose is kept."""
    await rows.forget(session, person.id)


def is_known(lab: Lab, commune: str, category: str) -> bool:
    """Whether one can follow this commune (or ANY) and theme (or ANY)."""
    return commune in (ANY, *communes(lab)) and category in (ANY, *themes(lab))


async def _told_upto(session: AsyncSession, before: AlertRow | None, now: datetime) -> datetime:
    if before is None or before.pace == NONE:
        return now
    told = await rows.upto(session, before.pace)
    return max(before.since, told) if told else before.since
