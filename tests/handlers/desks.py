"""Challenges on the desk of the running bot, without typing each of them in."""

from datetime import timedelta
from typing import Any

from services import challenges, statuses
from services.challenges import Chat, Piece, Submission
from storage.challenges import ChallengeRow
from tests.people import Life, Somebody

LAMP = "Le lampadaire est en panne"


async def sent(lab: Life, author: Somebody, *pieces: Piece, words: str = LAMP, **fields: Any) -> str:
    """A challenge of `author`'s; its reference."""
    made = {"language": "fr", "consent_version": "1", "commune": "06.385.01.01", "category": "lighting"} | fields
    submission = Submission(pieces=pieces or (Piece("text", words),), **made)
    house, person = lab.bot.house, await author.person()
    async with lab.database.transaction() as session:
        chat = Chat(author.phone.id)
        row = await challenges.submit(
            session, house.seals, person, submission, chat, house.admins, lab.clock.now()
        )
    lab.bot.wake()
    await lab.settles()
    return row.ref


async def the(lab: Life, ref: str) -> ChallengeRow:
    """The challenge as it is stored now."""
    async with lab.database.reading() as session:
        row = await challenges.by_ref(session, ref)
    assert row is not None
    return row


async def steps(lab: Life, ref: str) -> list[tuple[str, dict[str, Any]]]:
    """(status, reason) of every step of the team that stands."""
    row = await the(lab, ref)
    async with lab.database.reading() as session:
        found = await statuses.steps(session, row.id)
    return [(one.status, one.reason) for one in found if one.before]


async def came(lab: Life, ref: str, days_ago: int) -> None:
    """Let the challenge have waited for some days."""
    async with lab.database.transaction() as session:
        row = await challenges.by_ref(session, ref)
        assert row is not None
        row.waiting_since = lab.clock.now() - timedelta(days=days_ago)
