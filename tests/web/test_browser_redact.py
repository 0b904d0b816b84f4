"""Drawing boxes with a finger, in Arabic, on a small phone: what is drawn is what the copy covers."""

from pathlib import Path

from PIL import Image
from playwright.async_api import expect
from sqlalchemy import select

from locales.texts import Catalogues
from services import people, redaction
from services.clock import StillClock
from services.words import Words
from storage.database import Database
from storage.media import MediaRow
from tests.sandbox.browserkit import chromium
from tests.services.team import MONDAY, team
from tests.services.test_redaction import photo_of
from web import live, redactions
from web.redactions import Host
from web.server import create_app, serving

PHONE = {"width": 360, "height": 740}


async def test_a_finger_covers_what_it_crosses(database: Database, tmp_path: Path) -> None:
    Image.new("RGB", (800, 600), (240, 200, 160)).save(tmp_path / "a-shown.jpg")
    async with team(database, tmp_path) as one:
        samira = await one.moderator()
        await people.speak(one.session, samira, "ar")
        _, media = await photo_of(one)
        token = await redaction.link(one.session, media.id, samira, MONDAY)
    app = create_app()
    app.router.add_static("/pages/", Path(live.__file__).parent / "pages")
    host = Host(database, StillClock(MONDAY), Catalogues.load(), Words(fr="NOTIL"), tmp_path, frozenset(),
                lambda tables: None)  # fmt: skip
    redactions.add_routes(app, host)
    async with serving(app, "127.0.0.1", 0) as address, chromium() as browser:
        page = await browser.new_page(viewport=PHONE, has_touch=True, is_mobile=True)
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        await page.goto(f"{address}/redact/{token}")
        canvas = page.locator("canvas")
        await expect(canvas).to_be_visible()
        await expect(page.locator("h1")).to_have_text("تغطية أجزاء من صورة")
        around = await canvas.bounding_box()
        assert around and around["width"] <= PHONE["width"]
        await page.mouse.move(around["x"] + around["width"] * 0.25, around["y"] + around["height"] * 0.25)
        await page.mouse.down()
        await page.mouse.move(around["x"] + around["width"] * 0.75, around["y"] + around["height"] * 0.5)
        await page.mouse.up()
        await page.locator("#save").click()
        await expect(page.locator("#saved")).to_be_visible()
        assert wrong == []
    async with database.reading() as session:
        row = await session.scalar(select(MediaRow))
    assert row and row.public_path
    with Image.open(tmp_path / row.public_path) as made:
        inside, outside = made.getpixel((400, 225)), made.getpixel((100, 500))
    assert isinstance(inside, tuple) and isinstance(outside, tuple)
    assert max(inside) < 40 and outside[0] > 200
