"""An announcement that goes out, watched on the phone of the team in a browser: the bar moves, and can be stopped."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot import demo
from bot.story import STAFF
from tests.sandbox.browserkit import chromium
from tests.sandbox.demokit import PORT, an_announcement_leaves, page_of, phone, taps

AMID = re.compile(r"Avancement.: ▓+░+ \d+.%.*Reste")


async def test_the_bar_is_seen_amid_sending_and_can_be_paused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_RATE", "1")  # half a minute for all of them: nobody has to hurry to see its middle
    async with (
        chromium() as browser,
        demo.opened(demo.free_port(PORT), tmp_path) as running,
        page_of(running, browser, 390, 844) as page,
    ):
        await an_announcement_leaves(running, page)
        panel = phone(page, STAFF).locator(".bubble", has_text="Avancement").last
        await expect(panel).to_contain_text(AMID)
        await phone(page, STAFF).scroll_into_view_if_needed()
        await expect(panel.get_by_text("Avancement")).to_be_in_viewport(ratio=1)
        await taps(page, STAFF, "Pause")
        await expect(panel).to_contain_text("en pause")
