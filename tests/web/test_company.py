"""/company: the form of the chat on a page, in three languages, without a script."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import select

from locales.texts import Catalogues
from services import companies, company_sign_ups, retention
from services.clock import StillClock
from services.companies import Card
from services.lab import Lab
from storage import company_sign_ups as rows
from storage.company_sign_ups import SignUpRow
from storage.database import Database
from tests.services.team import MONDAY, team
from tests.web.client import client_of
from web import company, live
from web.server import create_app

BOUSKOURA = "06.385.01.01"
FORM = "/company?kind=company&language=fr"
GIVEN = {"name": "Atlas <b>SARL</b>", "commune": BOUSKOURA, "skills": "digital", "contact": "Aïcha",
         "reach": "06 12 34 56 78", "ice": "001 561 191 000 066", "conditions": "Le matin\r\nseulement"}  # fmt: skip
LARGEST = 32_000  # bytes of the page with its style and picture
HERE = {"Sec-Fetch-Site": "same-origin"}


@asynccontextmanager
async def page_of(database: Database, clock: StillClock | None = None) -> AsyncIterator[ClientSession]:
    app = create_app()
    clock, lab = clock or StillClock(MONDAY), Lab.load()
    link = lambda payload: f"https://t.me/NotilBot?start={payload}"  # noqa: E731
    company.add_routes(app, company.Host(database, clock, Catalogues.load(), lab, "https://notil.ma", link))
    async with client_of(app) as client:
        yield client


async def sent(client: ClientSession, address: str = FORM, **values: Any) -> tuple[int, str, str]:
    """The status, the page and its path."""
    async with client.post(address, data=values, headers=HERE) as answer:
        return answer.status, await answer.text(), answer.url.path


async def waiting(database: Database) -> list[SignUpRow]:
    async with database.reading() as session:
        return list(await rows.waiting(session, 99))


async def test_each_kind_is_asked_its_questions_in_three_languages(database: Database) -> None:
    async with page_of(database) as client:
        for language, direction in (("fr", "ltr"), ("ar", "rtl"), ("ary", "rtl")):
            async with client.get(f"/company?language={language}") as page:
                html = await page.text()
            kinds = re.findall(r'/company\?kind=(\w+)&amp;language=(\w+)"', html)
            assert (f'dir="{direction}"' in html, kinds) == (True, [(one, language) for one in companies.KINDS])
            for kind in companies.KINDS:
                async with client.get(f"/company?kind={kind}&language={language}") as page:
                    html = await page.text()
                asked = set(re.findall(r'name="(\w+)"', html))
                assert ("ice" in asked, "contact" in asked, "close" in asked) == (
                    kind in companies.WITH_ICE, kind != "expert", False
                )  # fmt: skip
                assert not re.search(r'<script|style="|class="problem"|«.*»', html)
        pages = Path(live.__file__).parent / "pages"
        style = sum((pages / name).stat().st_size for name in ("workshop.css", "company.css", "logo.svg"))
        assert len(html.encode()) + style < LARGEST


async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(database: Database) -> None:
    async with page_of(database) as client:
        wrong = {**GIVEN, "reach": "06 12", "ice": "001561191000067", "commune": ""}
        status, html, _ = await sent(client, **wrong)
        assert (status, html.count('class="problem"'), "<details open>" in html) == (422, 3, True)
        assert "Atlas &lt;b&gt;SARL&lt;/b&gt;" in html
        for kept in ('value="digital" checked', 'value="06 12"', 'value="001561191000067"', "Le matin"):
            assert kept in html
        assert await waiting(database) == []
        association = "/company?kind=association&language=ary"
        status, html, _ = await sent(client, association, name="نور", contact="Nadia", reach="n@nour.ma")
        assert (status, html.count('class="problem"')) == (422, 1)


async def test_it_is_kept_once_under_a_reference_and_says_the_same_whoever_is_here(
    database: Database, tmp_path: Path
) -> None:
    async with team(database, tmp_path) as here:
        atlas = Card("company", "Atlas <b>SARL</b>", None, ("digital",), "Omar", phone="+212612345678")
        await companies.register(here.session, await here.person("Omar"), atlas, "1", MONDAY)
    async with page_of(database) as client:
        token = "A" * 24
        status, html, path = await sent(client, **GIVEN, token=token)
        assert (status, path) == (200, f"/company/{token}")
        [row] = await waiting(database)
        assert row.ref in html and f"https://t.me/NotilBot?start=e_{token}" in html
        assert row.said["rest"] == {"ice": ["text", "001561191000066"], "conditions": ["text", "Le matin\nseulement"]}
        other = {**GIVEN, "name": "Nouvelle", "ice": "", "skills_words": "Réparer des vélos"}
        assert await sent(client, **other, token=token) == (200, html, path)  # the same page, sent again
        [row] = await waiting(database)
        assert (row.name, row.said["first"]["skills"], row.said["first"]["close"]) == (
            "Nouvelle", ["text", "Réparer des vélos"], ["choices", ["digital"]]
        )  # fmt: skip
        assert (await client.get(f"/company/{'B' * 24}")).status == 404


async def test_days_and_level_beside_a_skill_count_for_that_skill(database: Database) -> None:
    two = {**GIVEN, "skills": ["digital", "tutoring"], "d_digital": "5", "l_digital": "expert", "d_design": "20"}
    async with page_of(database) as client:
        await sent(client, **two)
        [row] = await waiting(database)
        said = {name: value for name, (_, value) in row.said["rest"].items() if name not in ("ice", "conditions")}
        assert said == {"days": "each", "d_digital": "5", "l_digital": "expert"}
        status, html, _ = await sent(client, **{**two, "ice": "1"})
        assert (status, html.count("<option selected>5</option>")) == (422, 1)
        await sent(client, **{**two, "skills": "digital"}, token="A" * 24)  # of a single one they are those of all
        [alone] = [one for one in await waiting(database) if one.id != row.id]
        said = {name: value for name, (_, value) in alone.said["rest"].items() if name not in ("ice", "conditions")}
        assert said == {"days": "5", "level": "expert"}


async def test_two_presses_at_once_are_one(database: Database) -> None:
    async def keep(name: str) -> None:
        async with database.transaction() as session:
            await session.execute(select(1))
            await here.wait()
            await company_sign_ups.keep(session, "A" * 24, name, {}, "fr", "1", MONDAY)

    here = asyncio.Barrier(1 if database.is_sqlite else 2)  # SQLite writes one after the other
    await asyncio.gather(keep("Atlas"), keep("Atlas"))
    assert [one.name for one in await waiting(database)] == ["Atlas"]


async def test_floods_programs_and_other_pages_keep_nothing(database: Database) -> None:
    async with page_of(database) as client:
        assert (await client.post(FORM, data=GIVEN)).status == 403
        assert (await sent(client, **GIVEN, website="http://spam"))[0] == 422
        assert (await sent(client, **{"name": "x" * 40_000}))[0] == 422
        assert (await client.post("/company", data=GIVEN, headers=HERE)).status == 400
        assert await waiting(database) == []
        given = [(await sent(client, **GIVEN))[0] for _ in range(company.AN_ADDRESS + 1)]
        assert given == [200] * company.AN_ADDRESS + [429]
    assert len(await waiting(database)) == company.AN_ADDRESS


async def test_one_connection_fills_no_more_than_a_few_of_the_places(database: Database) -> None:
    clock = StillClock(MONDAY)
    async with page_of(database, clock) as client:
        given = []
        for _ in range(company.A_DAY + 1):
            given.append((await sent(client, **GIVEN))[0])
            await clock.advance(60)
        assert given == [200] * company.A_DAY + [429]
        await clock.advance(24 * 60 * 60)
        assert (await sent(client, **GIVEN))[0] == 200


async def test_what_nobody_finishes_goes_by_itself(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        session, days = here.session, Lab.load().retention
        await company_sign_ups.keep(session, "A" * 24, "Atlas", {}, "fr", "1", MONDAY)
        for wait, left in ((days.web_sign_ups, 1), (days.web_sign_ups + 1, 0)):
            await retention.apply(session, days, MONDAY + timedelta(days=wait))
            assert await rows.count(session) == left
