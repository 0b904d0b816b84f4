"""Who fits an internship or a training, and why: the score of missions (services/matching.py), read both ways.

Who applies is shown in its order, with reasons from the card that they let its organisation read; what is on offer is
proposed in its order to each person, with reasons from their card and the fields that they follow.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from services import matching
from services.lab import Lab
from services.matching import Bar, Fits, Need, Offer
from services.people import Person
from services.volunteers import UNDER
from storage import offers, volunteers
from storage import openings as rows
from storage.offers import Candidate
from storage.openings import DECLINED, NEED, ApplicationRow, OpeningRow
from storage.volunteers import TRAINER, VolunteerRow, keys

SOONEST = 200  # openings among which one person's are ranked


@dataclass(frozen=True, slots=True)
class Proposal:
    """One opening, and why it is for this person."""

    row: OpeningRow
    reasons: tuple[Fits, ...]


def need_of(row: OpeningRow) -> Need:
    """What fits an opening; its skills keep nobody out."""
    return Need(keys(row.skills), keys(row.languages), row.commune, remote=row.remote, field=row.field,
                skills_help=True)  # fmt: skip


async def applicants(session: AsyncSession, lab: Lab, row: OpeningRow) -> list[tuple[ApplicationRow, tuple[Fits, ...]]]:
    """Who waits for an answer or has a place, and why they fit, best first; among equals who applied first.

    Nobody who was told no, is paused, cannot be written to, or is under age without a guardian's yes that counts.
    """
    asked = {one.person_id: one for one in await rows.applications(session, row.id) if one.state != DECLINED}
    found = {asked[one.person_id].id: one for one in await offers.volunteers(session, among=asked)}
    offered = [_offer(key, one, {one.field} if one.field else set()) for key, one in found.items()]
    ranked = matching.rank(need_of(row), offered, lab.matching)
    return [(asked[found[match.offer.id].person_id], match.reasons) for match in ranked]


def _offer(key: int, one: Candidate, fields: Collection[str]) -> Offer:
    barred = Bar.PAUSED if one.paused else None
    if (one.age == UNDER or one.named) and not one.guarded:
        barred = Bar.UNDERAGE
    return Offer(key, one.skills, one.languages, one.commune, transport=one.transport != "none",
                 fields=frozenset(fields), done=one.done, barred=barred)  # fmt: skip


async def proposed(session: AsyncSession, lab: Lab, person: Person, today: str, most: int) -> list[Proposal]:
    """What is on offer, in the order of what fits this person; needs only for whoever teaches or follows the field."""
    offer = await _of_person(session, person)
    hears = await _fields(session, person, only_taught=True)
    there = [one for one in await rows.on_offer(session, today, SOONEST) if one.kind != NEED or one.field in hears]
    there.sort(key=lambda one: -matching.score(need_of(one), offer, lab.matching))  # among equals the soonest
    return [Proposal(one, matching.reasons(need_of(one), offer)) for one in there[:most]]


async def why(session: AsyncSession, person: Person, row: OpeningRow) -> tuple[Fits, ...]:
    """Why this opening is for this person."""
    return matching.reasons(need_of(row), await _of_person(session, person))


async def _of_person(session: AsyncSession, person: Person) -> Offer:
    fields = await _fields(session, person)
    found = await offers.volunteers(session, among=[person.id])
    return _offer(person.id, found[0], fields) if found else Offer(person.id, fields=frozenset(fields))


async def _fields(session: AsyncSession, person: Person, only_taught: bool = False) -> set[str]:
    """What they hear of: the field of their card (`only_taught`: a trainer's), and what they chose."""
    card, chosen = await volunteers.of(session, person.id), await rows.choices(session, person.id)
    own = {card.field} if card and card.field and (card.tie == TRAINER or not only_taught) else set[str]()
    return (own | {one for one, yes in chosen.items() if yes}) - {one for one, yes in chosen.items() if not yes}


def tie_to(card: VolunteerRow | None, field: str) -> str | None:
    """How the card is tied to this field: trainee, trainer; None: it is another, or there is no card."""
    return card.tie if card and card.field == field else None
