"""What people thought of a workshop: one to five stars, then words or a voice message if they like.

The team reads averages and words, without names beside them.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from services.people import Person
from storage import registrations as rows
from storage.registrations import RegistrationRow

STARS = 5


@dataclass(frozen=True, slots=True)
class Opinions:
    """How many gave each number of stars, what was written, and voices by Telegram's file id."""

    stars: Counter[int]
    words: list[str]
    voices: list[str]

    @property
    def average(self) -> float:
        """Stars in the middle, to one decimal; 0 without any."""
        return round(self.stars.total() and sum(n * how for n, how in self.stars.items()) / self.stars.total(), 1)


async def rate(session: AsyncSession, person: Person, workshop_id: int, stars: int) -> RegistrationRow | None:
    """Note the stars, the last ones count; None for whoever was not registered, and for no number of stars."""
    row = await rows.of(session, workshop_id, person.id)
    if row is None or not 1 <= stars <= STARS:
        return None
    row.rating = stars
    await session.flush()
    return row


async def add(
    session: AsyncSession, person: Person, workshop_id: int, words: str = "", voice: str = ""
) -> RegistrationRow | None:
    """Note words or a voice message instead of what was said before; None for whoever was not registered."""
    row = await rows.of(session, workshop_id, person.id)
    if row is None:
        return None
    row.words, row.voice = words or None, voice or None
    await session.flush()
    return row


async def opinions(session: AsyncSession, workshop_id: int) -> Opinions:
    """Everything that was said of a workshop."""
    found = await rows.in_states(session, workshop_id, rows.STATES)
    stars = Counter(one.rating for one in found if one.rating)
    return Opinions(stars, [one.words for one in found if one.words], [one.voice for one in found if one.voice])
