"""Posters: the link carries place and theme, what comes is counted, the paper holds the square and the Arabic."""

import re
from pathlib import Path

import pytest

from handlers import poster_papers
from handlers.poster_papers import Line
from locales.texts import Catalogues
from services import posters
from services.posters import Hung
from tests.handlers.desks import the
from tests.people import Life, life
from tests.services.team import LAB, MONDAY

LINK = "https://t.me/NotilBot?start=p_7k2m9x"
HUNG = Hung("06.385.01.01", "lighting", "Amal <b>")


def test_a_poster_speaks_three_languages_on_one_page() -> None:
    made = poster_papers.lines(Catalogues.load(), LAB, HUNG, LINK)
    told = [one.words for one in made]
    assert "كاين شي مشكل هنا؟ قولوه لينا ونجاوبوكم." in told
    assert "Bouskoura · Éclairage et électricité · Amal <b>" in told
    assert not re.search("[\u2066-\u2069\u200e\u200f]", "".join(told))
    paper = poster_papers.pdf(made, LINK)
    assert (paper[:5], paper.count(b"/Type /Page\n"), b"IBMPlexSansArabic" in paper) == (b"%PDF-", 1, True)
    drawing = poster_papers.svg(made, LINK).decode()
    assert drawing.count("<text") == len(made) and "Amal &lt;b&gt;" in drawing and "<script" not in drawing


def test_a_partner_with_an_arabic_name_joins_its_letters_in_the_french_line_too() -> None:
    name = "جمعية تويزة للتنمية"
    drawn = [poster_papers.pdf([Line(name, language, 14, 20)], LINK) for language in ("ar", "fr")]
    arabic, french = (re.findall(rb"stream\n(.*?)\nendstream", one, re.DOTALL) for one in drawn)
    assert french == arabic


async def test_what_comes_by_a_poster_is_counted_and_knows_its_place(database_url: str, tmp_path: Path) -> None:
    async with life(database_url, tmp_path) as lab:
        async with lab.database.transaction() as session:
            row = await posters.make(session, LAB, HUNG, None, MONDAY)
            code = row.code
            with pytest.raises(LookupError):
                await posters.make(session, LAB, Hung("nowhere"), None, MONDAY)
        aicha = await lab.resident()
        await aicha.starts(f"p_{code}")
        await aicha.says("Le lampadaire est en panne")
        while not any("Envoyer" in label for label in aicha.buttons):
            await aicha.taps("Passer")
        await aicha.taps("✅ Envoyer")
        assert await counts(lab) == [(code, 1, 1)]
        ref = next(word for word in aicha.news.split() if re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", word))
        found = await the(lab, ref)
        assert (found.source, found.commune, found.category) == (f"poster:{code}", "06.385.01.01", "lighting")
        samira = await lab.staff()
        await samira.says("/desk")
        await samira.taps_old(samira.shown[-1]["message_id"], "poster.list:0")
        assert "Ouverte : 1, signalements : 1" in samira.sees


async def counts(lab: Life) -> list[tuple[str, int, int]]:
    async with lab.database.reading() as session:
        return [(one.poster.code, one.poster.opened, one.reports) for one in await posters.counted(session, 0)]
