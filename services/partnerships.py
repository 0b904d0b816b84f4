"""What organisations are asked for: who fits a need and why (or why not), asking them, their answer, connecting.

Until the team connects, the organisation does not read who needs it, and whoever needs it does not read who was asked.
Every change holds the need's row until the commit, so that two taps at once are one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, matching, outbox
from services import companies as offered
from services.lab import Lab
from services.matching import Bar, Match, Need, Offer
from services.people import Person
from services.quiet_hours import next_allowed
from storage import companies
from storage import partnerships as rows
from storage.companies import CompanyRow
from storage.database import insert_if_new
from storage.partnerships import (
    CONNECTED,
    DECLINED,
    INTERESTED,
    PROPOSED,
    NeedRow,
    PartnershipRow,
    subject_of,
)
from storage.volunteers import kept, keys

PROPOSAL, ANSWERED, MET = "need.proposal", "need.answered", "need.met"  # screens
Spoken = dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the team writes of a need."""

    title: Spoken
    skills: tuple[str, ...]
    days: int
    period: str | None = None
    place: str | None = None
    commune: str | None = None
    remote: bool = False
    organisation_id: int | None = None
    challenge_id: int | None = None
    mission_id: int | None = None


async def create(session: AsyncSession, actor: Person, plan: Plan, now: datetime) -> NeedRow:
    """A need; nobody is asked yet."""
    row = NeedRow(title=plan.title, skills=kept(plan.skills), days=plan.days, period=plan.period, place=plan.place,
                  commune=plan.commune, remote=plan.remote, organisation_id=plan.organisation_id,
                  challenge_id=plan.challenge_id, mission_id=plan.mission_id, created_by=actor.id,
                  created_at=now)  # fmt: skip
    session.add(row)
    await session.flush()
    audit.note(session, actor.id, "need.create", subject_of(row.id), now)
    return row


async def planned(session: AsyncSession, need_id: int, mission_id: int) -> None:
    """This mission is planned for that need: the people of organisations that are connected can be asked."""
    need = await rows.locked(session, need_id)
    if need is not None:
        need.mission_id = mission_id
        await session.flush()


# Who fits


async def fitting(session: AsyncSession, lab: Lab, need: NeedRow) -> list[Match]:
    """The organisations that can be asked, best first, and why."""
    return matching.rank(_need(need), await _offers(session, need), lab.matching)


async def barred(session: AsyncSession, need: NeedRow) -> list[Offer]:
    """Those that offer what is needed and cannot be asked, with the reason in `barred`."""
    wanted = keys(need.skills)
    found = [one for one in await _offers(session, need) if one.barred not in (None, Bar.ASKED, Bar.DECLINED)]
    return [one for one in found if not wanted or wanted & one.skills]


def _need(need: NeedRow) -> Need:
    return Need(skills=keys(need.skills), commune=need.commune, remote=need.remote, days=need.days)


async def _offers(session: AsyncSession, need: NeedRow) -> list[Offer]:
    asked = {one.company_id: one for one in await rows.asked(session, need.id)}
    every = [one for one in await companies.everything(session) if one.id != need.organisation_id]
    return [_offer(one, keys(need.skills), asked.get(one.id)) for one in every]


def _offer(company: CompanyRow, wanted: frozenset[str], asked: PartnershipRow | None) -> Offer:
    return Offer(
        id=company.id,
        skills=keys(company.skills),
        commune=company.commune,
        remote_only=company.place == "remote",
        days=offered.days_for(company, wanted),
        level=offered.level_for(company, wanted),
        barred=_bar(company, asked),
    )


def _bar(company: CompanyRow, asked: PartnershipRow | None) -> Bar | None:
    if asked is not None:
        return Bar.DECLINED if asked.state == DECLINED else Bar.ASKED
    if company.paused_at is not None:
        return Bar.PAUSED
    return None if company.verified_at is not None else Bar.UNVERIFIED


# Asking


