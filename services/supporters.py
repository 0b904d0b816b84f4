"""Supporters: whoever has the problem too says so once, hears of it from then on, and may leave it at any moment.

What a challenge's people are: its author and supporters, and those of all challenges that were joined to it
(services/merges.py), each once. Somebody anonymous is compared neither with somebody known nor, as a supporter, with
anonymous authors: that a count stays the same would tell the team who is who.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, delete, exists, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from services import authors, privacy
from services.authors import ADDRESS_KEY, Recipient
from services.people import Person, hashed
from storage import merges
from storage import supporters as rows
from storage.challenges import ChallengeRow
from storage.people import PersonRow
from storage.seals import Seals
from storage.supporters import SUPPORTER_KEY, SupporterRow

PURPOSE = "support"


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who hears of a challenge: where to, by which of the joined challenges (`challenge_id`, their own or the
    one that they support), and a `key` that is theirs alone, for messages that go to each of them once."""

    to: Recipient
    challenge_id: int
    key: str
    author: bool


async def support(
    session: AsyncSession,
    seals: Seals,
    person: Person,
    challenge: ChallengeRow,
    version: str,
    now: datetime,
    anonymous: bool = False,
) -> bool:
    """Follow a challenge from now on; False if they do already, as its author too. `version`: of the text agreed to."""
    if await follows(session, seals, person, challenge):
        return False
    row = SupporterRow(challenge_id=challenge.id, since=now)
    if anonymous:
        row.mac = _mac(seals, person)
        row.return_address = seals.seal(ADDRESS_KEY, str(person.telegram_id).encode())
    else:
        row.person_id = person.id
        await _consent(session, person, version, now)
    session.add(row)
    await session.flush()
    return True


async def _consent(session: AsyncSession, person: Person, version: str, now: datetime) -> None:
    await privacy.agree_anew(session, person, PURPOSE, version, "support button", now)


async def leave(session: AsyncSession, seals: Seals, person: Person, challenge: ChallengeRow) -> bool:
    """Follow this challenge, and those joined to it, no more; False if they did not (an author cannot)."""
    family = await merges.members(session, challenge.id)
    gone = delete(SupporterRow).where(SupporterRow.challenge_id.in_(family), _theirs(seals, person))
    return bool((await session.scalars(gone.returning(SupporterRow.id))).all())


async def follows(session: AsyncSession, seals: Seals, person: Person, challenge: ChallengeRow) -> bool:
    """Whether this person hears of the challenge: as author or supporter of it or of one joined to it."""
    family = await merges.members(session, challenge.id)
    wrote = select(ChallengeRow.id).where(ChallengeRow.id.in_(family), authors.written_by(seals, person))
    return await supports(session, seals, person, challenge) or await session.scalar(wrote.limit(1)) is not None


async def supports(session: AsyncSession, seals: Seals, person: Person, challenge: ChallengeRow) -> bool:
    """Whether this person supports the challenge, or one joined to it."""
    family = await merges.members(session, challenge.id)
    query = select(SupporterRow.id).where(SupporterRow.challenge_id.in_(family), _theirs(seals, person))
    return await session.scalar(query.limit(1)) is not None


async def supported(session: AsyncSession, seals: Seals, person: Person) -> list[ChallengeRow]:
    """What this person supports, the newest first."""
    mine = select(SupporterRow.challenge_id).where(_theirs(seals, person))
    there = (ChallengeRow.id.in_(mine), ChallengeRow.withdrawn_at.is_(None))
    return list(await session.scalars(select(ChallengeRow).where(*there).order_by(ChallengeRow.id.desc())))


async def forget(session: AsyncSession, person: Person) -> None:
    """This person took the yes back: what they support under their name they do so no longer."""
    await rows.forget(session, person.id)


def _mac(seals: Seals, person: Person) -> bytes:
    return hashed(seals, SUPPORTER_KEY, person.telegram_id)


