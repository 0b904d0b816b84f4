"""Threads: what comes back, how it finds its challenge, and who hears of it."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from services import desk, staff, statuses, threads
from services.challenges import Piece
from services.desk import Tab
from services.roles import Role
from services.staff import Hears
from services.statuses import Status, Step
from storage.challenges import GRACE, ChallengeRow, ThreadRow
from storage.database import Database
from storage.media import MediaRow, drop_taken_out
from tests.services.team import LAB, LIMITS, MINUTE, MONDAY, Team, spot, team

NOBODY: frozenset[int] = frozenset()
HELLO = Piece("text", "hello")
HOUR = timedelta(hours=1)


async def asked(one: Team, row: ChallengeRow, who: str = "Samira") -> None:
    samira = await one.moderator(who)
    await statuses.ask(one.session, one.seals, LAB, spot(row), Piece("text", "Where?"), samira, MONDAY)


async def answers(one: Team, row: ChallengeRow, later: timedelta, piece: Piece = HELLO) -> ThreadRow:
    return await threads.answer(one.session, one.seals, row, piece, MONDAY + later, NOBODY)


async def test_the_next_message_answers_for_14_days(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        author = await one.person("Aicha")
        row = await one.challenge("A", author)
        await asked(one, row)
        almost = MONDAY + GRACE + timedelta(days=14) - MINUTE
        assert await threads.awaiting(one.session, one.seals, author, almost) is row
        assert await threads.awaiting(one.session, one.seals, author, almost + MINUTE) is None
        assert await threads.awaiting(one.session, one.seals, await one.person("Karim"), almost) is None


async def test_what_was_no_answer_leaves_the_question_open_and_each_report_is_asked_about_once(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        author = await one.person("Aicha")
        first, second = await one.challenge("A", author), await one.challenge("B", author)
        for row in (first, second, first):
            await asked(one, row)

        async def waits(later: timedelta) -> list[ChallengeRow]:
            return await threads.asked_about(one.session, one.seals, author, MONDAY + later)

        assert await waits(MINUTE) == []  # not yet told
        assert await waits(HOUR) == [first, second]
        answer, more = [await answers(one, first, HOUR) for _ in range(2)]
        assert await waits(HOUR) == [second]
        await threads.take_out(one.session, more, tmp_path, MONDAY + HOUR)
        assert await waits(HOUR) == [second]
        await threads.take_out(one.session, answer, tmp_path, MONDAY + HOUR)
        assert await waits(HOUR) == [first, second]


async def test_an_answer_may_come_in_several_messages(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        author = await one.person("Aicha")
        row = await one.challenge("A", author)
        await asked(one, row)
        await answers(one, row, MINUTE * 30)
        assert await threads.awaiting(one.session, one.seals, author, MONDAY + MINUTE * 90) is row
        assert await threads.awaiting(one.session, one.seals, author, MONDAY + MINUTE * 120) is None


async def test_the_one_who_asked_hears_once_of_several_messages(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        await one.moderator("Omar")
        row = await one.challenge("A", await one.person("Aicha"))
        await asked(one, row)
        for seconds in (301, 302, 309, 310):
            await answers(one, row, timedelta(seconds=seconds))
        heard = [(screen, due - MONDAY) for screen, _, due in (await one.waiting())[1:]]
        bells = [timedelta(seconds=310), timedelta(seconds=320)]
        assert heard == [("desk.answered", bell) for bell in bells]


async def test_else_the_holder_else_followers_hear(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, omar, lina = [await one.moderator(name) for name in ("Samira", "Omar", "Lina")]
        await one.person("Fadoua", Role.FACILITATOR)
        await staff.choose_notices(one.session, lina, Hears.NONE, MONDAY)
        author = await one.person("Aicha")
        held = await one.challenge("A", author, holder_id=omar.id)
        free = await one.challenge("B", author)
        await answers(one, held, MINUTE)
        await answers(one, free, MINUTE)
        assert [person for _, person, _ in await one.waiting()] == [omar.id, samira.id, omar.id]


async def test_of_an_anonymous_author_the_day_and_a_sealed_file_are_kept(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        row = await one.challenge("A", await one.person("Aicha"), anonymous=True)
        line = await answers(one, row, MINUTE * 7, Piece("voice", file_id="secret", seconds=3))
        media = await one.session.get(MediaRow, line.media_id)
        assert media is not None
        assert (line.at, media.file_id) == (MONDAY.replace(hour=0), None)
        assert media.sealed_file_id is not None and b"secret" not in media.sealed_file_id


async def test_a_second_danger_in_a_report_rings_by_its_own_kind(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, aicha = await one.moderator(), await one.person("Aicha")
        row = await one.challenge("A", aicha, danger="gas")
        for danger in ("fire", None):
            await threads.answer(one.session, one.seals, row, HELLO, MONDAY, NOBODY, danger)
        assert row.danger == "fire"
        assert (await one.waiting())[0] == ("desk.answered", samira.id, MONDAY)


async def test_an_answer_brings_back_what_was_put_off(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        row = await one.challenge("A", await one.person("Aicha"), put_off_until=MONDAY + timedelta(days=1))
        await answers(one, row, MINUTE)
        assert row.put_off_until is None


async def test_an_answer_after_the_end_waits_at_the_desk_until_somebody_acts(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        samira, author = await one.moderator(), await one.person("Aicha")
        rows = [await one.challenge(ref, author, status="closed", holder_id=samira.id) for ref in "ABC"]
        for row in rows:
            await answers(one, row, HOUR)

        async def waiting() -> list[str]:
            found = await desk.queue(one.session, Tab.MINE, samira.id, LIMITS, MONDAY + HOUR)
            return [row.ref for row in rows if row.id in found]

        assert await waiting() == ["A", "B", "C"]
        await desk.seen(one.session, spot(rows[0]), samira, MONDAY + HOUR)
        await threads.write(one.session, one.seals, rows[1], HELLO, samira, MONDAY, MONDAY)
        step = Step(Status.SOLVED, {})
        solved = await statuses.change(one.session, LAB, spot(rows[2]), step, samira, MONDAY + HOUR)
        assert await waiting() == []
        await statuses.undo(one.session, solved.id, samira, MONDAY + HOUR)
        assert await waiting() == ["C"]


async def test_replies_find_their_challenge_and_tell_nothing(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        row = await one.challenge("A", await one.person("Aicha"))
        for _ in range(2):
            await threads.remember(one.session, one.seals, 555, 12, row.id)
        assert await threads.replied_to(one.session, one.seals, 555, 12) is row
        assert await threads.replied_to(one.session, one.seals, 555, 13) is None


async def test_a_note_is_for_the_team(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as one:
        samira, row = await one.moderator(), await one.challenge("A", await one.person("Aicha"))
        await threads.note(one.session, row, "call the commune", samira, MONDAY)
        line = await one.session.scalar(select(ThreadRow))
        assert line is not None
        assert (line.side, line.text, line.staff_id) == ("note", "call the commune", samira.id)
        assert await one.waiting() == []


async def test_a_line_taken_out_leaves_nothing(database: Database, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jpg"
    copy.write_bytes(b"picture")
    async with team(database, tmp_path) as one:
        row = await one.challenge("A", await one.person("Aicha"))
        line = await answers(one, row, MINUTE, Piece("photo", file_id="picture"))
        file = await one.session.get(MediaRow, line.media_id)
        assert file is not None
        file.path = copy.name
        media = await threads.take_out(one.session, line, tmp_path, MONDAY)
        await one.session.flush()
        assert media is not None and media.file_id == "picture"
        assert row.listening_until is None
        assert (await one.session.scalar(select(ThreadRow)), await one.session.scalar(select(MediaRow))) == (None, None)
        assert copy.exists()
    assert not copy.exists()


async def test_a_file_only_we_have_waits_for_the_report_it_was_taken_out_for(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as one:
        row = await one.challenge("A", await one.person("Aicha"), anonymous=True)
        line = await answers(one, row, MINUTE, Piece("photo", file_id="picture"))
        file = await one.session.get(MediaRow, line.media_id)
        assert file is not None
        file.state, file.path, file.sealed_file_id = "kept", "copy.jpg", None
        assert await threads.take_out(one.session, line, tmp_path, MONDAY) is file
        assert await drop_taken_out(one.session, MONDAY + timedelta(hours=47)) == []
        assert await drop_taken_out(one.session, MONDAY + timedelta(hours=48)) == ["copy.jpg"]
        assert await one.session.scalar(select(MediaRow.id)) is None
