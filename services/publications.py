"""What is public: challenges that somebody of the team looked at and made public. Nothing is by itself.

What everybody reads of one, services/publicity.py says: the team's words for it, else the author's, masked.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import desk, publicity, terms
from services.desk import Spot
from services.lab import Lab
from services.people import Person
from storage import publications as rows
from storage.challenges import ChallengeRow
from storage.merges import MergeRow
from storage.publications import PublicationRow

OF_PEOPLE = ("violence", "injury", "missing", "drowning")  # dangers of which nobody reads but the team


class Private(Exception):
    """Such a challenge is never public: its type, a danger to somebody, or there are no words to read."""


def may_be(lab: Lab, challenge: ChallengeRow) -> bool:
    """Whether the team may make this challenge public."""
    return not _kept(lab, challenge) and bool(publicity.words_of(challenge))


def may_pass(lab: Lab, challenge: ChallengeRow) -> bool:
    """Whether a body may read this challenge: of somebody's own life only what the team wrote itself."""
    return not _kept(lab, challenge) or challenge.public_words is not None


def passed_place(lab: Lab, challenge: ChallengeRow) -> str:
    """The place in words that a body may read: of somebody's own life none, since its author wrote it."""
    return "" if _kept(lab, challenge) else publicity.landmark_of(challenge)


def _kept(lab: Lab, challenge: ChallengeRow) -> bool:
    return lab.category(challenge.category).private or challenge.danger in OF_PEOPLE


def is_public(lab: Lab) -> ColumnElement[bool]:
    """The condition that everybody may see a challenge, and that it stands for itself."""
    shown = exists().where(PublicationRow.challenge_id == ChallengeRow.id)
    joined = exists().where(MergeRow.challenge_id == ChallengeRow.id, MergeRow.undone_at.is_(None))
    hidden = or_(ChallengeRow.text_hidden, ChallengeRow.spam_at.is_not(None), ChallengeRow.withdrawn_at.is_not(None))
    kept = [category.key for category in lab.categories if category.private]
    private = or_(ChallengeRow.category.in_(kept), ChallengeRow.danger.in_(OF_PEOPLE))
    return and_(shown, not_(joined), not_(hidden), private.is_not(True))


async def shown(session: AsyncSession, lab: Lab, challenge_id: int) -> ChallengeRow | None:
    """The challenge, if everybody may see it."""
    return await session.scalar(select(ChallengeRow).where(ChallengeRow.id == challenge_id, is_public(lab)))


async def since(session: AsyncSession, challenge_id: int) -> datetime | None:
    """When the team made it public; None if it did not."""
    row = await session.get(PublicationRow, challenge_id)
    return row.at if row else None


async def publish(session: AsyncSession, lab: Lab, spot: Spot, actor: Person, now: datetime) -> ChallengeRow:
    """Let everybody see the challenge from now on. Raises Private, desk.Faster, LookupError."""
    seen = await desk.still_there(session, spot.challenge)
    if not may_be(lab, seen):
        raise Private
    challenge = await desk.take(session, spot)
    session.add(PublicationRow(challenge_id=challenge.id, staff_id=actor.id, at=now))
    desk.noted(session, challenge, actor, "desk.publish", now)
    await terms.index(session, challenge)
    return challenge


async def hide(session: AsyncSession, spot: Spot, actor: Person, now: datetime) -> ChallengeRow:
    """Let the team alone see it again. Raises desk.Faster, LookupError."""
    challenge = await desk.take(session, spot)
    await rows.drop(session, challenge.id)
    desk.noted(session, challenge, actor, "desk.hide", now)
    await terms.index(session, challenge)
    return challenge