async def propose(session: AsyncSession, lab: Lab, actor: Person, need_id: int, company_id: int, now: datetime) -> bool:
    """Ask those who speak for this organisation, when they are awake; False if it cannot be asked (any more)."""
    need = await rows.locked(session, need_id)
    match = None if need is None or need.closed_at else await _match(session, lab, need, company_id)
    if match is None:
        return False
    reasons = [[str(one.why), *one.values] for one in match.reasons]
    made = {"need_id": need_id, "company_id": company_id, "state": PROPOSED, "reasons": reasons, "proposed_at": now}
    await session.execute(insert_if_new(session, PartnershipRow).values(made))
    told = [one.person_id for one in await companies.contacts(session, company_id)]
    await _say(session, lab, told, PROPOSAL, {"need": need_id}, need_id, f"proposal:{company_id}", now)
    audit.note(session, actor.id, "need.propose", f"company:{company_id}", now)
    return True


async def _match(session: AsyncSession, lab: Lab, need: NeedRow, company_id: int) -> Match | None:
    return next((one for one in await fitting(session, lab, need) if one.offer.id == company_id), None)


async def answer(
    session: AsyncSession, lab: Lab, person: Person, need_id: int, interested: bool, now: datetime
) -> PartnershipRow | None:
    """Interested or not now, from somebody who speaks for an organisation that was asked; None if that is not them,
    or nothing is asked any more. After connecting it stands."""
    need, found = await rows.locked(session, need_id), await mine(session, person, need_id)
    if need is None or need.closed_at or found is None:
        return None
    state = INTERESTED if interested else DECLINED
    if found.state in (CONNECTED, state):
        return found
    found.state, found.answered_at, found.answered_by = state, now, person.id
    await session.flush()
    if interested and need.created_by:
        await _say(session, lab, [need.created_by], ANSWERED, {"need": need_id}, need_id,
                   f"answered:{found.company_id}", now)  # fmt: skip
    return found


async def mine(session: AsyncSession, person: Person, need_id: int) -> PartnershipRow | None:
    """This need as it was proposed to the organisation for which this person speaks."""
    spoken_for = await companies.of(session, person.id)
    asked = await rows.asked(session, need_id) if spoken_for else []
    return next((one for one in asked if spoken_for and one.company_id == spoken_for[0].id), None)


async def connect(
    session: AsyncSession, lab: Lab, actor: Person, need_id: int, company_id: int, now: datetime
) -> PartnershipRow | None:
    """Both sides learn who the other is; None if the organisation has not said that it is interested."""
    need = await rows.locked(session, need_id)
    found = next((one for one in await rows.asked(session, need_id) if one.company_id == company_id), None)
    if need is None or found is None or found.state not in (INTERESTED, CONNECTED):
        return None
    if found.state == CONNECTED:
        return found
    found.state, found.connected_at = CONNECTED, now
    await session.flush()
    sides = (company_id, need.organisation_id)
    told = [one.person_id for side in sides if side for one in await companies.contacts(session, side)]
    values = {"need": need_id, "company": company_id}
    await _say(session, lab, told, MET, values, need_id, f"met:{company_id}", now)
    audit.note(session, actor.id, "need.connect", f"company:{company_id}", now)
    return found


async def close(session: AsyncSession, actor: Person, need_id: int, now: datetime) -> None:
    """Nobody else is asked; what is agreed stays."""
    need = await rows.locked(session, need_id)
    if need is not None and need.closed_at is None:
        need.closed_at = now
        audit.note(session, actor.id, "need.close", subject_of(need_id), now)


async def _say(
    session: AsyncSession, lab: Lab, people: Collection[int], screen: str, values: dict[str, int], need_id: int,
    dedupe: str, now: datetime,
) -> None:  # fmt: skip
    await outbox.enqueue_all(session, people, screen=screen, values=values, dedupe=f"need:{need_id}:{dedupe}",
                             due_at=next_allowed(now, lab.zone, lab), subject=subject_of(need_id))  # fmt: skip
