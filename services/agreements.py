"""Agreements, from connecting to the last word: draft, begin, milestones, closing sheet, both sides' yes.

    draft -> running -> closing -> closed          stopped, from each but closed

Each step is taken only from the states that allow it and by whom it is for, looked up anew at each tap; every change
holds the agreement's row until the commit. The sides are the organisation that gives days (COMPANY) and whoever needs
them (HOST): another organisation, or the team for the lab itself. What is `None` or False was not theirs, or too late.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox
from services.agreement_lacks import COMPANY, HOST, lacks
from services.lab import Lab
from services.people import Person
from services.quiet_hours import next_allowed
from services.roles import Role, holds
from storage import agreements as rows
from storage import companies
from storage import partnerships as asked
from storage.agreements import (
    CLOSED,
    CLOSING,
    DRAFT,
    RUNNING,
    STOPPED,
    AgreementRow,
    Case,
    MilestoneRow,
    SheetRow,
    subject_of,
)
from storage.database import insert_if_new
from storage.partnerships import CONNECTED, NeedRow, PartnershipRow

OTHER = {COMPANY: HOST, HOST: COMPANY}
NEWS = "agreement.news"  # the screen by which people hear of it; `what` is one of these:
DRAFTED, LACKS, GIVEN, BEGUN = "drafted", "lacks", "given", "begun"
SAID, AGREED, CALLED_OFF, ALONE = "said", "agreed", "off", "alone"
MOST_MILESTONES, MOST_DRAFTS = 12, 50
MOST_RATE = 20_000  # dirhams a day


@dataclass(frozen=True, slots=True)
class Terms:
    """What the team writes: days as 2026-12-01; `signs`: who signs for the lab, if the lab is a side."""

    first: str
    last: str
    days: int
    signs: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one side says was done; words or a voice."""

    days: float
    people: int
    words: str | None = None
    voice: str | None = None


# Whose it is


async def sides(session: AsyncSession, person: Person, case: Case) -> frozenset[str]:
    """For which sides this person speaks."""
    mine = await companies.of(session, person.id)
    found = set()
    if mine and case.row.company_id == mine[0].id:
        found.add(COMPANY)
    if (mine and case.row.host_id == mine[0].id) or (case.row.ours and leads(person)):
        found.add(HOST)
    return frozenset(found)


def leads(person: Person) -> bool:
    """Whether they are of the team that writes agreements."""
    return holds(person.roles, Role.MODERATOR)


async def sees(session: AsyncSession, person: Person, agreement_id: int) -> Case | None:
    """The agreement, for the team and both sides."""
    case = await rows.case(session, agreement_id)
    return case if case and (leads(person) or await sides(session, person, case)) else None


async def _held(session: AsyncSession, person: Person, agreement_id: int, *states: str) -> Case | None:
    """The same, held until the commit, and only in one of these states."""
    case = await rows.case(session, agreement_id, lock=True)
    if case is None or case.row.state not in states:
        return None
    return case if leads(person) or await sides(session, person, case) else None


# The draft


async def draft(
    session: AsyncSession, lab: Lab, actor: Person, partnership_id: int, terms: Terms, now: datetime
) -> AgreementRow | None:
    """Write it, or write it anew while nobody has signed; both sides hear of a new one, and what it still lacks."""
    if not leads(actor):
        return None
    one = await session.get(PartnershipRow, partnership_id)
    need = await asked.locked(session, one.need_id) if one else None
    if one is None or need is None or one.state != CONNECTED:
        return None
    made = {"partnership_id": one.id, "company_id": one.company_id, "host_id": need.organisation_id, "state": DRAFT,
            "ours": need.organisation_id is None, "title": need.title, "first": terms.first, "last": terms.last,
            "days": terms.days, "created_at": now}  # fmt: skip
    statement = insert_if_new(session, AgreementRow).values(made).returning(AgreementRow.id)
    new = await session.scalar(statement) is not None
    found = await rows.of_partnership(session, partnership_id)
    case = await _held(session, actor, found.id, DRAFT) if found else None
    if case is None:
        return None
    case.row.first, case.row.last, case.row.days = terms.first, terms.last, terms.days
    case.row.signs, case.row.drafted_by = terms.signs if case.row.ours else None, actor.id
    await session.flush()
    audit.note(session, actor.id, "agreement.draft", subject_of(case.row.id), now)
    if new:
        await _tell(session, lab, case, {*await contacts(session, case)} - {actor.id}, DRAFTED, now)
    return case.row


