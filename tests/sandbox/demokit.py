"""The demo in a browser: the real bot behind the wall of phones, and a resident who uses only the mouse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from bot import demo, story
from bot.demo import Demo
from bot.story import STAFF

PORT = 18_600
NEIGHBOURS = 30
SAID = 600_001  # speaks Darija and has not pressed START yet


@asynccontextmanager
async def demo_page(browser: Browser, folder: Path, width: int, height: int, scale: float = 1) -> AsyncIterator[Page]:
    """The demo's page, its story told; nothing in it may complain."""
    async with (
        demo.opened(demo.free_port(PORT), folder) as running,
        page_of(running, browser, width, height, scale) as page,
    ):
        yield page


@asynccontextmanager
async def page_of(running: Demo, browser: Browser, width: int, height: int, scale: float = 1) -> AsyncIterator[Page]:
    """The page of a demo that runs; nothing in it may complain."""
    size = {"width": width, "height": height}
    context = await browser.new_context(viewport=size, device_scale_factor=scale, reduced_motion="reduce")
    page, complaints = await context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(running.address)
    await phone(page, STAFF).wait_for()
    yield page
    await context.close()
    assert complaints == []


def phone(page: Page, number: int) -> Locator:
    """One phone of the wall."""
    return page.locator(f"#phone-{number}")


async def taps(page: Page, number: int, label: str) -> None:
    """Click the newest button with this label on a phone."""
    await phone(page, number).get_by_role("button", name=label).last.click()


async def the_shortest_way(page: Page) -> None:
    """START, Darija, a voice message, the place, Send: until the number stands there."""
    await taps(page, SAID, "ابدأ")
    await taps(page, SAID, "الدارجة")
    await taps(page, SAID, "Attach")
    await taps(page, SAID, "Voice message")
    await taps(page, SAID, "نصيفط الموقع ديالي")
    await taps(page, SAID, "Bouskoura")
    await taps(page, SAID, "Send this place")
    await taps(page, SAID, "✅ إرسال")
    await expect(phone(page, SAID).locator(".bubble .rich").last).to_contain_text("الرقم ديالو")


async def writes(page: Page, number: int, text: str) -> None:
    """Type into a phone and press Enter."""
    field = phone(page, number).locator("textarea")
    await field.fill(text)
    await field.press("Enter")


async def an_announcement_leaves(running: Demo, page: Page) -> None:
    """In the morning, to more people than live on the wall; alone in the team one has ten minutes to think again."""
    await the_clock_goes(page, tomorrow="10:00")  # at night announcements wait
    for number in range(NEIGHBOURS):
        await running.board.telegram.phone(f"Voisin {number}").start()
    await story.settled(running.bot, running.board, running.clock)
    await writes(page, STAFF, "/announce")
    await taps(page, STAFF, "Nouvelle annonce")
    await phone(page, STAFF).get_by_text("Que voulez-vous annoncer").wait_for()
    await writes(page, STAFF, "Atelier samedi à 10 h, à la maison des jeunes de Bouskoura.")
    await taps(page, STAFF, "Envoyer…")
    await taps(page, STAFF, "Oui, l'envoyer")
    await phone(page, STAFF).get_by_text("pas encore partie").wait_for()
    await the_clock_goes(page, minutes=11)


async def the_clock_goes(page: Page, **to: str | int) -> None:
    """Move the clock of the wall: `minutes=5`, or `tomorrow="09:00"`."""
    assert (await page.request.post(f"{page.url}api/clock", data=to)).ok
