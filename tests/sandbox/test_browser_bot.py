"""The real bot on the phones in the browser: a resident in Darija, the desk, and how Arabic is laid out."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.story import STAFF
from tests.sandbox.browserkit import chromium
from tests.sandbox.demokit import SAID, demo_page, phone, taps, the_shortest_way, writes

pytestmark = pytest.mark.asyncio(loop_scope="module")
REFERENCE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")
# Every line of the bot: its direction, and whether it reaches out of its bubble.
LINES = """(log) => [...log.querySelectorAll(".theirs .bubble")].flatMap((bubble) => {
  const outer = bubble.getBoundingClientRect();
  return [...bubble.querySelectorAll(".rich p")].map((line) => {
    const inner = line.getBoundingClientRect();
    return [line.textContent, getComputedStyle(line).direction,
            inner.left < outer.left - 1 || inner.right > outer.right + 1 || line.scrollWidth > line.clientWidth + 1];
  });
})"""
# Buttons whose label does not fit, and boxes that scroll sideways.
TOO_WIDE = """(screen) => [screen, ...screen.querySelectorAll(".log, .bubble, .keys, .key, .foot")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def test_from_the_residents_mouse_to_the_desk(browser: Browser, tmp_path: Path) -> None:
    async with demo_page(browser, tmp_path, 1600, 900) as page:
        await the_shortest_way(page)
        told = await phone(page, SAID).locator(".bubble .rich").last.text_content()
        found = REFERENCE.search(told or "")
        assert found
        await writes(page, STAFF, found[0])
        joined = found[0].replace("-", "\u2060-\u2060")  # so that it does not break at its hyphen
        await expect(phone(page, STAFF).locator(".bubble .rich").last).to_contain_text(f"Signalement {joined}")
        await taps(page, STAFF, "À l'étude")
        await expect(phone(page, STAFF).locator(".bubble .rich").last).to_contain_text("Suivi par : vous")


async def test_arabic_runs_from_right_to_left_and_stays_inside_on_a_narrow_screen(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo_page(browser, tmp_path, 360, 740) as page:
        await the_shortest_way(page)
        lines = await phone(page, SAID).locator(".log").evaluate(LINES)
        ours = [(text, direction) for text, direction, _ in lines if re.search("[\u0621-\u064a]", text)]
        assert len(ours) > 10
        assert [text for text, direction in ours if direction != "rtl"] == []
        assert [text for text, _, outside in lines if outside] == []
        assert await phone(page, SAID).evaluate(TOO_WIDE) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
