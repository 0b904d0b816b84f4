"""Workshops as events: planned, published, changed, called off, planned again. Live votes are services/rooms.py.

    row = await workshops.create(session, maker, Plan({"fr": "Sans eau"}, (Meets(begins, ends),)), zone, now)
    await workshops.publish(session, actor, row.id, now)
    await workshops.change(session, lab, actor, row.id, {"capacity": 40}, now)       # the people hear of what matters

Whoever is registered hears once of everything that was changed in the last two minutes: `told` is what they know, and
`services/workshop_notices.py` tells them the difference. Rights are the caller's.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, workshop_questions
from services.lab import Lab
from services.occasions import in_utc
from services.people import Person
from services.quiet_hours import next_allowed
from storage import checkin, registrations
from storage import workshops as rows
from storage.database import insert_if_new
from storage.workshops import (
    CANCELLED,
    DRAFT,
    PUBLIC,
    PUBLISHED,
    FacilitatorRow,
    MeetingRow,
    WorkshopRow,
    subject_of,
)  # fmt: skip

ALPHABET = "23456789cdfhjkmpqrtvwxy"  # as of references: no look-alikes, no words by chance
CODE_LENGTH = 6
TELL_AFTER = timedelta(minutes=2)  # so that several changes become one message
SOON = timedelta(hours=12)  # what concerns a session so near is told at night too

Spoken = dict[str, str]
Snapshot = dict[str, Any]


class Gone(Exception):
    """There is no such workshop (any more), or not in a state in which this could be done; nothing was done."""


@dataclass(frozen=True, slots=True)
class Meets:
    """One session: local wall times (YYYY-MM-DDTHH:MM)."""

    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned; words are by language. See storage.workshops.WorkshopRow."""

    title: Spoken
    meetings: tuple[Meets, ...]
    about: Spoken = field(default_factory=dict)
    theme: str | None = None
    place: Spoken = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None
    link: str | None = None
    capacity: int | None = None
    guests: int = 2
    languages: tuple[str, ...] = ()
    access: str = PUBLIC
    questions: tuple[Spoken, ...] = ()
    reminders: tuple[str, ...] | None = None


async def create(session: AsyncSession, maker: Person, plan: Plan, zone: str, now: datetime) -> WorkshopRow:
    """A draft that only the team sees, led by who made it."""
    columns = {name: _listed(value) for name, value in asdict(plan).items() if name != "meetings"}
    workshop = await _insert(session, columns | {"maker_id": maker.id}, now)
    await _meet(session, workshop, plan.meetings, zone, now)
    session.add(FacilitatorRow(workshop_id=workshop.id, person_id=maker.id))
    _noted(session, maker, "create", workshop, now)
    await session.flush()
    return workshop


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


async def _insert(session: AsyncSession, columns: Mapping[str, Any], now: datetime) -> WorkshopRow:
    """A row with a code that no other workshop has."""
    workshop_id, new = None, {"state": DRAFT, "sequence": 0, "version": 1, "created_at": now, "changed_at": now}
    while workshop_id is None:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        values = {**columns, **new, "code": code, "invitation": secrets.token_urlsafe(12)}
        workshop_id = await session.scalar(insert_if_new(session, WorkshopRow).values(values).returning(WorkshopRow.id))
    return await session.get_one(WorkshopRow, workshop_id)


