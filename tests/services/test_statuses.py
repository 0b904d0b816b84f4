"""The ladder: what a step changes, whom it is told, and taking it back within two minutes."""

from pathlib import Path
from typing import Any

import pytest

from services import authors, cards, statuses, threads
from services.challenges import Piece
from services.people import Person
from services.statuses import Status, Step, TooLate
from storage import cards as card_rows
from storage.challenges import GRACE, ChallengeRow, StatusRow, ThreadRow
from storage.database import Database
from tests.services.team import LAB, MINUTE, MONDAY, Team, spot, team


async def step(one: Team, row: ChallengeRow, who: Person, status: Status, **reason: Any) -> StatusRow:
    return await statuses.change(one.session, LAB, spot(row), Step(status, reason), who, MONDAY)


async def test_who_acts_holds_it(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, omar = await one.moderator(), await one.moderator("Omar")
        row = await one.challenge("A", await one.person("Aicha"), put_off_until=MONDAY)
        await step(one, row, samira, Status.STUDY)
        await step(one, row, omar, Status.PROGRESS)
        assert (row.status, row.holder_id, row.put_off_until) == ("progress", samira.id, None)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.STUDY, False),
        (Status.WORKSHOP, False),
        (Status.PROGRESS, False),
        (Status.TAKEN_UP, False),
        (Status.SOLVED, True),
        (Status.NOT_OURS, True),
        (Status.CLOSED, True),
    ],
)
async def test_what_is_final_is_told_after_two_minutes_the_rest_by_the_card(
    database: Database, tmp_path: Path, status: Status, told: bool
) -> None:
    async with team(database, tmp_path) as one:
        samira, author = await one.moderator(), await one.person("Aicha")
        await step(one, await one.challenge("A", author), samira, status)
        assert await one.waiting() == ([("status.notice", author.id, MONDAY + GRACE)] if told else [])


async def test_undo_leaves_no_trace(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        done = await statuses.change(one.session, LAB, spot(row), Step(Status.SOLVED, {}), samira, MONDAY + MINUTE)
        await statuses.undo(one.session, done.id, samira, MONDAY + MINUTE * 2)
        assert await one.waiting() == []
        assert (row.status, row.holder_id, row.waiting_since) == ("received", None, MONDAY)
        assert await statuses.steps(one.session, row.id) == []
        with pytest.raises(TooLate):
            await statuses.undo(one.session, done.id, samira, MONDAY + MINUTE * 2)


async def test_after_two_minutes_or_another_step_it_is_too_late(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        first = await step(one, row, samira, Status.STUDY)
        with pytest.raises(TooLate):
            await statuses.undo(one.session, first.id, samira, MONDAY + GRACE)
        await step(one, row, samira, Status.PROGRESS)
        with pytest.raises(TooLate):
            await statuses.undo(one.session, first.id, samira, MONDAY)
        with pytest.raises(LookupError):
            await statuses.undo(one.session, 999, samira, MONDAY)


async def test_the_first_step_of_all_cannot_be_undone(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        received = StatusRow(challenge_id=row.id, status="received", reason={}, at=MONDAY)
        one.session.add(received)
        await one.session.flush()
        with pytest.raises(TooLate):
            await statuses.undo(one.session, received.id, samira, MONDAY)


async def test_the_author_knows_only_what_can_no_longer_be_undone(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        await step(one, row, samira, Status.STUDY)
        assert await statuses.told_status(one.session, row, MONDAY + MINUTE) is Status.RECEIVED
        assert await statuses.told_status(one.session, row, MONDAY + GRACE) is Status.STUDY


async def test_two_steps_in_a_row_both_reach_the_card(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        await cards.want(one.session, f"challenge:{row.id}", screen="x", values={}, now=MONDAY - MINUTE, chat_id=5)
        (card,) = await card_rows.to_show(one.session, MONDAY, 5)
        await card_rows.shown(one.session, card.id, shown=card.wanted)
        due = []
        for minutes in (0, 1):
            step = Step(Status.STUDY if minutes == 0 else Status.PROGRESS, {})
            await statuses.change(one.session, LAB, spot(row), step, samira, MONDAY + MINUTE * minutes)
        for _ in range(2):
            (card,) = await card_rows.to_show(one.session, MONDAY + MINUTE * 9, 5)
            due.append(card.due_at - MONDAY)
            await card_rows.shown(one.session, card.id, shown=card.wanted)
            one.session.expire(card)
        assert due == [MINUTE * 2, MINUTE * 3]
        assert await card_rows.to_show(one.session, MONDAY + MINUTE * 9, 5) == []


async def test_a_question_leaves_after_two_minutes_and_the_study_begins(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, author = await one.moderator(), await one.person("Aicha")
        row = await one.challenge("A", author)
        asked = await statuses.ask(one.session, one.seals, LAB, spot(row), Piece("text", "Where?"), samira, MONDAY)
        assert (row.status, row.holder_id) == ("study", samira.id)
        assert await one.waiting() == [("staff.question", author.id, MONDAY + GRACE)]
        assert await threads.awaiting(one.session, one.seals, author, MONDAY + MINUTE) is None
        assert await threads.awaiting(one.session, one.seals, author, MONDAY + GRACE) is row
        await statuses.undo(one.session, asked.id, samira, MONDAY + MINUTE)
        assert (row.status, await one.waiting()) == ("received", [])
        assert await one.session.get(ThreadRow, asked.reason["asked"]) is None


async def test_asking_again_is_no_new_status(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"), status="progress")
        await statuses.ask(one.session, one.seals, LAB, spot(row), Piece("text", "Where?"), samira, MONDAY)
        assert (row.status, row.waiting_since) == ("progress", MONDAY)
        assert await statuses.told(one.session, row.id, MONDAY + GRACE) == []


async def test_the_author_of_a_duplicate_hears_of_the_other_one(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha, karim = await one.moderator(), await one.person("Aicha"), await one.person("Karim")
        first, second = await one.challenge("A", aicha), await one.challenge("B", karim)
        await step(one, second, samira, Status.DUPLICATE, of=first.id)
        await step(one, first, samira, Status.SOLVED)
        told = [(screen, person) for screen, person, _ in await one.waiting()]
        assert told == [("status.notice", karim.id), ("status.notice", aicha.id), ("status.notice", karim.id)]


async def test_an_anonymous_author_is_told_through_the_sealed_address(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        row = await one.challenge("A", aicha, anonymous=True)
        await step(one, row, samira, Status.SOLVED)
        assert await one.waiting() == [("status.notice", None, MONDAY + GRACE)]
        assert row.return_address is not None
        assert authors.unseal(one.seals, row.return_address) == aicha.telegram_id


async def test_nobody_is_told_once_the_author_is_erased(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        row.author_id = None
        await step(one, row, samira, Status.SOLVED)
        assert await one.waiting() == []
