"""The ladder of statuses: what became of a challenge, why, and when its author hears of it.

A change reaches the author only after GRACE: until then it can be undone without a trace on their side.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, desk, merges, notices, reasons, supporters, threads
from services.challenges import Piece
from services.desk import Spot
from services.lab import OTHER, Lab
from services.people import Person
from services.quiet_hours import next_allowed
from storage import desk as rows
from storage.challenges import GRACE, ChallengeRow, StatusRow, subject_of
from storage.desk import FINAL
from storage.seals import Seals

LATER = timedelta(days=1)
REOPENED = "resident.reopened"  # in the audit log

Reason = dict[str, Any]


class Status(StrEnum):
    """Where a challenge can stand."""

    RECEIVED = "received"
    STUDY = "study"
    WORKSHOP = "workshop"
    TAKEN_UP = "taken_up"
    PROGRESS = "progress"
    SOLVED = "solved"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    CLOSED = "closed"


# Of these the author is told; of the others only their card changes.
TOLD = frozenset(Status(one) for one in FINAL)


class Pressing(Exception):
    """A danger cannot be put off."""


class TooLate(Exception):
    """This change can no longer be undone: its notice has gone, or the challenge changed again."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the ladder: the status and its reason (`template`, `words`, `category`, `of`, `apart`, `asked`)."""

    status: Status
    reason: Reason


async def change(session: AsyncSession, lab: Lab, spot: Spot, step: Step, actor: Person, now: datetime) -> StatusRow:
    """Move the challenge to another status; whoever acts on one that nobody holds, holds it.

    Raises desk.Faster, or LookupError for a step that no button leads to.
    """
    await _check(session, lab, spot, step)
    challenge = await desk.take(session, spot)
    return await _move(session, lab, challenge, _naming(lab, challenge, step), actor, now)


def _naming(lab: Lab, challenge: ChallengeRow, step: Step) -> Step:
    """What is not ours names who is responsible, also with a ready answer: for such a type of challenge, as it is."""
    ready = step.status is Status.NOT_OURS and "template" in step.reason and "category" not in step.reason
    if not ready or lab.category(challenge.category).key == OTHER:
        return step
    return Step(step.status, step.reason | {"category": challenge.category})


async def take_apart(session: AsyncSession, lab: Lab, spot: Spot, actor: Person, now: datetime) -> StatusRow:
    """A challenge that was joined to another one stands by itself again, where it stood before.

    Raises desk.Faster, or LookupError if it is joined to none.
    """
    last = await last_step(session, spot.challenge)
    if last is None or last.status != Status.DUPLICATE or last.before is None:
        raise LookupError(spot.challenge)
    challenge = await desk.take(session, spot)
    return await _move(session, lab, challenge, Step(Status(last.before), {}), actor, now)


async def _move(
    session: AsyncSession, lab: Lab, challenge: ChallengeRow, step: Step, actor: Person, now: datetime
) -> StatusRow:
    step = await _linked(session, challenge, step, actor, now)
    row = await _write(session, challenge, step, actor, now)
    await _announce(session, lab, challenge, row, now + GRACE)
    return row


async def _check(session: AsyncSession, lab: Lab, spot: Spot, step: Step) -> None:
    """LookupError for a status, reason, body or report that this step cannot have: a button is no proof."""
    known = [one.key for one in await reasons.every(session, lab, step.status)]
    unknown = (
        step.status is Status.RECEIVED
        or step.reason.get("template") not in (None, *known)
        or step.reason.get("category") not in (None, *lab.category_keys)
        or step.reason.get("category") == OTHER  # nobody in particular is responsible for what fits nowhere
        or (step.status is Status.DUPLICATE) != ("of" in step.reason)
    )
    if unknown or ("of" in step.reason and not await _is_another(session, spot, step.reason["of"])):
        raise LookupError(step.status)


async def _is_another(session: AsyncSession, spot: Spot, other_id: int) -> bool:
    other = await session.get(ChallengeRow, other_id)
    there = other is not None and other.withdrawn_at is None
    return there and not await merges.would_circle(session, spot.challenge, other_id)


