"""The desk: which challenge is next, and the acts of staff that change one. Safe when two act on the same card."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, notices, staff
from services.challenges import WORDS
from services.folding import refold
from services.lab import Lab
from services.people import Person
from services.roles import Role, holds
from storage import desk as rows
from storage.audit import AuditRow
from storage.challenges import ChallengeRow, PartRow, subject_of
from storage.desk import Condition

READS = ("desk.read", "desk.media", "desk.thread", "desk.notice")

Limits = Mapping[str, timedelta]


class Tab(StrEnum):
    """The lists of the desk; ONE is a card opened by itself, from a notice or a reference."""

    NEW = "n"
    MINE = "m"
    LATE = "l"
    ONE = "o"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody stands at the desk: a card as they see it, in the list they went through."""

    challenge: int
    version: int
    tab: Tab


class Faster(Exception):
    """The card changed since it was shown: `challenge` is as it is now, `by` who did it (None: the resident)."""

    def __init__(self, challenge: ChallengeRow, by: int | None) -> None:
        super().__init__(challenge.id)
        self.challenge = challenge
        self.by = by


def limits(lab: Lab) -> Limits:
    """How long a challenge may stand in each status before it waits too long."""
    return {status: timedelta(days=days) for status, days in lab.waiting_days.items()}


def condition(tab: Tab, staff_id: int, limits: Limits, now: datetime) -> Condition:
    """What stands in a list."""
    if tab is Tab.MINE:
        return rows.held_by(staff_id, now)
    if tab is Tab.LATE:
        return rows.late(limits, now)
    return rows.unclaimed(now)


async def queue(session: AsyncSession, tab: Tab, staff_id: int, limits: Limits, now: datetime) -> list[int]:
    """The ids of a list in order: dangers first, then who waits longest."""
    if tab is Tab.ONE:
        return []
    return await rows.ids(session, condition(tab, staff_id, limits, now))


def following(before: list[int], current: int, left: list[int]) -> int | None:
    """The card after `current` in the list as it was (`before`), among those still `left`; None if nothing is left."""
    here = before.index(current) if current in before else -1
    around = before[here + 1 :] + [one for one in left if one != current]
    return next((one for one in around if one in set(left)), None)


async def counts(session: AsyncSession, staff_id: int, limits: Limits, now: datetime) -> dict[Tab, int]:
    """How many stand in each list."""
    tabs = (Tab.NEW, Tab.MINE, Tab.LATE)
    return {tab: await rows.count(session, condition(tab, staff_id, limits, now)) for tab in tabs}


async def take(session: AsyncSession, spot: Spot) -> ChallengeRow:
    """The challenge, locked, as this person saw it. Raises Faster, or LookupError if it is gone."""
    challenge = await rows.locked(session, spot.challenge)
    if challenge is None:
        raise LookupError(spot.challenge)
    if challenge.withdrawn_at:
        raise Faster(challenge, None)
    if challenge.version != spot.version:
        raise Faster(challenge, await last_actor(session, challenge))
    challenge.version += 1
    return challenge


async def still_there(session: AsyncSession, challenge_id: int) -> ChallengeRow:
    """The challenge. Raises Faster if its author withdrew it, LookupError if it is gone."""
    challenge = await session.get(ChallengeRow, challenge_id)
    if challenge is None:
        raise LookupError(challenge_id)
    if challenge.withdrawn_at:
        raise Faster(challenge, None)
    return challenge


async def last_actor(session: AsyncSession, challenge: ChallengeRow) -> int | None:
    """Who of the team made this version of the challenge; None if nobody of it did."""
    changes = (AuditRow.subject == subject_of(challenge.id), AuditRow.action.not_in(READS))
    last = await session.scalar(select(AuditRow).where(*changes).order_by(AuditRow.id.desc()).limit(1))
    return last.actor_id if last and last.detail.get("version") == challenge.version else None


def noted(
    session: AsyncSession, challenge: ChallengeRow, actor: Person, action: str, now: datetime, **detail: Any
) -> None:
    """Write a change into the audit log, with the version of the challenge that it made."""
    audit.note(session, actor.id, action, subject_of(challenge.id), now, version=challenge.version, **detail)


async def read(session: AsyncSession, challenge: ChallengeRow, actor: Person, now: datetime) -> None:
    """Note that this person was shown the card, which holds what a resident sent."""
    audit.note(session, actor.id, "desk.read", subject_of(challenge.id), now)


def claim(challenge: ChallengeRow, actor: Person) -> None:
    """Whoever acts on a challenge that nobody holds, holds it."""
    challenge.holder_id = challenge.holder_id or actor.id


async def assign(
    session: AsyncSession, spot: Spot, holder_id: int | None, actor: Person, now: datetime, admins: Collection[int] = ()
) -> ChallengeRow:
    """Hand the challenge to a colleague, who hears of it, or (None) back to the list of new ones.

    Raises LookupError for somebody who is no moderator.
    """
    to = await staff.member(session, holder_id, admins) if holder_id is not None else None
    if holder_id is not None and (to is None or not holds(to.roles, Role.MODERATOR)):
        raise LookupError(holder_id)
    challenge = await take(session, spot)
    challenge.holder_id = holder_id
    challenge.put_off_until = None
    action = "desk.assign" if holder_id else "desk.release"
    noted(session, challenge, actor, action, now, about=holder_id)
    if to and to.id != actor.id:
        await notices.handed_over(session, challenge, to, now)
    return challenge


async def seen(session: AsyncSession, spot: Spot, actor: Person, now: datetime) -> ChallengeRow:
    """What its author wrote after its end was read: it stays as it is, and leaves the lists. Raises Faster."""
    challenge = await take(session, spot)
    challenge.wrote_after_end = False
    noted(session, challenge, actor, "desk.seen", now)
    return challenge


async def set_category(
    session: AsyncSession, spot: Spot, category: str, lab: Lab, actor: Person, now: datetime
) -> ChallengeRow:
    """Say what the challenge is about, and hold it. LookupError: the lab has no such category."""
    if category not in lab.category_keys:
        raise LookupError(category)
    challenge = await take(session, spot)
    noted(session, challenge, actor, "desk.category", now, before=challenge.category, to=category)
    challenge.category = category
    claim(challenge, actor)
    return challenge


async def unheard(session: AsyncSession, challenge_id: int) -> PartRow | None:
    """The first voice of the challenge that nobody has written down."""
    parts = await rows.parts(session, challenge_id)
    return next((part for part, _ in parts if part.kind in ("voice", "audio") and not part.transcript), None)


async def transcribe(session: AsyncSession, part_id: int, text: str, actor: Person, now: datetime) -> ChallengeRow:
    """Write down what a voice says, and hold the challenge, whose words it becomes when it had none.

    Raises Faster, LookupError.
    """
    part = await session.get(PartRow, part_id)
    if part is None:
        raise LookupError(part_id)
    await rows.locked(session, part.challenge_id)
    challenge = await still_there(session, part.challenge_id)
    part.transcript, part.transcript_by = text, actor.id
    if part.about == WORDS and not challenge.words:
        challenge.words = text
    await refold(session, challenge)
    claim(challenge, actor)
    noted(session, challenge, actor, "desk.transcript", now, part=part.id)
    return challenge


async def history(session: AsyncSession, challenge_id: int) -> list[AuditRow]:
    """What the team did with this challenge, reads left out, oldest first."""
    changes = (AuditRow.subject == subject_of(challenge_id), AuditRow.action.not_in(READS))
    return list(await session.scalars(select(AuditRow).where(*changes).order_by(AuditRow.id)))