def _theirs(seals: Seals, person: Person) -> ColumnElement[bool]:
    return or_(SupporterRow.person_id == person.id, SupporterRow.mac == _mac(seals, person))


async def followers(session: AsyncSession, challenge_id: int) -> list[Follower]:
    """Everybody who hears of this challenge, each once: authors before supporters, the oldest challenge first."""
    family = await merges.members(session, challenge_id)
    stands = (ChallengeRow.id.in_(family), ChallengeRow.withdrawn_at.is_(None))
    wrote = await session.scalars(
        select(ChallengeRow).where(*stands).order_by(ChallengeRow.id != challenge_id, ChallengeRow.id)
    )
    found = [_author(one) for one in wrote] + [_supporter(one) for one in await rows.of(session, family)]
    once: dict[object, Follower] = {}
    for who, follower in found:
        if who is not None:
            once.setdefault(who, follower)
    return list(once.values())


def _author(row: ChallengeRow) -> tuple[int | bytes | None, Follower]:
    to = Recipient(row.author_id, row.return_address if row.author_id is None else None)
    key = f"p{row.author_id}" if row.author_id else f"a{row.id}"
    return row.author_id or (row.author_mac if row.return_address else None), Follower(to, row.id, key, author=True)


def _supporter(row: SupporterRow) -> tuple[int | bytes | None, Follower]:
    to = Recipient(row.person_id, row.return_address if row.person_id is None else None)
    key = f"p{row.person_id}" if row.person_id else f"s{row.id}"
    return row.person_id or row.mac, Follower(to, row.challenge_id, key, author=False)


async def most_supported(session: AsyncSession, limit: int | None = None) -> list[ChallengeRow]:
    """What somebody supports, the most supported first."""
    backers = select(func.count()).where(SupporterRow.challenge_id == ChallengeRow.id).scalar_subquery()
    query = select(ChallengeRow).where(backers > 0).order_by(backers.desc(), ChallengeRow.id.desc())
    return list(await session.scalars(query.limit(limit)))


def known_followers(challenge_ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that a person, known by name, wrote or supports one of these, or one joined to it."""
    family = merges.families(select(ChallengeRow.id).where(ChallengeRow.id.in_(challenge_ids)))
    members = select(family.c.member)
    backs = (SupporterRow.person_id == PersonRow.id, SupporterRow.challenge_id.in_(members))
    stands = (ChallengeRow.id.in_(members), ChallengeRow.withdrawn_at.is_(None))
    return or_(exists().where(*backs), exists().where(ChallengeRow.author_id == PersonRow.id, *stands))


async def people(session: AsyncSession, challenge_ids: Collection[int]) -> dict[int, int]:
    """How many different people each of these has: its author and supporters, and those of what was joined to it."""
    counted = counts(select(ChallengeRow.id).where(ChallengeRow.id.in_(challenge_ids)))
    found = await session.execute(select(counted.c.main, counted.c.people))
    return dict.fromkeys(challenge_ids, 0) | {main: n for main, n in found}  # noqa: C416 - rows are no pairs to mypy


def counts(mains: Select[Any]) -> CTE:
    """Rows (`main`, `people`) for each of these challenges that has any."""
    family = merges.families(mains)
    wrote = select(family.c.main, ChallengeRow.author_id.label("person"), ChallengeRow.author_mac.label("mac"))
    wrote = wrote.join(ChallengeRow, and_(ChallengeRow.id == family.c.member, ChallengeRow.withdrawn_at.is_(None)))
    backed = select(family.c.main, SupporterRow.person_id, SupporterRow.mac)
    backed = backed.join(SupporterRow, SupporterRow.challenge_id == family.c.member)
    each = union_all(wrote, backed).subquery()
    different = func.count(each.c.person.distinct()) + func.count(each.c.mac.distinct())
    return select(each.c.main, different.label("people")).group_by(each.c.main).cte()
