"""An announcement under way: paused, resumed, cancelled by staff; afterwards corrected or deleted. All of it is noted.

Everything here is safe to press twice: what is so already raises Changed and changes nothing.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services import audit, deliveries
from services.announcements import Changed
from services.deliveries import ends
from services.people import Person
from storage import announcements as rows
from storage.announcements import (
    CANCELLED,
    DELETED,
    DONE,
    PAUSED,
    RUNNING,
    SENDING,
    SENT,
    AnnouncementRow,
    subject_of,
)
from storage.deliveries import DeliveryRow


async def pause(session: AsyncSession, actor: Person, number: int, now: datetime) -> AnnouncementRow:
    """No more of it leaves, but for the one message that is leaving."""
    row = await _in(session, number, SENDING)
    if delivery := await deliveries.of(session, subject_of(number)):
        await deliveries.pause(session, delivery.id)
    row.state = PAUSED
    audit.note(session, actor.id, "announcement.pause", subject_of(number), now)
    return row


async def resume(session: AsyncSession, actor: Person, number: int, now: datetime) -> AnnouncementRow:
    """It goes on where it was."""
    row = await _in(session, number, PAUSED)
    if delivery := await deliveries.of(session, subject_of(number)):
        await deliveries.resume(session, delivery.id, now)
    row.state = SENDING
    audit.note(session, actor.id, "announcement.resume", subject_of(number), now)
    return row


async def cancel(session: AsyncSession, actor: Person, number: int, now: datetime) -> int:
    """Whoever has not got it yet never will; how many of those are in the outbox."""
    row = await _in(session, number, *RUNNING)
    delivery = await deliveries.of(session, subject_of(number))
    spared = await deliveries.cancel(session, delivery.id, now) if delivery else 0
    row.state, row.finished_at = CANCELLED, now
    row.gathered_at = now  # if staff send to the uncertain again, nobody is gathered beside them
    audit.note(session, actor.id, "announcement.cancel", subject_of(number), now, spared=spared)
    return spared


async def correct(session: AsyncSession, actor: Person, number: int, now: datetime) -> int:
    """Its words were changed: what arrived shows the new ones, message by message; the delivery that does it."""
    row, sent = await _sent(session, number)
    row.revision += 1
    audit.note(session, actor.id, "announcement.correct", subject_of(number), now, revision=row.revision)
    name = f"{subject_of(number)}:correct:{row.revision}"
    return await deliveries.correct(session, sent, name, now)


async def take_away(session: AsyncSession, actor: Person, number: int, now: datetime) -> int:
    """Delete it wherever it arrived in the last 48 hours; what has not left stays here. The delivery that does it."""
    row, sent = await _sent(session, number)
    await deliveries.cancel(session, sent.id, now)
    row.state, row.finished_at = DELETED, now
    audit.note(session, actor.id, "announcement.delete", subject_of(number), now)
    return await deliveries.take_away(session, sent, f"{subject_of(number)}:delete", now)


async def send_again(session: AsyncSession, actor: Person, number: int, now: datetime) -> int:
    """Staff decide: those of whom nobody knows whether they got it get it once more; how many.

    While it is paused, they wait with the others until it goes on.
    """
    row, sent = await _sent(session, number)
    again = await deliveries.send_again(session, sent, now)
    if again:
        row.state, row.finished_at = PAUSED if row.state == PAUSED else SENDING, None
        audit.note(session, actor.id, "announcement.again", subject_of(number), now, people=again)
    return again


async def let_be(session: AsyncSession, actor: Person, number: int, now: datetime) -> int:
    """Staff decide: those of whom nobody knows are left in peace; how many."""
    _, sent = await _sent(session, number)
    left = await deliveries.let_be(session, sent.id)
    audit.note(session, actor.id, "announcement.let_be", subject_of(number), now, people=left)
    return left


async def _held(session: AsyncSession, delivery: DeliveryRow) -> AnnouncementRow | None:
    """The announcement that this delivery sends, locked; None of its corrections."""
    number = rows.announcement_of(delivery.name) if delivery.name.count(":") == 1 else None
    return await rows.of(session, number, locked=True) if number else None


async def _hold(session: AsyncSession, delivery: DeliveryRow) -> None:
    await _held(session, delivery)


@ends("announcement", _hold)
async def over(session: AsyncSession, delivery: DeliveryRow, now: datetime) -> None:
    """The last message of an announcement is out (those of its corrections change nothing)."""
    row = await _held(session, delivery)
    if row and row.state in RUNNING:
        row.state, row.finished_at = DONE, now


async def _in(session: AsyncSession, number: int, *states: str) -> AnnouncementRow:
    row = await rows.of(session, number, locked=True)
    if row is None or row.state not in states:
        raise Changed
    return row


async def _sent(session: AsyncSession, number: int) -> tuple[AnnouncementRow, DeliveryRow]:
    row = await _in(session, number, *SENT)
    delivery = await deliveries.of(session, subject_of(number))
    if delivery is None:
        raise Changed
    return row, delivery
