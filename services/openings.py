"""Openings: an organisation posts an internship or a training, the team approves it, trainees of the field are told.

Whoever applies lets its organisation read their volunteer's card, until they take it back. A place and who gets it are
one step: the opening's row is held until the commit. A training that an organisation needs is told to trainers of its
field and whoever follows it; who can give it applies. Who fits, and why, is services/opening_matches.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, missions, outbox
from services.lab import Lab
from services.message_classes import NEWS
from services.people import Person
from services.quiet_hours import next_allowed
from services.roles import Role, holds
from storage import companies
from storage import openings as rows
from storage.openings import (
    ACCEPTED,
    ASKED,
    CLOSED,
    DECLINED,
    NEED,
    OPEN,
    WAITING,
    ApplicationRow,
    FollowRow,
    OpeningRow,
    subject_of,
)

TOLD, STIRRED, ANSWERED, WAITS = "opening.told", "opening.stirred", "opening.answered", "opening.waits"  # screens
CHANGED = "opening.changed"  # a screen too
READ = ("kind", "title", "words", "voice", "questions")  # what the team reads before everybody does


class Closed(Exception):
    """The opening is closed, over or full."""


class TooFew(Exception):
    """More people have a place than there would be."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody posts; days as 2026-10-08."""

    kind: str
    title: str
    field: str
    first: str
    last: str | None = None
    places: int = 1
    commune: str | None = None
    remote: bool = False
    words: str | None = None
    voice: str | None = None
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def put(self, row: OpeningRow) -> set[str]:
        """Write it into the row; the names of what is different now."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        kept |= {name: " ".join(getattr(self, name)) for name in ("skills", "languages")}
        kept["questions"] = "\n".join(self.questions) or None
        different = {name for name, value in kept.items() if getattr(row, name) != value}
        for name in different:
            setattr(row, name, kept[name])
        return different


async def leads(session: AsyncSession, person: Person, opening: OpeningRow) -> bool:
    """Whether it is theirs to look after: the team's, or of the organisation for which they speak."""
    if holds(person.roles, Role.MODERATOR):
        return True
    found = await companies.of(session, person.id)
    return found is not None and found[0].id == opening.company_id


async def post(
    session: AsyncSession, person: Person, plan: Plan, team: Collection[int], now: datetime
) -> OpeningRow | None:
    """Keep it; the team hears of it. None for whoever speaks for no organisation and is not of the team."""
    found = await companies.of(session, person.id)
    if found is None and not holds(person.roles, Role.MODERATOR):
        return None
    row = OpeningRow(author_id=person.id, company_id=found[0].id if found else None, created_at=now, changed_at=now)
    plan.put(row)
    session.add(row)
    await session.flush()
    await _waits(session, person, row, team, now)
    return row


async def _waits(session: AsyncSession, person: Person, row: OpeningRow, team: Collection[int], now: datetime) -> None:
    told = [one for one in team if one != person.id]
    await outbox.enqueue_all(session, told, screen=WAITS, values={"opening": row.id}, due_at=now, message_class=NEWS,
                             dedupe=f"opening:{row.id}:waits:{now.timestamp():.0f}",
                             subject=subject_of(row.id))  # fmt: skip


async def change(
    session: AsyncSession, lab: Lab, person: Person, opening_id: int, plan: Plan, team: Collection[int], now: datetime
) -> OpeningRow | None:
    """Change what was posted. Days and places count at once, whoever applies is told; the team reads new words first.

    None if it is not theirs, or closed. Raises TooFew.
    """
    row = await rows.locked(session, opening_id)
    if row is None or row.state == CLOSED or not await leads(session, person, row):
        return None
    if row.kind != NEED and plan.places < await rows.count(session, row.id, ACCEPTED):
        raise TooFew
    different = plan.put(row)
    if not different:
        return row
    row.changed_at = now
    audit.note(session, person.id, "opening.change", subject_of(row.id), now)
    if not holds(person.roles, Role.MODERATOR) and different & {*READ}:
        row.state = WAITING
        await _waits(session, person, row, team, now)
    elif row.state == OPEN:
        await _tell_applicants(session, lab, row, now)
        await _tell_field(session, lab, row, now)
    await session.flush()
    return row


