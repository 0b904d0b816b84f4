"""Bulk jobs of the outbox: progress from rows, pausing, cancelling, correcting, deleting, what stays uncertain."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import deliveries
from services.deliveries import Progress
from services.message_classes import ANNOUNCEMENT, POLICIES
from storage.database import Database
from storage.deliveries import DeliveryRow
from storage.outbox import OutboxRow
from storage.people import PersonRow
from tests.services.team import LAB

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NAME = "announcement:12"
STATES = ("ready", "ready", "retry", "sending", "sent", "sent", "unreachable", "uncertain", "expired", "nothing")


@pytest.fixture
async def session(database_url: str) -> AsyncIterator[AsyncSession]:
    """A transaction in which ten people are addressed, one in each of these states."""
    database = Database(database_url)
    async with database.transaction() as one:
        for number in range(len(STATES)):
            one.add(PersonRow(telegram_id=100 + number, language="fr", created_at=NOW))
        await one.flush()
        yield one
    await database.close()


async def begun(session: AsyncSession, complete: bool = True, **given: Any) -> DeliveryRow:
    """A delivery with a row in each state."""
    job = await deliveries.begin(session, NAME, NOW, **given)
    people = list(await session.scalars(select(PersonRow.id).order_by(PersonRow.id)))
    rows: list[dict[str, Any]] = [
        {
            "dedupe": f"{NAME}:{person}",
            "person_id": person,
            "screen": "announcement.message",
            "values": {},
            "message_class": ANNOUNCEMENT,
            "state": state,
            "due_at": NOW,
            "delivery_id": job,
            "sent_at": NOW - timedelta(hours=60) * (number - 4) if state == "sent" else None,
            "message_id": 1000 + number if state == "sent" else None,
            "error": "blocked" if state == "unreachable" else None,
        }
        for number, (person, state) in enumerate(zip(people, STATES, strict=True))
    ]
    await session.execute(insert(OutboxRow), rows)
    if complete:
        await deliveries.complete(session, job)
    return await found(session)


async def found(session: AsyncSession, name: str = NAME) -> DeliveryRow:
    delivery = await deliveries.of(session, name)
    assert delivery
    return delivery


async def states(session: AsyncSession, delivery: DeliveryRow) -> list[str]:
    query = select(OutboxRow.state).where(OutboxRow.delivery_id == delivery.id).order_by(OutboxRow.id)
    return list(await session.scalars(query))


async def test_progress_is_counted_from_rows(session: AsyncSession) -> None:
    delivery = await begun(session, at_night=True)
    seen = await deliveries.progress(session, delivery, NOW, LAB, send_rate=2)
    assert seen == Progress("running", delivered=2, unreachable=1, uncertain=1, undecided=1, left=4, not_sent=2,
                            rate=1 / 216000, ends_at=NOW + timedelta(days=10))  # fmt: skip
    assert (seen.total, seen.done) == (10, 0.6)
    assert await deliveries.reasons(session, delivery.id, "unreachable") == {"blocked": 1}
    await session.execute(update(OutboxRow).where(OutboxRow.state == "sent").values(sent_at=NOW - timedelta(minutes=1)))
    assert (await deliveries.progress(session, delivery, NOW, LAB, send_rate=2)).ends_at == NOW + timedelta(seconds=2)


async def test_at_night_it_waits_and_ends_later(session: AsyncSession) -> None:
    delivery = await begun(session)
    evening, night = (datetime(2026, 11, 22, *at, tzinfo=LAB.zone) for at in ((20, 59, 59), (23, 0, 0)))
    morning = datetime(2026, 11, 23, 8, tzinfo=LAB.zone)
    seen = await deliveries.progress(session, delivery, evening, LAB, send_rate=2)
    assert (seen.waits_until, seen.ends_at) == (None, morning + timedelta(seconds=1))
    assert (await deliveries.progress(session, delivery, night, LAB, send_rate=2)).waits_until == morning
    await deliveries.pause(session, delivery.id)
    assert (await deliveries.progress(session, await found(session), night, LAB)).waits_until is None


async def test_it_is_paused_and_goes_on_and_is_begun_once(session: AsyncSession) -> None:
    delivery = await begun(session)
    assert await deliveries.begin(session, NAME, NOW) == delivery.id
    assert [await deliveries.pause(session, delivery.id) for _ in range(2)] == [True, False]
    assert (await deliveries.progress(session, await found(session), NOW, LAB)).ends_at is None
    assert [await deliveries.resume(session, delivery.id, NOW) for _ in range(2)] == [True, False]


async def test_cancelling_takes_back_what_waits_only(session: AsyncSession) -> None:
    delivery = await begun(session)
    assert [await deliveries.cancel(session, delivery.id, NOW) for _ in range(2)] == [3, 0]
    assert await states(session, delivery) == ["recalled"] * 3 + list(STATES[3:])
    assert not await deliveries.settle(session, await found(session), NOW)


async def test_it_ends_once_complete_with_nothing_left(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> None:
    over: list[str] = []

    async def note(session: AsyncSession, delivery: DeliveryRow, now: datetime) -> None:
        over.append(delivery.name)

    async def hold(session: AsyncSession, delivery: DeliveryRow) -> None:
        over.append(delivery.state)

    monkeypatch.setitem(deliveries.ENDS, "announcement", (hold, note))
    delivery = await begun(session, complete=False)
    await session.execute(update(OutboxRow).where(OutboxRow.state.in_(("ready", "retry"))).values(state="sent"))
    await deliveries.complete(session, delivery.id)
    assert not await deliveries.settle(session, await found(session), NOW)  # one is on its way
    await session.execute(update(OutboxRow).where(OutboxRow.state == "sending").values(state="sent"))
    delivery = await found(session)
    assert [await deliveries.settle(session, delivery, NOW) for _ in range(2)] == [True, False]
    assert (over, (await found(session)).state) == (["running", "running", NAME, "ended"], "ended")


async def test_what_has_not_left_in_time_expires(session: AsyncSession) -> None:
    delivery = await begun(session)
    expires = POLICIES[ANNOUNCEMENT].expires
    assert expires and delivery.expires_at == NOW + expires
    assert not await deliveries.settle(session, delivery, NOW + expires)  # one is on its way still
    assert await states(session, delivery) == ["expired"] * 3 + list(STATES[3:])


async def test_after_a_long_pause_there_is_time_to_leave_again(session: AsyncSession) -> None:
    delivery, monday = await begun(session), NOW + timedelta(days=2)
    await deliveries.pause(session, delivery.id)
    await deliveries.resume(session, delivery.id, monday)
    assert not await deliveries.settle(session, await found(session), monday)
    assert await states(session, delivery) == list(STATES)
    assert (await found(session)).expires_at == monday + timedelta(hours=24)


async def test_staff_decide_about_the_uncertain(session: AsyncSession) -> None:
    delivery = await begun(session)
    (doubt,) = await deliveries.uncertain(session, delivery.id)
    assert doubt.state == "uncertain"
    assert await deliveries.uncertain(session, delivery.id, after=doubt.id) == []
    assert await deliveries.send_again(session, delivery, NOW, [doubt.id]) == 1
    await session.refresh(doubt)
    assert (doubt.state, doubt.attempt) == ("ready", 0)
    await session.execute(update(OutboxRow).where(OutboxRow.id == doubt.id).values(state="uncertain"))
    assert [await deliveries.let_be(session, delivery.id) for _ in range(2)] == [1, 0]
    assert (await deliveries.progress(session, delivery, NOW, LAB)).uncertain == 1


async def test_sending_again_opens_what_had_ended(session: AsyncSession) -> None:
    delivery = await begun(session)
    delivery.state = "ended"
    await session.flush()
    assert await deliveries.send_again(session, delivery, NOW + timedelta(days=9)) == 1
    assert (await found(session)).state == "running"
    assert not await deliveries.settle(session, await found(session), NOW + timedelta(days=9))


@pytest.mark.parametrize(("kind", "targets"), [("correct", [1004, 1005]), ("delete", [1004])])
async def test_what_arrived_is_corrected_or_deleted_as_a_delivery_of_its_own(
    session: AsyncSession, kind: str, targets: list[int]
) -> None:
    delivery = await begun(session)
    for _ in range(2):
        if kind == "correct":
            job = await deliveries.correct(session, delivery, f"{NAME}:correct:2", NOW)
        else:
            job = await deliveries.take_away(session, delivery, f"{NAME}:delete", NOW)
    rows = await session.scalars(select(OutboxRow).where(OutboxRow.delivery_id == job).order_by(OutboxRow.id))
    assert [(row.target, row.state, row.message_class) for row in rows] == [
        (target, "ready", "correction") for target in targets
    ]
    ours = await session.get(DeliveryRow, job)
    assert ours and (ours.kind, ours.complete, ours.at_night) == (kind, False, True)


async def test_what_is_on_its_way_is_deleted_once_it_has_arrived(session: AsyncSession) -> None:
    delivery = await begun(session)
    await deliveries.cancel(session, delivery.id, NOW)
    job = await deliveries.take_away(session, delivery, f"{NAME}:delete", NOW)
    arrived = {"state": "sent", "sent_at": NOW, "message_id": 1003}
    await session.execute(update(OutboxRow).where(OutboxRow.state == "sending").values(arrived))
    for _ in range(2):
        await deliveries.settle(session, await found(session, f"{NAME}:delete"), NOW)
    targets = select(OutboxRow.target).where(OutboxRow.delivery_id == job).order_by(OutboxRow.target)
    assert list(await session.scalars(targets)) == [1003, 1004]
    assert (await found(session, f"{NAME}:delete")).complete


async def test_what_was_rendered_before_a_correction_is_corrected_too(session: AsyncSession) -> None:
    delivery, name = await begun(session), f"{NAME}:correct:2"
    await session.execute(update(OutboxRow).where(OutboxRow.state == "sending").values(state="ready"))
    job = await deliveries.correct(session, delivery, name, NOW)
    arrived = {"state": "sent", "sent_at": NOW, "message_id": OutboxRow.person_id + 2000}
    await session.execute(update(OutboxRow).where(OutboxRow.state == "retry").values(arrived))
    for later in (1, 11):
        await deliveries.settle(session, await found(session, name), NOW + timedelta(seconds=later))
    rows = list(await session.scalars(select(OutboxRow).where(OutboxRow.delivery_id == job)))
    assert [(row.screen, row.values) for row in rows] == [("announcement.message", {})] * 3
    assert (await found(session, name)).complete
