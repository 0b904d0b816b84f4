"""Hours: what people did in a mission, as whoever is in charge confirms it. Certificates are made of these alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, outbox
from services.lab import Lab
from services.people import Person
from services.quiet_hours import next_allowed
from services.roles import Role, holds
from storage import employees
from storage import missions as rows
from storage.missions import GOING, OPEN, HandRow, MissionRow, subject_of

THANKS = "mission.thanks"  # the screen by which they hear of it
ROUND = 15  # minutes
MOST = 24 * 60


@dataclass(frozen=True, slots=True)
class Done:
    """One mission that somebody did: what, when (wall time), for whom, minutes, confirmed when and by whom (id).

    `employed`: they came on the time of who employs them, `company_id` (None once that is gone); `confirmed_for` is the
    organisation whose contact confirmed, None: the team did.
    """

    hand_id: int
    mission_id: int
    title: dict[str, str]
    about: dict[str, str]
    begins: str
    place: str | None
    organisation: str | None
    minutes: int
    confirmed_at: datetime
    confirmed_by: int | None
    company_id: int | None
    employed: bool
    confirmed_for: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """How many took part in a mission, and their minutes together, whoever was erased since included."""

    people: int
    minutes: int


def proposed(hand: HandRow, mission: MissionRow) -> int:
    """The minutes to confirm: as they were set, else from arriving to leaving, else nothing; in quarters of an hour."""
    if hand.minutes is not None:
        return hand.minutes
    if hand.in_at is None:
        return 0
    begin, end = max(hand.in_at, mission.begins_at), min(hand.out_at or mission.ends_at, mission.ends_at)
    lasted = max(end - begin, timedelta(0))
    return round(lasted / timedelta(minutes=ROUND)) * ROUND


def waits(hand: HandRow) -> bool:
    """Whether these hours are known, and nobody confirmed them."""
    return hand.confirmed_at is None and (hand.minutes is not None or hand.in_at is not None)


def may_note(actor: Person, hand: HandRow) -> bool:
    """Whether these hours are theirs to say: a contact's own, and what the team confirmed, are the team's."""
    by_team = hand.confirmed_at is not None and hand.confirmed_for is None
    return holds(actor.roles, Role.MODERATOR) or not (by_team or hand.person_id == actor.id)


async def confirmed(session: AsyncSession, person_id: int) -> list[Done]:
    """What this person did and somebody confirmed, newest first."""
    return [
        Done(hand.id, mission.id, dict(mission.title), dict(mission.about), mission.begins, mission.place,
             mission.organisation, hand.minutes or 0, hand.confirmed_at, hand.confirmed_by, hand.company_id,
             hand.employed, hand.confirmed_for)
        for hand, mission in await rows.of_person(session, person_id)
        if hand.confirmed_at and hand.minutes
    ]  # fmt: skip


async def totals(session: AsyncSession, mission: MissionRow) -> Totals:
    """The sums of a mission; they stay when people are erased."""
    worked = (HandRow.mission_id == mission.id, HandRow.confirmed_at.is_not(None), HandRow.minutes > 0)
    people, minutes = (await session.execute(select(func.count(), func.sum(HandRow.minutes)).where(*worked))).one()
    return Totals(mission.past_people + people, mission.past_minutes + int(minutes or 0))


class NotYet(Exception):
    """The mission has not begun (or, to confirm, is not over), or is called off: there are no hours."""


async def change(session: AsyncSession, actor: Person, hand_id: int, minutes: int, now: datetime) -> HandRow | None:
    """Whoever is in charge says how long somebody was there, confirmed or not.

    None for nobody, or if it is not theirs to say. NotYet.
    """
    hand = await session.get(HandRow, hand_id)
    mission = await rows.locked(session, hand.mission_id) if hand else None
    hand = await session.get(HandRow, hand_id, populate_existing=True)  # as it is now that it is held
    if hand is None or mission is None or hand.state != GOING or not may_note(actor, hand):
        return None
    if now < mission.begins_at or mission.state != OPEN:
        raise NotYet
    hand.minutes = max(0, min(minutes, MOST))
    audit.note(session, actor.id, "mission.hours", subject_of(mission.id), now, about=hand.person_id)
    await session.flush()
    return hand


async def confirm(session: AsyncSession, lab: Lab, actor: Person, mission_id: int, now: datetime) -> int:
    """Confirm the hours that are known as they stand; whoever worked is thanked. How many that were. NotYet."""
    mission = await rows.locked(session, mission_id)
    if mission is None or now < mission.ends_at or mission.state != OPEN:
        raise NotYet
    thanked = []
    for hand in await rows.hands(session, mission.id, (GOING,)):
        if waits(hand) and may_note(actor, hand):
            hand.minutes, hand.confirmed_at, hand.confirmed_by = proposed(hand, mission), now, actor.id
            hand.confirmed_for = None if holds(actor.roles, Role.MODERATOR) else mission.organisation
            thanked += [hand.person_id] if hand.minutes else []
    await outbox.enqueue_all(session, thanked, screen=THANKS, values={"mission": mission.id},
                             due_at=next_allowed(now, lab.zone, lab), dedupe=f"mission:{mission.id}:thanks",
                             subject=subject_of(mission.id))  # fmt: skip
    audit.note(session, actor.id, "mission.confirm", subject_of(mission.id), now, people=len(thanked))
    await session.flush()
    return len(thanked)


async def note_export(
    session: AsyncSession, actor: Person, mission_id: int, now: datetime, about: int | None = None
) -> None:
    """A member of the team takes the names and hours of a mission along, or all hours of one person in it."""
    audit.note(session, actor.id, "mission.export", subject_of(mission_id), now, about=about)


async def keep_totals(session: AsyncSession, hands: Sequence[HandRow]) -> None:
    """Before these rows go: what they add up to stays with their missions, as numbers."""
    for hand in hands:
        mission = await rows.locked(session, hand.mission_id)
        if mission is not None and hand.confirmed_at and hand.minutes:
            mission.past_people += 1
            mission.past_minutes += hand.minutes
            if hand.company_id is not None:
                await employees.keep_minutes(session, hand.company_id, hand.minutes)
    await session.flush()


async def forget(session: AsyncSession, person_id: int) -> None:
    """This person is erased: totals stay, rows go (services/privacy.py)."""
    await keep_totals(session, [hand for hand, _ in await rows.of_person(session, person_id)])
