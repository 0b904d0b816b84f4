"""What people registered for a workshop are told of it: what has changed, and that it is called off. Once each."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services import outbox, workshops
from services.lab import Lab
from services.workshops import Snapshot, snapshot
from storage import registrations
from storage import workshops as rows
from storage.registrations import REGISTERED
from storage.workshops import CANCELLED, PUBLISHED, WorkshopRow, subject_of

CHANGED, CALLED_OFF = "workshop.changed", "workshop.called_off"  # screens
STILL_NEWS = timedelta(hours=1)  # after its end nobody needs to hear what had changed


async def tell_changes(session: AsyncSession, lab: Lab, workshop_id: int, now: datetime) -> int:
    """Tell everybody registered what has changed since they were told last; how many people hear of it."""
    workshop = await rows.locked(session, workshop_id)
    if workshop is None or workshop.state != PUBLISHED or workshop.tell_at is None or workshop.tell_at > now:
        return 0
    known, present = workshop.told or {}, await snapshot(session, workshop)
    due_at = await workshops.notice_time(session, lab, workshop, now)
    workshop.told, workshop.tell_at = present, None
    before = {name: value for name, value in known.items() if present.get(name) != value}
    if not before:
        return 0
    dedupe = f"changed:{workshop.id}:{workshop.sequence}"
    return await _to_all(session, workshop, CHANGED, {"before": before}, dedupe, due_at)


async def call_off(session: AsyncSession, lab: Lab, workshop: WorkshopRow, now: datetime) -> int:
    """Tell everybody registered that it does not take place; how many people that are. What waits is taken back."""
    if workshop.state != CANCELLED or workshop.published_at is None:
        return 0
    await outbox.recall(session, subject=subject_of(workshop.id))
    due_at = await workshops.notice_time(session, lab, workshop, now)
    return await _to_all(session, workshop, CALLED_OFF, {}, f"off:{workshop.id}", due_at)


async def _to_all(
    session: AsyncSession, workshop: WorkshopRow, screen: str, values: dict[str, Any], dedupe: str, due_at: datetime
) -> int:
    people = await registrations.in_states(session, workshop.id, REGISTERED)
    meet = await rows.meetings(session, workshop.id)
    for one in people:
        await outbox.enqueue(
            session,
            person_id=one.person_id,
            screen=screen,
            values={"workshop": workshop.id, **values},
            dedupe=f"{dedupe}:{one.person_id}",
            due_at=due_at,
            subject=subject_of(workshop.id),
            expires_at=max(meet[-1].ends_at, due_at) + STILL_NEWS if meet else None,
        )
    return len(people)


def changed(before: Snapshot) -> tuple[str, ...]:
    """What of a workshop differs from what people knew: title, meetings, place (or its point), link."""
    names = ("title", "meetings", "place", "point", "link")
    return tuple(name for name in names if name in before)
