"""Reports that the team writes down for somebody who came, called or has no Telegram."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, challenges, copies, desk, nobodys
from services.challenges import Submission
from services.people import Person
from storage import publications, searches
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


async def forget_name(session: AsyncSession, challenge_id: int, actor: Person, now: datetime) -> ChallengeRow:
    """Forget name and phone of whoever told it; what they told stays. Raises LookupError, desk.Faster."""
    challenge = await _theirs(session, challenge_id)
    await session.delete(await of(session, challenge_id))
    await searches.forget_named(session)
    desk.noted(session, challenge, actor, "desk.behalf_unnamed", now)
    return challenge


async def erase(
    session: AsyncSession, seals: Seals, challenge_id: int, actor: Person, media_dir: Path, now: datetime
) -> ChallengeRow:
    """Erase whoever told it with all they told, here and in the team's chats; words of the team's own stay.

    Without such words the report is withdrawn. Raises LookupError, desk.Faster.
    """
    challenge = await _theirs(session, challenge_id)
    await copies.take_back(session, seals, [challenge.id], now)
    await searches.forget_named(session)
    if not challenge.public_words:
        await publications.drop(session, challenge.id)
        await challenges.withdraw(session, challenge, now)
    gone = await nobodys.leave(session, challenge)
    challenges.remove_after_commit(session, [media_dir / path for path in gone])
    desk.noted(session, challenge, actor, "desk.behalf_erased", now)
    return challenge


async def _theirs(session: AsyncSession, challenge_id: int) -> ChallengeRow:
    """The report, if the team wrote it down for somebody who is not erased."""
    challenge = await desk.still_there(session, challenge_id)
    if await of(session, challenge_id) is None:
        raise LookupError(challenge_id)
    return challenge
