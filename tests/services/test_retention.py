"""What goes by itself, when, and what stays."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from services import announcements, audit, devices, merges, people, players, retention, rooms
from services.lab import Retention
from services.people import Person
from services.presses import Press
from services.roles import Role
from services.rooms import Asked
from storage.announcements import AnnouncementRow, WordingRow
from storage.audit import AuditRow
from storage.base import Base
from storage.challenges import ChallengeRow, PartRow, StatusRow, ThreadRow
from storage.database import Database
from storage.devices import DeviceRow
from storage.media import MediaRow
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.players import PlayerRow
from storage.seats import SeatRow
from tests.services.team import LAB, MONDAY, Team, team

DAYS = Retention(closed_challenges=730, media=365, sent_messages=90, audit=1825)


def ago(days: int) -> datetime:
    return MONDAY - timedelta(days=days)


async def closed(one: Team, ref: str, days: int, anonymous: bool = False, **fields: str) -> ChallengeRow:
    """A challenge that was closed `days` ago, with a written-down voice, a photo and a thread."""
    author = await one.person("Aicha")
    made = {"status": "solved", "commune": "06.385.01.01", "category": "roads", "author_name": "Aicha"} | fields
    row = await one.challenge(ref, author, anonymous, at=ago(days), landmark="près du puits", **made)
    for kind, transcript in (("voice", "il y a un trou"), ("photo", None)):
        media = MediaRow(challenge_id=row.id, kind=kind, state="kept", path=f"{ref}.{kind}")
        one.session.add(media)
        await one.session.flush()
        part = PartRow(challenge_id=row.id, position=0, kind=kind, media_id=media.id, transcript=transcript)
        one.session.add(part)
    one.session.add(ThreadRow(challenge_id=row.id, side="resident", kind="text", text="merci", at=ago(days)))
    one.session.add(StatusRow(challenge_id=row.id, status="solved", reason={"words": "fait"}, at=ago(days)))
    await one.session.flush()
    return row


async def left(one: Team, table: type[Base]) -> int:
    return len(list(await one.session.scalars(select(table))))


async def test_files_go_first_and_what_they_said_stays(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        await closed(one, "OLD", 366)
        await closed(one, "NEW", 364)
        assert sorted(await retention.apply(one.session, DAYS, MONDAY)) == ["OLD.photo", "OLD.voice"]
        parts = list(await one.session.scalars(select(PartRow).order_by(PartRow.id)))
        assert [(part.kind, part.text) for part in parts] == [
            ("text", "il y a un trou"), ("voice", None), ("photo", None),
        ]  # fmt: skip
        assert await left(one, MediaRow) == 2


async def test_an_announcement_that_never_left_goes_once_nobody_works_at_it(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        fatima = await one.person("Fatima", Role.COMMUNICATOR)
        old, touched, sent = [await announcements.create(one.session, fatima, LAB, ago(200)) for _ in range(3)]
        file = MediaRow(kind="photo", file_id="f")
        await announcements.word(one.session, fatima, old.id, "fr", "Venez !", file, ago(190))
        await announcements.word(one.session, fatima, touched.id, "fr", "Venez !", None, ago(100))
        sent.state, sent.started_at = "done", ago(199)
        await one.session.flush()
        await retention.apply(one.session, DAYS, MONDAY)
        assert list(await one.session.scalars(select(AnnouncementRow.id))) == [touched.id, sent.id]
        assert [await left(one, table) for table in (WordingRow, MediaRow)] == [1, 0]


async def test_of_a_challenge_closed_long_ago_only_numbers_stay(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        for row in (await closed(one, "A", 731), await closed(one, "B", 731, anonymous=True)):
            await retention.apply(one.session, DAYS, MONDAY)
            await one.session.refresh(row)
            assert (row.author_id, row.author_mac, row.return_address, row.author_name) == (None, None, None, None)
            assert (row.words, row.landmark, row.details) == ("", None, {})
            assert (row.category, row.commune, row.status) == ("roads", "06.385.01.01", "solved")
        assert [await left(one, table) for table in (PartRow, ThreadRow, MediaRow)] == [0, 0, 0]
        assert [step.reason for step in await one.session.scalars(select(StatusRow))] == [{}, {}]
        assert await retention.apply(one.session, DAYS, MONDAY) == []


async def test_what_was_withdrawn_long_ago_goes_too_and_what_is_open_stays(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        withdrawn = await closed(one, "A", 731, status="study")
        withdrawn.withdrawn_at = ago(731)
        still_open = await closed(one, "B", 2000, status="study")
        await retention.apply(one.session, DAYS, MONDAY)
        assert (withdrawn.words, still_open.words) == ("", "words of B")
        assert still_open.author_id is not None


async def test_what_was_joined_stays_as_long_as_the_one_it_was_joined_to(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        main = await closed(one, "MAIN", 800, status="progress")
        await merges.link(one.session, (await closed(one, "JOINED", 800)).id, main.id, await one.moderator(), MONDAY)
        assert await retention.apply(one.session, DAYS, MONDAY) == []
        main.status = "solved"
        await one.session.flush()
        assert len(await retention.apply(one.session, DAYS, MONDAY)) == 4


async def test_messages_and_the_audit_log_go_after_their_days(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        for dedupe, state, days in (("old", "sent", 91), ("new", "sent", 89), ("waits", "ready", 91)):
            one.session.add(OutboxRow(dedupe=dedupe, screen="x", values={}, state=state, due_at=ago(days)))
        for days in (1826, 1824):
            audit.note(one.session, None, "desk.read", f"challenge:{days}", ago(days))
        await retention.apply(one.session, DAYS, MONDAY)
        assert sorted(await one.session.scalars(select(OutboxRow.dedupe))) == ["new", "waits"]
        assert list(await one.session.scalars(select(AuditRow.subject))) == ["challenge:1824"]


async def guest(one: Team, number: int, at: datetime) -> Person:
    await people.meet(one.session, number, "fr", at)
    found = await people.find(one.session, number)
    assert found is not None
    return found


async def test_guests_of_a_room_go_a_day_after_its_end(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        facilitator = await one.person("Samira", Role.FACILITATOR)
        room = await rooms.create(one.session, facilitator, [Asked("scale", {"fr": "?"}, low=1, high=5)], MONDAY)
        yesterday = await guest(one, 11, ago(1))
        only_seated, author, blocked, sits_again = [await guest(one, number, MONDAY) for number in (12, 13, 14, 15)]
        for person in (facilitator, yesterday, only_seated, author, blocked, sits_again):
            await rooms.join(one.session, person, room, MONDAY)
        await devices.enter(one.session, room.id, b"gone")
        await players.enrol(one.session, room.id)
        await one.challenge("A", author)
        await one.session.execute(update(PersonRow).where(PersonRow.id == blocked.id).values(blocked_at=MONDAY))
        await rooms.end(one.session, one.seals, facilitator, Press(room.id), MONDAY)
        later = await rooms.create(one.session, facilitator, [], MONDAY)
        await rooms.join(one.session, sits_again, later, MONDAY + timedelta(hours=1))
        await devices.enter(one.session, later.id, b"stays")
        day = timedelta(hours=24)
        assert await retention.guests(one.session, MONDAY + day - timedelta(seconds=1)) == 0
        assert (await left(one, SeatRow), await left(one, DeviceRow), room.code is None) == (7, 2, False)
        assert await retention.guests(one.session, MONDAY + day) == 1
        await one.session.refresh(room)
        assert (await left(one, SeatRow), room.code, later.code is None) == (1, None, False)
        assert list(await one.session.scalars(select(DeviceRow.mark))) == [b"stays"]
        assert await left(one, PlayerRow) == 0
        assert await one.session.get(PersonRow, only_seated.id, populate_existing=True) is None
        stay = [facilitator.id, yesterday.id, author.id, blocked.id, sits_again.id]
        assert sorted(await one.session.scalars(select(PersonRow.id))) == sorted(stay)
        assert await retention.guests(one.session, MONDAY + day) == 0
