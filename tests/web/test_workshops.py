"""/w/CODE: what everybody may read of a workshop, in three languages, without a script."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import vobject
from aiohttp import ClientSession

from locales.texts import Catalogues
from services import workshops
from services.clock import StillClock
from services.words import Words
from storage.database import Database
from tests.services.events import MONDAY, WATER, Event, event
from tests.web.client import client_of
from web import live
from web.server import STRICT, create_app
from web.workshops import Host, add_routes

NASTY = replace(WATER, title={"fr": "<script>alert(1)</script> Sans eau", "ar": "بلا ماء"}, capacity=None,
                link="https://meet.example/secret", latitude=33.45, longitude=-7.65)  # fmt: skip
LARGEST = 30_000  # bytes of the page with its style and picture


@asynccontextmanager
async def page_of(database: Database, one: Event) -> AsyncIterator[ClientSession]:
    app = create_app()
    host = Host(database, StillClock(MONDAY), Catalogues.load(), Words(fr="NOTIL"), "https://notil.ma",
                lambda payload: f"https://t.me/NotilBot?start={payload}")  # fmt: skip
    add_routes(app, host)
    async with client_of(app) as client:
        yield client


async def test_it_is_read_in_three_languages_and_nothing_in_it_runs(database: Database) -> None:
    async with event(database, NASTY) as one:
        pass
    code = one.workshop.code
    async with page_of(database, one) as client:
        for language, direction, title in (
            ("fr", "ltr", "Sans eau"),
            ("ar", "rtl", "بلا ماء"),
            ("ary", "rtl", "بلا ماء"),
        ):
            async with client.get(f"/w/{code}?language={language}") as page:
                html = await page.text()
            assert (page.status, f'dir="{direction}"' in html, title in html) == (200, True, True)
            assert not re.search(r'<script|style="|src="http|href="http(?!s://(t\.me|wa\.me)/)', html)
            assert "meet.example" not in html and f"https://t.me/NotilBot?start=w_{code}" in html
            assert {name: page.headers[name] for name in STRICT} == STRICT
        heavy = [*(Path(live.__file__).parent / "pages" / name for name in ("workshop.css", "logo.svg"))]
        assert len(html.encode()) + sum(file.stat().st_size for file in heavy) < LARGEST
        async with client.get(f"/w/{code}.ics") as file:
            found = vobject.readOne((await file.read()).decode())
        assert found.vevent.url.value == f"https://notil.ma/w/{code}"
        assert (file.headers["Content-Type"], file.headers["Content-Disposition"]) == (
            "text/calendar; charset=utf-8", f'attachment; filename="{code}.ics"',
        )  # fmt: skip


async def test_what_is_not_for_everybody_is_not_there(database: Database) -> None:
    async with event(database) as one:
        draft = await workshops.create(one.session, one.maker, WATER, "Africa/Casablanca", MONDAY)
    async with event(database, replace(WATER, access="invited")) as invited:
        pass
    async with event(database) as off:
        await workshops.cancel(off.session, off.maker, off.workshop.id, MONDAY)
    async with page_of(database, one) as client:
        for code in (draft.code, invited.workshop.code, "zzzzzz"):
            for path in (f"/w/{code}", f"/w/{code}.ics"):
                async with client.get(path) as page:
                    assert page.status == 404
        async with client.get(f"/w/{off.workshop.code}?language=fr") as page:
            html = await page.text()
        assert "Cet atelier est annulé." in html and "t.me" not in html