async def _tell_applicants(session: AsyncSession, lab: Lab, row: OpeningRow, now: datetime) -> None:
    """Whoever applies and was not told no reads how it is now; of two changes before the morning, the last alone."""
    about = f"{subject_of(row.id)}:changed"
    await outbox.recall(session, subject=about)
    told = [one.person_id for one in await rows.applications(session, row.id) if one.state != DECLINED]
    await outbox.enqueue_all(session, told, screen=CHANGED, values={"opening": row.id},
                             dedupe=f"{about}:{now.timestamp():.0f}", subject=about,
                             due_at=next_allowed(now, lab.zone, lab))  # fmt: skip


async def approve(session: AsyncSession, lab: Lab, actor: Person, opening_id: int, now: datetime) -> int | None:
    """It is told to whoever follows its field, once each and not in quiet hours: how many. None: nothing to approve.

    What was told before and has new words is told to whoever applies.
    """
    row = await rows.locked(session, opening_id)
    if row is None or row.state != WAITING:
        return None
    row.state, row.changed_at = OPEN, now
    if row.told_field:
        await _tell_applicants(session, lab, row, now)
    told = await _tell_field(session, lab, row, now)
    audit.note(session, actor.id, "opening.approve", subject_of(row.id), now)
    await session.flush()
    return told


async def _tell_field(session: AsyncSession, lab: Lab, row: OpeningRow, now: datetime) -> int:
    """Whoever follows its field hears of it, unless that field was told already: how many."""
    if row.told_field == row.field:
        return 0
    told = await rows.followers(session, row.field, row.kind) - {row.author_id}
    row.told_field = row.field
    await outbox.enqueue_all(session, sorted(told), screen=TOLD, values={"opening": row.id}, dedupe=f"opening:{row.id}",
                             due_at=next_allowed(now, lab.zone, lab), subject=subject_of(row.id))  # fmt: skip
    return len(told)


async def close(session: AsyncSession, lab: Lab, person: Person, opening_id: int, now: datetime) -> bool:
    """Nobody applies any more; whoever waits for an answer hears no. False if it is not theirs, or closed already."""
    row = await rows.locked(session, opening_id)
    if row is None or row.state == CLOSED or not await leads(session, person, row):
        return False
    row.state, row.changed_at = CLOSED, now
    for about in (subject_of(row.id), f"{subject_of(row.id)}:changed"):
        await outbox.recall(session, subject=about)
    for one in await rows.applications(session, row.id):
        if one.state == ASKED:
            await _answer(session, lab, one, DECLINED, now)
    audit.note(session, person.id, "opening.close", subject_of(row.id), now)
    return True


def takes(row: OpeningRow, accepted: int, today: str) -> bool:
    """Whether one can apply for it, or say that one can give it."""
    return row.state == OPEN and row.first >= today and not _full(row, accepted)


def _full(row: OpeningRow, accepted: int) -> bool:
    return row.kind != NEED and accepted >= row.places


async def may_apply(session: AsyncSession, lab: Lab, person: Person, opening_id: int, now: datetime) -> OpeningRow:
    """The opening, held until the commit. Raises Closed, missions.NoCard, missions.NoGuardian."""
    row = await rows.locked(session, opening_id)
    if row is None or not takes(row, await rows.count(session, opening_id, ACCEPTED), today(lab, now)):
        raise Closed
    await missions.may_come(session, person)
    return row


async def apply(
    session: AsyncSession,
    lab: Lab,
    person: Person,
    opening_id: int,
    now: datetime,
    answers: list[dict[str, Any]] | None = None,
    team: Collection[int] = (),
) -> ApplicationRow:
    """They apply with their card, and what they say to it; once more changes nothing. Raises as `may_apply`.

    The `team` hears of whoever can give a training that is needed.
    """
    mine = await rows.application(session, opening_id, person.id)
    if mine:
        return mine
    row = await may_apply(session, lab, person, opening_id, now)
    mine = await rows.application(session, opening_id, person.id)  # a second tap waited for the first
    if mine:
        return mine
    mine = ApplicationRow(opening_id=row.id, person_id=person.id, state=ASKED, asked_at=now, answers=answers or None)
    session.add(mine)
    await session.flush()
    await _stir(session, lab, row, f"{mine.id}", now, team if row.kind == NEED else ())
    return mine


