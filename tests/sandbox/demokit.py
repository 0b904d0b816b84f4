"""The demo in a browser: the real bot behind the wall of phones, and a resident who uses only the mouse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from bot import demo
from bot.story import STAFF

PORT = 18_600
SAID = 600_001  # speaks Darija and has not pressed START yet


@asynccontextmanager
async def demo_page(browser: Browser, folder: Path, width: int, height: int, scale: float = 1) -> AsyncIterator[Page]:
    """The demo's page, its story told; nothing in it may complain."""
    async with demo.opened(demo.free_port(PORT), folder) as running:
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
