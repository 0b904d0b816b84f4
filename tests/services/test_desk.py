"""The desk: the order of its lists, claims, and two people on one card."""

from datetime import timedelta
from pathlib import Path

import pytest

from services import desk, statuses, threads
from services.challenges import Piece
from services.desk import Faster, Tab
from services.lab import Lab
from services.statuses import Status, Step
from storage.audit import AuditRow
from storage.database import Database
from tests.services.team import LAB, LIMITS, MINUTE, MONDAY, Team, spot, team

STUDY = Step(Status.STUDY, {})


async def listed(lab_team: Team, tab: Tab, staff_id: int, later: timedelta = timedelta(0)) -> list[int]:
    return await desk.queue(lab_team.session, tab, staff_id, LIMITS, MONDAY + later)


def test_the_limits_come_from_the_lab(lab: Lab) -> None:
    assert desk.limits(lab)["received"] == timedelta(days=2)


@pytest.mark.parametrize(
    ("before", "current", "left", "expected"),
    [
        ([1, 2, 3], 1, [2, 3], 2),
        ([1, 2, 3], 2, [1, 3], 3),
        ([1, 2, 3], 3, [1, 2], 1),
        ([1, 2, 3], 1, [1, 2, 3], 2),
        ([1, 2, 3], 1, [3], 3),
        ([1], 1, [], None),
        ([1], 1, [1], None),
        ([], 9, [4, 5], 4),
        ([1, 2], 1, [7], 7),
    ],
)
def test_the_next_card(before: list[int], current: int, left: list[int], expected: int | None) -> None:
    assert desk.following(before, current, left) == expected


