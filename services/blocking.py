"""Blocking: the team takes nothing more from somebody. What they sent stays, and so do their rights over it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, desk, drafts, staff
from services.people import Person
from storage.challenges import ChallengeRow
from storage.database import in_turn
from storage.people import PersonRow
from storage.seals import Seals

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
) -> ChallengeRow:
    """Block the author of a challenge, or no longer. Raises Faster (withdrawn), LookupError (nobody to block)."""
    challenge = await desk.still_there(session, challenge_id)
    one = await blockable(session, challenge, admins)
    if one is None:
        raise LookupError(challenge_id)
    await set_blocked(session, seals, one.id, blocked, actor, now)
    return challenge


async def set_blocked(
    session: AsyncSession, seals: Seals, person_id: int, blocked: bool, actor: Person, now: datetime
) -> None:
    """Let this person be blocked, or no longer; what they have begun and not sent is dropped. Raises LookupError."""
    await in_turn(session, person_id)  # they may be about to send their draft
    row = await session.get(PersonRow, person_id, populate_existing=True)
    if row is None:
        raise LookupError(person_id)
    if blocked is (row.blocked_at is not None):
        return
    row.blocked_at = now if blocked else None
    if blocked:
        await drafts.drop(session, seals, person_id)
    audit.note(session, actor.id, "desk.block" if blocked else "desk.unblock", PERSON, now, person_id)
