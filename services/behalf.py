"""Reports that the team writes down for somebody who came, called or has no Telegram."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, challenges, desk
from services.challenges import Submission
from services.people import Person
from storage.challenges import ChallengeRow, subject_of
from storage.profiles import BehalfRow
from storage.seals import Seals

SOURCE = "behalf"


@dataclass(frozen=True, slots=True)
class Teller:
    """Whose report it is: a name or an alias, and a phone (E.164) if they want an answer."""

    name: str
    phone: str | None = None


async def submit(
    session: AsyncSession,
    seals: Seals,
    actor: Person,
    sent: Submission,
    teller: Teller,
    admins: frozenset[int],
    now: datetime,
) -> ChallengeRow:
    """Keep the report without an author, and beside it whose it is and that they agreed, asked aloud by `actor`."""
    challenge = await challenges.by_the_team(session, seals, sent, admins, now)
    session.add(
        BehalfRow(challenge_id=challenge.id, name=teller.name, phone=teller.phone, agreed_at=now, asked_by=actor.id)
    )
    audit.note(session, actor.id, "desk.behalf", subject_of(challenge.id), now, version=challenge.version)
    return challenge


async def of(session: AsyncSession, challenge_id: int) -> BehalfRow | None:
    """Whose report the team wrote down; None if nobody's, or once they are erased."""
    return await session.get(BehalfRow, challenge_id)


async def erase(session: AsyncSession, challenge_id: int, actor: Person, now: datetime) -> ChallengeRow:
    """Forget whose report it is; what they told stays, without them. Raises LookupError, desk.Faster."""
    challenge = await desk.still_there(session, challenge_id)
    row = await of(session, challenge_id)
    if row is None:
        raise LookupError(challenge_id)
    await session.delete(row)
    desk.noted(session, challenge, actor, "desk.behalf_erased", now)
    return challenge
