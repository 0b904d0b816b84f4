"""Blocking: the team takes nothing more from somebody. What they sent stays, and so do their rights over it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, desk, drafts, merges, outbox, staff
from services.desk import Spot
from services.message_classes import NEWS
from services.people import Person
from services.roles import Role
from storage import blocking as rows
from storage.challenges import ChallengeRow, subject_of
from storage.database import in_turn
from storage.people import PersonRow
from storage.seals import Seals

MARKS = 3  # reports of one person marked as spam, after which the admins hear of it
REASONS = ("spam", "insults", "false", "other")
PERSON = "person"  # the subject of an audit line, which says elsewhere whom it is about


async def author(session: AsyncSession, challenge: ChallengeRow) -> PersonRow | None:
    """Who wrote the challenge; None if the team cannot know (anonymous) or they erased their data."""
    return await session.get(PersonRow, challenge.author_id) if challenge.author_id is not None else None


async def blockable(session: AsyncSession, challenge: ChallengeRow, admins: Collection[int]) -> PersonRow | None:
    """The author whom an admin may block: one that the team knows, and not one of its own."""
    one = await author(session, challenge)
    return None if one is None or await staff.member(session, one.id, admins) else one


async def block_author(
    session: AsyncSession,
    seals: Seals,
    challenge_id: int,
    blocked: bool,
    actor: Person,
    admins: Collection[int],
    now: datetime,
    reason: str = "",
) -> ChallengeRow:
    """Block the author of a challenge, or no longer. Raises Faster (withdrawn), LookupError (nobody to block)."""
    challenge = await desk.still_there(session, challenge_id)
    one = await blockable(session, challenge, admins)
    if one is None:
        raise LookupError(challenge_id)
    await set_blocked(session, seals, one.id, blocked, actor, now, reason)
    return challenge


async def set_blocked(
    session: AsyncSession,
    seals: Seals,
    person_id: int,
    blocked: bool,
    actor: Person,
    now: datetime,
    reason: str = "",
) -> None:
    """Let this person be blocked, or no longer; what they have begun and not sent is dropped. Raises LookupError."""
    await in_turn(session, person_id)  # they may be about to send their draft
    row = await session.get(PersonRow, person_id, populate_existing=True)
    if row is None:
        raise LookupError(person_id)
    if blocked is (row.blocked_at is not None):
        return
    row.blocked_at = now if blocked else None
    row.blocked_why = (reason or None) if blocked else None
    if blocked:
        await drafts.drop(session, seals, person_id)
    audit.note(session, actor.id, "desk.block" if blocked else "desk.unblock", PERSON, now, person_id, **_why(reason))


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}


async def mark_spam(
    session: AsyncSession, spot: Spot, spam: bool, actor: Person, admins: Collection[int], now: datetime
) -> ChallengeRow:
    """Take a report out of the lists as spam, or back; nobody is told, and the public sees nothing of it.

    At the third mark of one known author the admins hear of it: they decide about blocking. Raises Faster, LookupError.
    """
    challenge = await desk.take(session, spot)
    challenge.spam_at, challenge.spam_by = (now, actor.id) if spam else (None, None)
    desk.noted(session, challenge, actor, "desk.spam" if spam else "desk.no_spam", now)
    await session.flush()
    if spam:
        await merges.release(session, challenge, now)
    if spam and challenge.author_id is not None and await rows.spam_of(session, challenge.author_id) >= MARKS:
        await _tell_admins(session, challenge, admins, now)
    return challenge


async def _tell_admins(session: AsyncSession, challenge: ChallengeRow, admins: Collection[int], now: datetime) -> None:
    for one in await staff.members(session, admins):
        if Role.ADMIN in one.roles:
            await outbox.enqueue(
                session,
                person_id=one.id,
                screen="desk.spammer",
                values={"challenge": challenge.id},
                dedupe=f"spam:{challenge.author_id}:{one.id}",
                due_at=now,
                subject=subject_of(challenge.id),
                may_wait=True,
                message_class=NEWS,
            )
