"""Is it solved? Who is asked and when, on the clock, over outages; what their word changes and what it does not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import occasions, opinions, statuses, threads
from services.challenges import Piece
from services.lab import Lab
from services.opinions import Gone
from services.statuses import Status, Step
from storage.challenges import ChallengeRow, StatusRow
from storage.database import Database
from storage.opinions import OpinionRow
from tests.services.team import LAB, MONDAY, Team, spot, team

DAY = timedelta(days=1)
TEN = datetime(2026, 10, 5, 10, tzinfo=UTC)
FOUR_WEEKS = TEN + 28 * DAY


async def goes_on(one: Team, until: datetime, lab: Lab = LAB) -> None:
    """What the alarms do at that moment: make the plan true, and fire what is due."""
    for planned in await opinions.plan(one.session, lab, until):
        await occasions.obey(one.session, planned)
    for row in await occasions.due(one.session, until):
        await occasions.fire(one.session, row, until, lab)


async def lives(one: Team, days: int, start: datetime = MONDAY) -> None:
    """So many days, one look a day at ten."""
    await goes_on(one, start)
    for day in range(days + 1):
        await goes_on(one, TEN + (start - MONDAY) + day * DAY)


async def asked(one: Team) -> list[datetime]:
    return [due for screen, _, due in await one.waiting() if screen == "solved.ask"]


async def says(one: Team, row: ChallengeRow, solved: bool, now: datetime) -> None:
    await opinions.say(one.session, LAB, row.id, solved, now, frozenset())


async def test_asked_once_four_weeks_after_the_last_news(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        await one.challenge("A", await one.person("Aicha"), status="solved")
        await lives(one, 27)
        assert await asked(one) == []
        await lives(one, 90, MONDAY + 28 * DAY)
        assert await asked(one) == [FOUR_WEEKS]


@pytest.mark.parametrize("status", ["not_ours", "duplicate", "closed"])
async def test_not_asked_of_what_ended_otherwise(database: Database, tmp_path: Path, status: str) -> None:
    async with team(database, tmp_path) as one:
        await one.challenge("A", await one.person("Aicha"), status=status)
        await lives(one, 40)
        assert await asked(one) == []


async def test_who_wrote_meanwhile_or_took_it_back_is_not_asked(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        author = await one.person("Aicha")
        await one.challenge("A", author, withdrawn_at=MONDAY)
        spoken = await one.challenge("B", author)
        await threads.answer(one.session, one.seals, spoken, Piece("text", "Toujours"), MONDAY + 10 * DAY, frozenset())
        await lives(one, 37)
        assert await asked(one) == []
        await lives(one, 1, MONDAY + 38 * DAY)
        assert await asked(one) == [TEN + 38 * DAY]


async def test_after_an_outage_of_weeks_everybody_is_asked_once_and_not_in_quiet_hours(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        for ref in "AB":
            await one.challenge(ref, await one.person(ref))
        await goes_on(one, MONDAY)
        back = datetime(2026, 12, 24, 22, 30, tzinfo=UTC)  # a December evening, an hour and a half into the quiet
        for _ in range(2):
            await goes_on(one, back)
        assert await asked(one) == [datetime(2026, 12, 25, 8, tzinfo=UTC)] * 2


async def test_another_hour_moves_the_question(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        await one.challenge("A", await one.person("Aicha"))
        await goes_on(one, MONDAY)
        evening = LAB.followup.model_copy(update={"at": datetime(2026, 1, 1, 18).time()})
        lab = LAB.model_copy(update={"followup": evening})
        (planned,) = await opinions.plan(one.session, lab, MONDAY)
        assert planned.wall == "2026-10-05T18:00"


async def test_not_yet_opens_it_again_and_they_are_asked_again_only_if_they_agree(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        rows = [await one.challenge(ref, await one.person(ref), status="solved", holder_id=samira.id) for ref in "AB"]
        await lives(one, 28)
        for row in rows:
            await says(one, row, False, FOUR_WEEKS)
            await says(one, row, False, FOUR_WEEKS)  # pressed twice
            await one.session.refresh(row)
            assert (row.status, row.holder_id, row.waiting_since) == ("study", samira.id, FOUR_WEEKS)
        await opinions.ask_again(one.session, rows[0], True)
        await opinions.ask_again(one.session, rows[1], False)
        await lives(one, 60, MONDAY + 29 * DAY)
        said = await one.session.scalars(select(OpinionRow).order_by(OpinionRow.id))
        found = [(row.challenge_id, row.answer, row.again) for row in said]
        first, second = (row.id for row in rows)
        assert found == [(first, "not_yet", True), (second, "not_yet", False), (first, None, None)]
        assert len([1 for screen, *_ in await one.waiting() if screen == "desk.opinion"]) == 2


async def test_their_word_is_kept_apart_from_the_labs(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        row = await one.challenge("A", await one.person("Aicha"), status="progress", holder_id=samira.id)
        await says(one, row, True, FOUR_WEEKS)
        assert row.status == "progress"
        await says(one, row, False, FOUR_WEEKS)  # pressed by mistake before
        assert row.status == "progress"
        await statuses.change(one.session, LAB, spot(row), Step(Status.SOLVED, {}), samira, FOUR_WEEKS)
        await says(one, row, False, FOUR_WEEKS)  # the same word, about something new
        assert row.status == "study"
        (step,) = await one.session.scalars(select(StatusRow).where(StatusRow.staff_id.is_(None)))
        assert (step.status, step.before, step.reason) == ("study", "solved", {"reopened": True})
        with pytest.raises(statuses.TooLate):  # what a resident said nobody undoes
            await statuses.undo(one.session, step.id, samira, FOUR_WEEKS)


async def test_of_an_anonymous_one_days_alone_are_kept(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        row = await one.challenge("A", await one.person("Aicha"), anonymous=True, status="solved")
        await lives(one, 28)
        await says(one, row, False, FOUR_WEEKS)
        (said,) = await one.session.scalars(select(OpinionRow))
        midnight = FOUR_WEEKS.replace(hour=0)
        step = await statuses.last_step(one.session, row.id)
        assert step is not None
        assert {said.asked_at, said.answered_at, row.waiting_since, step.at} == {midnight}


async def test_a_yes_leaves_what_they_wrote_after_the_end_to_be_read(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        row = await one.challenge("A", await one.person("Aicha"), status="solved")
        await threads.answer(one.session, one.seals, row, Piece("text", "Un fil pend"), FOUR_WEEKS, frozenset())
        await says(one, row, True, FOUR_WEEKS)
        assert row.wrote_after_end


async def test_what_was_withdrawn_or_joined_takes_no_word(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        for ref, fields in (("A", {"withdrawn_at": MONDAY}), ("B", {"status": "duplicate"})):
            row = await one.challenge(ref, await one.person(ref), **fields)
            with pytest.raises(Gone):
                await says(one, row, True, MONDAY)


async def test_said_once_more_days_later_what_comes_next_is_again_why(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        aicha = await one.person("Aicha")
        row = await one.challenge("A", aicha, status="study")
        await says(one, row, False, MONDAY)
        first = row.listening_until
        await says(one, row, False, MONDAY + 3 * DAY)
        assert first is not None
        assert row.listening_until == first + 3 * DAY


async def test_who_said_nothing_without_news_is_asked_again_once_the_team_says_it_is_solved(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        row = await one.challenge("A", aicha, status="study")
        await lives(one, 29)
        assert await asked(one) == [FOUR_WEEKS]
        solved = MONDAY + 30 * DAY
        await statuses.change(one.session, LAB, spot(row), Step(Status.SOLVED, {}), samira, solved)
        await lives(one, 60, solved)
        assert await asked(one) == [FOUR_WEEKS, FOUR_WEEKS + 30 * DAY]


async def test_who_was_joined_to_a_solved_one_is_asked_once_and_their_no_opens_nothing(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha, omar = await one.moderator(), await one.person("Aicha"), await one.person("Omar")
        main = await one.challenge("A", aicha, status="progress")
        for ref, author in (("B", omar), ("C", omar), ("D", aicha)):  # two of Omar's, one more of Aicha's
            row = await one.challenge(ref, author)
            step = Step(Status.DUPLICATE, {"of": main.id})
            await statuses.change(one.session, LAB, spot(row), step, samira, MONDAY)
        await statuses.change(one.session, LAB, spot(main), Step(Status.SOLVED, {}), samira, MONDAY)
        await lives(one, 60)
        assert [who for screen, who, _ in await one.waiting() if screen == "solved.ask"] == [aicha.id, omar.id]
        (joined,) = await one.session.scalars(select(ChallengeRow).where(ChallengeRow.ref == "B"))
        await says(one, joined, False, FOUR_WEEKS)
        await one.session.refresh(main)
        assert (main.status, joined.status) == ("solved", "duplicate")
        assert ("desk.opinion", samira.id) in [(screen, who) for screen, who, _ in await one.waiting()]