async def _meet(
    session: AsyncSession, workshop: WorkshopRow, planned: Sequence[Meets], zone: str, now: datetime
) -> None:
    """Its sessions are these, after those that have taken place; at the same place in the order they keep their ids."""
    found = await rows.meetings(session, workshop.id)
    past = list(takewhile(lambda row: row.ends_at <= now, found)) if workshop.state == PUBLISHED else []
    there = {row.position: row for row in found[len(past) :]}
    known = {(row.begins, row.ends) for row in past}
    to_come = sorted((one for one in planned if (one.begins, one.ends) not in known), key=lambda each: each.begins)
    for position, one in enumerate(to_come, len(past)):
        row = there.pop(position, None) or MeetingRow(workshop_id=workshop.id, position=position)
        if row.id and row.begins != one.begins:
            await _ask_anew(session, row, following=position == len(past))
        row.begins, row.ends, row.zone = one.begins, one.ends, zone
        row.begins_at, row.ends_at = in_utc(one.begins, zone), in_utc(one.ends, zone)
        session.add(row)
    await session.execute(delete(MeetingRow).where(MeetingRow.id.in_([row.id for row in there.values()])))
    await session.flush()


async def _ask_anew(session: AsyncSession, moved: MeetingRow, *, following: bool) -> None:
    """What people said of the old date is no answer to the new one; they confirm the session that comes next."""
    await checkin.forget_absences(session, moved.id)
    if following:
        await registrations.unconfirm(session, moved.workshop_id)


async def change(
    session: AsyncSession, lab: Lab, actor: Person, workshop_id: int, columns: Mapping[str, Any], now: datetime
) -> WorkshopRow:
    """Set some columns; `meetings` are its sessions as Meets. People hear of what concerns them. Gone."""
    workshop = await _locked(session, workshop_id, DRAFT, PUBLISHED)
    before = await snapshot(session, workshop)
    for name, value in columns.items():
        if name == "meetings":
            await _meet(session, workshop, value, lab.timezone, now)
            continue
        if name == "questions":
            await workshop_questions.follow(session, workshop, value)
        setattr(workshop, name, _listed(value))
    workshop.version, workshop.changed_at = workshop.version + 1, now
    await session.flush()
    if workshop.state == PUBLISHED and await snapshot(session, workshop) != before:
        await _tell_later(session, lab, workshop, now)
    _noted(session, actor, "change", workshop, now, what=sorted(columns))
    await session.flush()
    return workshop


async def _tell_later(session: AsyncSession, lab: Lab, workshop: WorkshopRow, now: datetime) -> None:
    workshop.sequence += 1
    workshop.tell_at = await notice_time(session, lab, workshop, now + TELL_AFTER)


async def notice_time(session: AsyncSession, lab: Lab, workshop: WorkshopRow, wanted: datetime) -> datetime:
    """When to tell people what concerns a workshop: not in quiet hours, unless it begins (or began, so far) soon."""
    told = [in_utc(begins, zone) for begins, _, zone in (workshop.told or {}).get("meetings", [])]
    begin = [row.begins_at for row in await rows.meetings(session, workshop.id)]
    if any(wanted - SOON < at < wanted + SOON for at in [*told, *begin]):
        return wanted
    return next_allowed(wanted, lab.zone, lab)


async def translate(
    session: AsyncSession, actor: Person, workshop_id: int, columns: Mapping[str, Spoken], now: datetime
) -> WorkshopRow:
    """Set words to which only a language was added: nobody needs to hear of it. Gone."""
    workshop = await _locked(session, workshop_id, DRAFT, PUBLISHED)
    for name, written in columns.items():
        setattr(workshop, name, dict(written))
        if workshop.told and name in workshop.told:
            workshop.told = {**workshop.told, name: {**written, **workshop.told[name]}}
    return await _stepped(session, actor, "translate", workshop, now)


async def publish(
    session: AsyncSession, actor: Person, workshop_id: int, now: datetime, version: int | None = None
) -> WorkshopRow:
    """From now on people see it and can answer. Gone unless it is a draft, as in that version."""
    workshop = await _locked(session, workshop_id, DRAFT, version=version)
    workshop.state, workshop.published_at = PUBLISHED, now
    workshop.told = await snapshot(session, workshop)
    return await _stepped(session, actor, "publish", workshop, now)


