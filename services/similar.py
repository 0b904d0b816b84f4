"""Challenges of the same problem: a text, a place and a category -> ranked ids with a score.

This file is the one door; a stronger engine may come in behind it. This one compares words in one spelling for both
scripts and concepts of the lexicon (services/terms.py), rare ones more than common ones. Figures: docs/languages.md.
A score only puts in order: nothing is ever merged or refused by it, people look and decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, log, radians
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import publications
from services.lab import Lab
from services.places import around, distance_km
from services.terms import CONCEPT, terms
from storage import terms as rows
from storage.challenges import ChallengeRow
from storage.desk import FINAL, alike
from storage.merges import MergeRow
from storage.terms import Sum

CONCEPT_WEIGHS = 3.0
LENGTH_WEIGHS = 0.05  # of a long text a common word says less
SAME_CATEGORY = 1.5
NEAR_KM, NEAR = 0.5, 1.5  # a point so near counts so much more
KM_OF_DEGREE = 111.2  # of latitude
AGE = timedelta(days=365)
MOST_TERMS = 32
MOST_READ = 8_000  # entries of the index that one question reads: rare terms first, three at least
CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for: words, where, what about; `point` is (latitude, longitude)."""

    text: str
    commune: str | None = None
    category: str | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """A challenge that may be the same problem; a higher score is more alike."""

    challenge: int
    score: float


async def public(session: AsyncSession, lab: Lab, looking: Looking, now: datetime, limit: int = 3) -> list[Alike]:
    """Open challenges that everybody may see, found by what everybody may read of them."""
    conditions = (publications.is_public(lab), ChallengeRow.status.not_in(FINAL), ChallengeRow.created_at >= now - AGE)
    return await _find(session, lab, looking, True, conditions, limit)


async def every(
    session: AsyncSession, lab: Lab, looking: Looking, now: datetime, but: int, limit: int = 5
) -> list[Alike]:
    """For the team: all challenges that stand for themselves, found by all their words; not the one itself (`but`)."""
    joined = exists().where(MergeRow.challenge_id == ChallengeRow.id, MergeRow.undone_at.is_(None))
    itself = (ChallengeRow.id != but, not_(joined), ChallengeRow.withdrawn_at.is_(None))
    return await _find(session, lab, looking, False, (*itself, ChallengeRow.created_at >= now - AGE), limit)


async def for_team(
    session: AsyncSession, lab: Lab, challenge: ChallengeRow, now: datetime, limit: int
) -> list[ChallengeRow]:
    """What the team may join this one to: what is alike first, then the newest of the same type and commune."""
    found = [one.challenge for one in await every(session, lab, of(challenge), now, challenge.id, limit)]
    ranked = [await session.get_one(ChallengeRow, one) for one in found]
    return [*ranked, *(one for one in await alike(session, challenge, limit) if one.id not in found)][:limit]


def of(challenge: ChallengeRow) -> Looking:
    """What to look for that is like this challenge."""
    known = challenge.latitude is not None and challenge.longitude is not None
    point = (challenge.latitude or 0.0, challenge.longitude or 0.0) if known else None
    return Looking(challenge.words, challenge.commune, challenge.category, point)


async def _find(
    session: AsyncSession,
    lab: Lab,
    looking: Looking,
    shown: bool,
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
) -> list[Alike]:
    asked, communes = terms(looking.text)[:MOST_TERMS], _communes(lab, looking)
    weights = await _weights(session, asked, shown, communes)
    if not weights:
        return []
    sums = await rows.best(session, weights, shown, communes, (*conditions, *_here(looking, communes)), CANDIDATES)
    sizes = await rows.sizes(session, sums, shown)
    columns = (ChallengeRow.id, ChallengeRow.category, ChallengeRow.latitude, ChallengeRow.longitude)
    there = await session.execute(select(*columns).where(ChallengeRow.id.in_(sums)))
    found = [Alike(row.id, _score(sums[row.id], sizes[row.id], looking, row)) for row in there if _tells(sums[row.id])]
    return sorted(found, key=lambda one: (-one.score, -one.challenge))[:limit]


def _communes(lab: Lab, looking: Looking) -> list[str]:
    """Where to look: in the commune, and with a point in those that begin within NEAR_KM; none: everywhere."""
    if looking.commune is None:
        return []
    beside = around(lab, looking.point, NEAR_KM) if looking.point else []
    return list(dict.fromkeys([looking.commune, *beside]))


def _here(looking: Looking, communes: Sequence[str]) -> list[ColumnElement[bool]]:
    """Of another commune only what is near the point."""
    if looking.point is None or len(communes) < 2:
        return []
    latitude, longitude = looking.point
    north, east = NEAR_KM / KM_OF_DEGREE, NEAR_KM / KM_OF_DEGREE / cos(radians(latitude))
    close = and_(
        ChallengeRow.latitude.between(latitude - north, latitude + north),
        ChallengeRow.longitude.between(longitude - east, longitude + east),
    )
    return [or_(ChallengeRow.commune.is_(None), ChallengeRow.commune == looking.commune, close)]


async def _weights(
    session: AsyncSession, asked: Sequence[str], shown: bool, communes: Sequence[str]
) -> dict[str, float]:
    """How much each term says: the rarer the more. Common ones that would be read for long are left out."""
    counted = await rows.how_many(session, asked, shown, communes)
    newest = await session.scalar(select(ChallengeRow.id).order_by(ChallengeRow.id.desc()).limit(1)) or 1
    weights: dict[str, float] = {}
    read = 0
    for term, n in sorted(counted.items(), key=lambda one: (one[1], one[0])):
        read += n
        if read > MOST_READ and len(weights) >= 3:
            break
        weights[term] = (CONCEPT_WEIGHS if term[0] == CONCEPT else 1.0) * log(1 + newest / n)
    return weights


def _tells(shared: Sum) -> bool:
    """Whether what is shared says anything: a concept, or two words; one word alone may be "street"."""
    return shared.shared > 1 or shared.first.startswith(CONCEPT)


def _score(shared: Sum, size: int, looking: Looking, row: Any) -> float:
    score = shared.weight / (1 + LENGTH_WEIGHS * size)
    if looking.category and row.category == looking.category:
        score *= SAME_CATEGORY
    if looking.point and row.latitude is not None and row.longitude is not None:
        score *= NEAR if distance_km(looking.point, (row.latitude, row.longitude)) <= NEAR_KM else 1.0
    return round(score, 3)
