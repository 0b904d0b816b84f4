"""Challenges on the desk of the running bot, without typing each of them in."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from services import challenges, statuses
from services.challenges import Chat, Piece, Submission
from storage.cards import CardRow
from storage.challenges import ChallengeRow
from tests.people import Life, Somebody

LAMP = "Le lampadaire est en panne"


async def sent(lab: Life, author: Somebody, *pieces: Piece, words: str = LAMP, **fields: Any) -> str:
    """A challenge of `author`'s; its reference."""
    (ref,) = await submit(lab, author, [pieces or (Piece("text", words),)], **fields)
    lab.bot.wake()
    await lab.settles()
    return ref


async def submit(lab: Life, author: Somebody, each: Sequence[Sequence[Piece]], **fields: Any) -> list[str]:
    """Several challenges in one transaction; their references."""
    made = {"language": "fr", "consent_version": "1", "commune": "06.385.01.01", "category": "lighting"} | fields
    house, person, chat = lab.bot.house, await author.person(), Chat(author.phone.id)
    refs = []
    async with lab.database.transaction() as session:
        for pieces in each:
            one = Submission(pieces=tuple(pieces), **made)
            row = await challenges.submit(session, house.seals, person, one, chat, house.admins, lab.clock.now())
            refs.append(row.ref)
    return refs


async def withdraws(author: Somebody) -> None:
    """The author takes the report about the lamp back."""
    await author.says("/mine")
    for label in ("Éclairage", "↩️ Retirer", "Oui, le retirer"):
        await author.taps(label)


async def many(lab: Life, author: Somebody, count: int) -> list[str]:
    """Many challenges, whose cards are of no interest: one chat takes only one message a second."""
    refs = await submit(lab, author, [[Piece("text", f"Lampe {number}")] for number in range(count)])
    async with lab.database.transaction() as session:
        await session.execute(delete(CardRow))
    return refs


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