async def ask_what_lacks(session: AsyncSession, lab: Lab, actor: Person, agreement_id: int, now: datetime) -> int:
    """Ask the organisations for what the law wants of them, at most once a day; how many lack something."""
    case = await _held(session, actor, agreement_id, DRAFT)
    missing = await lacks(session, case) if case and leads(actor) else {}
    for side in missing:
        if case and not (side == HOST and case.row.ours):
            today = now.astimezone(lab.zone).date().isoformat()
            await _tell(session, lab, case, await contacts(session, case, side), LACKS, now, f"{side}:{today}")
    return len(missing)


async def waited_for(session: AsyncSession, company_id: int) -> set[tuple[int, str]]:
    """The drafts that lack something of this organisation now, with the side on which it stands."""
    cases = [await rows.case(session, one.id) for one in await rows.of_company(session, company_id, MOST_DRAFTS)]
    drafts = [one for one in cases if one and one.row.state == DRAFT]
    found = {(one.row.id, side) for one in drafts for side in await lacks(session, one)}
    ours = {(one.row.id, COMPANY if one.row.company_id == company_id else HOST) for one in drafts}
    return found & ours


async def given(
    session: AsyncSession, lab: Lab, company_id: int, before: Collection[tuple[int, str]], now: datetime
) -> None:
    """Of the drafts that lacked something `before`, who wrote them hears once of those that lack it no more."""
    for agreement_id, side in set(before) - await waited_for(session, company_id):
        case = await rows.case(session, agreement_id)
        if case and case.row.state == DRAFT:
            await _tell(session, lab, case, _lead(case), GIVEN, now, side)


async def begin(session: AsyncSession, lab: Lab, actor: Person, agreement_id: int, now: datetime) -> bool:
    """It is signed on paper: milestones count from now on. False while something lacks, or if it is not a draft."""
    case = await _held(session, actor, agreement_id, DRAFT)
    if case is None or not leads(actor) or not case.whole or await lacks(session, case):
        return False
    case.row.state, case.row.begun_at = RUNNING, now
    await _tell(session, lab, case, {*await contacts(session, case)} - {actor.id}, BEGUN, now)
    audit.note(session, actor.id, "agreement.begin", subject_of(agreement_id), now)
    return True


async def stop(session: AsyncSession, lab: Lab, person: Person, agreement_id: int, now: datetime) -> bool:
    """The team or either side calls it off; the others hear of it."""
    case = await _held(session, person, agreement_id, *rows.ACTIVE)
    if case is None:
        return False
    await _end(session, lab, case, CALLED_OFF, now, but=person.id)
    audit.note(session, person.id, "agreement.stop", subject_of(agreement_id), now)
    return True


async def left_alone(session: AsyncSession, lab: Lab, agreement_id: int, now: datetime) -> None:
    """A side or the need is gone: it ends, and whoever is left hears of it."""
    case = await rows.case(session, agreement_id, lock=True)
    if case and case.row.state in rows.ACTIVE and not case.whole:
        await _end(session, lab, case, ALONE, now)


async def _end(session: AsyncSession, lab: Lab, case: Case, why: str, now: datetime, but: int = 0) -> None:
    case.row.state, case.row.ended_at = STOPPED, now
    await outbox.recall(session, subject=subject_of(case.row.id))
    told = {*await contacts(session, case), *_lead(case)} - {but}
    await _tell(session, lab, case, told, why, now)


# Milestones


async def add_milestone(
    session: AsyncSession, actor: Person, agreement_id: int, what: dict[str, str], day: str, now: datetime
) -> bool:
    """One more step, by the team."""
    case = await _held(session, actor, agreement_id, DRAFT, RUNNING)
    if case is None or not leads(actor) or len(await rows.milestones(session, agreement_id)) >= MOST_MILESTONES:
        return False
    session.add(MilestoneRow(agreement_id=agreement_id, what=what, day=day, created_at=now))
    await session.flush()
    return True


async def drop_milestone(session: AsyncSession, actor: Person, milestone_id: int) -> bool:
    """The team takes one away that is not done."""
    one = await session.get(MilestoneRow, milestone_id)
    case = await _held(session, actor, one.agreement_id, DRAFT, RUNNING) if one and leads(actor) else None
    if one is None or case is None or one.done_at:
        return False
    await session.delete(one)
    await session.flush()
    return True


