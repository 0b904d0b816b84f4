"""Alerts by commune and theme: what somebody wants to hear of, at once, once a day, once a week, or not at all."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import places, privacy
from services.lab import Lab
from services.people import Person
from storage import alerts as rows
from storage.alerts import ANY, NONE, PACES, AlertRow
from storage.challenges import ChallengeRow

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
    since, told = (before.since, before.told) if before and before.pace != NONE else (now, now)
    await rows.put(session, person.id, commune, category, pace=pace, since=since, told=told)


async def forget(session: AsyncSession, person: Person) -> None:
    """This person took the yes back: nothing of what they chose is kept."""
    await rows.forget(session, person.id)


def is_known(lab: Lab, commune: str, category: str) -> bool:
    """Whether one can follow this commune (or ANY) and theme (or ANY)."""
    return commune in (ANY, *communes(lab)) and category in (ANY, *themes(lab))


def still_wants(wish: AlertRow, pace: str, upto: int) -> bool:
    """Whether this wish still asks for news of a pace until `upto` (Unix time): of that pace, or took over from it."""
    return wish.pace != NONE and (wish.pace == pace or int(wish.told.timestamp()) >= upto)


def fits(wish: AlertRow, challenge: ChallengeRow) -> bool:
    """Whether a challenge is where, and about what, this wish asks for."""
    return wish.commune in (ANY, challenge.commune) and wish.category in (ANY, challenge.category)
