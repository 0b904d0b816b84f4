"""Every step reaches who wrote the challenge and who supports it, once each; undone, it reaches nobody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from services import cards, merges, opinions, statuses
from services.statuses import Status, Step
from storage.cards import CardRow
from storage.challenges import GRACE, ChallengeRow
from storage.database import Database
from storage.outbox import OutboxRow
from storage.people import PersonRow
from storage.supporters import SupporterRow
from tests.services.team import LAB, MINUTE, MONDAY, Team, spot, team

MANY = 500


async def backed(one: Team, row: ChallengeRow, many: int) -> None:
    """So many people support it."""
    known = [{"telegram_id": 10_000 + n, "language": "fr", "created_at": MONDAY} for n in range(many)]
    ids = await one.session.scalars(insert(PersonRow).returning(PersonRow.id), known)
    rows = [{"challenge_id": row.id, "person_id": person, "since": MONDAY} for person in ids]
    await one.session.execute(insert(SupporterRow), rows)


async def waiting(one: Team) -> dict[tuple[str, datetime], int]:
    """How many messages wait, by screen and moment."""
    counted = select(OutboxRow.screen, OutboxRow.due_at, func.count()).where(OutboxRow.state == "ready")
    rows = await one.session.execute(counted.group_by(OutboxRow.screen, OutboxRow.due_at))
    return {(screen, due): n for screen, due, n in rows}


async def test_five_hundred_hear_of_each_step_once_and_of_none_that_is_undone(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        await backed(one, row, MANY)
        await statuses.change(one.session, LAB, spot(row), Step(Status.PROGRESS, {}), samira, MONDAY)
        assert await waiting(one) == {("status.notice", MONDAY + GRACE): MANY}  # the author's card shows it
        last = await statuses.change(one.session, LAB, spot(row), Step(Status.SOLVED, {}), samira, MONDAY + MINUTE)
        both = {("status.notice", MONDAY + GRACE): MANY, ("status.notice", MONDAY + GRACE + MINUTE): MANY + 1}
        assert await waiting(one) == both
        await statuses.undo(one.session, last.id, samira, MONDAY + MINUTE)
        assert await waiting(one) == {("status.notice", MONDAY + GRACE): MANY}


async def test_who_supports_is_not_woken_and_who_wrote_is_answered(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        await backed(one, row, 1)
        night = datetime(2026, 10, 5, 21, 30, tzinfo=UTC)
        await statuses.change(one.session, LAB, spot(row), Step(Status.SOLVED, {}), samira, night)
        morning = datetime(2026, 10, 6, 8, tzinfo=UTC)
        assert sorted(await waiting(one)) == [("status.notice", night + GRACE), ("status.notice", morning)]


async def test_when_somebody_anonymous_opens_it_again_nobody_learns(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        row = await one.challenge("A", await one.person("Aicha"), anonymous=True, status="solved")
        await backed(one, row, 1)
        boss, omar = await one.person("Boss"), await one.person("Omar")
        joined = await one.challenge("B", omar, status="duplicate")
        await merges.link(one.session, joined.id, row.id, boss, MONDAY)
        for each in (row, joined):
            await one.with_card(each)
        night = datetime(2026, 10, 6, 23, 30, tzinfo=UTC)
        await opinions.say(one.session, LAB, row.id, False, night, frozenset())
        assert await one.cards_due() == [datetime(2026, 10, day, tzinfo=UTC) for day in (6, 7)]
        assert await waiting(one) == {("status.notice", datetime(2026, 10, 7, 8, tzinfo=UTC)): 1}


async def test_the_cards_of_joined_reports_follow_the_main_one(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        boss, aicha, omar = [await one.person(name) for name in ("Boss", "Aicha", "Omar")]
        main, second = await one.challenge("A", aicha), await one.challenge("B", omar, status="duplicate")
        await merges.link(one.session, second.id, main.id, boss, MONDAY)
        before = MONDAY - timedelta(hours=1)
        for row, chat in ((main, 1), (second, 2)):
            subject = f"challenge:{row.id}"
            await cards.want(one.session, subject, screen="challenge.card", values={}, now=before, chat_id=chat)
        await statuses.change(one.session, LAB, spot(main), Step(Status.PROGRESS, {}), boss, MONDAY)
        rows = await one.session.scalars(select(CardRow).execution_options(populate_existing=True))
        assert [(card.wanted, card.again_at) for card in rows] == [(2, MONDAY + GRACE)] * 2
