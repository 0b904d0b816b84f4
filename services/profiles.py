"""Several people on one phone: for whom else a person reports. A relation is enough, no name is asked."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from services import challenges, copies, retention
from services.people import Person
from storage import profiles as rows
from storage.profiles import ProfileRow
from storage.seals import Seals

RELATIONS = ("mother", "father", "partner", "child", "grandparent", "neighbour", "neighbour2", "other")


async def ensure(session: AsyncSession, person: Person, relation: str, now: datetime) -> int | None:
    """The profile of this relation on this person's phone, a new one if need be; None for none of RELATIONS."""
    if relation not in RELATIONS:
        return None
    found = next((one for one in await rows.of_person(session, person.id) if one.name == relation), None)
    if found is None:
        found = ProfileRow(person_id=person.id, name=relation, created_at=now)
        session.add(found)
        await session.flush()
    return found.id


async def erase(
    session: AsyncSession, seals: Seals, person: Person, profile_id: int, media_dir: Path, now: datetime
) -> int:
    """Forget somebody who used this phone, with all they reported, also in the chats; how many reports.

    LookupError: not this person's.
    """
    profile = await session.get(ProfileRow, profile_id)
    if profile is None or profile.person_id != person.id:
        raise LookupError(profile_id)
    theirs = await rows.reports(session, profile_id)
    await copies.take_back(session, seals, [one.id for one in theirs], now)
    for challenge in theirs:
        await challenges.withdraw(session, challenge, now)
        gone = await retention.forget(session, challenge)
        challenges.remove_after_commit(session, [media_dir / path for path in gone])
    await session.delete(profile)
    await session.flush()
    return len(theirs)
