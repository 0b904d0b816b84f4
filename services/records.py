"""A record of real projects: the missions whose hours were confirmed, under a code that anybody may check.

One link for each person: made again under the same name it is brought up to date; taken back, it says nothing any more,
and the next one has another code. So has one under another name.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import hours
from services.certificates import new_code
from services.hours import Done
from services.papers import one_line
from services.people import Person
from storage import missions, papers
from storage import records as rows
from storage.records import RecordRow

MOST = 40  # missions that stand on it, the newest


@dataclass(frozen=True, slots=True)
class Entry:
    """One mission on it: words in the languages that the team wrote, its day, minutes, when and for whom they were
    confirmed (None: for the team)."""

    title: dict[str, str]
    about: dict[str, str]
    day: date
    minutes: int
    organisation: str | None
    confirmed: date
    confirmed_for: str | None


def entries_of(row: RecordRow) -> list[Entry]:
    """What stands on it, newest first."""
    return [
        Entry(one["title"], one["about"], date.fromisoformat(one["day"]), one["minutes"], one["organisation"],
              date.fromisoformat(one["confirmed"]), one["confirmed_for"])
        for one in row.entries or []
    ]  # fmt: skip


def _kept(one: Done) -> dict[str, Any]:
    return {"hand": one.hand_id, "title": one.title, "about": one.about, "day": one.begins[:10], "minutes": one.minutes,
            "organisation": one.organisation, "confirmed": one.confirmed_at.date().isoformat(),
            "confirmed_for": one.confirmed_for}  # fmt: skip


async def make(session: AsyncSession, person: Person, name: str, now: datetime) -> RecordRow | None:
    """The record as it is today; under the same name its code stays, under another a new one takes its place.

    None if nothing is confirmed, or the team took it back.
    """
    row, name = await rows.of(session, person.id), one_line(name)
    entries = await _entries(session, person, row)
    if not entries or (row and row.revoked_at):
        return None
    if row is not None and row.name != name:
        await papers.replace(session, row)
        row = None
    if row is None:
        row = RecordRow(code=new_code(), person_id=person.id)
        session.add(row)
    row.name, row.entries, row.made_at = name, entries[:MOST], now
    await session.flush()
    return row


async def _entries(session: AsyncSession, person: Person, row: RecordRow | None) -> list[dict[str, Any]]:
    """What is confirmed, newest first; then what stands on the old one and was forgotten since."""
    known = {hand.id for hand, _ in await missions.of_person(session, person.id)}
    done = [_kept(one) for one in await hours.confirmed(session, person.id) if not one.employed]
    return done + [one for one in (row.entries if row else None) or [] if one["hand"] not in known]


async def withdraw(session: AsyncSession, person: Person, now: datetime) -> bool:
    """Its person takes the link back: nothing of them stays on it. False if there is none, or the team took it back."""
    row = await rows.of(session, person.id)
    if row is None or row.revoked_at:
        return False
    row.person_id = row.name = row.entries = None
    row.revoked_at = now
    await session.flush()
    return True
