"""Who fits a need, and why: one transparent score for volunteers and for what organisations offer. Pure.

    rank(need, offers, lab.matching)[0].reasons       # (Fits(SKILLS, ("tutoring",)), Fits(COMMUNE, ("141.04.01",)))

A score is a sum: each thing that fits adds its weight (lab.toml, `matching`), nothing takes away, so one more fitting
skill never ranks lower. What cannot be is no matter of score: who is barred, has none of the skills, or offers only
what is done from afar where somebody has to be there, is not in the list; who applies for an internship has asked for
it, so there the skills only help (`skills_help`). Reasons are keys; their words are above.
"""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.lab import Matching

NOTHING: frozenset[str] = frozenset()
RANKS = {"skilled": 1, "expert": 2}  # how often the weight of a level counts


class Bar(StrEnum):
    """Why somebody is not asked."""

    DECLINED = "declined"  # said no to this one, or that they can't after all
    PAUSED = "paused"
    UNDERAGE = "underage"  # no guardian's yes counts, or an outside body is in charge
    BUSY = "busy"  # goes elsewhere at that time
    FAR = "far"  # comes only to what is near
    NOT_FREE = "not_free"  # said to be free at other times
    ASKED = "asked"  # was asked already, or comes
    UNVERIFIED = "unverified"  # an organisation that the team has not confirmed


class Why(StrEnum):
    """What fits; the values of the reason are keys of that kind, or a number."""

    FIELD = "field"  # of an internship or a training
    SKILLS = "skills"
    LANGUAGES = "languages"
    COMMUNE = "commune"
    TRANSPORT = "transport"
    FREE = "free"
    PARTLY = "partly"  # is free for a part of it
    DAYS = "days"
    LEVEL = "level"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed: any of `skills`, these `languages`, somebody in `commune` (None or `remote`: anywhere) who is
    free at all the times of `when` (such as sat-am), and, of an organisation, so many `days`. `field`: of an internship
    or a training; `skills_help`: nobody is out who has none of the skills."""

    skills: frozenset[str] = NOTHING
    languages: frozenset[str] = NOTHING
    commune: str | None = None
    when: frozenset[str] = NOTHING
    remote: bool = False
    days: float = 0
    field: str | None = None
    skills_help: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What one volunteer or organisation offers. `fields`: what they learn or teach; `done`: missions before, `asked`:
    how often they were asked.

    Of an organisation `days` and `level` (as in RANKS) are those of the skills that are needed.
    """

    id: int
    skills: frozenset[str] = NOTHING
    languages: frozenset[str] = NOTHING
    commune: str | None = None
    when: frozenset[str] = NOTHING
    transport: bool = False
    remote_only: bool = False
    days: float = 0
    level: str = ""
    fields: frozenset[str] = NOTHING
    done: int = 0
    asked: int = 0
    barred: Bar | None = None


@dataclass(frozen=True, slots=True)
class Fits:
    """One reason: what fits, and its keys or its number."""

    why: Why
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One offer that fits, its score, and why."""

    offer: Offer
    score: float
    reasons: tuple[Fits, ...]


def rank(need: Need, offers: Iterable[Offer], weights: Matching, most: int | None = None) -> list[Match]:
    """The offers that fit, best first, at most so many; among equals whoever was asked less often."""
    scored = [(-score(need, one, weights), one.asked, one.id, one) for one in offers if fits(need, one)]
    best = sorted(scored) if most is None else heapq.nsmallest(most, scored)
    return [Match(one, -negative, reasons(need, one)) for negative, _, _, one in best]


def fits(need: Need, offer: Offer) -> bool:
    """Whether this offer can be asked at all."""
    if offer.barred or (need.skills and not need.skills_help and need.skills.isdisjoint(offer.skills)):
        return False
    return need.remote or not offer.remote_only


def score(need: Need, offer: Offer, weights: Matching) -> float:
    """The sum of the weights of what fits."""
    found = weights.skill * len(need.skills & offer.skills) + weights.language * len(need.languages & offer.languages)
    if _near(need, offer):
        found += weights.commune
    elif _can_come(need, offer):
        found += weights.transport
    if _free(need, offer):
        found += weights.free
    if _enough_days(need, offer):
        found += weights.days
    found += weights.level * RANKS.get(offer.level, 0)
    if need.field in offer.fields:
        found += weights.field
    return found + weights.experience * min(offer.done, weights.most_experience)


def reasons(need: Need, offer: Offer) -> tuple[Fits, ...]:
    """What fits, in the order in which it is told."""
    found = [
        (Why.FIELD, [need.field] if need.field and need.field in offer.fields else []),
        (Why.SKILLS, sorted(need.skills & offer.skills)),
        (Why.LANGUAGES, sorted(need.languages & offer.languages)),
        (Why.COMMUNE, [offer.commune] if offer.commune and _near(need, offer) else []),
        (Why.FREE, sorted(need.when) if _free(need, offer) else []),
        (Why.PARTLY, sorted(need.when & offer.when) if not _free(need, offer) else []),
        (Why.DAYS, [f"{offer.days:g}"] if _enough_days(need, offer) else []),
        (Why.LEVEL, [offer.level] if offer.level in RANKS else []),
        (Why.DONE, [str(offer.done)] if offer.done else []),
    ]
    told = [Fits(why, tuple(values)) for why, values in found if values]
    return (*told, Fits(Why.TRANSPORT)) if _can_come(need, offer) else tuple(told)


def _near(need: Need, offer: Offer) -> bool:
    return not need.remote and need.commune is not None and need.commune == offer.commune


def _can_come(need: Need, offer: Offer) -> bool:
    return offer.transport and not need.remote and need.commune is not None and need.commune != offer.commune


def _free(need: Need, offer: Offer) -> bool:
    return bool(need.when) and need.when <= offer.when


def _enough_days(need: Need, offer: Offer) -> bool:
    return 0 < need.days <= offer.days
