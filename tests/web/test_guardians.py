"""/g/TOKEN: a guardian's yes without Telegram."""

from pathlib import Path

from locales.texts import Catalogues
from services import guardians, volunteers
from services.clock import StillClock
from services.guardians import Guardian
from services.lab import Lab
from services.volunteers import UNDER, Card, Yes
from storage.database import Database
from storage.volunteers import GuardianRow
from tests.services.team import MONDAY, team
from tests.web.client import client_of
from web import guardians as pages
from web.server import create_app

NASTY = Card("<script>alert(1)</script>", UNDER)


async def test_a_guardian_says_yes_on_the_page_and_takes_it_back(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        omar = await here.person("Omar")
        row = await volunteers.enrol(here.session, omar, NASTY, Guardian("Fatima", "06"), Yes("1", "send"), MONDAY)
        asked = await guardians.of(here.session, row)
        assert asked is not None
        token, whose = asked.token, row.id
    app, woken = create_app(), list[object]()
    host = pages.Host(database, StillClock(MONDAY), Catalogues.load(), Lab.load(), woken.append)
    pages.add_routes(app, host)
    async with client_of(app) as client:
        page = await (await client.get(f"/g/{token}?language=fr")).text()
        assert "&lt;script&gt;" in page
        assert "<script" not in page
        assert page.count("<button") == 2
        after = await (await client.post(f"/g/{token}?language=fr", data={"agrees": "yes"})).text()
        assert after.count("<button") == 1
        assert "vous acceptez" in after
        assert (await client.post(f"/g/{token}", data={"agrees": "perhaps"})).status == 400
        assert (await client.get(f"/g/{'0' * 24}?language=fr")).status == 404
        async with database.reading() as session:
            kept = await session.get(GuardianRow, whose)
            assert kept is not None
            assert (kept.yes_at, kept.method) == (MONDAY, "web page")
        assert "outbox" in str(woken)
