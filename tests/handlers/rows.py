"""What tests of handlers look up in the database."""

from typing import Any

from sqlalchemy import func, select

from storage.base import Base
from storage.challenges import ChallengeRow
from tests.people import Life


async def rows(lab: Life, table: type[Base]) -> list[Any]:
    """Every row of a table, oldest first."""
    async with lab.database.reading() as session:
        return list(await session.scalars(select(table).order_by(*table.__mapper__.primary_key)))


async def only_challenge(lab: Life) -> ChallengeRow:
    """The one challenge that there is."""
    (challenge,) = await rows(lab, ChallengeRow)
    assert isinstance(challenge, ChallengeRow)
    return challenge


async def count(lab: Life, table: type[Base]) -> int:
    """How many rows a table has."""
    async with lab.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0
