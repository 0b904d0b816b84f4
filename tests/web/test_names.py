"""Votes that show names, in the browser: told above the answers, a name typed, listed on the pages of results."""

import re
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from services import sharing
from storage.database import Database
from storage.names import NameRow
from tests.web.joinkit import BUS, Guest, Hall, Page, guest, hall
from tests.web.test_summary import summary, words

NAMED = replace(BUS, named=True)
PROMISE = "👁 Ce vote montre les noms : l'équipe et la liste des résultats montrent qui a choisi quoi."
NAMELESS = "✍️ Vous n'avez pas donné de nom : votre choix compte sans nom."


async def names(one: Hall) -> list[str]:
    async with one.database.reading() as session:
        return list(await session.scalars(select(NameRow.name)))


async def calls(visitor: Guest, name: str, **more: str) -> Page:
    """Send the name from the page, with its script."""
    question = str((await visitor.hall.question()).id)
    return await visitor.sends({"question": question, "name": name} | more, f"{visitor.path}/name?page")


async def test_it_is_told_above_the_answers_and_the_name_stands_in_the_results(
    database: Database, tmp_path: Path
) -> None:
    async with hall(database, tmp_path, NAMED, BUS) as one, guest(one) as zahra, guest(one) as shy:
        await one.goes()
        html = (await zahra.opens()).html.replace("\u00a0", " ")
        assert html.index(PROMISE) < html.index(NAMELESS) < html.index('name="name"') < html.index('name="option"')
        assert "effacé 60 jours après la fin" in html and "Le vote est secret" not in html
        await zahra.taps(0)
        page = (await calls(zahra, " <b>Zahra</b> ")).html.replace("\u00a0", " ")
        assert "✍️ Votre nom dans ce vote : &lt;b&gt;Zahra&lt;/b&gt;" in page and "<b>Zahra" not in page
        assert 'aria-pressed="true"' in page
        await shy.taps(1)
        assert "Votre nom dans ce vote" in (await zahra.taps(1)).html, "a tap leaves the name where it is"
        await one.goes(2)
        seen = (await zahra.opens()).html.replace("\u00a0", " ").replace("\u2068", "").replace("\u2069", "")
        assert re.findall(r'<p class="soft">(.*?)</p>', seen)[2:6] == [
            "Votes sans nom, trop peu pour le détail : 1", "👁 Qui a choisi quoi",
            "Pour Non : &lt;b&gt;Zahra&lt;/b&gt;", "Sans nom : 1",
        ]  # fmt: skip
        told = words(await summary(one, shy))
        assert "👁 Qui a choisi quoi\nPour Non : &lt;b&gt;Zahra&lt;/b&gt;\nSans nom : 1" in told
        assert "Les noms ne sont donnés que là où la question l'avait dit avant." in told
        await one.goes()
        secret = (await zahra.opens()).html
        assert 'name="name"' not in secret and "Le vote est secret" in secret


async def test_a_name_is_changed_taken_back_too_long_or_of_no_such_vote(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, NAMED, BUS) as one, guest(one) as zahra:
        await one.goes()
        await zahra.opens()
        await calls(zahra, "Zahra")
        await calls(zahra, "Zahra B.")
        assert await names(one) == ["Zahra B."]
        assert "Ce nom est trop long. Caractères au plus : 60" in (
            (await calls(zahra, "Z" * 61)).html.replace("\u00a0", " ").replace("\u2068", "").replace("\u2069", "")
        )
        assert await names(one) == ["Zahra B."]
        assert NAMELESS in (await calls(zahra, "Zahra B.", none="1")).html.replace("\u00a0", " ")
        assert await names(one) == []
        await one.goes(3)
        assert "n'était plus à jour" in (await calls(zahra, "Zahra")).html
        assert await names(one) == []


async def test_whoever_borrows_the_browser_is_not_asked(database: Database, tmp_path: Path) -> None:
    async with hall(database, tmp_path, NAMED) as one, guest(one) as zahra:
        await one.does(sharing.allow)
        await one.goes()
        await zahra.taps(0)
        await calls(zahra, "Zahra")
        page = await zahra.sends({"question": str((await one.question()).id), "hand": "1"}, f"{zahra.path}?page")
        assert "Sur le téléphone d'une autre personne, votre choix compte sans nom." in page.html
        assert 'name="name"' not in page.html
        await calls(zahra, "Somebody else")
        assert await names(one) == ["Zahra"]