def today(lab: Lab, now: datetime) -> str:
    """The day in the lab."""
    return now.astimezone(lab.zone).date().isoformat()


async def take_back(session: AsyncSession, lab: Lab, person: Person, opening_id: int, now: datetime) -> bool:
    """They apply no more: a place that they had is free again. False if there is nothing to take back."""
    row = await rows.locked(session, opening_id)
    mine = await rows.application(session, opening_id, person.id)
    if row is None or mine is None:
        return False
    await session.delete(mine)
    await session.flush()
    await _stir(session, lab, row, f"{mine.id}:back", now)
    return True


async def _stir(
    session: AsyncSession, lab: Lab, row: OpeningRow, what: str, now: datetime, team: Collection[int] = ()
) -> None:
    """Those who look after it hear that somebody applies, or does not any more."""
    speak = await companies.contacts(session, row.company_id) if row.company_id else []
    told = [one.person_id for one in speak] or ([row.author_id] if row.author_id else [])
    await outbox.enqueue_all(session, {*told, *team}, screen=STIRRED, values={"opening": row.id},
                             due_at=next_allowed(now, lab.zone, lab), dedupe=f"opening:{row.id}:{what}",
                             subject=subject_of(row.id))  # fmt: skip


async def answer(
    session: AsyncSession, lab: Lab, person: Person, application_id: int, yes: bool, now: datetime
) -> bool | None:
    """Whoever looks after it says yes or no, and may change their mind; the applicant is told. False: no place is left.

    None if it is not theirs, or the application is gone.
    """
    one = await session.get(ApplicationRow, application_id)
    row = await rows.locked(session, one.opening_id) if one else None
    if one is None or row is None or not await leads(session, person, row):
        return None
    await session.refresh(one)
    state = ACCEPTED if yes else DECLINED
    if one.state == state:
        return True
    if yes and _full(row, await rows.count(session, row.id, ACCEPTED)):
        return False
    await _answer(session, lab, one, state, now)
    return True


async def _answer(session: AsyncSession, lab: Lab, one: ApplicationRow, state: str, now: datetime) -> None:
    one.state, one.answered_at = state, now
    await session.flush()
    about = f"{subject_of(one.opening_id)}:{one.id}"
    await outbox.recall(session, subject=about)  # a changed mind before the morning is said once
    await outbox.enqueue(session, screen=ANSWERED, values={"opening": one.opening_id}, person_id=one.person_id,
                         dedupe=f"{about}:{state}:{now.timestamp():.0f}", subject=about,
                         due_at=next_allowed(now, lab.zone, lab))  # fmt: skip


async def read(session: AsyncSession, person: Person, application_id: int, now: datetime) -> bool:
    """Whoever looks after it reads an applicant's card; it is noted. False if it is not theirs."""
    one = await session.get(ApplicationRow, application_id)
    row = await session.get(OpeningRow, one.opening_id) if one else None
    if one is None or row is None or not await leads(session, person, row):
        return False
    audit.note(session, person.id, "opening.read", subject_of(row.id), now, about=one.person_id)
    return True


async def heard(session: AsyncSession, person: Person, application_id: int, place: int) -> str | None:
    """The voice message (Telegram's file id) among the answers, for its speaker and whoever looks after the opening."""
    one = await session.get(ApplicationRow, application_id)
    row = await session.get(OpeningRow, one.opening_id) if one else None
    if one is None or row is None or not (one.person_id == person.id or await leads(session, person, row)):
        return None
    said = (one.answers or [])[place : place + 1]
    return said[0].get("voice") if said else None


async def follow(session: AsyncSession, lab: Lab, person: Person, field: str, wanted: bool) -> None:
    """They hear of this field from now on, or not any more. Raises LookupError for one that nobody knows."""
    if field not in [one.key for one in lab.fields]:
        raise LookupError(field)
    await session.merge(FollowRow(person_id=person.id, field=field, wanted=wanted))
    await session.flush()