async def test_dangers_first_then_who_waits_longest(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, author = await one.moderator(), await one.person("Aicha")
        new = await one.challenge("B", author, at=MONDAY)
        old = await one.challenge("A", author, at=MONDAY - timedelta(days=1))
        danger = await one.challenge("C", author, danger="fire")
        await one.challenge("D", author, withdrawn_at=MONDAY)
        await one.challenge("E", author, status="solved")
        assert await listed(one, Tab.NEW, samira.id) == [danger.id, old.id, new.id]
        assert await desk.counts(one.session, samira.id, LIMITS, MONDAY) == {Tab.NEW: 3, Tab.MINE: 0, Tab.LATE: 0}
        assert await listed(one, Tab.ONE, samira.id) == []


async def test_waiting_too_long_goes_by_the_status(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, author = await one.moderator(), await one.person("Aicha")
        received = await one.challenge("A", author)
        studied = await one.challenge("B", author, status="study", holder_id=samira.id)
        assert await listed(one, Tab.LATE, samira.id, timedelta(days=2)) == []
        assert await listed(one, Tab.LATE, samira.id, timedelta(days=2) + MINUTE) == [received.id]
        assert await listed(one, Tab.LATE, samira.id, timedelta(days=15)) == [received.id, studied.id]


async def test_later_means_tomorrow(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        await statuses.put_off(one.session, spot(row), samira, MONDAY)
        assert (row.status, row.holder_id) == ("received", samira.id)
        assert await listed(one, Tab.MINE, samira.id, timedelta(hours=23)) == []
        assert await listed(one, Tab.MINE, samira.id, timedelta(hours=25)) == [row.id]
        assert await listed(one, Tab.NEW, samira.id, timedelta(hours=25)) == []
        assert await one.waiting() == []


async def test_what_a_colleague_holds_is_still_theirs_tomorrow(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, omar = await one.moderator(), await one.moderator("Omar")
        row = await one.challenge("A", await one.person("Aicha"), holder_id=omar.id)
        await statuses.put_off(one.session, spot(row), samira, MONDAY)
        assert row.holder_id == omar.id


async def test_later_undone_is_here_again(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        done = await statuses.put_off(one.session, spot(row), samira, MONDAY)
        await statuses.undo(one.session, done.id, samira, MONDAY + MINUTE)
        await one.session.flush()
        assert (row.holder_id, row.put_off_until, row.waiting_since) == (None, None, MONDAY)
        assert await listed(one, Tab.NEW, samira.id) == [row.id]
        assert [line.action for line in await desk.history(one.session, row.id)] == ["desk.later", "desk.undo"]


async def test_a_danger_cannot_be_put_off(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"), danger="fire")
        with pytest.raises(statuses.Pressing):
            await statuses.put_off(one.session, spot(row), samira, MONDAY)
        assert (row.version, row.holder_id, row.put_off_until) == (1, None, None)


async def test_acting_on_what_nobody_holds_claims_it(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, omar, author = await one.moderator(), await one.moderator("Omar"), await one.person("Aicha")
        piece, session = Piece("text", "We come on Thursday"), one.session
        typed, written, noted, heard = [await one.challenge(ref, author) for ref in "ABCD"]
        voice = await one.voice(heard)
        for actor in (samira, omar):
            await desk.set_category(session, spot(typed), "roads", LAB, actor, MONDAY)
            await threads.write(session, one.seals, written, piece, actor, MONDAY, MONDAY)
            await threads.note(session, noted, "call the commune", actor, MONDAY)
            await desk.transcribe(session, voice.id, "the lamp is broken", actor, MONDAY)
        assert [row.holder_id for row in (typed, written, noted, heard)] == [samira.id] * 4


async def test_handing_over_and_giving_back(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, omar = await one.moderator(), await one.moderator("Omar")
        row = await one.challenge("A", await one.person("Aicha"))
        await desk.assign(one.session, spot(row), omar.id, samira, MONDAY)
        await one.session.flush()
        assert (await listed(one, Tab.NEW, omar.id), await listed(one, Tab.MINE, omar.id)) == ([], [row.id])
        await desk.assign(one.session, spot(row), None, omar, MONDAY)
        await one.session.flush()
        assert (await listed(one, Tab.NEW, omar.id), await listed(one, Tab.MINE, omar.id)) == ([row.id], [])
        done = [(line.action, line.actor_id) for line in await desk.history(one.session, row.id)]
        assert done == [("desk.assign", samira.id), ("desk.release", omar.id)]


async def test_the_second_on_a_card_learns_who_was_faster(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, omar = await one.moderator(), await one.moderator("Omar")
        row = await one.challenge("A", await one.person("Aicha"))
        seen = spot(row)
        await statuses.change(one.session, LAB, seen, STUDY, samira, MONDAY)
        with pytest.raises(Faster) as second:
            await statuses.change(one.session, LAB, seen, STUDY, omar, MONDAY)
        with pytest.raises(Faster) as twice:
            await statuses.change(one.session, LAB, seen, STUDY, samira, MONDAY)
        assert (second.value.by, twice.value.by) == (samira.id, samira.id)
        assert (row.holder_id, row.version, len(await statuses.steps(one.session, row.id))) == (samira.id, 2, 1)


async def test_a_change_of_the_author_is_nobodys_of_the_team(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        await desk.set_category(one.session, spot(row), "roads", LAB, samira, MONDAY)
        seen = spot(row)
        row.version += 1
        with pytest.raises(Faster) as changed:
            await statuses.put_off(one.session, seen, samira, MONDAY)
        row.withdrawn_at = MONDAY
        with pytest.raises(Faster) as withdrawn:
            await statuses.put_off(one.session, spot(row), samira, MONDAY)
        with pytest.raises(LookupError):
            await desk.take(one.session, desk.Spot(999, 1, Tab.NEW))
    assert (changed.value.by, withdrawn.value.by) == (None, None)


async def test_what_a_voice_says_becomes_the_words_if_there_were_none(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, author = await one.moderator(), await one.person("Aicha")
        silent, wordy = await one.challenge("A", author, words=""), await one.challenge("B", author)
        for row in (silent, wordy):
            part = await one.voice(row)
            assert await desk.unheard(one.session, row.id) is part
            await desk.transcribe(one.session, part.id, "the lamp is broken", samira, MONDAY)
            assert (part.transcript, part.transcript_by) == ("the lamp is broken", samira.id)
            assert await desk.unheard(one.session, row.id) is None
        assert (silent.words, wordy.words) == ("the lamp is broken", "words of B")
        with pytest.raises(LookupError):
            await desk.transcribe(one.session, 999, "?", samira, MONDAY)


async def test_reads_are_in_the_audit_log_but_not_in_the_history(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        await desk.read(one.session, row, samira, MONDAY)
        await one.session.flush()
        line = await one.session.get(AuditRow, 1)
        assert line is not None
        assert (line.action, line.subject, line.actor_id) == ("desk.read", f"challenge:{row.id}", samira.id)
        assert await desk.history(one.session, row.id) == []