async def _linked(session: AsyncSession, challenge: ChallengeRow, step: Step, actor: Person, now: datetime) -> Step:
    """Join the challenge (`of`: to the one at the top), or take it out (`apart`: of which merge), as the step says."""
    if step.status is Status.DUPLICATE:
        link = await merges.link(session, challenge.id, step.reason["of"], actor, now)
        return Step(step.status, step.reason | {"of": link.main_id})
    gone = await merges.unlink(session, challenge.id, actor, now)
    return Step(step.status, step.reason | {"apart": gone.id}) if gone else step


async def ask(
    session: AsyncSession, seals: Seals, lab: Lab, spot: Spot, piece: Piece, actor: Person, now: datetime
) -> StatusRow:
    """Ask the author something; a challenge that was only received is studied from here on.

    Raises desk.Faster, or LookupError for a ready question that the lab does not have.
    """
    if piece.kind == "template" and piece.text not in [one.key for one in await reasons.every(session, lab, "ask")]:
        raise LookupError(piece.text)
    challenge = await desk.take(session, spot)
    line = await threads.write(session, seals, challenge, piece, actor, now, now + GRACE, asks=True)
    received = challenge.status == Status.RECEIVED
    step = Step(Status.STUDY if received else Status(challenge.status), {"asked": line.id})
    row = await _write(session, challenge, step, actor, now)
    await _announce(session, lab, challenge, row, now + GRACE)
    return row


async def put_off(session: AsyncSession, spot: Spot, actor: Person, now: datetime) -> StatusRow:
    """Show this one again tomorrow, to whoever holds it. Raises Pressing, desk.Faster, LookupError."""
    seen = await rows.locked(session, spot.challenge)
    if seen and seen.danger:
        raise Pressing
    challenge = await desk.take(session, spot)
    row = await _write(session, challenge, Step(Status(challenge.status), {"later": True}), actor, now)
    challenge.put_off_until = now + LATER
    return row


async def _write(session: AsyncSession, challenge: ChallengeRow, step: Step, actor: Person, now: datetime) -> StatusRow:
    heard = {"wrote_after_end": True} if challenge.wrote_after_end else {}
    row = StatusRow(
        challenge_id=challenge.id,
        status=step.status,
        before=challenge.status,
        reason=step.reason | heard,
        staff_id=actor.id,
        at=now,
        holder_before=challenge.holder_id,
        waiting_before=challenge.waiting_since,
    )
    session.add(row)
    if step.status != challenge.status:
        challenge.status, challenge.waiting_since = step.status, now
    desk.claim(challenge, actor)
    challenge.put_off_until, challenge.wrote_after_end = None, False
    await session.flush()
    desk.noted(session, challenge, actor, _action(step), now, status=step.status, step=row.id)
    return row


async def reopen(session: AsyncSession, lab: Lab, challenge: ChallengeRow, at: datetime) -> StatusRow:
    """For its author it is not solved: whoever held it studies it again. Nobody can undo what a resident said."""
    reason = {"reopened": True}
    row = StatusRow(challenge_id=challenge.id, status=Status.STUDY, before=challenge.status, reason=reason, at=at)
    session.add(row)
    challenge.status, challenge.waiting_since, challenge.wrote_after_end = Status.STUDY, at, False
    challenge.version += 1
    await session.flush()
    audit.note(session, None, REOPENED, subject_of(challenge.id), at, step=row.id)
    await _announce(session, lab, challenge, row, at, merges.heard_at(challenge, at))
    return row


def _action(step: Step) -> str:
    """The name of this step in the audit log."""
    names = {"asked": "desk.ask", "later": "desk.later", "of": "desk.merge", "apart": "desk.unmerge"}
    return next((name for key, name in names.items() if key in step.reason), "desk.status")


