"""One status for many reports at once: each author is told once, and all of it can be undone like a single step."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox, searches, statuses
from services.desk import Faster, Spot, Tab
from services.lab import Lab
from services.message_classes import NEWS, NOTIFICATION
from services.people import Person
from services.statuses import Status, Step, TooLate
from storage import outbox as sent
from storage import searches as rows
from storage.audit import AuditRow
from storage.challenges import GRACE, ChallengeRow, StatusRow
from storage.outbox import OutboxRow
from storage.searches import SearchRow

MOST = 100  # reports at once
TOGETHER = 5  # reports in one message to their author: more may be too long for one
ACTION = "desk.bulk"
WHAT = tuple(one for one in Status if one not in (Status.RECEIVED, Status.DUPLICATE))


class Changed(Exception):
    """Since the question was asked, other reports fit than were counted."""


@dataclass(frozen=True, slots=True)
class Done:
    """How many reports moved, and the first and last step, by which all of it is undone."""

    count: int
    first: int
    last: int


def condition(search: SearchRow, person: Person, now: datetime) -> ColumnElement[bool]:
    """What of a search is changed: not spam, whose authors hear nothing, and not what was joined to another report."""
    apart = (ChallengeRow.spam_at.is_(None), ChallengeRow.status != Status.DUPLICATE)
    return and_(searches.condition(search, person, now), *apart)


async def change(
    session: AsyncSession, lab: Lab, person: Person, step: Step, counted: int, upto: int, now: datetime
) -> Done:
    """Move all that this member's search finds, as `counted` up to the newest id `upto`.

    Raises Changed if others fit by now, LookupError for a status that no button leads to.
    """
    if step.status not in WHAT or not 0 < counted <= MOST:
        raise LookupError(step.status)
    search = await searches.of(session, person, now)
    ids = await rows.ids(session, condition(search, person, now), upto)
    if len(ids) != counted:
        raise Changed
    made = [row for one in ids if (row := await _move(session, lab, one, step, person, now))]
    await session.flush()
    await _once_each(session, lab, made, now)
    asked = [counted, upto]
    audit.note(session, person.id, ACTION, "challenges", now, status=step.status, asked=asked, count=len(made))
    return Done(len(made), made[0].id, made[-1].id) if made else Done(0, 0, 0)


async def done_before(
    session: AsyncSession, person: Person, status: Status, counted: int, upto: int, now: datetime
) -> Done | None:
    """What this member has just changed by the same tap, which may come again, and can still take back."""
    mine = (AuditRow.actor_id == person.id, AuditRow.action == ACTION, AuditRow.at > now - GRACE)
    last = await session.scalar(select(AuditRow).where(*mine).order_by(AuditRow.id.desc()).limit(1))
    if last is None or (last.detail["status"], last.detail["asked"]) != (status, [counted, upto]):
        return None
    theirs = (StatusRow.staff_id == person.id, StatusRow.at == last.at, StatusRow.undone_at.is_(None))
    found = list(await session.scalars(select(StatusRow.id).where(*theirs).order_by(StatusRow.id)))
    return Done(len(found), found[0], found[-1]) if found else None


async def _move(
    session: AsyncSession, lab: Lab, challenge_id: int, step: Step, person: Person, now: datetime
) -> StatusRow | None:
    """One report; None if it stands there already."""
    challenge = await session.get(ChallengeRow, challenge_id)
    if challenge is None or challenge.status == step.status:
        return None
    spot = Spot(challenge.id, challenge.version, Tab.ONE)
    try:
        return await statuses.change(session, lab, spot, Step(step.status, dict(step.reason)), person, now)
    except Faster:
        return None  # somebody took it in this moment: theirs stands


async def _once_each(session: AsyncSession, lab: Lab, made: list[StatusRow], now: datetime) -> None:
    """Whoever would hear of several reports of theirs hears of them together; who supports one, and of discreet ones,
    by itself as ever."""
    told: dict[int, list[OutboxRow]] = defaultdict(list)
    for row in await sent.about_steps(session, [step.id for step in made]):
        if row.person_id and row.subject and not await _is_discreet(session, lab, row):
            told[row.person_id].append(row)
    for person_id, rows_of in told.items():
        for first in range(0, len(rows_of), TOGETHER):
            await _together(session, person_id, rows_of[first : first + TOGETHER], now)


async def _is_discreet(session: AsyncSession, lab: Lab, row: OutboxRow) -> bool:
    challenge = await session.get(ChallengeRow, row.values["challenge"])
    return challenge is not None and lab.category(challenge.category).discreet


async def _together(session: AsyncSession, person_id: int, notices: list[OutboxRow], now: datetime) -> None:
    if len(notices) < 2:
        return
    for row in notices:
        row.state = "recalled"
    values = {"told": [[row.values["step"], row.values["challenge"]] for row in notices]}
    dedupe = f"bulk:{notices[0].id}:{person_id}"
    danger = any(row.message_class == NOTIFICATION for row in notices)  # rings at night too, as each by itself would
    await outbox.enqueue(
        session,
        person_id=person_id,
        screen="status.several",
        values=values,
        dedupe=dedupe,
        due_at=now + GRACE,
        message_class=NOTIFICATION if danger else NEWS,
    )


async def undo(session: AsyncSession, first: int, last: int, person: Person, now: datetime) -> int:
    """Take the steps of one change back, as far as each still can be; how many were."""
    mine = (StatusRow.id.between(first, last), StatusRow.staff_id == person.id, StatusRow.undone_at.is_(None))
    one = await session.get(StatusRow, first)
    if one is None:
        return 0
    together = select(StatusRow.id).where(*mine, StatusRow.at == one.at).order_by(StatusRow.id)
    return sum([await _undone(session, step, person, now) for step in await session.scalars(together)])


async def _undone(session: AsyncSession, step: int, person: Person, now: datetime) -> bool:
    try:
        await statuses.undo(session, step, person, now)
    except (TooLate, LookupError):
        return False
    return True
