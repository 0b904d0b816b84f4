"""Housekeeping: what ages out does, and nothing else."""

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.housekeeping import EVERY, Housekeeper
from services import drafts, privacy
from services.clock import StillClock
from storage import updates
from storage.drafts import DraftRow
from storage.media import MediaRow
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.rooms import RoomRow
from storage.updates import DoneMark
from tests.handlers.halls import hall
from tests.handlers.rows import rows
from tests.people import Life, life


@pytest.fixture
async def lab(database_url: str, tmp_path: Path) -> AsyncIterator[Life]:
    async with life(database_url, tmp_path) as lab:
        yield lab


async def test_done_marks_go_after_48_hours(lab: Life) -> None:
    now = lab.clock.now()
    async with lab.database.transaction() as session:
        await updates.mark(session, 1, now - timedelta(hours=49), None)
        await updates.mark(session, 2, now - timedelta(hours=47), None)
    await lab.passes(minutes=11)
    async with lab.database.reading() as session:
        assert list(await session.scalars(select(DoneMark.update_id))) == [2]


async def test_a_draft_goes_after_24_hours_and_its_key_with_it(lab: Life) -> None:
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    await lab.passes(hours=23)
    assert len(lab.bot.house.seals.names("draft-")) == 1
    await lab.passes(hours=2)
    async with lab.database.reading() as session:
        assert list(await session.scalars(select(DraftRow))) == []
    assert lab.bot.house.seals.names("draft-") == []


async def test_many_drafts_go_a_few_at_a_time_and_all_in_the_end(lab: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "AT_ONCE", 2)
    for name in ("Aïcha", "Brahim", "Chama", "Driss", "Itto"):
        await (await lab.resident(name)).says("Le lampadaire est cassé")
    house = lab.bot.house
    later = replace(house, clock=StillClock(lab.clock.now() + timedelta(hours=25)))
    keeper, found = Housekeeper(later), []
    for _pass in range(3):
        pause = await keeper.work()
        found.append((pause, len(await rows(lab, DraftRow)), len(house.seals.names("draft-"))))
    assert found == [(0.0, 3, 3), (0.0, 1, 1), (EVERY, 0, 0)]


async def test_a_key_that_outlived_its_draft_in_a_crash_goes(lab: Life) -> None:
    aicha, house = await lab.resident(), lab.bot.house
    await aicha.says("Le lampadaire est cassé")
    (key,) = house.seals.names("draft-")
    async with lab.database.transaction() as session:
        assert await drafts.expire(session, lab.clock.now() + timedelta(hours=25)) == [key]
    await lab.passes(minutes=11)
    assert house.seals.names("draft-") == [key]  # it may belong to a transaction that has not committed yet
    os.utime(house.seals.folder / f"{key}.key", (0, 0))
    await lab.passes(minutes=11)
    assert house.seals.names("draft-") == []


async def test_a_live_vote_that_nobody_ended_ends_with_its_guests(lab: Life) -> None:
    one = await hall(lab)
    aicha = await one.enters("Aïcha")
    await one.goes("Ouvrir la question 1")
    person = await aicha.person()
    await lab.passes(hours=23)
    assert [room.state for room in await rows(lab, RoomRow)] == ["live"]
    before = len(aicha.shown)
    await lab.passes(hours=2)
    assert [(room.state, room.code) for room in await rows(lab, RoomRow)] == [("ended", None)]
    assert person.id not in [one.id for one in await rows(lab, PersonRow)]
    assert len(aicha.shown) == before


async def test_once_a_night_what_the_lab_keeps_no_longer_goes(lab: Life) -> None:
    await lab.passes(minutes=11)  # for today it is done
    now = lab.clock.now()
    async with lab.database.transaction() as session:
        for dedupe, state, days in (("old", "sent", 91), ("new", "sent", 89), ("held", "uncertain", 1)):
            session.add(OutboxRow(dedupe=dedupe, screen="x", values={}, state=state, due_at=now - timedelta(days=days)))
    await lab.passes(minutes=11)
    assert len(await rows(lab, OutboxRow)) == 3
    await lab.passes(hours=16)
    async with lab.database.reading() as session:
        assert sorted(await session.scalars(select(OutboxRow.dedupe))) == ["held", "new"]


async def test_once_a_day_files_that_no_row_knows_go(lab: Life, caplog: pytest.LogCaptureFixture) -> None:
    await lab.passes(minutes=11)  # for today it is done
    folder = lab.bot.house.data_dir / "media"
    folder.mkdir(exist_ok=True)
    async with lab.database.transaction() as session:
        session.add(MediaRow(kind="photo", state="kept", path="ours.jpg", shown_path="ours-shown.jpg"))
    for name in ("ours.jpg", "ours-shown.jpg", "stranger.jpg", ".half.jpg", "new.jpg"):
        (folder / name).write_bytes(b"x")
        if name != "new.jpg":
            os.utime(folder / name, (0, 0))
    await lab.passes(minutes=11)
    assert len(list(folder.iterdir())) == 5
    await lab.passes(hours=16)
    assert {path.name for path in folder.iterdir()} == {"ours.jpg", "ours-shown.jpg", "new.jpg"}
    assert "2 files without a row were removed from the media folder" in caplog.text


async def test_whoever_came_back_with_a_backup_is_erased_again(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        aicha = await lab.resident()
        person = await aicha.person()
        house = lab.bot.house
        async with lab.database.transaction() as session:
            await privacy.remember_erased(session, house.data_dir, person)
        await lab.passes(minutes=11)
        async with lab.database.reading() as session:
            assert len(list(await session.scalars(select(PersonRow)))) == 1  # only looked for at the start
    async with life(database_url, tmp_path, lab.world, lab.clock) as lab:
        await lab.settles()
        async with lab.database.reading() as session:
            assert list(await session.scalars(select(PersonRow))) == []


async def test_the_log_of_sqlite_soon_forgets_which_draft_became_a_report(lab: Life) -> None:
    file = lab.database.file
    if file is None:
        pytest.skip("PostgreSQL's files belong to its server")
    aicha = await lab.resident()
    await aicha.says("Le lampadaire est cassé")
    (key,) = lab.bot.house.seals.names("draft-")
    await aicha.says("/cancel")
    log = file.with_name(f"{file.name}-wal")
    assert key.encode() in log.read_bytes()
    await lab.passes(minutes=11)
    assert key.encode() not in log.read_bytes()