async def _announce(
    session: AsyncSession,
    lab: Lab,
    challenge: ChallengeRow,
    row: StatusRow,
    due_at: datetime,
    others_at: datetime | None = None,
) -> None:
    """Everybody who follows the challenge hears of the step, each once, in this transaction.

    Authors have a card that shows it; a notice only of what is final. Supporters get a notice, never at night. Of what
    somebody anonymous did all others, cards too, hear at `others_at`.
    """
    follow = await supporters.followers(session, challenge.id)
    final = row.status in TOLD or "apart" in row.reason
    for own in sorted({one.challenge_id for one in follow if one.author}):  # in one order: their rows are locked
        await notices.refresh_card_of(session, own, due_at if own == challenge.id else others_at or due_at)
    told = [one for one in follow if one.author] if final else []
    await notices.to_followers(session, told, "status.notice", row.id, due_at, danger=bool(challenge.danger))
    if row.status != row.before:
        backing = [one for one in follow if not one.author]
        by_day = next_allowed(others_at or due_at, lab.zone, lab)
        await notices.to_followers(session, backing, "status.notice", row.id, by_day)


async def undo(session: AsyncSession, step_id: int, actor: Person, now: datetime) -> ChallengeRow:
    """Take a step back as if it never was. Raises TooLate, LookupError."""
    row = await session.get(StatusRow, step_id)
    challenge = await rows.locked(session, row.challenge_id) if row else None
    if row is None or challenge is None:
        raise LookupError(step_id)
    last = await last_step(session, challenge.id)
    stale = last is None or last.id != row.id or row.staff_id is None or await _is_tied(session, row)
    if stale or now >= row.at + GRACE or challenge.withdrawn_at:
        raise TooLate
    await _take_back(session, challenge, row, actor, now)
    row.undone_at = now
    challenge.status = row.before or Status.RECEIVED
    challenge.holder_id = row.holder_before
    challenge.put_off_until = None
    challenge.wrote_after_end = "wrote_after_end" in row.reason
    challenge.waiting_since = row.waiting_before or challenge.waiting_since
    challenge.version += 1
    desk.noted(session, challenge, actor, "desk.undo", now, step=row.id)
    return challenge


async def _is_tied(session: AsyncSession, row: StatusRow) -> bool:
    """Whether what was taken apart cannot be joined again: it would make a circle."""
    return "apart" in row.reason and not await merges.may_restore(session, row.reason["apart"])


async def _take_back(
    session: AsyncSession, challenge: ChallengeRow, row: StatusRow, actor: Person, now: datetime
) -> None:
    if "asked" in row.reason:
        await threads.take_back(session, row.reason["asked"])
    await notices.not_to_followers(session, await supporters.followers(session, challenge.id), row.id)
    if row.status == Status.DUPLICATE:
        await merges.unlink(session, challenge.id, actor, now)
    elif "apart" in row.reason:
        await merges.restore(session, row.reason["apart"])


async def steps(session: AsyncSession, challenge_id: int) -> list[StatusRow]:
    """The steps that stand, oldest first."""
    stands = (StatusRow.challenge_id == challenge_id, StatusRow.undone_at.is_(None))
    return list(await session.scalars(select(StatusRow).where(*stands).order_by(StatusRow.id)))


async def last_step(session: AsyncSession, challenge_id: int) -> StatusRow | None:
    """The newest step that stands."""
    stands = (StatusRow.challenge_id == challenge_id, StatusRow.undone_at.is_(None))
    return await session.scalar(select(StatusRow).where(*stands).order_by(StatusRow.id.desc()).limit(1))


async def told(session: AsyncSession, challenge_id: int, now: datetime) -> list[StatusRow]:
    """The steps that the author may know of, oldest first: none that can still be undone, none that changed nothing."""
    return [row for row in await steps(session, challenge_id) if row.status != row.before and _is_told(row, now)]


def _is_told(row: StatusRow, now: datetime) -> bool:
    # The first step, and opening again, are the author's own: they cannot be undone. What follows from what somebody
    # anonymous did is dated the next day (merges.release).
    return row.at <= now if row.staff_id is None else row.at + GRACE <= now


async def told_status(session: AsyncSession, challenge: ChallengeRow, now: datetime) -> Status:
    """The status that the author may know of."""
    known = await told(session, challenge.id, now)
    return Status(known[-1].status) if known else Status.RECEIVED