async def mark(session: AsyncSession, person: Person, milestone_id: int, done: bool, now: datetime) -> bool:
    """It is done, or not after all, by the team or either side, while the work runs."""
    one = await session.get(MilestoneRow, milestone_id)
    case = await _held(session, person, one.agreement_id, RUNNING) if one else None
    if one is None or case is None:
        return False
    await session.refresh(one)
    if (one.done_at is not None) is not done:
        one.done_at, one.done_by = (now, person.id) if done else (None, None)
        await session.flush()
    return True


# The last word


async def turn(session: AsyncSession, case: Case) -> str | None:
    """The side that has to confirm; None while nobody said anything."""
    said = await rows.sheets(session, case.row.id)
    return OTHER[said[-1].side] if said and case.row.state == CLOSING else None


async def report(
    session: AsyncSession, lab: Lab, person: Person, agreement_id: int, said: Report, now: datetime
) -> SheetRow | None:
    """One side says what was done, first or instead of what the other said; it is the other's turn then."""
    case = await _held(session, person, agreement_id, RUNNING, CLOSING)
    if case is None:
        return None
    mine, due = await sides(session, person, case), await turn(session, case)
    if not mine:
        return None
    side = due if due in mine else min(mine)
    if due and side != due:  # it lies with the others: what was said stands
        return None
    row = SheetRow(agreement_id=agreement_id, side=side, days=said.days, people=said.people, words=said.words,
                   voice=said.voice, person_id=person.id, created_at=now)  # fmt: skip
    session.add(row)
    case.row.state = CLOSING
    await session.flush()
    await _tell(session, lab, case, await contacts(session, case, OTHER[side]), SAID, now, f"{row.id}")
    return row


async def confirm(
    session: AsyncSession, lab: Lab, person: Person, agreement_id: int, sheet_id: int, now: datetime
) -> bool:
    """The side whose turn it is says: so it was. False if it is not theirs, or that is no longer what was said."""
    case = await _held(session, person, agreement_id, CLOSING)
    said = await rows.sheets(session, agreement_id)
    if case is None or not said or said[-1].id != sheet_id or said[-1].person_id == person.id:
        return False
    if OTHER[said[-1].side] not in await sides(session, person, case):
        return False
    row, last = case.row, said[-1]
    row.state, row.ended_at, row.given, row.people = CLOSED, now, last.days, last.people
    await session.flush()
    told = {*await contacts(session, case), *_lead(case)} - {person.id}
    await _tell(session, lab, case, told, AGREED, now)
    audit.note(session, person.id, "agreement.close", subject_of(agreement_id), now)
    return True


async def rate(session: AsyncSession, person: Person, agreement_id: int, dirhams: int | None) -> bool:
    """The organisation says what one day is worth, or (None) rather not."""
    case = await _held(session, person, agreement_id, RUNNING, CLOSING, CLOSED)
    if case is None or COMPANY not in await sides(session, person, case):
        return False
    case.row.rate = dirhams
    await session.flush()
    return True


# Who hears of it


async def contacts(session: AsyncSession, case: Case, *which: str) -> list[int]:
    """Who speaks for these sides (none: both); of the lab, who wrote the agreement."""
    found: list[int] = []
    for side in which or (COMPANY, HOST):
        if side == HOST and case.row.ours:
            found += _lead(case)
        elif company_id := case.row.company_id if side == COMPANY else case.row.host_id:
            found += [one.person_id for one in await companies.contacts(session, company_id)]
    return list(dict.fromkeys(found))


def _lead(case: Case) -> list[int]:
    need: NeedRow | None = case.need
    known = case.row.drafted_by or (need.created_by if need else None)
    return [known] if known else []


async def _tell(
    session: AsyncSession, lab: Lab, case: Case, people: Collection[int], what: str, now: datetime, mark: str = ""
) -> None:
    agreement = case.row.id
    await outbox.enqueue_all(session, people, screen=NEWS, values={"agreement": agreement, "what": what},
                             dedupe=f"agreement:{agreement}:{what}:{mark}", due_at=next_allowed(now, lab.zone, lab),
                             subject=subject_of(agreement))  # fmt: skip
