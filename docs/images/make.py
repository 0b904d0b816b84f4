"""Take the README's pictures anew, from the running demo: `.venv/bin/python -m docs.images.make`; then look at them."""

import asyncio
import io
import os
import re
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect

from bot import demo
from bot.story import QUESTIONS, STAFF
from bot.zone import use_packaged_zones
from tests.sandbox.browserkit import chromium
from tests.sandbox.demokit import PORT, SAID, an_announcement_leaves, demo_page, page_of, phone, taps, writes
from tests.waiting import until_known

HERE = Path(__file__).parent
# Every chat at its newest message, the wall at its first phone.
TO_THE_END = """() => {
  document.querySelectorAll(".log").forEach((log) => { log.scrollTop = log.scrollHeight; });
  document.querySelectorAll("*").forEach((one) => { one.scrollLeft = 0; });
  document.activeElement.blur();
}"""


async def make(folder: Path) -> None:
    """The wall, a resident's phone with the number, the desk's card."""
    async with chromium() as browser, demo_page(browser, folder, 1600, 900) as page:
        await _a_lamp(page)
        await taps(page, STAFF, "Fiche")
        await phone(page, STAFF).get_by_role("button", name="Pas nous").last.wait_for()
        for number, name in ((SAID, "resident-ary"), (STAFF, "desk-fr")):
            await page.evaluate(TO_THE_END)
            await page.wait_for_timeout(700)
            await phone(page, number).screenshot(path=HERE / f"{name}.png")
        await page.evaluate(TO_THE_END)
        await page.wait_for_timeout(700)
        await page.screenshot(path=HERE / "phones.png")
    for name in ("phones", "resident-ary", "desk-fr"):
        _smaller(HERE / f"{name}.png")


async def make_vote(folder: Path) -> None:
    """A live vote: the wall, the phone of a participant in Darija and the one that leads, beside each other."""
    async with chromium() as browser, demo_page(browser, folder, 1600, 900) as page:
        await writes(page, STAFF, "/workshop")
        await writes(page, STAFF, QUESTIONS)
        await taps(page, STAFF, "Créer le vote")
        wall = await _wall_of(page)
        await taps(page, SAID, "ابدأ")
        await taps(page, SAID, "الدارجة")
        await writes(page, SAID, await _code(wall))
        await page.locator(".crowd-button").click()
        await expect(wall.locator("body")).to_contain_text("41", timeout=20_000)
        for label in ("Ouvrir la question 1", "Fermer le vote", "Montrer le résultat"):
            await taps(page, STAFF, label)
            await page.wait_for_timeout(12_000 if "Ouvrir" in label else 2_000)
            if "Ouvrir" in label:
                await taps(page, SAID, "الضو")
        await page.evaluate(TO_THE_END)
        await page.wait_for_timeout(700)
        taken = [await one.screenshot() for one in (wall, phone(page, SAID), phone(page, STAFF))]
    _beside(taken, HERE / "vote.png")


async def make_announcement(folder: Path) -> None:
    """The phone of the team amid the sending of an announcement, with the bar that moves."""
    os.environ["SEND_RATE"] = "1"
    async with (
        chromium() as browser,
        demo.opened(demo.free_port(PORT), folder) as running,
        page_of(running, browser, 390, 844) as page,
    ):
        await an_announcement_leaves(running, page)
        await phone(page, STAFF).get_by_text("▓▓▓").wait_for()
        await phone(page, STAFF).scroll_into_view_if_needed()
        await phone(page, STAFF).screenshot(path=HERE / "announcement-fr.png")
    _smaller(HERE / "announcement-fr.png")


async def _wall_of(page: Page) -> Page:
    """A second page that became the wall, by the six digits it showed."""
    panel = phone(page, STAFF).locator(".bubble", has_text="/live").last
    await panel.wait_for()
    address = re.search(r"http://[\w.:]+/live", await panel.inner_text())
    assert address
    wall = await page.context.new_page()
    await wall.set_viewport_size({"width": 1280, "height": 720})
    await wall.goto(address[0])
    digits = await until_known(lambda: _digits(wall), "the digits")
    await writes(page, STAFF, digits)
    await wall.wait_for_url("**/live/*")
    return wall


async def _code(wall: Page) -> str:
    """The five digits by which one comes in."""
    found = re.search(r"\b\d{5}\b", await wall.locator("body").inner_text())
    assert found
    return found[0]


async def _digits(wall: Page) -> str:
    found = re.search(r"\b(\d{3})\s?(\d{3})\b", await wall.locator("body").inner_text())
    return "".join(found.groups()) if found else ""


async def _a_lamp(page: Page) -> None:
    """A resident writes in Darija, from START to the number."""
    await taps(page, SAID, "ابدأ")
    await taps(page, SAID, "الدارجة")
    await writes(page, SAID, "الضو ديال الزنقة حدا المدرسة طافي هادي سيمانة")
    for label in ("بوسكورة", "الضو والتريسينتي", "ندوز", "✅ إرسال"):
        await taps(page, SAID, label)
    await expect(phone(page, SAID).locator(".bubble .rich").last).to_contain_text("الرقم ديالو")


def _beside(taken: list[bytes], path: Path) -> None:
    """One picture of several, all as high as the first."""
    pictures = [Image.open(io.BytesIO(one)).convert("RGB") for one in taken]
    high = pictures[0].height
    pictures = [one.resize((round(one.width * high / one.height), high)) for one in pictures]
    together = Image.new("RGB", (sum(one.width for one in pictures), high), "white")
    left = 0
    for one in pictures:
        together.paste(one, (left, 0))
        left += one.width
    together.save(path, optimize=True)


def _smaller(path: Path) -> None:
    """Without the transparency that a picture of a whole page does not need."""
    with Image.open(path) as picture:
        picture.convert("RGB").save(path, optimize=True)


if __name__ == "__main__":
    use_packaged_zones()
    with tempfile.TemporaryDirectory() as temporary:
        asyncio.run(make(Path(temporary) / "lamp"))
        asyncio.run(make_vote(Path(temporary) / "vote"))
        asyncio.run(make_announcement(Path(temporary) / "announcement"))
