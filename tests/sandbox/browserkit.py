"""Chromium looking at a wall of phones; tests skip where there is no Chromium."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.sandbox.conftest import HandClock
from tests.sandbox.wallkit import Served, serve

CHROMIUM = Path("/usr/bin/chromium")
expect.set_options(timeout=20_000)  # milliseconds: on a busy machine a page draws late
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a window."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


@dataclass
class Seen:
    """The wall as a person sees it, and the complaints of the browser."""

    served: Served
    page: Page
    complaints: list[str]

    def phone(self, number: int) -> Locator:
        return self.page.locator(f"#phone-{number}")

    def bubbles(self, number: int) -> Locator:
        return self.phone(number).locator(".bubble .rich")

    async def write(self, number: int, text: str) -> None:
        """Type into a phone and press Enter."""
        field = self.phone(number).locator("textarea")
        await field.fill(text)
        await field.press("Enter")


@asynccontextmanager
async def looking(browser: Browser, *, width: int = 1200, height: int = 800, **more: Any) -> AsyncIterator[Seen]:
    """A served wall, open in a fresh browser context; nothing in it may complain."""
    async with serve(HandClock()) as served:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **more
        )
        page, complaints = await context.new_page(), list[str]()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        await page.goto(served.url)
        await page.locator(".phone").first.wait_for()
        yield Seen(served, page, complaints)
        await context.close()
        assert complaints == []
