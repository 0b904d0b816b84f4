"""A record of real projects: the missions whose hours were confirmed, under a code that anybody may check.

One link for each person: making it again brings it up to date; taken back, it says nothing any more, and the next one
has another code.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, hours
from services.certificates import new_code
from services.hours import Done
from services.people import Person
from storage import records as rows
from storage.database import insert_if_new
from storage.records import RecordRow

MOST = 40  # missions that stand on it, the newest


@dataclass(frozen=True, slots=True)
class Entry:
    """One mission on it: words in the languages that the team wrote, its day, minutes, and when they were confirmed."""

    title: dict[str, str]
    about: dict[str, str]
    day: date
    minutes: int
    organisation: str | None
    confirmed: date


def entries_of(row: RecordRow) -> list[Entry]:
    """What stands on it, newest first."""
    return [
        Entry(one["title"], one["about"], date.fromisoformat(one["day"]), one["minutes"], one["organisation"],
              date.fromisoformat(one["confirmed"]))
        for one in row.entries or []
    ]  # fmt: skip


def _kept(one: Done) -> dict[str, Any]:
    return {"title": one.title, "about": one.about, "day": one.begins[:10], "minutes": one.minutes,
            "organisation": one.organisation, "confirmed": one.confirmed_at.date().isoformat()}  # fmt: skip


def withdrawn(row: RecordRow) -> bool:
    """Whether it counts no more."""
    return row.revoked_at is not None or row.name is None


async def make(session: AsyncSession, person: Person, name: str, now: datetime) -> RecordRow | None:
    """The record as it is today, under the name that they want, with the same code as long as it stands.

    None if nothing is confirmed, or the team took it back.
    """
    done = await hours.confirmed(session, person.id)
    if not done:
        return None
    new = insert_if_new(session, RecordRow).values(code=new_code(), person_id=person.id, made_at=now)
    await session.execute(new)
    row = await rows.of(session, person.id)
    if row is None or row.revoked_at:
        return None
    row.name, row.entries, row.made_at = name, [_kept(one) for one in done[:MOST]], now
    await session.flush()
    return row


async def withdraw(session: AsyncSession, person: Person, now: datetime) -> bool:
    """Its person takes the link back: nothing of them stays on it. False if there is none, or the team took it back."""
    row = await rows.of(session, person.id)
    if row is None or row.revoked_at:
        return False
    row.person_id = row.name = row.entries = None
    row.revoked_at = now
    await session.flush()
    return True


async def revoke(session: AsyncSession, actor: Person, code: str, now: datetime) -> bool:
    """The team takes it back; False if there is nothing to take back."""
    row = await rows.by_code(session, code)
    if row is None or withdrawn(row):
        return False
    row.revoked_at = now
    audit.note(session, actor.id, "record.revoke", f"record:{row.id}", now)
    return True