async def cancel(
    session: AsyncSession, actor: Person, workshop_id: int, now: datetime, version: int | None = None
) -> WorkshopRow:
    """It does not take place; whoever is registered is to be told (services/workshop_notices.py). Gone."""
    workshop = await _locked(session, workshop_id, DRAFT, PUBLISHED, version=version)
    workshop.state, workshop.cancelled_at, workshop.tell_at = CANCELLED, now, None
    workshop.sequence += 1
    return await _stepped(session, actor, "cancel", workshop, now)


async def duplicate(session: AsyncSession, actor: Person, workshop_id: int, now: datetime) -> WorkshopRow:
    """A draft like it, with the same sessions a week later. Gone if there is none."""
    old = await session.get(WorkshopRow, workshop_id)
    if old is None:
        raise Gone
    same = ("title", "about", "theme", "place", "latitude", "longitude", "link", "capacity", "guests", "languages",
            "access", "questions", "reminders")  # fmt: skip
    workshop = await _insert(session, {name: getattr(old, name) for name in same} | {"maker_id": actor.id}, now)
    meet = await rows.meetings(session, old.id)
    later = [Meets(a_week_later(one.begins), a_week_later(one.ends)) for one in meet]
    if meet:
        await _meet(session, workshop, later, meet[0].zone, now)
    for person_id in {actor.id, *await rows.facilitators(session, old.id)}:
        session.add(FacilitatorRow(workshop_id=workshop.id, person_id=person_id))
    _noted(session, actor, "duplicate", workshop, now, of=old.id)
    await session.flush()
    return workshop


def a_week_later(wall: str) -> str:
    """The same time of day, seven days on."""
    return (datetime.fromisoformat(wall) + timedelta(days=7)).isoformat(timespec="minutes")


async def lead(session: AsyncSession, actor: Person, workshop_id: int, people: Sequence[int], now: datetime) -> None:
    """These people lead it. Gone."""
    workshop = await _locked(session, workshop_id, DRAFT, PUBLISHED)
    await session.execute(delete(FacilitatorRow).where(FacilitatorRow.workshop_id == workshop.id))
    session.add_all(FacilitatorRow(workshop_id=workshop.id, person_id=one) for one in sorted(set(people)))
    await _stepped(session, actor, "lead", workshop, now)


async def snapshot(session: AsyncSession, workshop: WorkshopRow) -> Snapshot:
    """What people are told of when it changes."""
    meet = await rows.meetings(session, workshop.id)
    return {
        "title": dict(workshop.title),
        "place": dict(workshop.place),
        "point": [workshop.latitude, workshop.longitude],
        "link": workshop.link,
        "meetings": [[one.begins, one.ends, one.zone] for one in meet],
    }


async def recompute(session: AsyncSession, now: datetime) -> int:
    """Derive every session's UTC again from its wall time (the tz database may have changed); how many moved."""
    moved = 0
    for row in await rows.later(session, now - timedelta(days=1)):
        begins_at, ends_at = in_utc(row.begins, row.zone), in_utc(row.ends, row.zone)
        if (row.begins_at, row.ends_at) != (begins_at, ends_at):
            row.begins_at, row.ends_at, moved = begins_at, ends_at, moved + 1
    return moved


async def _locked(session: AsyncSession, workshop_id: int, *states: str, version: int | None = None) -> WorkshopRow:
    workshop = await rows.locked(session, workshop_id)
    if workshop is None or workshop.state not in states or version not in (None, workshop.version):
        raise Gone
    return workshop


async def _stepped(
    session: AsyncSession, actor: Person, action: str, workshop: WorkshopRow, now: datetime
) -> WorkshopRow:
    workshop.version, workshop.changed_at = workshop.version + 1, now
    _noted(session, actor, action, workshop, now)
    await session.flush()
    return workshop


def _noted(
    session: AsyncSession, actor: Person, action: str, workshop: WorkshopRow, now: datetime, **detail: Any
) -> None:
    audit.note(session, actor.id, f"workshop.{action}", subject_of(workshop.id), now, **detail)
