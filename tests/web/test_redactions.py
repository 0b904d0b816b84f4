"""/redact/TOKEN: one browser, for whoever is still at the desk, under the strict headers, in the member's language."""

from collections.abc import Collection
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import delete, select

from locales.texts import Catalogues
from services import people, redaction
from services.clock import StillClock
from services.words import Words
from storage.database import Database
from storage.media import MediaRow
from storage.staff import StaffRow
from tests.pictures import photo
from tests.services.team import MONDAY, team
from tests.services.test_redaction import photo_of
from tests.web.client import client_of
from web.redactions import Host, add_routes
from web.server import STRICT, create_app

BOX = {"covered": [[0.1, 0.1, 0.5, 0.5]], "crop": None}


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("ary", "rtl")])
async def test_boxes_are_drawn_once_by_the_browser_that_came_first(
    database: Database, tmp_path: Path, language: str, direction: str
) -> None:
    (tmp_path / "a-shown.jpg").write_bytes(photo())
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        await people.speak(one.session, samira, language)
        _, media = await photo_of(one)
        token = await redaction.link(one.session, media.id, samira, MONDAY)
    woken: list[Collection[str]] = []
    app = create_app()
    add_routes(app, Host(database, StillClock(MONDAY), Catalogues.load(), Words(fr="NOTIL"), tmp_path, frozenset(),
                         woken.append))  # fmt: skip
    async with client_of(app) as client:
        async with client.get(f"/redact/{token}/photo") as early:
            assert early.status == 404
        async with client.get(f"/redact/{token}") as page:
            html = await page.text()
            cookie = page.headers["Set-Cookie"]
            mine = {"Cookie": cookie.split(";")[0]}
            assert {name: page.headers[name] for name in STRICT} == STRICT
        assert (page.status, f'dir="{direction}"' in html, 'style="' in html) == (200, True, False)
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
        async with client.get(f"/redact/{token}") as late:  # another browser: no cookie
            assert late.status == 404
        async with client.get(f"/redact/{token}/photo", headers=mine) as shown:
            assert (shown.status, await shown.read()) == (200, photo())
        async with client.post(f"/redact/{token}", data={"covered": "x"}, headers=mine) as form:
            assert form.status == 415
        async with client.post(f"/redact/{token}", json={"covered": [[0, 0, 9, 9]]}, headers=mine) as wrong:
            assert wrong.status == 400
        async with client.post(f"/redact/{token}", json=BOX, headers=mine) as saved:
            assert (saved.status, await saved.json(), woken) == (200, {"saved": True}, [{"outbox"}])
        async with client.post(f"/redact/{token}", json=BOX, headers=mine) as again:
            assert again.status == 404
    async with database.reading() as session:
        row = await session.scalar(select(MediaRow))
    assert row and row.public_path and (tmp_path / row.public_path).exists()


async def test_who_left_the_team_meanwhile_sees_nothing(database: Database, tmp_path: Path) -> None:
    (tmp_path / "a-shown.jpg").write_bytes(photo())
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        _, media = await photo_of(one)
        token = await redaction.link(one.session, media.id, samira, MONDAY)
    app = create_app()
    host = Host(database, StillClock(MONDAY), Catalogues.load(), Words(fr="NOTIL"), tmp_path, frozenset(), print)
    add_routes(app, host)
    async with client_of(app) as client:
        async with client.get(f"/redact/{token}") as page:
            assert page.status == 200
            mine = {"Cookie": page.headers["Set-Cookie"].split(";")[0]}
        async with database.transaction() as session:
            await session.execute(delete(StaffRow))
        for asked in (client.get(f"/redact/{token}", headers=mine), client.get(f"/redact/{token}/photo", headers=mine),
                      client.post(f"/redact/{token}", json=BOX, headers=mine)):  # fmt: skip
            async with asked as refused:
                assert refused.status == 404
    assert sorted(path.name for path in tmp_path.glob("*.jpg")) == ["a-shown.jpg"]


async def test_what_was_covered_stays_covered_and_a_look_ahead_uses_no_link(database: Database, tmp_path: Path) -> None:
    (tmp_path / "a-shown.jpg").write_bytes(photo(320, 160))
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        _, media = await photo_of(one)
        tokens = [await redaction.link(one.session, media.id, samira, MONDAY) for _ in range(2)]
    app = create_app()
    add_routes(
        app, Host(database, StillClock(MONDAY), Catalogues.load(), Words(fr="NOTIL"), tmp_path, frozenset(), print)
    )
    async with client_of(app) as client:
        async with client.head(f"/redact/{tokens[0]}") as ahead:
            assert ahead.status == 405
        for token, box in zip(tokens, ([0, 0, 0.5, 0.5], [0.5, 0.5, 1, 1]), strict=True):
            async with client.get(f"/redact/{token}") as page:
                mine = {"Cookie": page.headers["Set-Cookie"].split(";")[0]}
            drawing = {"covered": [box], "crop": None}
            async with client.post(f"/redact/{token}", json=drawing, headers=mine) as saved:
                assert saved.status == 200
    async with database.reading() as session:
        row = await session.scalar(select(MediaRow))
    assert row and row.public_path
    with Image.open(tmp_path / row.public_path) as seen:
        width, height = seen.size
        corners = [seen.getpixel((width // 4, height // 4)), seen.getpixel((3 * width // 4, 3 * height // 4))]
    assert [isinstance(one, tuple) and one[0] < 40 for one in corners] == [True, True]  # the picture is red
