"""/company in Chromium on a small phone, without JavaScript: a wrong answer, a right one, the reference."""

from pathlib import Path

from playwright.async_api import expect

from locales.texts import Catalogues
from services.clock import StillClock
from services.lab import Lab
from storage import company_sign_ups as rows
from storage.database import Database
from tests.sandbox.browserkit import chromium
from tests.services.team import MONDAY
from web import company, live
from web.server import create_app, serving

PHONE = {"width": 360, "height": 640}


def t_me(payload: str) -> str:
    return f"https://t.me/NotilBot?start={payload}"


async def test_an_association_signs_up_on_a_page(database: Database) -> None:
    app = create_app()
    app.router.add_static("/pages/", Path(live.__file__).parent / "pages")
    clock, lab = StillClock(MONDAY), Lab.load()
    company.add_routes(app, company.Host(database, clock, Catalogues.load(), lab, "", t_me))
    async with serving(app, "127.0.0.1", 0) as address, chromium() as browser:
        context = await browser.new_context(viewport=PHONE, is_mobile=True, java_script_enabled=False, locale="ar")
        page = await context.new_page()
        await page.goto(f"{address}/company")
        await page.get_by_role("link", name="جمعية").click()
        await page.get_by_role("link", name="Français").click()
        await page.get_by_label("Comment s’appelle").fill("Nour")
        await page.get_by_label("Dans quelle commune").select_option("06.385.01.01")
        await page.get_by_label("Et vous").fill("Nadia")
        await page.get_by_label("Comment vous joindre").fill("06 12")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.locator(".problem")).to_have_count(1)
        await expect(page.locator(".wrong input")).to_have_value("06 12")
        await expect(page.get_by_label("Comment s’appelle")).to_have_value("Nour")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"]
        await page.locator(".wrong input").fill("06 12 34 56 78")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.locator("h1")).to_contain_text("L’équipe peut le lire")
        async with database.reading() as session:
            [row] = await rows.waiting(session, 9)
        await expect(page.locator("main")).to_contain_text(row.ref)
        link = await page.get_by_role("link", name="Terminer dans Telegram").get_attribute("href")
        assert link == t_me(f"e_{page.url.split('/company/')[1].split('?')[0]}")
