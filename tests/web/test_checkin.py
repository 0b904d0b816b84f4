"""/live/here-…: the screen with the code of a session, while people are checked in to it."""

from datetime import UTC, datetime
from pathlib import Path

from locales.texts import Catalogues
from services import checkin
from services.clock import StillClock
from services.lab import Lab
from services.words import Words
from storage import workshops as events
from storage.database import Database
from storage.seals import Seals
from tests.services.events import event
from tests.web.client import client_of
from web import live
from web.checkin import Host, add_routes
from web.server import create_app

WALL = live.Host(Words(fr="NOTIL"), "notil_bot", lambda payload: f"https://t.me/notil_bot?start={payload}")
TOO_EARLY = datetime(2026, 11, 28, 13, tzinfo=UTC)
AT_THE_DOOR = datetime(2026, 11, 28, 14, tzinfo=UTC)


async def test_the_code_stands_on_the_screen_while_check_in_is_open(database: Database, tmp_path: Path) -> None:
    async with event(database) as one:
        (meeting,) = await events.meetings(one.session, one.workshop.id)
    seals, clock, app = Seals(tmp_path), StillClock(TOO_EARLY), create_app()
    digits, token = checkin.code(seals, meeting.id), checkin.wall(seals, meeting.id)
    add_routes(app, Host(database, seals, clock, Catalogues.load(), Lab.load(), WALL))
    async with client_of(app) as client:
        async with client.get(f"/live/{token}") as page:
            assert "L'accueil est fermé. Merci d'être venus" in await page.text()
        await clock.advance((AT_THE_DOOR - TOO_EARLY).total_seconds())
        async with client.get(f"/live/{token}") as page:
            html = await page.text()
        for seen in ("Sans eau", "بلا ماء", digits, "@notil_bot", "Arrivés jusqu'ici", "<svg"):
            assert seen in html
        async with client.get(f"/live/here-{meeting.id}-{'0' * 12}") as page:
            assert page.status == 404
