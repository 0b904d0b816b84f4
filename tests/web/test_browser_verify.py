"""Checking a certificate in Chromium on a small phone: both directions, hostile names, no script."""

from pathlib import Path

from playwright.async_api import expect

from locales.texts import Catalogues
from services.clock import StillClock
from services.words import Words
from storage.certificates import VOLUNTEERING, CertificateRow
from storage.database import Database
from tests.sandbox.browserkit import chromium
from tests.services.team import MONDAY, team
from web import certificates, live
from web.server import create_app, serving

PHONE = {"width": 360, "height": 740}
CODE = "K7M4-XQ28-T9RW"
HOSTILE = "<img src=x onerror=alert(1)>\u202eAïcha"
PAPER = {"name": HOSTILE, "first": "2026-10-08", "last": "2026-11-08", "minutes": 630, "missions": 3}


async def test_who_scans_a_certificate_reads_what_stands_on_it(database: Database, tmp_path: Path) -> None:
    async with team(database, tmp_path) as here:
        aicha = await here.person("Aïcha")
        row = CertificateRow(code=CODE, kind=VOLUNTEERING, person_id=aicha.id, issued_at=MONDAY, **PAPER)
        here.session.add(row)
    app = create_app()
    app.router.add_static("/pages/", Path(live.__file__).parent / "pages")
    host = certificates.Host(database, StillClock(MONDAY), Catalogues.load(), Words(fr="NOTIL"))
    certificates.add_routes(app, host)
    async with serving(app, "127.0.0.1", 0) as address, chromium() as browser:
        context = await browser.new_context(viewport=PHONE, is_mobile=True, java_script_enabled=False, locale="ar")
        page = await context.new_page()
        await page.goto(f"{address}/verify/{CODE.lower()}")
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        await expect(page.locator("h1")).to_contain_text("هذه الشهادة صحيحة")
        await expect(page.locator("main")).to_contain_text("3 مهام")
        await expect(page.locator("main")).to_contain_text("<img src=x")
        wide = await page.locator("main").bounding_box()
        assert wide is not None
        assert wide["width"] <= PHONE["width"]
        await page.get_by_role("link", name="Français").click()
        await expect(page.locator("h1")).to_contain_text("Cette attestation est vraie")
        await expect(page.locator("html")).to_have_attribute("dir", "ltr")
        await page.goto(f"{address}/verify/K7M4-XQ28-XXXX?language=fr")
        await expect(page.locator("h1")).to_contain_text("Aucune attestation ne porte ce code")
