"""What people write on a question: how many, how long, whose, who sees it, and when nothing links it any more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services import (
    ballots,
    displays,
    entries,
    leading,
    moderation,
    people,
    queues,
    retention,
    roomkeeping,
    rooms,
    sayings,
    seats,
    tallies,
    votes,
)  # fmt: skip
from services.people import Person
from services.presses import Press
from services.rooms import Asked
from services.sayings import Outcome, Told, Voter
from storage import rooms as rows
from storage.database import Database
from storage.questions import QuestionRow
from storage.rooms import RoomRow
from storage.sayings import ANSWERED, HIDDEN, VISIBLE, SayingRow, SupportRow
from storage.seals import Seals
from tests.services.test_ballots import on_disk

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
OPEN_TEXT = Asked("text", {"fr": "Que manque-t-il ?"})
CLOUD = Asked("cloud", {"fr": "Un mot ?"}, most=3)
IDEAS = Asked("ideas", {"fr": "Vos idées ?"}, most=2)
YES = Asked("single", {"fr": "Oui ?"}, ({"fr": "Oui"}, {"fr": "Non"}))


class Hall:
    """A room with a facilitator (person 1), and people who write."""

    def __init__(self, session: AsyncSession, seals: Seals) -> None:
        self.session, self.seals, self.now = session, seals, NOON
        self.room: RoomRow
        self.samira: Person

    async def go(self) -> None:
        press = Press(self.room.id, self.room.version)
        await leading.go(self.session, self.seals, self.samira, press, self.now)

    async def question(self) -> QuestionRow:
        return await self.session.get_one(QuestionRow, self.room.question_id)

    async def says(self, who: int | Voter, text: str, question: QuestionRow | None = None) -> Told:
        voter = who if isinstance(who, Voter) else Voter.person(who)
        on = question or await self.question()
        return await sayings.say(self.session, self.seals, on.id, voter, text, self.now)

    async def supports(self, who: int, saying: int, wanted: bool = True) -> Outcome:
        return await sayings.support(self.session, self.seals, saying, Voter.person(who), wanted, self.now)

    async def entries(self) -> list[tuple[str, str, int]]:
        found = await entries.of(self.session, await self.question())
        return [(one.text, one.state, one.count) for one in found]

    async def decides(self, saying: int, state: str) -> None:
        await moderation.decide(self.session, self.samira, saying, state, self.now)

    async def mine(self, who: int) -> list[str]:
        found = await sayings.mine(self.session, self.seals, await self.question(), Voter.person(who))
        return [one.text for one in found]

    async def rows(self) -> list[SayingRow]:
        query = select(SayingRow).order_by(SayingRow.id).execution_options(populate_existing=True)
        return list(await self.session.scalars(query))


@asynccontextmanager
async def hall(database: Database, folder: Path, *asked: Asked, moderated: bool = True) -> AsyncIterator[Hall]:
    """A room whose first question is open."""
    async with database.transaction() as session:
        one = Hall(session, Seals(folder / "keys"))
        await people.meet(session, 1, "fr", NOON)
        samira = await people.find(session, 1)
        assert samira is not None
        one.samira = samira
        one.room = await rooms.create(session, samira, asked, NOON)
        one.room.moderated = moderated
        await one.go()
        yield one


async def test_of_an_open_text_the_last_answer_counts_and_waits_for_the_facilitator(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, OPEN_TEXT) as one:
        assert await one.says(7, "Un  parc\n pour les enfants") == Told(Outcome.NOTED, 1)
        await one.decides((await one.rows())[0].id, VISIBLE)
        await one.says(7, "Un marché")
        await one.says(8, "Un bus")
        assert await one.entries() == [("Un marché", "held", 0), ("Un bus", "held", 0)]
        assert await one.says(7, "x" * 301) == Told(Outcome.TOO_LONG, 0, 1, 301)
        assert await one.says(7, "\u200b \u202e") == Told(Outcome.EMPTY)
        assert (await one.mine(7), await one.mine(9)) == (["Un marché"], [])
        assert (await tallies.result(one.session, await one.question())).voters == 2


async def test_words_of_a_cloud_meet_across_scripts_and_a_persons_repetition_counts_once(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, CLOUD, moderated=False) as one:
        assert await one.says(7, "طريق، الماء") == Told(Outcome.NOTED, 2)
        assert await one.says(7, "الطريق, tri9, TRI9") == Told(Outcome.NOTED, 3)
        assert await one.says(7, "école; parc") == Told(Outcome.NOTED, 1, too_many=1)
        await one.says(8, "tri9")
        await one.says(9, "tri9\nune école")
        assert await one.says(9, "m" * 31 + ", bus") == Told(Outcome.NOTED, 1, too_long=1, length=31)
        assert [(text, count) for text, _, count in await one.entries()] == [
            ("tri9", 3), ("الماء", 1), ("école", 2), ("bus", 1)]  # fmt: skip


async def test_a_word_that_was_hidden_or_allowed_is_so_whoever_writes_it_again(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, CLOUD) as one:
        await one.says(7, "insulte, école")
        insult, school = await one.rows()
        await one.decides(insult.id, HIDDEN)
        await one.decides(school.id, VISIBLE)
        await one.says(8, "Insultes, l'école, eau")
        assert await one.entries() == [("insulte", HIDDEN, 2), ("école", VISIBLE, 2), ("eau", "held", 1)]


async def test_ideas_are_limited_and_supported_once_by_others_and_can_be_taken_back(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, IDEAS, moderated=False) as one:
        assert [(await one.says(7, text)).outcome for text in ("a1", "b2", "c3")] == [
            Outcome.NOTED, Outcome.NOTED, Outcome.TOO_MANY]  # fmt: skip
        first, second = [row.id for row in await one.rows()]
        told = [await one.supports(who, second) for who in (8, 9, 9, 7)]
        assert told == [Outcome.NOTED, Outcome.NOTED, Outcome.NOTED, Outcome.OWN]
        assert [entry.text for entry in await entries.seen(one.session, await one.question())] == ["b2", "a1"]
        assert await one.supports(9, second, False) is Outcome.NOTED
        assert await one.entries() == [("a1", VISIBLE, 0), ("b2", VISIBLE, 1)]
        await one.decides(first, HIDDEN)
        assert await one.supports(8, first) is Outcome.GONE
        back = [await sayings.take_back(one.session, one.seals, second, Voter.person(who), NOON) for who in (8, 7)]
        assert back == [None, "b2"]
        assert await one.says(7, "c3") == Told(Outcome.NOTED, 1)
        await one.go()
        assert (await one.says(8, "late")).outcome is Outcome.CLOSED
        assert await one.supports(8, first) is Outcome.CLOSED
        assert await sayings.take_back(one.session, one.seals, first, Voter.person(7), NOON) is None


async def test_a_voice_holds_a_place_until_it_is_written_down_and_goes_a_day_after_the_end(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, CLOUD, moderated=False) as one:
        question, voter = await one.question(), Voter.person(7)
        await one.says(7, "parc, eau")
        for voice, outcome in (("file-1", Outcome.NOTED), ("file-2", Outcome.TOO_MANY)):
            told = await sayings.speak(one.session, one.seals, question.id, voter, voice, NOON)
            assert told.outcome is outcome
        *_, spoken = await one.rows()
        await one.decides(spoken.id, VISIBLE)  # nobody could read it
        assert [entry.text for entry in await entries.seen(one.session, question)] == ["parc", "eau"]
        assert (await one.entries())[-1] == ("", "held", 0)
        assert await moderation.listen(one.session, one.samira, spoken.id, NOON) == "file-1"
        assert (await sayings.write_down(one.session, one.samira, spoken.id, " ", NOON)).outcome is Outcome.EMPTY
        told = await sayings.write_down(one.session, one.samira, spoken.id, "école, bus", NOON)
        assert (told, (await one.entries())[-1]) == (Told(Outcome.NOTED, 1, too_many=1), ("école", VISIBLE, 1))
        await sayings.speak(one.session, one.seals, question.id, Voter.person(8), "file-3", NOON)
        await rooms.end(one.session, one.seals, one.samira, Press(one.room.id), NOON)
        assert [row.voice for row in await one.rows()] == [None, None, None, "file-3"]
        await retention.guests(one.session, NOON + retention.GUESTS_STAY)
        assert [row.text for row in await one.rows()] == ["parc", "eau", "école"]


async def test_allowing_all_allows_what_was_read_and_not_what_came_meanwhile(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, IDEAS) as one:
        await one.says(7, "read")
        await one.says(8, "hidden")
        _, bad = await one.rows()
        await one.decides(bad.id, HIDDEN)
        await one.decides(bad.id, ANSWERED)  # an old button: what is hidden stays hidden
        await one.says(9, "unread")
        assert await moderation.allow_all(one.session, one.samira, await one.question(), bad.id, NOON) == 1
        assert await one.entries() == [("read", VISIBLE, 0), ("hidden", HIDDEN, 0), ("unread", "held", 0)]


async def test_marks_piled_on_a_letter_and_bidi_controls_do_not_reach_the_wall(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, OPEN_TEXT) as one:
        await one.says(7, "h" + "\u0336" * 40 + "i \u202eevil")
        assert await one.entries() == [("h\u0336\u0336i evil", "held", 0)]


async def test_letters_that_become_many_when_folded_fit(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, CLOUD, IDEAS) as one:
        for _ in range(2):
            assert await one.says(7, "ﷺ" * 30) == Told(Outcome.NOTED, 1)
        assert await one.entries() == [("ﷺ" * 30, "held", 1)]
        for _ in range(3):
            await one.go()
        assert await one.says(7, "ΐ" * 200) == Told(Outcome.NOTED, 1)


async def test_after_the_voters_went_texts_and_supports_stay_and_nothing_links_them(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, IDEAS, YES, moderated=False) as one:
        await one.says(7, "kept")
        await one.says(Voter.device(3), "from the web")
        question, (kept, _) = await one.question(), await one.rows()
        await one.supports(8, kept.id)
        assert ballots.known_hash(one.seals, question.id, "7") is not None
        await one.go()
        assert (question.totals, await one.entries()) == (
            {"voters": 2, "counts": [], "web": {"voters": 1, "counts": None}},
            [("kept", VISIBLE, 1), ("from the web", VISIBLE, 0)],
        )
        await votes.reopen(one.session, one.seals, one.samira, Press(one.room.id), NOON)
        assert await one.mine(7) == ["kept"]
        await one.go()
        assert await roomkeeping.next_due(one.session) == NOON + votes.REOPENED_FOR
        assert await roomkeeping.let_ballots_go(one.session, one.seals, NOON + votes.REOPENED_FOR) == 1
        assert [(row.text, row.voter, row.supports) for row in await one.rows()] == [
            ("kept", None, 1), ("from the web", None, 0)]  # fmt: skip
        assert list(await one.session.scalars(select(SupportRow))) == []
        assert (await one.entries())[0] == ("kept", VISIBLE, 1)
        assert (await tallies.result(one.session, question)).voters == 2
    assert one.seals.names("question-") == []


async def test_whoever_erases_themselves_while_it_is_open_takes_their_texts_along(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, IDEAS, moderated=False) as one:
        await people.meet(one.session, 7, "fr", NOON)
        aicha = await people.find(one.session, 7)
        assert aicha is not None
        await one.says(aicha.id, "mine")
        await one.says(999, "theirs")
        await one.supports(aicha.id, (await one.rows())[1].id)
        await sayings.forget(one.session, one.seals, aicha)
        assert await one.entries() == [("theirs", VISIBLE, 0)]


async def test_the_wall_is_told_so_many_and_how_many_more_and_free_answers_only_at_the_end(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, OPEN_TEXT, IDEAS, moderated=False) as one:
        await one.says(7, "secret until shown")

        async def told() -> tuple[list[str], int]:
            texts = (await displays.snapshot(one.session, one.room.id))["question"]["texts"]
            return [entry["text"] for entry in texts["entries"]], texts["left"]

        assert await told() == ([], 0)
        await one.go()
        assert await told() == ([], 0)
        await one.go()
        assert await told() == (["secret until shown"], 0)
        await one.go()
        for number in range(displays.MOST["ideas"] + 5):
            await one.says(number, f"idea {number}")
        texts, left = await told()
        assert (len(texts), left) == (60, 5)


async def test_the_room_asks_beside_the_questions_of_the_session(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, YES, YES) as one:
        queue = await queues.switch(one.session, one.seals, one.samira, one.room.id, True, NOON)
        assert queue is not None
        assert await queues.switch(one.session, one.seals, one.samira, one.room.id, True, NOON) is queue
        await one.says(7, "Quand le bus ?", queue)
        await one.says(8, "Qui paie ?", queue)
        first, second = await one.rows()
        await one.decides(first.id, VISIBLE)
        await one.decides(second.id, VISIBLE)
        await one.supports(9, second.id)
        await one.go()
        await one.go()
        await one.go()  # the next question is open, and the queue still is
        assert await queues.of(one.session, one.room) is queue
        top = await queues.first(one.session, one.room)
        assert top is not None and await queues.put_on_wall(one.session, one.samira, one.room, top.id, NOON)
        assert (await displays.snapshot(one.session, one.room.id))["queue"] == {
            "entries": [{"id": first.id, "text": "Quand le bus ?", "count": 0}],
            "left": 0,
            "now": {"id": second.id, "text": "Qui paie ?", "count": 1},
            "seen": 2,
        }
        await one.go()
        await one.go()
        assert one.room.saying_id is None  # what is shown now is on the wall
        await queues.put_on_wall(one.session, one.samira, one.room, second.id, NOON)
        await one.decides(second.id, ANSWERED)
        assert one.room.saying_id is None
        assert [entry.text for entry in await entries.kept(one.session, queue)] == ["Qui paie ?", "Quand le bus ?"]
        assert [entry.text for entry in await entries.seen(one.session, queue)] == ["Quand le bus ?"]
        await queues.switch(one.session, one.seals, one.samira, one.room.id, False, NOON)
        assert "queue" not in await displays.snapshot(one.session, one.room.id)
        assert queue.state == "closed"
        again = await queues.switch(one.session, one.seals, one.samira, one.room.id, True, NOON)
        assert again is queue
        await rooms.end(one.session, one.seals, one.samira, Press(one.room.id), NOON)
        assert (queue.state, one.room.queue_id, (await one.rows())[0].voter) == ("closed", None, None)
        assert len(await rows.questions(one.session, one.room.id)) == 2


async def test_a_restore_closes_the_queue_too(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, IDEAS) as one:
        queue = await queues.switch(one.session, one.seals, one.samira, one.room.id, True, NOON)
        assert queue is not None
        await roomkeeping.close_all(one.session, NOON)
        await one.session.refresh(one.room)
        assert (queue.state, one.room.queue_id, (await one.question()).state) == ("closed", None, "closed")


async def test_everybody_hears_once_that_they_may_ask(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, OPEN_TEXT) as one:
        await people.meet(one.session, 7, "fr", NOON)
        aicha = await people.find(one.session, 7)
        assert aicha is not None
        seat = await rooms.join(one.session, aicha, one.room, NOON)
        assert seat is not None
        await queues.switch(one.session, one.seals, one.samira, one.room.id, True, NOON)
        orders = await seats.orders(one.session, one.room)
        assert [order.stage for order in orders] == ["open", "queue"]
        for order in orders:
            await seats.note(one.session, order, 50)
        assert await seats.orders(one.session, one.room) == []


async def test_what_somebody_writes_answers_the_room_for_four_hours(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, OPEN_TEXT, YES) as one:
        await people.meet(one.session, 7, "fr", NOON)
        aicha = await people.find(one.session, 7)
        assert aicha is not None
        seat = await rooms.join(one.session, aicha, one.room, NOON)
        assert seat is not None

        async def kind(hours: float = 0) -> str | None:
            found = await queues.answers(one.session, aicha, NOON + timedelta(hours=hours))
            return found[1].kind if found else None

        assert (await kind(), await kind(3.9), await kind(4.1)) == ("text", "text", None)
        await queues.switch(one.session, one.seals, one.samira, one.room.id, True, NOON)
        await queues.ask(one.session, seat, NOON + queues.ASKING)
        await one.session.refresh(seat)
        assert (await kind(), await kind(1)) == ("queue", "text")
        for _ in range(3):
            await one.go()
        assert (await kind(), await kind(1)) == ("queue", None)


@pytest.mark.only("sqlite")
async def test_once_texts_lost_their_voters_no_byte_of_them_is_on_disk(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, IDEAS, moderated=False) as one:
        for who in (7, 8):
            await one.says(who, f"idea of {who}")
        await one.supports(9, (await one.rows())[0].id)
        hashes = [row.voter for row in await one.rows()] + list(await one.session.scalars(select(SupportRow.voter)))
        await one.go()
    assert len(set(hashes)) == 3 and [one for one in hashes if one and one in on_disk(database)] == hashes
    async with database.transaction() as session:
        await roomkeeping.let_ballots_go(session, one.seals, NOON + votes.REOPENED_FOR)
    await database.scrub()
    assert [one for one in hashes if one and one in on_disk(database)] == []
    assert one.seals.names("question-") == [] and b"idea of 7" in on_disk(database)


async def test_twiza_tally_tells_every_text_with_its_state_and_who_is_behind_it(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, OPEN_TEXT, CLOUD, IDEAS) as one:
        await one.says(7, "Une école")
        await sayings.speak(one.session, one.seals, one.room.question_id or 0, Voter.device(3), "file-1", NOON)
        for _ in range(3):
            await one.go()
        for who, words in ((7, "tri9, eau"), (8, "طريق")):
            await one.says(who, words)
        for _ in range(3):
            await one.go()
        await one.says(7, "Un parc")
        *_, park = await one.rows()
        await one.decides(park.id, VISIBLE)
        await one.supports(8, park.id)
        queue = await queues.switch(one.session, one.seals, one.samira, one.room.id, True, NOON)
        await one.says(9, "Quand ?", queue)
        told = {line["kind"]: line for line in await tallies.everything(one.session)}
        assert {kind: (line["voters"], line["web"]["voters"], line["options"]) for kind, line in told.items()} == {
            "text": (2, 1, []), "cloud": (2, 0, []), "ideas": (1, 0, []), "queue": (1, 0, []),
        }  # fmt: skip
        assert {kind: [(text["text"], text["state"], text["count"]) for text in line["texts"]]
                for kind, line in told.items()} == {
            "text": [("Une école", "held", 0), (None, "held", 0)],
            "cloud": [("tri9", "held", 2), ("eau", "held", 1)],
            "ideas": [("Un parc", "visible", 1)],
            "queue": [("Quand ?", "held", 0)],
        }  # fmt: skip
