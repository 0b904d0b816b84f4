"""/live/TOKEN/summary: what was shown, to read and to print."""

import re
from pathlib import Path

from services import rooms
from services.rooms import Asked
from storage.database import Database
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


async def test_a_token_that_nobody_has_opens_nothing(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path) as one, guest(one) as visitor:
        assert (await visitor.opens("/live/aB3_-k9QwErTyUiOpAsDfg/summary")).status == 404
