"""New challenges: who hears of them at once, and the morning's digest."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from services import digests, notices, occasions, privacy, staff, statuses, threads
from services.challenges import Piece
from services.lab import Lab
from services.message_classes import NEWS, NOTIFICATION
from services.roles import Role
from services.staff import Hears
from services.statuses import Status, Step
from storage.database import Database
from storage.occasions import OccasionRow
from storage.outbox import OutboxRow
from tests.services.team import LAB, MONDAY, spot, team


async def test_at_once_for_those_who_chose_it(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, omar = await one.moderator(), await one.moderator("Omar")
        await staff.choose_notices(one.session, omar, Hears.NOW, MONDAY)
        row = await one.challenge("A", await one.person("Aicha"))
        for _ in range(2):
            await notices.new_challenge(one.session, row, MONDAY)
        assert await one.waiting() == [("desk.news", omar.id, MONDAY)]
        assert samira.id != omar.id


async def test_a_danger_is_told_to_every_moderator_and_admin(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, boss = await one.moderator(), await one.person("Boss")
        await one.person("Fadoua", Role.FACILITATOR)
        await staff.choose_notices(one.session, samira, Hears.NONE, MONDAY)
        row = await one.challenge("A", await one.person("Aicha"), danger="fire")
        await notices.new_challenge(one.session, row, MONDAY, frozenset({boss.telegram_id}))
        assert [person for _, person, _ in await one.waiting()] == [samira.id, boss.id]


async def test_at_night_an_author_hears_of_a_danger_or_an_answer_to_what_they_just_sent(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira, author, nobody = await one.moderator(), await one.person("Aicha"), frozenset[int]()
        for ref, danger in (("A", None), ("B", "fire")):
            row = await one.challenge(ref, author, danger=danger)
            await statuses.change(one.session, LAB, spot(row), Step(Status.SOLVED, {}), samira, MONDAY)
        calm = await one.challenge("C", author)
        for _ in range(2):
            await threads.write(one.session, one.seals, calm, Piece("text", "Where?"), samira, MONDAY, MONDAY)
            await threads.answer(one.session, one.seals, calm, Piece("text", "Here"), MONDAY, nobody)
        mine = (OutboxRow.person_id == author.id, OutboxRow.screen.in_(("status.notice", "staff.question")))
        rows = await one.session.scalars(select(OutboxRow.message_class).where(*mine).order_by(OutboxRow.id))
        assert list(rows) == [NEWS, NOTIFICATION, NEWS, NOTIFICATION]


async def test_at_night_the_team_hears_of_a_danger_only(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        await staff.choose_notices(one.session, samira, Hears.NOW, MONDAY)
        author, held = await one.person("Aicha"), samira.id
        for ref, danger in (("A", None), ("B", "fire")):
            row = await one.challenge(ref, author, danger=danger, holder_id=held)
            await notices.new_challenge(one.session, row, MONDAY)
        await notices.withdrawn(one.session, row, MONDAY)
        rows = await one.session.execute(select(OutboxRow.screen, OutboxRow.message_class).order_by(OutboxRow.id))
        news = [("desk.news", NEWS), ("desk.news", NOTIFICATION), ("desk.withdrawn", NEWS)]
        assert [tuple(row) for row in rows] == news


async def test_the_digest_is_at_nine_by_the_labs_clocks_and_says_how_far_it_went(
    database: Database, tmp_path: Path, lab: Lab
) -> None:
    async with team(database, tmp_path) as one:
        samira, author = await one.moderator(), await one.person("Aicha")
        await digests.follow(one.session, samira, lab, MONDAY)
        occasion = await one.session.scalar(select(OccasionRow))
        assert occasion is not None
        assert (occasion.wall, occasion.zone) == ("2026-10-06T09:00", "Africa/Casablanca")
        first = await one.challenge("A", author)
        await occasions.fire(one.session, occasion, MONDAY + timedelta(days=1), lab)
        await one.session.refresh(occasion)
        second = await one.challenge("B", author)
        await occasions.fire(one.session, occasion, MONDAY + timedelta(days=2), lab)
        await one.session.refresh(occasion)
        values = list(await one.session.scalars(select(OutboxRow.values).order_by(OutboxRow.id)))
        assert values == [{"after": 0, "upto": first.id}, {"after": first.id, "upto": second.id}]
        assert occasion.wall == "2026-10-08T09:00"


async def test_the_first_digest_counts_from_yesterday_and_after_an_outage_one_comes_for_all_days(
    database: Database, tmp_path: Path, lab: Lab
) -> None:
    async with team(database, tmp_path) as one:
        samira, author = await one.moderator(), await one.person("Aicha")
        old = await one.challenge("A", author, at=MONDAY - timedelta(days=3))
        await one.challenge("B", author, at=MONDAY)
        await digests.follow(one.session, samira, lab, MONDAY)
        occasion = await one.session.scalar(select(OccasionRow))
        assert occasion is not None
        first = MONDAY + timedelta(days=1)
        await occasions.fire(one.session, occasion, first, lab)
        third = await one.challenge("C", author, at=first)
        await one.session.refresh(occasion)
        assert occasion.wall == "2026-10-07T09:00"
        await occasions.fire(one.session, occasion, first + timedelta(days=4, hours=2), lab)
        await one.session.refresh(occasion)
        assert occasion.wall == "2026-10-11T09:00"
        await occasions.fire(one.session, occasion, first + timedelta(days=5), lab)
        values = list(await one.session.scalars(select(OutboxRow.values).order_by(OutboxRow.id)))
        assert values == [
            {"after": old.id, "upto": third.id - 1},
            {"after": third.id - 1, "upto": third.id},
            {"after": third.id, "upto": third.id},
        ]


async def test_who_wants_to_hear_nothing_gets_no_digest_and_who_hears_at_once_does(
    database: Database, tmp_path: Path, lab: Lab
) -> None:
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        for hears, digest in ((Hears.DAILY, samira.id), (Hears.NOW, samira.id), (Hears.NONE, None)):
            await staff.choose_notices(one.session, samira, hears, MONDAY)
            await one.session.flush()
            await digests.follow(one.session, samira, lab, MONDAY)
            assert await one.session.scalar(select(OccasionRow.subject_id)) == digest


async def test_who_leaves_the_team_or_is_erased_leaves_no_digest_behind(
    database: Database, tmp_path: Path, lab: Lab
) -> None:
    async with team(database, tmp_path) as one:
        boss, samira, karim = await one.person("Boss", Role.ADMIN), await one.moderator(), await one.moderator("Karim")
        for who in (boss, samira, karim):
            await digests.follow(one.session, who, lab, MONDAY)
        await staff.remove(one.session, boss, samira.id, frozenset(), MONDAY)
        await privacy.erase(one.session, one.seals, tmp_path, karim)
        (left,) = await one.session.scalars(select(OccasionRow))
        assert left.subject_id == boss.id
        await occasions.fire(one.session, left, MONDAY + timedelta(days=1), lab)
        await one.session.refresh(left)
        assert (left.person_id, left.state) == (boss.id, "waiting")
