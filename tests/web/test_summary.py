"""/live/TOKEN/summary: what was shown, to read and to print."""

import re
from pathlib import Path

from sqlalchemy import select

from services import rooms
from services.choices import in_order, quizzed
from services.rooms import Asked
from storage.ballots import BallotRow
from storage.database import Database
from storage.questions import QuestionRow
from storage.rooms import RoomRow
from storage.sayings import SayingRow
from tests.web.joinkit import BUS, MOOD, Guest, Hall, guest, hall
from web.server import STRICT

NASTY = Asked("single", {"fr": "<script>alert(1)</script>"}, ({"fr": '"><img src=x onerror=alert(1)>'}, {"fr": "Non"}))


def words(html: str) -> str:
    """What is read on the page, a line each."""
    inner = re.sub("[\u2066-\u2069\u200f]", "", html.partition("<main>")[2].partition("</footer>")[0])
    lines = [line.strip() for line in re.sub(r"<[^>]*>", "\n", inner).replace("\u00a0", " ").split("\n")]
    return "\n".join(filter(None, lines))


async def summary(one: Hall, visitor: Guest, language: str = "fr") -> str:
    page = await visitor.opens(f"/live/{await one.token()}/summary?language={language}")
    assert page.status == 200
    return page.html


async def test_only_what_was_shown_is_on_it_and_after_the_end_what_was_closed(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, BUS, MOOD) as one, guest(one) as visitor:
        assert "Aucun résultat n'a encore été montré." in words(await summary(one, visitor))
        await one.goes()
        await one.counts_by_hand("paper", 12, 7)
        await one.counts_by_hand("hands", 1, 0)
        await one.goes()
        assert "Le bus" not in await summary(one, visitor)
        await one.goes(1)
        seen = words(await summary(one, visitor))
        assert "La séance continue." in seen
        assert "Le bus ?\nA\nOui\n65 %\n13\nB\nNon\n35 %\n7\nNombre de participations : 20" in seen
        assert "Dont sur papier : 19\nDont à main levée : 1" in seen
        await one.goes()
        await one.counts_by_hand("hands", 0, 0, 0, 2, 6)
        await one.goes()
        assert "Ambiance" not in await summary(one, visitor)
        await one.does(rooms.end)
        seen = words(await summary(one, visitor))
        assert "La séance continue." not in seen
        assert "Moyenne : 4,8\nNombre de participations : 8\nDont à main levée : 8" in seen


async def test_it_speaks_three_languages_and_nothing_in_it_runs(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, NASTY) as one, guest(one) as visitor:
        await one.goes()
        await one.counts_by_hand("paper", 3, 2)
        await one.goes(2)
        for language, direction, came in (("fr", "ltr", "Personnes venues : 0"), ("ar", "rtl", "عدد الحاضرين: 0"),
                                          ("ary", "rtl", "شحال من واحد جا: 0")):  # fmt: skip
            html = await summary(one, visitor, language)
            assert f'<html lang="{language}" dir="{direction}">' in html
            assert came in words(html)
            assert not re.search(r"<script|<img src=x|style=|https?://(?!www\.w3)", html)
            assert "&lt;script&gt;alert(1)" in html
        page = await visitor.opens(f"/live/{await one.token()}/summary")
        assert {name: page.headers[name] for name in STRICT} == STRICT


async def on_phones(one: Hall, choice: int, voters: int) -> None:
    """So many ballots for one choice on the question that is asked now."""
    async with one.database.transaction() as session:
        room = await session.get_one(RoomRow, one.room_id)
        assert room.question_id
        session.add_all(BallotRow(question_id=room.question_id, voter=bytes([choice, number]) * 16, choice=choice)
                        for number in range(voters))  # fmt: skip


async def test_every_kind_is_told_in_its_own_way(database: Database, tmp_path: Path) -> None:
    options = ({"fr": "Eau"}, {"fr": "Bus"})
    asked = (Asked("quiz", {"fr": "Un quiz ?"}, options, correct=1), Asked("ranking", {"fr": "Un ordre ?"}, options),
             Asked("ideas", {"fr": "Une idée ?"}, most=2))  # fmt: skip
    async with hall(database, tmp_path, *asked) as one, guest(one) as visitor:
        for choice, steps in ((quizzed(1, 0), 3), (in_order([1, 0]), 2)):  # a quiz has a podium
            await one.goes()
            await on_phones(one, choice, 6)
            await one.goes(steps)
        await one.goes()
        async with database.transaction() as session:
            queue = QuestionRow(room_id=one.room_id, position=0, kind="queue", words={}, state="closed",
                                totals={"voters": 1, "counts": []})  # fmt: skip
            session.add(queue)
            await session.flush()
            (ideas,) = await session.scalars(select(QuestionRow.id).where(QuestionRow.kind == "ideas"))
            for on, text, state in ((ideas, "<b>Un parc</b>", "visible"), (ideas, "Caché", "hidden"),
                                    (queue.id, "Quand ?", "answered")):  # fmt: skip
                session.add(SayingRow(question_id=on, voter=b"v" * 32, text=text, source="web", state=state))
        await one.does(rooms.end)
        seen = words(await summary(one, visitor))
        assert "Un quiz ?\nA\nEau\n0 %\n0\nB\nBus\n✅ La bonne réponse\n100 %\n6\nNombre" in seen
        assert "Un ordre ?\nB\nBus\nPoints : 12 · en premier pour : 6\n1\nA\nEau\nPoints : 6" in seen
        assert "3\nUne idée ?\n&lt;b&gt;Un parc&lt;/b&gt;\nPersonnes qui ont écrit : 1\nDont par le web : 1" in seen
        assert "4\nQuestions de la salle\nQuand ?\nPersonnes qui ont écrit : 1" in seen
        assert "Caché" not in seen


async def test_a_token_that_nobody_has_opens_nothing(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one, guest(one) as visitor:
        assert (await visitor.opens("/live/aB3_-k9QwErTyUiOpAsDfg/summary")).status == 404
