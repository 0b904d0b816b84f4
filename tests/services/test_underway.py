"""An announcement under way: paused, resumed, cancelled, corrected, deleted; it ends with its last message."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from services import announcements, audiences, deliveries, underway
from services.announcements import Changed
from services.people import Person
from services.roles import Role
from storage import announcements as rows
from storage import departures
from storage.announcements import CANCELLED, DELETED, DONE, PAUSED, SENDING, AnnouncementRow, subject_of
from storage.audit import AuditRow
from storage.database import Database
from storage.deliveries import DeliveryRow
from storage.outbox import OutboxRow
from tests.services.team import LAB, MONDAY, Team, team

LATER = MONDAY + timedelta(minutes=1)


@dataclass
class Campaign:
    """An announcement that goes to three people."""

    team: Team
    writer: Person
    row: AnnouncementRow

    async def delivery(self) -> DeliveryRow:
        """Its bulk job."""
        found = await deliveries.of(self.team.session, subject_of(self.row.id))
        assert found
        return found

    async def arrives(self, most: int) -> None:
        """So many of its messages arrive."""
        waiting = select(OutboxRow.id).where(OutboxRow.state == "ready").order_by(OutboxRow.id).limit(most)
        arrived = {"state": "sent", "sent_at": LATER, "message_id": OutboxRow.id + 1000}
        await self.team.session.execute(update(OutboxRow).where(OutboxRow.id.in_(waiting)).values(arrived))

    async def states(self) -> list[str]:
        """Of its rows."""
        ours = OutboxRow.subject == subject_of(self.row.id)
        return list(await self.team.session.scalars(select(OutboxRow.state).where(ours).order_by(OutboxRow.id)))


async def campaign(one: Team, state: str = SENDING) -> Campaign:
    """Gathered, and one message has arrived."""
    writer = await one.person("Fatima", Role.COMMUNICATOR)
    for name in ("Aïcha", "Brahim"):
        await one.person(name)
    row = await announcements.create(one.session, writer, LAB, MONDAY)
    row.state, row.started_at = state, MONDAY
    await one.session.flush()
    while await audiences.gather(one.session, LAB.announcements, MONDAY):
        pass
    here = Campaign(one, writer, row)
    await here.arrives(1)
    return here


async def test_it_is_paused_and_resumed_by_staff_and_noted(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await campaign(one)
        await underway.pause(one.session, here.writer, here.row.id, LATER)
        assert (here.row.state, (await here.delivery()).state) == (PAUSED, "paused")
        with pytest.raises(Changed):
            await underway.pause(one.session, here.writer, here.row.id, LATER)
        await underway.resume(one.session, here.writer, here.row.id, LATER)
        assert (here.row.state, (await here.delivery()).state) == (SENDING, "running")
        actions = await one.session.scalars(
            select(AuditRow.action).where(AuditRow.action.like("announcement.%")).order_by(AuditRow.id)
        )
        assert {"announcement.pause", "announcement.resume"} < set(actions)


async def test_paused_before_its_people_were_gathered_it_stays_paused(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        assert (await (await campaign(one, PAUSED)).delivery()).state == "paused"


async def test_cancelled_it_reaches_nobody_else(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await campaign(one)
        waiting = len(await here.states()) - 1
        assert await underway.cancel(one.session, here.writer, here.row.id, LATER) == waiting
        assert (here.row.state, here.row.finished_at) == (CANCELLED, LATER)
        assert await here.states() == ["sent"] + ["recalled"] * waiting
        with pytest.raises(Changed):
            await underway.resume(one.session, here.writer, here.row.id, LATER)


async def test_cancelled_while_people_are_gathered_the_others_never_get_it(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await campaign(one)
        here.row.gathered_at, here.row.gathered_to = None, here.writer.id  # the others were not looked at yet
        await one.session.execute(delete(OutboxRow).where(OutboxRow.state == "ready"))
        await one.session.execute(update(OutboxRow).values(state="uncertain"))
        await underway.cancel(one.session, here.writer, here.row.id, LATER)
        assert await underway.send_again(one.session, here.writer, here.row.id, LATER) == 1
        assert not await audiences.gather(one.session, LAB.announcements, LATER)
        assert await here.states() == ["ready"]


async def test_sent_again_while_paused_it_waits_until_it_goes_on(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await campaign(one)
        await one.session.execute(update(OutboxRow).where(OutboxRow.state == "sent").values(state="uncertain"))
        await underway.pause(one.session, here.writer, here.row.id, LATER)
        assert await underway.send_again(one.session, here.writer, here.row.id, LATER) == 1
        assert (here.row.state, (await here.delivery()).state) == (PAUSED, "paused")
        await underway.resume(one.session, here.writer, here.row.id, LATER)
        assert (here.row.state, (await here.delivery()).state) == (SENDING, "running")


async def test_with_its_last_message_it_is_done_whatever_becomes_of_corrections(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        here = await campaign(one)
        job = await underway.correct(one.session, here.writer, here.row.id, LATER)
        correction = await one.session.get(DeliveryRow, job)
        assert correction and correction.name == f"{subject_of(here.row.id)}:correct:{here.row.revision}"
        await one.session.execute(update(OutboxRow).where(OutboxRow.delivery_id == job).values(state="sent"))
        afterwards = LATER + timedelta(minutes=1)
        assert [await deliveries.settle(one.session, correction, afterwards) for _ in range(2)] == [False, True]
        assert here.row.state == SENDING
        await here.arrives(10)
        assert await deliveries.settle(one.session, await here.delivery(), LATER)
        assert (here.row.state, here.row.finished_at) == (DONE, LATER)


async def test_deleted_it_goes_wherever_it_arrived_and_nowhere_else(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await campaign(one)
        job = await underway.take_away(one.session, here.writer, here.row.id, LATER)
        assert (here.row.state, (await here.delivery()).state) == (DELETED, "cancelled")
        rows = list(await one.session.scalars(select(OutboxRow).where(OutboxRow.delivery_id == job)))
        first = await one.session.scalar(select(OutboxRow).where(OutboxRow.state == "sent"))
        assert first
        assert [(row.person_id, row.target) for row in rows] == [(first.person_id, first.message_id)]
        with pytest.raises(Changed):
            await underway.take_away(one.session, here.writer, here.row.id, LATER)


async def test_sent_again_it_does_not_reach_who_has_stopped_its_topic(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        here = await campaign(one)
        row = await one.session.scalar(select(OutboxRow).where(OutboxRow.state == "ready").order_by(OutboxRow.id))
        assert row and row.person_id
        row.state = "uncertain"
        await rows.stop(one.session, row.person_id, here.row.topic, LATER)
        await underway.send_again(one.session, here.writer, here.row.id, LATER)
        every = list(await one.session.scalars(select(OutboxRow.id).order_by(OutboxRow.id)))
        connection = await one.session.connection()
        await connection.run_sync(departures.depart, "lead", "me", 1, LATER, dict.fromkeys(every, 1))
        await one.session.refresh(row)
        assert (row.error, await here.states()) == (rows.STOPPED, ["sent", "recalled", "ready"])


async def test_what_was_leaving_when_it_was_cancelled_and_was_refused_for_a_moment_does_not_wait_for_ever(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        here = await campaign(one)
        row = await one.session.scalar(select(OutboxRow).where(OutboxRow.state == "ready").order_by(OutboxRow.id))
        assert row
        row.state = "sending"
        await underway.cancel(one.session, here.writer, here.row.id, LATER)
        connection = await one.session.connection()
        await connection.run_sync(departures.note, 0, [{"id": row.id, "state": "retry", "error": "Flood"}])
        await one.session.refresh(row)
        assert (row.error, await here.states()) == ("cancelled", ["sent", "recalled", "recalled"])
